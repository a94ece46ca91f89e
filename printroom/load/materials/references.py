"""Find references to names that do not exist, in materials and session templates.

Whether a thing exists at all is checked here; whether a band may see it is decided by `choose`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from printroom.load.snippets.snippet_body import BLOCKS
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import read_text
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import KeyPath, YamlText, unknown_bands
from printroom.model import (
    FOLLOWING,
    DocumentRow,
    FollowUp,
    Gated,
    Library,
    Node,
    Part,
    Picture,
    Problem,
    Session,
    SessionTemplate,
    Snippet,
    Templates,
    Variant,
    list_all,
    nearest,
    walk_nodes,
)
from printroom.model.school_years import year_hint

Texts = Mapping[str, YamlText]
"""The YAML of the library's files: "facts", "nations:ID", "sessions:ID" or "snippets:PATH"."""


def unknown_references(library: Library, templates: Templates, texts: Texts) -> Iterator[Problem]:
    """A problem of each name that refers to nothing."""
    yield from _entries(library, texts)
    yield from _nations(library, texts)
    laws = dict.fromkeys(matter for nation in library.nations.values() for matter in nation.law)
    for name, session in library.sessions.items():
        yaml = texts[f"sessions:{name}"]
        yield from _session(session, library, yaml)
        yield from yaml.unknown("template", session.template, templates.sessions, ("template",))
        yield from yaml.unknown_in("law", session.law, laws, ("law",))
    yield from _reviews(library, texts)
    yield from _withdrawn(library, texts)
    for name, topic in library.topics.items():
        at = (name, "sessions")
        yield from texts["topics"].unknown_in("session", topic.sessions, library.sessions, at)
    for name, template in templates.sessions.items():
        yield from _template(name, template, library, templates)
    rows = {row.name: row for template in templates.sessions.values() for row in template.documents}
    offered = {str(n) for session in library.sessions.values() for n in session.lengths}
    for snippet in library.snippets.values():
        yield from _snippet(snippet, library, (rows, offered), texts)


def template_yaml(templates: Templates, name: str) -> YamlText:
    """The YAML of a session template, to place problems in it."""
    folder = Path(templates.folder)
    source = read_text(folder / "sessions" / f"{name}.yaml", folder)
    return parse_if_changed(source.path, read_yaml, source)


def _entries(library: Library, texts: Texts) -> Iterator[Problem]:
    """Bands, nations and contacts that entries name."""
    gated: Mapping[str, Mapping[str, Gated | Picture]] = {
        "contacts": library.contacts,
        "facts": library.facts,
        "glossary": library.glossary,
        "people": {k: v for k, v in library.pictures.items() if v.is_portrait},
        "scenes": {k: v for k, v in library.pictures.items() if v.is_scene},
        "pictures": {
            k: v for k, v in library.pictures.items() if not (v.is_portrait or v.is_scene)
        },
    }
    for kind, entries in gated.items():
        for name, entry in entries.items():
            yield from unknown_bands(entry.bands, library.bands, texts[kind], (name, "bands"))
    for name, rule in library.language.items():
        at: KeyPath = (name, "quoted_for")
        yield from unknown_bands(rule.quoted_for, library.bands, texts["language"], at)
    for name, contact in library.contacts.items():
        yaml = texts["contacts"]
        yield from yaml.unknown_in("nation", contact.nations, library.nations, (name, "nations"))
        if contact.instead_of is not None:
            at = (name, "instead_of")
            yield from yaml.unknown("contact", contact.instead_of, library.contacts, at)


def _nations(library: Library, texts: Texts) -> Iterator[Problem]:
    """Bands in the definition of a nation, and bands that are keys in its file."""
    known = tuple(library.bands)
    for name, nation in library.nations.items():
        yaml = texts[f"nations:{name}"]
        yield from unknown_bands(nation.definition.bands, known, yaml, ("definition", "bands"))
        for number, entry in enumerate(nation.unchecked):
            yield from unknown_bands(entry.bands, known, yaml, ("unchecked", number, "bands"))
        for key, by_band in (("curriculum", nation.curriculum), ("stages", nation.stages)):
            for band in by_band:
                if band not in known:
                    message, fix = f"there is no band “{band}”", nearest(band, known)
                    yield yaml.key_problem((key, band), "unknown-band", message, fix)


