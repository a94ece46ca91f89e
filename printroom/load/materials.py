"""Load the folder of materials, or both folders, and report all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from printroom.files import LISTS
from printroom.load.consistency import inconsistencies
from printroom.load.entry_files import EntryReader
from printroom.load.figure_marks import figure_marks
from printroom.load.memo import remembered
from printroom.load.nation_names import shared_names, with_nation_ids
from printroom.load.nation_words import misplaced_nation_words, words_by_nation
from printroom.load.pictures import read_pictures
from printroom.load.plain_texts import markup_in_yaml
from printroom.load.portraits import read_portraits
from printroom.load.references import unknown_references
from printroom.load.school_list import load_schools
from printroom.load.set_aside import set_aside
from printroom.load.snippets import SnippetReader
from printroom.load.templates import read_templates
from printroom.load.term_file import NO_LIST, load_term, term_names
from printroom.load.text_file import files_in, files_of, no_folder
from printroom.load.yaml_text import KeyPath, YamlText
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
    PictureEntry,
    Placeholders,
    Problem,
    Review,
    Session,
    SpreadEntry,
    Templates,
    Topic,
    Withdrawn,
    in_order,
)


def load_folders(
    materials: Path, templates: Path, *, sets_aside: bool = False
) -> tuple[Library, Templates]:
    """Both folders. Raises `NotFitToPrint` with everything that is wrong in either.

    Without valid templates the headings of snippets are not known, and nothing is said of them;
    mistakes in style sheets hide none in materials.
    `sets_aside` is for those who print some packs: see `load_materials`.
    """
    try:
        loaded, of_styles = read_templates(templates)
    except NotFitToPrint as error:
        raise NotFitToPrint([*error.problems, *_problems_of_files(materials)]) from None
    try:
        library = load_materials(materials, loaded, sets_aside=sets_aside and not of_styles)
    except NotFitToPrint as error:
        raise NotFitToPrint([*of_styles, *error.problems]) from None
    if of_styles:
        raise NotFitToPrint(of_styles)
    return library, loaded


def load_materials(folder: Path, templates: Templates, *, sets_aside: bool = False) -> Library:
    """The folder of materials. Raises `NotFitToPrint` with everything that is wrong in it.

    `templates` decide which headings a snippet may have, and which kinds of activity there are.
    With `sets_aside`, mistakes in snippets, terms and lists of schools alone are kept in the
    library: planning refuses the packs that need such a file.
    """
    library, files, snippets = _read(folder, document_headings(templates), templates.kinds)
    yaml = {**files.yaml, **{f"snippets:{path}": y for path, y in snippets.front_matter.items()}}
    warnings = [*files.warnings, *snippets.warnings]
    warnings += _school_warnings(folder, library, files.problems)
    marks = tuple(figure_marks(library, yaml))
    warnings += (mark for mark in marks if not mark.stops)
    terms = list(_term_problems(folder, library, warnings))
    library = replace(
        library,
        warnings=in_order(warnings),
        places={
            text.source.path: remembered(text.source.path, _positions, text)
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
    problems += _independent_terms(terms, problems)
    problems = [_with_excerpt(problem, yaml) for problem in problems]
    aside = set_aside(problems, folder) if sets_aside else None
    if problems and aside is None:
        raise NotFitToPrint(problems)
    return replace(library, set_aside=aside or {}, unread=tuple(snippets.unread))


def document_headings(templates: Templates) -> dict[str, str]:
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
    pictures = files.entries("pictures", PictureEntry)
    people = files.entries("people", Person)
    portraits = read_portraits(folder, people, files.yaml, files.problems)
    files.paths |= {f"pictures:{name}": files.paths[f"people:{name}"] for name in portraits}
    files.lines |= {f"pictures:{name}": files.lines[f"people:{name}"] for name in portraits}
    nations = files.files("nations", Nation)
    words = words_by_nation(nations)
    snippets = SnippetReader(headings, kinds, files.names("bands"), words)
    library = Library(
        bands=bands,
        nations=nations,
        contacts=files.entries("contacts", Contact),
        facts=files.entries("facts", Fact),
        glossary=files.entries("glossary", GlossaryEntry),
        pictures=portraits | read_pictures(folder, pictures, files.yaml, files.problems),
        snippets=snippets.read(folder / "snippets"),
        sessions=files.files("sessions", Session),
        reviews=files.rows("reviews", Review),
        placeholders=files.entries("placeholders", Placeholders),
        not_in_puzzles=files.entries("not-in-puzzles", NotInPuzzles),
        paths=files.paths,
        lines=files.lines,
        language=files.entries("language", LanguageRule),
        spread=files.entries("spread", SpreadEntry),
        topics=files.entries("topics", Topic),
        withdrawn=files.entries("withdrawn", Withdrawn),
    )
    files.warnings += _unread_files(folder, files.problems)
    return with_nation_ids(library), files, snippets


def _unread_files(folder: Path, problems: list[Problem]) -> Iterator[Problem]:
    """Warn of files that authors may expect to be read, but are not.

    Folders that cannot be listed are added to `problems`.
    """
    texts = (".md", ".markdown", ".mdown", ".txt", ".yaml", ".yml", ".json")
    endings = {"snippets": ".md", "sessions": ".yaml", "nations": ".yaml"}
    for file in files_of(folder, problems):
        home = file.relative_to(folder).parts[0]
        wanted = endings.get(home, ".yaml")
        is_text = file.suffix.casefold() in texts and file.suffix != wanted
        is_expected = home in endings or file.suffix not in (".md", ".txt")
        if is_text and is_expected and not file.is_dir() and file.stem != "README":
            message = f"files that end in {file.suffix} are not read here"
            fix = f"let its name end in {wanted}, or move it away"
            yield Problem("unread-file", file.as_posix(), message, fix, stops=False)


def _school_warnings(folder: Path, library: Library, problems: list[Problem]) -> Iterator[Problem]:
    """Warnings about the lists of schools in the folder; what is wrong is added to `problems`."""
    for file in files_in(folder / "schools", problems):
        is_open_copy = file.name.startswith("~$")
        if file.suffix.casefold() in LISTS and not is_open_copy:
            try:
                yield from load_schools(file, library.names).warnings
            except NotFitToPrint as error:
                problems += error.problems


def _term_problems(folder: Path, library: Library, warnings: list[Problem]) -> Iterator[Problem]:
    """What is wrong with the terms; a list of schools that is not here is only warned of."""
    hidden: list[Problem] = []
    names = term_names(folder, hidden)
    yield from hidden
    for name in () if hidden else names:
        try:
            warnings += load_term(folder, name, library).warnings
        except NotFitToPrint as error:
            for problem in error.problems:
                if problem.code == NO_LIST:
                    warnings.append(replace(problem, stops=False))
                else:
                    yield problem


def _problems_of_files(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with each file of materials by itself, whatever the templates are."""
    try:
        _, files, snippets = _read(folder, {}, {})
    except NotFitToPrint as error:
        return error.problems
    depend_on_templates = ("unknown-heading", "no-heading", "unknown-kind")
    found = [problem for problem in snippets.problems if problem.code not in depend_on_templates]
    return (*files.problems, *_independent(found, files.problems))


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
    """Without names that may only be unknown because the file that defines them is invalid."""
    follow = {
        code for code, home in _HOMES.items() if any(f"/{home}" in other.path for other in others)
    }
    return [problem for problem in found if problem.code not in follow]


def _independent_terms(found: list[Problem], others: list[Problem]) -> list[Problem]:
    """Problems of terms without those that may follow from another invalid file."""
    needed = ("/bands.yaml", "/nations/", "/sessions/")
    if not any(home in other.path for other in others for home in needed):
        return found
    follow = ("no-school", "unknown-band", "unknown-nation", "unknown-session", "unserved-nation")
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
