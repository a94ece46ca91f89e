"""Names that lead nowhere: the whole library in, a problem for each reference that is wrong.

Whether a thing exists at all is asked here; whether a band may see it is asked by `choose`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from printroom.load.bands import unknown_bands
from printroom.load.blocks import BLOCKS
from printroom.load.losses import below, silent_losses
from printroom.load.rules import wrong_rules
from printroom.load.series import wrong_series
from printroom.load.text import read_text
from printroom.load.yaml import Way, Written, read_yaml
from printroom.model import (
    ActivityModel,
    DocumentRow,
    Library,
    Node,
    Part,
    Problem,
    Session,
    Snippet,
    Templates,
    nearest,
)
from printroom.phrases import Rulebook

MAX_TALK_MINUTES = 10


def wrong_references(
    library: Library, templates: Templates, written: Mapping[str, Written]
) -> list[Problem]:
    """Every reference in materials and session templates that names nothing."""
    problems = list(_gates(library, written))
    for name, session in library.sessions.items():
        problems += _session(session, library, templates, written[f"sessions:{name}"])
    problems += _law(library, written)
    problems += wrong_series(library, written)
    problems += _examples(library, written)
    problems += _reviews(library, written)
    problems += _withdrawn(library, written)
    problems += _frames(library, templates)
    problems += wrong_rules(library.bands, templates)
    problems += silent_losses(library, templates, written)
    for snippet in library.snippets.values():
        problems += _snippet(snippet, library, templates, written)
    return problems


def _law(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A matter of law that no nation knows is misspelt; a nation that lacks one is asked later."""
    known = dict.fromkeys(matter for nation in library.nations.values() for matter in nation.law)
    for name, session in library.sessions.items():
        for number, matter in enumerate(session.law):
            at = written[f"sessions:{name}"]
            yield from _unknown("law", matter, known, at, ("law", number))