def _session(session: Session, library: Library, yaml: YamlText) -> Iterator[Problem]:
    """Bands and snippets that a session names."""
    years = partial(year_hint, nations=library.nations)
    yield from unknown_bands(session.bands, library.bands, yaml, ("bands",), years)
    for number, segment in enumerate(session.segments):
        at = ("segments", number, "snippets")
        yield from yaml.unknown_in("snippet", segment.snippets, library.snippets, at)
    yield from yaml.unknown_in("snippet", session.talk, library.snippets, ("talk",))
    for number, note in enumerate(session.notes):
        note_at = ("notes", number, "snippet")
        yield from yaml.unknown("snippet", note.snippet, library.snippets, note_at)


def _reviews(library: Library, texts: Texts) -> Iterator[Problem]:
    """Sign-offs for something that does not exist, which would never count."""
    for number, review in enumerate(library.reviews):
        yaml = texts["reviews"]
        yield from yaml.unknown("session", review.session, library.sessions, (number, "session"))
        yield from yaml.unknown("band", review.band, library.bands, (number, "band"))
        yield from yaml.unknown("nation", review.nation, library.nations, (number, "nation"))


def _withdrawn(library: Library, texts: Texts) -> Iterator[Problem]:
    """Withdrawals with unknown names, whose packs would still be used."""
    for name, entry in library.withdrawn.items():
        yaml = texts["withdrawn"]
        if entry.session is not None:
            yield from yaml.unknown("session", entry.session, library.sessions, (name, "session"))
        yield from yaml.unknown_in("band", entry.bands, library.bands, (name, "bands"))
        yield from yaml.unknown_in("nation", entry.nations, library.nations, (name, "nations"))


def _template(
    name: str, template: SessionTemplate, library: Library, templates: Templates
) -> Iterator[Problem]:
    """Unknown names in a session template."""
    for kind, named, known, at in _named_by(template, library):
        if named not in known:
            yield from template_yaml(templates, name).unknown(kind, named, known, at)
    documents = tuple(row.name for row in template.documents)
    for number, rule in enumerate(template.rules):
        if rule.prints and rule.prints not in documents:
            message = f"no session of this kind has a document “{rule.prints}”"
            fix, at = nearest(rule.prints, documents), ("rules", number, "prints")
            yield template_yaml(templates, name).problem(at, "unknown-document", message, fix)


def _frame_snippets(
    template: SessionTemplate, library: Library
) -> Iterator[tuple[str, str, Iterable[str], KeyPath]]:
    """The snippets of opening and closing, also for a session that follows another."""
    frames: list[tuple[KeyPath, SessionTemplate | FollowUp]] = [((), template)]
    if template.follow_up:
        frames.append((("follow_up",), template.follow_up))
    for at, frame in frames:
        for key, segments in (("opening", frame.opening), ("closing", frame.closing)):
            for number, segment in enumerate(segments):
                for place, name in enumerate(segment.snippets):
                    there = (*at, key, number, "snippets", place)
                    yield "snippet", name, library.snippets, there


def _named_by(
    template: SessionTemplate, library: Library
) -> Iterator[tuple[str, str, Iterable[str], KeyPath]]:
    """All snippets and bands in a session template: kind, name, known names and key path."""
    yield from _frame_snippets(template, library)
    for place, name in enumerate(template.follow_up.card if template.follow_up else ()):
        yield "snippet", name, library.snippets, ("follow_up", "card", place)
    for key, frame in (("pause", template.pause), ("talk", template.talk)):
        for place, snippet in enumerate(frame.snippets if frame else ()):
            yield "snippet", snippet, library.snippets, (key, "snippets", place)
    for number, note in enumerate(template.notes):
        yield "snippet", note.snippet, library.snippets, ("notes", number, "snippet")
    for number, row in enumerate(template.documents):
        if row.read_by is not None:
            yield "band", row.read_by, library.bands, ("documents", number, "read_by")
    yield from (
        ("band", band, library.bands, ("rules", number, "bands", place))
        for number, rule in enumerate(template.rules)
        for place, band in enumerate(rule.bands)
    )


