"""Find text that no pack prints or that prints twice, and contradictions.

The contradictions are between minutes, codes, the order of sessions, and rules and their examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from printroom.load.materials.references import Texts, headings_of, with_variants
from printroom.load.materials.session_checks import (
    lengths_that_do_not_fit,
    template_inconsistencies,
)
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import (
    ActivityModel,
    DocumentRow,
    LanguageRule,
    Library,
    Node,
    Part,
    Problem,
    Session,
    SessionTemplate,
    Snippet,
    Templates,
    walk_nodes,
)
from printroom.model.channels import good_until
from printroom.text.phrases import Rulebook

_PIECES = ("card", "slip")


def inconsistencies(library: Library, templates: Templates, texts: Texts) -> Iterator[Problem]:
    """A problem for each inconsistency."""
    for name, session in library.sessions.items():
        if template := templates.sessions.get(session.template):
            yaml = texts[f"sessions:{name}"]
            yield from lengths_that_do_not_fit(session, template, yaml)
            yield from _used_twice(session, template, yaml)
            yield from _wrong_today(session, library, yaml)
            yield from _parts_without_document(name, session, template, library)
    yield from _shared_codes(library, texts)
    yield from _checks_too_late(library, texts)
    yield from _shared_pack_folders(library, texts)
    yield from _wrong_order(library, texts)
    if language := texts.get("language"):
        path = language.source.path
        yield from parse_if_changed(path, _language_examples, library.language, language)
    for name in templates.sessions:
        yield from template_inconsistencies(name, library, templates)
    rows = {row.name: row for template in templates.sessions.values() for row in template.documents}
    for snippet in library.snippets.values():
        for one in with_variants(snippet):
            activity = one.activity or snippet.activity
            for part in one.parts.values():
                yield from _misplaced_pieces(part, rows)
                if activity:
                    yield from _undrawn_activities(part, rows[part.document], activity, templates)
                    yield from _unprinted_backs(part, rows[part.document], activity, templates)
        yield from _unprinted_activities(snippet, texts)


def _checks_too_late(library: Library, texts: Texts) -> Iterator[Problem]:
    """Checks dated after they run out, which are typing errors, or valid for too long."""
    for name, contact in library.contacts.items():
        if contact.verified_on and contact.verified_on > contact.verify_by:
            message = f"this check ran out on {contact.verify_by}, before it was made"
            fix = "correct this day, or move verify_by to the day until which the check is good"
            yield texts["contacts"].problem((name, "verified_on"), "not-right", message, fix)
        latest = good_until(contact.verified_on or contact.verify_by, library.check_limits)
        if contact.verify_by > latest:
            message = f"a check of {contact.verified_on} is good until {latest} at the latest"
            fix = f"write {latest} or an earlier day, and check it again by then"
            yield texts["contacts"].problem((name, "verify_by"), "good-too-long", message, fix)
    for name, nation in library.nations.items():
        for matter, law in nation.law.items():
            if law.checked_on and law.checked_on > law.review_by:
                message = f"the review date of this text, {law.review_by}, is before this day"
                at = ("law", matter, "checked_on")
                yield texts[f"nations:{name}"].problem(at, "not-right", message, "correct one")


def _shared_codes(library: Library, texts: Texts) -> Iterator[Problem]:
    """A code is on every card: two sessions with the same one would mix their piles."""
    seen: dict[str, str] = {}
    for name, session in library.sessions.items():
        other = seen.setdefault(session.code, name)
        if other != name:
            message = f"{session.code} is also the code of “{other}”"
            fix = "give one of them another code"
            yield texts[f"sessions:{name}"].problem(("code",), "duplicate-id", message, fix)


def _shared_pack_folders(library: Library, texts: Texts) -> Iterator[Problem]:
    """A pack's folder has hyphens for slashes: two sessions with the same one would share it."""
    seen: dict[str, str] = {}
    for name in library.sessions:
        other = seen.setdefault(name.replace("/", "-"), name)
        if other != name:
            message = (
                f"the packs of this session would be in the same folders as those of “{other}”"
            )
            fix = "give this file another name"
            yield texts[f"sessions:{name}"].problem((), "duplicate-id", message, fix)


def _wrong_order(library: Library, texts: Texts) -> Iterator[Problem]:
    """A session follows others that exist, never itself, and asks for helplines that exist."""
    follows = {name: session.follows for name, session in library.sessions.items()}
    for name, others in follows.items():
        yaml = texts[f"sessions:{name}"]
        yield from yaml.unknown_in("session", others, follows, ("follows",))
        asked = library.sessions[name].help
        yield from yaml.unknown_in("contact", asked, library.contacts, ("help",))
    try:
        TopologicalSorter(follows).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        message = f"these sessions follow each other: {', '.join(dict.fromkeys(cycle))}"
        fix = "take one of them out: a programme has a first session"
        yield texts[f"sessions:{cycle[0]}"].problem(("follows",), "ring", message, fix)


def _language_examples(rules: Mapping[str, LanguageRule], yaml: YamlText) -> list[Problem]:
    """A rule for words finds something in its `fails`, and nothing in its `passes`."""
    problems = []
    for name, rule in rules.items():
        book = Rulebook({name: rule})
        for key, texts in (("fails", rule.fails), ("passes", rule.passes)):
            for number, text in enumerate(texts):
                found = book.find_matches(text)
                if bool(found) == (key == "passes"):
                    message = "none of the phrases is found in this example"
                    fix = "add a phrase that finds it, or write another example"
                    if found:
                        message = f"this example must pass, but “{found[0].words}” is found in it"
                        fix = "make the phrase narrower, or write another example"
                    at = (name, key, number)
                    problems.append(yaml.problem(at, "wrong-example", message, fix))
    return problems