def _reviews(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A sign-off for something that does not exist would never count, in silence."""
    for number, review in enumerate(library.reviews):
        at = written["reviews"]
        yield from _unknown("session", review.session, library.sessions, at, (number, "session"))
        yield from _unknown("band", review.band, library.bands, at, (number, "band"))
        yield from _unknown("nation", review.nation, library.nations, at, (number, "nation"))


def _withdrawn(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """What is withdrawn under a name with a slip in it would be used on, in silence."""
    for name, entry in library.withdrawn.items():
        at = written["withdrawn"]
        if entry.session is not None:
            yield from _unknown("session", entry.session, library.sessions, at, (name, "session"))
        for number, band in enumerate(entry.bands):
            yield from _unknown("band", band, library.bands, at, (name, "bands", number))
        for number, nation in enumerate(entry.nations):
            yield from _unknown("nation", nation, library.nations, at, (name, "nations", number))


def _examples(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A rule for words that does not find, or not pass, what is written beside it as an example."""
    for name, rule in library.language.items():
        book = Rulebook({name: rule})
        for number, example in enumerate(rule.fails):
            if not book.found(example):
                yield written["language"].problem(
                    (name, "fails", number),
                    "wrong-example",
                    "none of the phrases is found in this example",
                    "add a phrase that finds it, or write another example",
                )
        for number, example in enumerate(rule.passes):
            for found in book.found(example)[:1]:
                yield written["language"].problem(
                    (name, "passes", number),
                    "wrong-example",
                    f"“{found.words}” is found in this example, and it must pass",
                    "make the phrase narrower, or write another example",
                )


def _gates(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """Bands and nations that entries name."""
    known = tuple(library.bands)
    for name, rule in library.language.items():
        way = (name, "quoted_for")
        yield from unknown_bands(rule.quoted_for, known, written["language"], way)
    for file, entries in (
        ("contacts", library.contacts),
        ("facts", library.facts),
        ("glossary", library.glossary),
    ):
        for name, entry in entries.items():
            yield from unknown_bands(entry.bands, known, written[file], (name, "bands"))
    for name, picture in library.pictures.items():
        yield from unknown_bands(picture.bands, known, written["pictures"], (name, "bands"))
    for name, contact in library.contacts.items():
        for number, nation in enumerate(contact.nations):
            yield from _unknown(
                "nation",
                nation,
                library.nations,
                written["contacts"],
                (name, "nations", number),
            )
        if contact.instead_of is not None:
            way = (name, "instead_of")
            yield from _unknown(
                "contact", contact.instead_of, library.contacts, written["contacts"], way
            )
    for name, nation_entry in library.nations.items():
        at = written[f"nations:{name}"]
        yield from unknown_bands(nation_entry.definition.bands, known, at, ("definition", "bands"))
        for key, by_band in (
            ("curriculum", nation_entry.curriculum),
            ("stages", nation_entry.stages),
        ):
            for band in by_band:
                if band not in known:
                    message = f"there is no band “{band}”"
                    mend = nearest(band, known)
                    yield at.at_key((key, band), "unknown-band", message, mend)


def _unknown(
    what: str, name: str, known: Iterable[str], written: Written, way: Way
) -> Iterator[Problem]:
    names = tuple(known)
    if name not in names:
        yield written.problem(
            way, f"unknown-{what}", f"there is no {what} “{name}”", nearest(name, names)
        )


def _session(
    session: Session, library: Library, templates: Templates, written: Written
) -> Iterator[Problem]:
    yield from unknown_bands(session.bands, library.bands, written, ("bands",))
    for number, segment in enumerate(session.segments):
        for place, snippet in enumerate(segment.snippets):
            way = ("segments", number, "snippets", place)
            yield from _unknown("snippet", snippet, library.snippets, written, way)
    for number, note in enumerate(session.notes):
        there: Way = ("notes", number, "snippet")
        yield from _unknown("snippet", note.snippet, library.snippets, written, there)
    template = templates.sessions.get(session.template)
    if template is None:
        yield from _unknown(
            "template", session.template, templates.sessions, written, ("template",)
        )
        return
    if session.minutes not in template.minutes:
        allowed = " or ".join(map(str, template.minutes))
        yield written.problem(
            ("minutes",),
            "minutes",
            f"a session of this kind has {allowed} minutes, not {session.minutes}",
            f"write minutes: {template.minutes[0]}",
        )
    frame = sum(segment.minutes for segment in template.fixed)
    middle = sum(segment.minutes for segment in session.segments)
    talk = session.minutes - frame - middle
    if not 0 <= talk <= MAX_TALK_MINUTES:
        room = session.minutes - frame
        yield written.problem(
            ("segments",),
            "minutes",
            f"the segments take {middle} minutes and the frame {frame}: "
            f"of {session.minutes} that leaves {talk} for talk",
            f"let the segments take {room - MAX_TALK_MINUTES} to {room} minutes",
        )


def _frames(library: Library, templates: Templates) -> Iterator[Problem]:
    """Snippets and bands that the frame of a kind of session names."""
    for name, template in templates.sessions.items():
        ways: list[tuple[Way, str]] = []
        for part, segments in (("opening", template.opening), ("closing", template.closing)):
            for number, segment in enumerate(segments):
                for place, snippet in enumerate(segment.snippets):
                    ways.append(((part, number, "snippets", place), snippet))
        breaks = template.pause.snippets if template.pause else ()
        ways += [(("pause", "snippets", n), one) for n, one in enumerate(breaks)]
        ways += [(("talk", "snippets", n), one) for n, one in enumerate(template.talk.snippets)]
        ways += [(("notes", n, "snippet"), note.snippet) for n, note in enumerate(template.notes)]
        readers: list[tuple[Way, str]] = [
            (("documents", number, "read_by"), row.read_by)
            for number, row in enumerate(template.documents)
            if row.read_by is not None
        ]
        is_known = all(snippet in library.snippets for _, snippet in ways)
        if is_known and all(band in library.bands for _, band in readers):
            continue
        written = read_yaml(read_text(Path(templates.folder) / "sessions" / f"{name}.yaml"))
        for way, snippet in ways:
            yield from _unknown("snippet", snippet, library.snippets, written, way)
        for way, band in readers:
            yield from _unknown("band", band, library.bands, written, way)


def _snippet(
    snippet: Snippet, library: Library, templates: Templates, written: Mapping[str, Written]
) -> Iterator[Problem]:
    """What the snippet and each of its variants name."""
    voices: list[tuple[ActivityModel | None, Mapping[str, Part], str]] = [
        (snippet.activity, snippet.parts, snippet.path)
    ]
    voices += [(v.activity, v.parts, v.path) for v in snippet.variants.values()]
    rows = {row.name: row for template in templates.sessions.values() for row in template.documents}
    for activity, parts, path in voices:
        at = written[f"snippets:{path}"]
        for picture in dict.fromkeys(activity.pictures() if activity else ()):
            way = _way_to(at.value, "picture", picture)
            yield from _unknown("picture", picture, library.pictures, at, way)
        has_activity = activity is not None or snippet.activity is not None
        for part in parts.values():
            yield from _nodes(part, library, rows, has_activity)


def _way_to(value: object, key: str, wanted: str) -> Way:
    """The way to the first value of this key that is what is wanted."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, Mapping):
        if value.get(key) == wanted:
            return (key,)
        inner = value.items()
    elif isinstance(value, tuple):
        inner = enumerate(value)
    for step, held in inner:
        way = _way_to(held, key, wanted)
        if way:
            return (step, *way)
    return ()


def _nodes(
    part: Part, library: Library, rows: Mapping[str, DocumentRow], has_activity: bool
) -> Iterator[Problem]:
    entries: dict[str, Iterable[str]] = {
        "fact": library.facts,
        "word": library.glossary,
        "contact": library.contacts,
    }
    for node in (inner for top in part.nodes for inner in top.walk()):
        if node.kind == "link":
            kind, _, name = node.name.partition(":")
            known = tuple(entries.get(kind, ()))
            if name not in known:
                yield _at(part, node, f"unknown-{kind}", f"there is no {kind} “{name}”", known)
        elif node.kind == "picture" and node.name not in library.pictures:
            yield _at(
                part,
                node,
                "unknown-picture",
                f"there is no picture “{node.name}”",
                tuple(library.pictures),
            )
        elif node.kind == "block":
            voice = BLOCKS[node.name]
            if voice is not None and voice != rows[part.document].audience:
                guides = (row for row in rows.values() if row.audience == voice)
                yield Problem(
                    "facilitator-block",
                    part.path,
                    f"“{node.name}” is for the {voice}, but this document is for participants",
                    f"move it below {below(row for row in guides if row.medium != 'cover')}",
                    node.line,
                )
            if node.name == "activity" and not has_activity:
                yield Problem(
                    "no-activity",
                    part.path,
                    "this snippet has no activity to print here",
                    "add activity: to its front matter, or take the block out",
                    node.line,
                )


def _at(part: Part, node: Node, code: str, message: str, known: tuple[str, ...]) -> Problem:
    name = node.name.partition(":")[2] or node.name
    return Problem(code, part.path, message, nearest(name, known), node.line, node.column)
