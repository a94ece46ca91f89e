"""What a pack would leave out or print twice, in silence: a library in, a problem for each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from printroom.load.yaml import Way, Written
from printroom.model import (
    ActivityModel,
    DocumentRow,
    Library,
    Part,
    Problem,
    Session,
    SessionTemplate,
    Snippet,
    Templates,
)

_CUT_BLOCKS = ("card", "slip", "activity")


def silent_losses(
    library: Library, templates: Templates, written: Mapping[str, Written]
) -> Iterator[Problem]:
    """Every word and activity that would not be printed, or printed twice, in some pack."""
    for name, session in library.sessions.items():
        if template := templates.sessions.get(session.template):
            yield from _twice(session, template, written[f"sessions:{name}"])
            yield from _unprinted_parts(name, session, template, library)
    rows = {row.name: row for template in templates.sessions.values() for row in template.documents}
    for snippet in library.snippets.values():
        voices: list[tuple[ActivityModel | None, Mapping[str, Part]]] = [
            (snippet.activity, snippet.parts)
        ]
        voices += [(v.activity or snippet.activity, v.parts) for v in snippet.variants.values()]
        for activity, parts in voices:
            for part in parts.values():
                is_cut = rows[part.document].medium == "cut"
                yield from _pieces(part, is_cut, rows)
                if activity:
                    yield from _undrawn(part, is_cut, activity, templates)
                    yield from _unprinted_backs(part, rows[part.document], activity, templates)
        yield from _unprinted_activity(snippet, written)


def _twice(session: Session, template: SessionTemplate, written: Written) -> Iterator[Problem]:
    """A snippet that stands in a session twice would print all its words twice."""
    frame = used_snippets(session.model_copy(update={"segments": (), "notes": ()}), template)
    ways: list[tuple[Way, str]] = [
        (("segments", number, "snippets", place), name)
        for number, segment in enumerate(session.segments)
        for place, name in enumerate(segment.snippets)
    ]
    ways += [
        (("notes", number, "snippet"), note.snippet) for number, note in enumerate(session.notes)
    ]
    seen = set(frame)
    for way, name in ways:
        if name in seen:
            said = f"“{name}” stands in this session twice, or in its frame: it would print twice"
            yield written.problem(way, "duplicate-id", said, "take it out in one place")
        seen.add(name)


def _unprinted_parts(
    name: str, session: Session, template: SessionTemplate, library: Library
) -> Iterator[Problem]:
    """Words for a document that the session's pack does not have."""
    printed = {row.name for row in template.documents}
    used = (library.snippets.get(one) for one in used_snippets(session, template))
    for snippet in filter(None, used):
        variants = (v for v in snippet.variants.values() if v.band in session.bands)
        voices = (snippet.parts, *(variant.parts for variant in variants))
        for part in (part for parts in voices for part in parts.values()):
            if part.document not in printed:
                yield Problem(
                    "unprinted-part",
                    part.path,
                    f"the pack of “{name}” has no {part.document.replace('-', ' ')}: "
                    "these words would not be printed",
                    f"add it to the documents of {session.template}.yaml, or take it out here",
                    part.line,
                )


def used_snippets(session: Session, template: SessionTemplate) -> tuple[str, ...]:
    """The ids of all snippets that a session uses, with those of its frame."""
    segments = (*template.fixed, *session.segments)
    notes = (*session.notes, *template.notes)
    names = [name for segment in segments for name in segment.snippets]
    return (*names, *template.talk.snippets, *(note.snippet for note in notes))


def _pieces(part: Part, is_cut: bool, rows: Mapping[str, DocumentRow]) -> Iterator[Problem]:
    """On what is cut everything is a piece; elsewhere nothing is."""
    if is_cut:
        for node in part.nodes:
            if node.kind != "block" or node.name not in _CUT_BLOCKS:
                yield Problem(
                    "not-a-piece",
                    part.path,
                    "this document is cut into pieces, and this stands on none",
                    "put it into ::: card or ::: slip",
                    node.line,
                )
        return
    for node in (inner for top in part.nodes for inner in top.walk()):
        if node.kind == "block" and node.name in ("card", "slip"):
            yield Problem(
                "not-a-piece",
                part.path,
                f"a {node.name} can only be printed on what is cut",
                f"move it below {below(row for row in rows.values() if row.medium == 'cut')}",
                node.line,
            )


def _undrawn(
    part: Part, is_cut: bool, activity: ActivityModel, templates: Templates
) -> Iterator[Problem]:
    """An activity where its kind has nothing to print: cards, or a page."""
    if is_cut and activity.has_cards:
        return
    if not is_cut and f"activities/{activity.kind}.html" in templates.sources:
        return
    what = "pieces to cut" if is_cut else "page: it is only cut"
    for node in (inner for top in part.nodes for inner in top.walk()):
        if node.kind == "block" and node.name == "activity":
            yield Problem(
                "not-a-piece",
                part.path,
                f"“{activity.kind}” has no {what}",
                "move it below another heading, or choose another kind",
                node.line,
            )


def _unprinted_backs(
    part: Part, row: DocumentRow, activity: ActivityModel, templates: Templates
) -> Iterator[Problem]:
    """Words for the back of a piece, on a sheet that prints no backs."""
    if row.sheet is None or templates.sheets[row.sheet].flip != "none":
        return
    if any(getattr(piece, "back", "") for piece in getattr(activity, "pieces", ())):
        yield Problem(
            "unprinted-back",
            part.path,
            f"“{row.title}” is printed on one side: the words for the back would be lost",
            "move it below another heading, or take “back” out",
            part.line,
        )


def _unprinted_activity(snippet: Snippet, written: Mapping[str, Written]) -> Iterator[Problem]:
    """An activity that no part prints, for one of the bands, would be lost in silence."""
    for band in snippet.bands:
        variant = snippet.variants.get(band)
        parts = {**snippet.parts, **(variant.parts if variant else {})}
        activity = (variant and variant.activity) or snippet.activity
        nodes = (inner for part in parts.values() for top in part.nodes for inner in top.walk())
        is_printed = any(node.kind == "block" and node.name == "activity" for node in nodes)
        if activity is not None and not is_printed:
            owner = variant.path if variant else snippet.path
            yield written[f"snippets:{owner}"].at_key(
                ("activity",),
                "unprinted-activity",
                f"for {band}, no document prints the activity of this snippet",
                "write ::: activity and ::: where it belongs",
            )


def below(rows: Iterable[DocumentRow]) -> str:
    """The headings of some documents, as an author writes them."""
    names = dict.fromkeys(row.name.replace("-", " ").capitalize() for row in rows)
    return " or ".join(f"“## {name}”" for name in names) or "another heading"
