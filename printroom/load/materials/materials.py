"""Load the folder of materials, or both folders, and report all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from printroom.load.artwork.pictures import read_pictures
from printroom.load.artwork.portraits import read_portraits
from printroom.load.artwork.scenes import read_scenes
from printroom.load.materials.consistency import inconsistencies
from printroom.load.materials.entry_files import EntryReader
from printroom.load.materials.figure_marks import figure_marks
from printroom.load.materials.references import unknown_references
from printroom.load.schools.lists_and_terms import with_lists
from printroom.load.snippets.nation_word_checks import misplaced_nation_words, words_by_nation
from printroom.load.snippets.snippets import SnippetReader
from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.nation_names import shared_names, with_nation_ids
from printroom.load.sources.text_file import files_of, no_folder
from printroom.load.sources.yaml_text import KeyPath, YamlText, markup_in_yaml
from printroom.load.templates.templates import read_templates
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
    Person,
    Picture,
    PictureEntry,
    Placeholders,
    Problem,
    Remark,
    Review,
    Session,
    SpreadEntry,
    Templates,
    Topic,
    Withdrawn,
    in_order,
)
from printroom.model.channels import CheckLimit
from printroom.model.people import Scene


def load_folders(
    materials: Path, templates: Path, *, sets_aside: bool = False
) -> tuple[Library, Templates]:
    """Both folders. Raises `NotFitToPrint` with everything that is wrong in either.

    Without valid templates the headings of snippets are not known, and nothing is said of them;
    mistakes in style sheets hide none in materials.
    `sets_aside` is for those who print some packs: see `load_materials`.
    """
    library, loaded, problems = load_content(materials, templates)
    return with_lists(library, materials, problems, sets_aside=sets_aside), loaded


def load_content(
    materials: Path, templates: Path
) -> tuple[Library, Templates, tuple[Problem, ...]]:
    """What packs print, of both folders, and what is wrong with it; `with_lists` reads the rest.

    Raises `NotFitToPrint` if the templates cannot be read.
    """
    try:
        loaded, of_styles = read_templates(templates)
    except NotFitToPrint as error:
        raise NotFitToPrint([*error.problems, *_problems_of_files(materials)]) from None
    library, problems = _content(materials, loaded)
    return library, loaded, (*of_styles, *problems)


def load_materials(folder: Path, templates: Templates, *, sets_aside: bool = False) -> Library:
    """The folder of materials. Raises `NotFitToPrint` with everything that is wrong in it.

    `templates` decide which headings a snippet may have, and which kinds of activity there are.
    With `sets_aside`, mistakes in snippets, terms and lists of schools alone are kept in the
    library: planning refuses the packs that need such a file.
    """
    library, problems = _content(folder, templates)
    return with_lists(library, folder, problems, sets_aside=sets_aside)


def _content(folder: Path, templates: Templates) -> tuple[Library, list[Problem]]:
    """What packs print of the folder of materials, and everything that is wrong with it."""
    library, files, snippets = _read(folder, _document_headings(templates), templates.kinds)
    yaml = {**files.yaml, **{f"snippets:{path}": y for path, y in snippets.front_matter.items()}}
    warnings = [*files.warnings, *snippets.warnings]
    marks = tuple(figure_marks(library, yaml))
    warnings += (mark for mark in marks if not mark.stops)
    library = replace(
        library,
        warnings=in_order(warnings),
        unread=tuple(snippets.unread),
        places={
            text.source.path: parse_if_changed(text.source.path, _positions, text)
            for text in yaml.values()
        },
    )
    unread = [p for p in (*files.problems, *snippets.problems) if p.code != "unknown-snippet"]
    found = [
        *snippets.problems,
        *misplaced_nation_words(files.yaml, words_by_nation(library.nations)),
        *shared_names(library, yaml),
        *unknown_references(library, templates, yaml),
        *(mark for mark in marks if mark.stops),
        *markup_in_yaml(yaml),
        *inconsistencies(library, templates, yaml),
    ]
    problems = [*files.problems, *_independent(found, unread)]
    return library, [_with_excerpt(problem, yaml) for problem in problems]


def _document_headings(templates: Templates) -> dict[str, str]:
    """The heading of each document that authors may write, with the document's name."""
    rows = (row for template in templates.sessions.values() for row in template.documents)
    names = {row.name for row in rows if row.medium != "cover"}
    return {name.replace("-", " ").capitalize(): name for name in sorted(names)}