def _used_snippets(template: SessionTemplate, session: Session | None = None) -> tuple[str, ...]:
    """The ids of all snippets that the frame of a session uses, and the session itself."""
    again = template.following.fixed if template.follow_up else ()
    segments = (*template.fixed, *again, *(session.segments if session else ()))
    notes = (*template.notes, *(session.notes if session else ()))
    names = [name for segment in segments for name in segment.snippets]
    names += session.talk if session else ()
    return (*names, *template.talk.snippets, *(note.snippet for note in notes))


def _used_twice(session: Session, template: SessionTemplate, yaml: YamlText) -> Iterator[Problem]:
    """A snippet that a session uses twice would print all its words twice."""
    used: list[tuple[KeyPath, str]] = []
    for number, segment in enumerate(session.segments):
        for place, name in enumerate(segment.snippets):
            used.append((("segments", number, "snippets", place), name))
    used += [(("talk", place), name) for place, name in enumerate(session.talk)]
    for number, note in enumerate(session.notes):
        used.append((("notes", number, "snippet"), note.snippet))
    seen = set(_used_snippets(template))
    for at, name in used:
        if name in seen:
            message = f"“{name}” is used twice in this session or its frame: it would print twice"
            yield yaml.problem(at, "duplicate-id", message, "take it out in one place")
        seen.add(name)


def _wrong_today(session: Session, library: Library, yaml: YamlText) -> Iterator[Problem]:
    """Bands of a session that do not hear what it is about, and sentences for no band of it."""
    for band in session.bands:
        if band in library.bands and band not in session.today:
            message = f"there is no sentence on what today is about for {band}"
            yield yaml.problem(("today",), "missing-field", message, f'add "{band}": …')
    for band in session.today:
        if band not in session.bands:
            message, fix = f"this session is not for {band}", "take the sentence out"
            yield yaml.key_problem(("today", band), "unknown-band", message, fix)


def _parts_without_document(
    name: str, session: Session, template: SessionTemplate, library: Library
) -> Iterator[Problem]:
    """Text for a document that the session's pack does not have."""
    printed = {row.name for row in template.documents if not row.scripts}
    for snippet in filter(None, map(library.snippets.get, _used_snippets(template, session))):
        parts = list(snippet.parts.values())
        for variant in snippet.variants.values():
            parts += variant.parts.values() if variant.band in session.bands else ()
        for part in parts:
            if part.document not in printed:
                document = part.document.replace("-", " ")
                message = f"the pack of “{name}” has no {document}: this would not be printed"
                fix = f"add it to the documents of {session.template}.yaml, or take it out here"
                yield Problem("unprinted-part", part.path, message, fix, part.line)


def _misplaced_pieces(part: Part, rows: Mapping[str, DocumentRow]) -> Iterator[Problem]:
    """A document that is cut prints pieces and nothing else; the others print no pieces."""
    if rows[part.document].medium == "cut":
        for node in part.nodes:
            if node.kind != "block" or node.name not in (*_PIECES, "activity"):
                message = "this document is cut into pieces, and this is on none of them"
                fix = "put it into ::: card or ::: slip"
                yield Problem("not-a-piece", part.path, message, fix, node.line)
        return
    for node in _blocks(part, *_PIECES):
        message = f"a {node.name} can only be printed on a document that is cut"
        fix = f"move it below {headings_of(row for row in rows.values() if row.medium == 'cut')}"
        yield Problem("not-a-piece", part.path, message, fix, node.line)


def _undrawn_activities(
    part: Part, row: DocumentRow, activity: ActivityModel, templates: Templates
) -> Iterator[Problem]:
    """An activity whose kind has nothing to print in this document: no pieces, or no page."""
    is_cut = row.medium == "cut"
    has_page = f"activities/{activity.kind}.html" in templates.sources
    if activity.has_cards if is_cut else has_page:
        return
    missing = "pieces to cut" if is_cut else "page: it can only be cut out"
    for node in _blocks(part, "activity"):
        message = f"“{activity.kind}” has no {missing}"
        fix = "move it below another heading, or choose another kind"
        yield Problem("not-a-piece", part.path, message, fix, node.line)


def _unprinted_backs(
    part: Part, row: DocumentRow, activity: ActivityModel, templates: Templates
) -> Iterator[Problem]:
    """Text for the back of a piece, on a sheet that is printed on one side only."""
    if row.sheet is None or templates.sheets[row.sheet].flip != "none":
        return
    if any(getattr(piece, "back", "") for piece in getattr(activity, "pieces", ())):
        message = f"“{row.title}” is printed on one side: the words for the back would be lost"
        fix = "move it below another heading, or take “back” out"
        yield Problem("unprinted-back", part.path, message, fix, part.line)


def _unprinted_activities(snippet: Snippet, texts: Texts) -> Iterator[Problem]:
    """An activity that no part prints for one of the bands."""
    for band in snippet.bands:
        variant = snippet.variants.get(band)
        parts = {**snippet.parts, **(variant.parts if variant else {})}
        activity = (variant and variant.activity) or snippet.activity
        if activity is not None and not any(
            any(_blocks(part, "activity")) for part in parts.values()
        ):
            yaml = texts[f"snippets:{variant.path if variant else snippet.path}"]
            message = f"for {band}, no document prints the activity of this snippet"
            fix = "write ::: activity and ::: where it belongs"
            yield yaml.key_problem(("activity",), "unprinted-activity", message, fix)


def _blocks(part: Part, *names: str) -> Iterator[Node]:
    """The blocks of these names in a part, nested ones too."""
    for node in walk_nodes(part.nodes):
        if node.kind == "block" and node.name in names:
            yield node
