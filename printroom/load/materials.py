"""Load materials: the folder of the authors in, the checked library out; or both folders in.

Every file is read, every mistake is kept, and all are raised at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from printroom.load.entries import EntryReader
from printroom.load.pictures import read_pictures
from printroom.load.references import wrong_references
from printroom.load.snippets import SnippetReader
from printroom.load.templates import load_templates
from printroom.load.text import no_folder
from printroom.load.yaml import Way, Written
from printroom.model import (
    Band,
    Contact,
    Fact,
    GlossaryEntry,
    Kind,
    LanguageRule,
    Library,
    Nation,
    NotFitToPrint,
    NotInPuzzles,
    PictureEntry,
    Problem,
    Session,
    SpreadEntry,
    Templates,
    Withdrawn,
    in_order,
)


def load_folders(materials: Path, templates: Path) -> tuple[Library, Templates]:
    """Both folders, read. Raises `NotFitToPrint` with everything that is wrong in either.

    While the templates cannot be read, nobody knows what a snippet's headings should be: what
    stands below them is looked at when they can.
    """
    try:
        shapes = load_templates(templates)
    except NotFitToPrint as error:
        raise NotFitToPrint([*error.problems, *_misread(materials)]) from None
    return load_materials(materials, shapes), shapes


def load_materials(folder: Path, templates: Templates) -> Library:
    """Read a folder of materials. Raises `NotFitToPrint` with everything that is wrong in it.

    `templates` say which headings a snippet may have, and which kinds of activity there are.
    """
    library, entries, reader = _read(folder, document_headings(templates), templates.kinds)
    entries.schools(library.nations)
    terms = list(entries.terms(library))
    library = replace(library, warnings=in_order(entries.warnings + reader.warnings))
    written = {**entries.written, **{f"snippets:{path}": w for path, w in reader.written.items()}}
    library = replace(library, places={w.source.path: _places(w) for w in written.values()})
    unread = [p for p in (*entries.problems, *reader.problems) if p.code != "unknown-snippet"]
    found = reader.problems + wrong_references(library, templates, written)
    problems = entries.problems + _certain(found, unread)
    problems += _sound_terms(terms, problems)
    if problems:
        raise NotFitToPrint(_with_excerpts(problems, written.values()))
    return library


def _read(
    folder: Path, headings: Mapping[str, str], kinds: Mapping[str, Kind]
) -> tuple[Library, EntryReader, SnippetReader]:
    """All files of a folder, as far as each can be read by itself."""
    if not folder.is_dir():
        raise NotFitToPrint([no_folder(folder)])
    entries = EntryReader(folder)
    bands = entries.entries("bands.yaml", Band)
    pictures = entries.entries("pictures.yaml", PictureEntry)
    entries.unread()
    reader = SnippetReader(headings, kinds, entries.names("bands"))
    library = Library(
        bands=bands,
        nations=entries.folder("nations", Nation),
        contacts=entries.entries("contacts.yaml", Contact),
        facts=entries.entries("facts.yaml", Fact),
        glossary=entries.entries("glossary.yaml", GlossaryEntry),
        pictures=read_pictures(folder, pictures, entries.written, entries.problems),
        snippets=reader.read(folder / "snippets"),
        sessions=entries.folder("sessions", Session),
        reviews=entries.reviews(),
        not_in_puzzles=entries.entries("not-in-puzzles.yaml", NotInPuzzles),
        paths=entries.paths,
        lines=entries.lines,
        language=entries.entries("language.yaml", LanguageRule),
        spread=entries.entries("spread.yaml", SpreadEntry),
        withdrawn=entries.entries("withdrawn.yaml", Withdrawn),
    )
    return library, entries, reader


_OF_TEMPLATES = ("unknown-heading", "no-heading", "unknown-kind")
"""The codes of what cannot be told while the templates are not known."""


def _misread(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the files of a folder of materials, whatever the templates are."""
    try:
        _, entries, reader = _read(folder, {}, {})
    except NotFitToPrint as error:
        return error.problems
    known = (problem for problem in reader.problems if problem.code not in _OF_TEMPLATES)
    return (*entries.problems, *_certain(list(known), entries.problems))


def _places(written: Written) -> dict[str, tuple[int, int]]:
    """Where each text of a file stands, and each paragraph of it."""
    found: dict[str, tuple[int, int]] = {}
    for text, place in _texts(written.value, (), written.places):
        for said in (text, *map(str.strip, text.split("\n\n"))):
            found.setdefault(said, place)
    return found


def _texts(
    value: object, way: Way, places: Mapping[Way, tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    if isinstance(value, str) and way in places:
        yield value, places[way]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*way, key), places)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*way, number), places)


_HOMES = {
    "unknown-band": "bands.yaml",
    "unknown-contact": "contacts.yaml",
    "unknown-fact": "facts.yaml",
    "unknown-law": "nations/",
    "unknown-nation": "nations/",
    "unknown-picture": "pictures.yaml",
    "unknown-session": "sessions/",
    "unknown-snippet": "snippets/",
    "unknown-word": "glossary.yaml",
}
"""Where the things live that a problem of each code did not find."""


def _certain(found: list[Problem], others: list[Problem]) -> list[Problem]:
    """Without what may only be unknown because its own file could not be read."""
    unread = {
        code for code, home in _HOMES.items() if any(f"/{home}" in other.path for other in others)
    }
    return [problem for problem in found if problem.code not in unread]


_TERMS_NEED = ("/bands.yaml", "/nations/", "/sessions/")
_OF_WHAT_THEY_NEED = {
    "no-school",
    "unknown-band",
    "unknown-nation",
    "unknown-session",
    "unserved-nation",
}


def _sound_terms(found: list[Problem], others: list[Problem]) -> list[Problem]:
    """What is wrong with terms, without what only follows from something wrong elsewhere."""
    if not any(home in other.path for other in others for home in _TERMS_NEED):
        return found
    return [problem for problem in found if problem.code not in _OF_WHAT_THEY_NEED]


def _with_excerpts(problems: list[Problem], written: Iterable[Written]) -> list[Problem]:
    """Each problem with the line that it names, where that line is known."""
    sources = {one.source.path: one.source for one in written}
    return [
        replace(p, excerpt=sources[p.path].line(p.line))
        if not p.excerpt and p.path in sources
        else p
        for p in problems
    ]


def document_headings(templates: Templates) -> dict[str, str]:
    """The heading of each document that authors may write, with the document's name."""
    rows = (row for template in templates.sessions.values() for row in template.documents)
    names = {row.name for row in rows if row.medium != "cover"}
    return {name.replace("-", " ").capitalize(): name for name in sorted(names)}