def _snippet(
    snippet: Snippet,
    library: Library,
    known: tuple[Mapping[str, DocumentRow], Collection[str]],
    texts: Texts,
) -> Iterator[Problem]:
    """Pictures, entries and blocks that a snippet, or a variant of it, names.

    `known` are the rows of all documents, and the lengths that sessions offer.
    """
    rows, offered = known
    for one in with_variants(snippet):
        activity = one.activity
        yaml = texts[f"snippets:{one.path}"]
        for picture in dict.fromkeys(activity.pictures() if activity else ()):
            at = _find(yaml.value, "picture", picture)
            yield from yaml.unknown("picture", picture, library.pictures, at)
        has_activity = activity is not None or snippet.activity is not None
        for part in one.parts.values():
            yield from _part(part, library, rows, has_activity)
            yield from _unoffered_lengths(part, offered)


def with_variants(snippet: Snippet) -> tuple[Snippet | Variant, ...]:
    """A snippet and its variants: one for each of its files."""
    return (snippet, *snippet.variants.values())


def _find(value: object, key: str, wanted: str) -> KeyPath:
    """The key path to the first value of this key that is the wanted one."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, Mapping):
        if value.get(key) == wanted:
            return (key,)
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for step, held in inner:
        if at := _find(held, key, wanted):
            return (step, *at)
    return ()


def _part(
    part: Part, library: Library, rows: Mapping[str, DocumentRow], has_activity: bool
) -> Iterator[Problem]:
    """Links, pictures and blocks in a part."""
    entries: dict[str, Iterable[str]] = {
        "fact": library.facts,
        "word": library.glossary,
        "contact": library.contacts,
        "picture": library.pictures,
        "cards": library.snippets,
    }
    for node in walk_nodes(part.nodes):
        if node.kind == "block":
            yield from _block(part, node, rows, has_activity)
        elif node.kind in ("link", "picture"):
            target = node.name if node.kind == "link" else f"picture:{node.name}"
            kind, _, name = target.partition(":")
            if kind in ("figure", "card"):  # which card is meant depends on what a pack prints
                continue
            known = entries.get(kind, ())
            if name not in known:
                message, fix = f"there is no {kind} “{name}”", nearest(name, known)
                yield Problem(f"unknown-{kind}", part.path, message, fix, node.line, node.column)


def _unoffered_lengths(part: Part, offered: Collection[str]) -> Iterator[Problem]:
    """Words for a length that no session offers, which would never be printed."""
    for node in walk_nodes(part.nodes):
        if node.is_condition:
            for length in node.text.split():
                if length not in (FOLLOWING, *offered):
                    message, fix = f"no session offers {length} minutes", list_all(offered)
                    yield Problem("unknown-length", part.path, message, fix, node.line)


def _block(
    part: Part, node: Node, rows: Mapping[str, DocumentRow], has_activity: bool
) -> Iterator[Problem]:
    """A block in a document of another audience, and a block for an activity that is missing."""
    audience = BLOCKS[node.name]
    if audience is not None and audience != rows[part.document].audience:
        guides = (row for row in rows.values() if row.audience == audience)
        headings = headings_of(row for row in guides if row.medium != "cover")
        message = f"“{node.name}” is for the {audience}, but this document is for participants"
        fix = f"move it below {headings}"
        yield Problem("facilitator-block", part.path, message, fix, node.line)
    if node.name == "activity" and not has_activity:
        message = "this snippet has no activity to print here"
        fix = "add activity: to its front matter, or take the block out"
        yield Problem("no-activity", part.path, message, fix, node.line)


def headings_of(rows: Iterable[DocumentRow]) -> str:
    """The headings of some documents, as an author writes them."""
    names = dict.fromkeys(row.name.replace("-", " ").capitalize() for row in rows)
    return " or ".join(f"“## {name}”" for name in names) or "another heading"
