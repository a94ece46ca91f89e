"""Checks terms, lists of schools and unused files, and returns the problems that it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from printroom.files import LISTS
from printroom.load.schools.set_aside import set_aside
from printroom.load.schools.term_file import NO_LIST, ReadList, lists_of, load_term, term_names
from printroom.load.sources.text_file import files_in, files_of
from printroom.model import Library, NotFitToPrint, Problem, in_order


def with_lists(
    library: Library,
    folder: Path,
    problems: Iterable[Problem] = (),
    read: ReadList | None = None,
    *,
    sets_aside: bool = False,
) -> Library:
    """The library with what concerns its terms and lists of schools, and files that nothing reads.

    `problems` are those of its content; `read` reads the lists, for who needs them again. Raises
    `NotFitToPrint` with all.
    """
    of_lists: list[Problem] = []
    read = read or lists_of(library)
    warnings = [*unread_files(folder, of_lists), *_school_warnings(folder, read, of_lists)]
    terms = list(_term_problems(folder, library, read, warnings))
    found = [*problems, *of_lists]
    found += _independent_terms(terms, found)
    aside = set_aside(found, folder) if sets_aside else None
    if found and aside is None:
        raise NotFitToPrint(found)
    return replace(
        library, warnings=in_order((*library.warnings, *warnings)), set_aside=aside or {}
    )


def _school_warnings(folder: Path, read: ReadList, problems: list[Problem]) -> Iterator[Problem]:
    """Warnings about the lists of schools in the folder; what is wrong is added to `problems`."""
    for file in files_in(folder / "schools", problems):
        is_open_copy = file.name.startswith("~$")
        if file.suffix.casefold() in LISTS and not is_open_copy:
            try:
                yield from read(file).warnings
            except NotFitToPrint as error:
                problems += error.problems


def _term_problems(
    folder: Path, library: Library, read: ReadList, warnings: list[Problem]
) -> Iterator[Problem]:
    """What is wrong with the terms; a list of schools that is not here is only warned of."""
    hidden: list[Problem] = []
    names = term_names(folder, hidden)
    yield from hidden
    for name in () if hidden else names:
        try:
            warnings += load_term(folder, name, library, read).warnings
        except NotFitToPrint as error:
            for problem in error.problems:
                if problem.code == NO_LIST:
                    warnings.append(replace(problem, stops=False))
                else:
                    yield problem


def _independent_terms(found: list[Problem], others: list[Problem]) -> list[Problem]:
    """Problems of terms without those that may follow from another invalid file."""
    needed = ("/bands.yaml", "/nations/", "/sessions/")
    if not any(home in other.path for other in others for home in needed):
        return found
    follow = ("no-school", "unknown-band", "unknown-nation", "unknown-session", "unserved-nation")
    return [problem for problem in found if problem.code not in follow]


def unread_files(folder: Path, problems: list[Problem]) -> Iterator[Problem]:
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