def _read(
    folder: Path, headings: Mapping[str, str], kinds: Mapping[str, Kind]
) -> tuple[Library, EntryReader, SnippetReader]:
    """All files of a folder, as far as each is valid by itself."""
    if not folder.is_dir():
        raise NotFitToPrint([no_folder(folder)])
    files = EntryReader(folder)
    bands = files.entries("bands", Band)
    nations = files.files("nations", Nation)
    words = words_by_nation(nations)
    snippets = SnippetReader(folder, headings, kinds, files.names("bands"), words)
    library = Library(
        bands=bands,
        nations=nations,
        contacts=files.entries("contacts", Contact),
        facts=files.entries("facts", Fact),
        glossary=files.entries("glossary", GlossaryEntry),
        pictures=_pictures(folder, files),
        snippets=snippets.read(),
        sessions=files.files("sessions", Session),
        reviews=files.rows("reviews", Review),
        remarks=_remarks(folder, files.problems),
        placeholders=files.entries("placeholders", Placeholders),
        check_limits=files.entries("checks", CheckLimit),
        not_in_puzzles=files.entries("not-in-puzzles", NotInPuzzles),
        paths=files.paths,
        lines=files.lines,
        language=files.entries("language", LanguageRule),
        spread=files.entries("spread", SpreadEntry),
        topics=files.entries("topics", Topic),
        withdrawn=files.entries("withdrawn", Withdrawn),
    )
    return with_nation_ids(library), files, snippets


def _remarks(folder: Path, problems: list[Problem]) -> tuple[Remark, ...]:
    """The remarks, read apart: the rules for words that print do not apply to them."""
    reader = EntryReader(folder)
    found = reader.rows("remarks", Remark)
    problems += reader.problems
    return found


def _pictures(folder: Path, files: EntryReader) -> dict[str, Picture]:
    """Pictures, the portraits of people, and the scenes that are put together from both."""
    pictures = files.entries("pictures", PictureEntry)
    people = files.entries("people", Person)
    portraits = read_portraits(folder, people, files.yaml, files.problems)
    single = portraits | read_pictures(folder, pictures, files.yaml, files.problems)
    scenes = read_scenes(files.entries("scenes", Scene), single, files.yaml, files.problems)
    for kind, names in (("people", portraits), ("scenes", scenes)):
        files.paths |= {f"pictures:{name}": files.paths[f"{kind}:{name}"] for name in names}
        files.lines |= {f"pictures:{name}": files.lines[f"{kind}:{name}"] for name in names}
    return single | scenes


def _problems_of_files(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with each file of materials by itself, whatever the templates are."""
    try:
        _, files, snippets = _read(folder, {}, {})
    except NotFitToPrint as error:
        return error.problems
    depend_on_templates = ("unknown-heading", "no-heading", "unknown-kind")
    found = [problem for problem in snippets.problems if problem.code not in depend_on_templates]
    not_listed: list[Problem] = []
    files_of(folder, not_listed)
    return (*files.problems, *not_listed, *_independent(found, files.problems))


_HOMES = {
    "unknown-band": "bands.yaml",
    "unknown-contact": "contacts.yaml",
    "unknown-fact": "facts.yaml",
    "unknown-law": "nations/",
    "unknown-nation": "nations/",
    "no-nation-word": "nations/",
    "unknown-picture": "pictures.yaml",
    "unknown-session": "sessions/",
    "unknown-snippet": "snippets/",
    "unknown-word": "glossary.yaml",
}
"""The file that should define the name in a problem of this code."""


def _independent(found: list[Problem], others: list[Problem]) -> list[Problem]:
    """The problems, without unknown names that an invalid file may define."""
    follow = {
        code for code, home in _HOMES.items() if any(f"/{home}" in other.path for other in others)
    }
    return [problem for problem in found if problem.code not in follow]


def _positions(yaml: YamlText) -> dict[str, tuple[int, int]]:
    """Line and column of each text in a file, and of each paragraph of it."""
    found: dict[str, tuple[int, int]] = {}
    for text, position in _texts(yaml.value, (), yaml.positions):
        for paragraph in (text, *map(str.strip, text.split("\n\n"))):
            found.setdefault(paragraph, position)
    return found


def _texts(
    value: object, at: KeyPath, positions: Mapping[KeyPath, tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    if isinstance(value, str) and at in positions:
        yield value, positions[at]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*at, key), positions)
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*at, number), positions)


def _with_excerpt(problem: Problem, yaml: Mapping[str, YamlText]) -> Problem:
    """A problem with the line that it names, where that line is known."""
    sources = {text.source.path: text.source for text in yaml.values()}
    if problem.excerpt or problem.path not in sources:
        return problem
    return replace(problem, excerpt=sources[problem.path].line(problem.line))
