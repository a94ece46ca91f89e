"""Names that lead nowhere: the whole library in, a problem for each reference that is wrong.

Whether a thing exists at all is asked here; whether a band may see it is asked by `choose`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from printroom.load.bands import unknown_bands
from printroom.load.losses import silent_losses
from printroom.load.mentions import wrong_mentions
from printroom.load.rules import wrong_rules
from printroom.load.series import wrong_series
from printroom.load.text import read_text
from printroom.load.yaml import Way, Written, read_yaml
from printroom.model import (
    Gated,
    Library,
    Picture,
    Problem,
    Session,
    SessionTemplate,
    Templates,
    nearest,
)
from printroom.text.phrases import Rulebook

MAX_TALK_MINUTES = 10


def wrong_references(
    library: Library, templates: Templates, written: Mapping[str, Written]
) -> list[Problem]:
    """Every reference in materials and session templates that names nothing."""
    problems = [
        *_bands(library, written),
        *_contacts(library, written),
        *_nations(library, written),
    ]
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
        problems += wrong_mentions(snippet, library, templates, written)
    return problems


def _law(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A matter of law that no nation knows is misspelt; a nation that lacks one is asked later."""
    known = dict.fromkeys(matter for nation in library.nations.values() for matter in nation.law)
    for name, session in library.sessions.items():
        for number, matter in enumerate(session.law):
            at = written[f"sessions:{name}"]
            yield from at.unknown("law", matter, known, ("law", number))


def _reviews(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """A sign-off for something that does not exist would never count, in silence."""
    for number, review in enumerate(library.reviews):
        at = written["reviews"]
        yield from at.unknown("session", review.session, library.sessions, (number, "session"))
        yield from at.unknown("band", review.band, library.bands, (number, "band"))
        yield from at.unknown("nation", review.nation, library.nations, (number, "nation"))


def _withdrawn(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """What is withdrawn under a name with a slip in it would be used on, in silence."""
    for name, entry in library.withdrawn.items():
        at = written["withdrawn"]
        if entry.session is not None:
            yield from at.unknown("session", entry.session, library.sessions, (name, "session"))
        for number, band in enumerate(entry.bands):
            yield from at.unknown("band", band, library.bands, (name, "bands", number))
        for number, nation in enumerate(entry.nations):
            yield from at.unknown("nation", nation, library.nations, (name, "nations", number))


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


def _bands(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """Bands that entries name."""
    for name, rule in library.language.items():
        way = (name, "quoted_for")
        yield from unknown_bands(rule.quoted_for, library.bands, written["language"], way)
    gated: tuple[tuple[str, Mapping[str, Gated | Picture]], ...] = (
        ("contacts", library.contacts),
        ("facts", library.facts),
        ("glossary", library.glossary),
        ("pictures", library.pictures),
    )
    for file, entries in gated:
        for name, entry in entries.items():
            yield from unknown_bands(entry.bands, library.bands, written[file], (name, "bands"))


def _contacts(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """Nations that a contact names, and the contact that it stands for."""
    for name, contact in library.contacts.items():
        at = written["contacts"]
        for number, nation in enumerate(contact.nations):
            yield from at.unknown("nation", nation, library.nations, (name, "nations", number))
        if contact.instead_of is not None:
            way = (name, "instead_of")
            yield from at.unknown("contact", contact.instead_of, library.contacts, way)


def _nations(library: Library, written: Mapping[str, Written]) -> Iterator[Problem]:
    """Bands that a nation's definition names, and those that stand as keys in its file."""
    known = tuple(library.bands)
    for name, nation in library.nations.items():
        at = written[f"nations:{name}"]
        yield from unknown_bands(nation.definition.bands, known, at, ("definition", "bands"))
        for key, by_band in (("curriculum", nation.curriculum), ("stages", nation.stages)):
            for band in by_band:
                if band not in known:
                    message, fix = f"there is no band “{band}”", nearest(band, known)
                    yield at.at_key((key, band), "unknown-band", message, fix)


def _session(
    session: Session, library: Library, templates: Templates, written: Written
) -> Iterator[Problem]:
    yield from unknown_bands(session.bands, library.bands, written, ("bands",))
    for number, segment in enumerate(session.segments):
        for place, snippet in enumerate(segment.snippets):
            way = ("segments", number, "snippets", place)
            yield from written.unknown("snippet", snippet, library.snippets, way)
    for number, note in enumerate(session.notes):
        there: Way = ("notes", number, "snippet")
        yield from written.unknown("snippet", note.snippet, library.snippets, there)
    template = templates.sessions.get(session.template)
    if template is None:
        yield from written.unknown("template", session.template, templates.sessions, ("template",))
        return
    yield from _minutes(session, template, written)


def _minutes(session: Session, template: SessionTemplate, written: Written) -> Iterator[Problem]:
    """A session's length must be one of its kind's, and leave a little time for talk."""
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
            yield from written.unknown("snippet", snippet, library.snippets, way)
        for way, band in readers:
            yield from written.unknown("band", band, library.bands, way)
