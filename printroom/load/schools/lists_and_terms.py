"""Checks lists of schools, terms, and files that nothing reads.

What is wrong with a file that only some packs need stops only those: a snippet is needed by the
packs that print it, a list of schools by its schools, a term by itself. All other files, such as
contacts, bands and the rules for words, are everybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from printroom.files import LISTS
from printroom.load.schools.read_school_list import load_schools
from printroom.load.schools.term_file import NO_LIST, ReadList, lists_of, load_term, term_names
from printroom.load.sources.text_file import files_in, files_of
from printroom.model import KnownNames, Library, NotFitToPrint, Problem, SchoolList, in_order


def with_lists(
    library: Library,
    folder: Path,
    problems: Iterable[Problem] = (),
    read: ReadList | None = None,
    *,
    sets_aside: bool = False,
) -> Library:
    """The library with warnings about its terms, its lists of schools and files that nothing reads.

    `problems` are those of its content; `read` reads the lists, for a caller that needs them again.
    Raises `NotFitToPrint` with all.
    """
    of_lists: list[Problem] = []
    read = read or lists_of(library)
    warnings = [*_unread_files(folder, of_lists), *_school_warnings(folder, read, of_lists)]
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
        if _is_list(file):
            try:
                yield from read(file).warnings
            except NotFitToPrint as error:
                problems += error.problems


def _term_problems(
    folder: Path, library: Library, read: ReadList, warnings: list[Problem]
) -> Iterator[Problem]:
    """What is wrong with the terms; a missing list of schools is added to `warnings` instead."""
    hidden: list[Problem] = []
    names = term_names(folder, hidden)
    if hidden:
        yield from hidden
        return
    for name in names:
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


def lists_at(path: Path) -> tuple[Path, ...]:
    """The list of schools at a path, or those in the folder there."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return tuple(file for file in files if _is_list(file) and file.is_file())


def _is_list(file: Path) -> bool:
    return file.suffix.casefold() in LISTS and not file.name.startswith("~$")


def valid_school_lists(folder: Path, names: KnownNames) -> Iterator[SchoolList]:
    """The lists of a folder without mistakes; `check` says what is wrong with the others."""
    for file in files_in(folder, []):
        if _is_list(file):
            try:
                yield load_schools(file, names)
            except NotFitToPrint:
                continue


def set_aside(
    problems: Iterable[Problem], folder: Path
) -> Mapping[str, tuple[Problem, ...]] | None:
    """The problems by a snippet's id, or the path of a term or list; none if one stops all packs.

    `folder` is that of the materials. A variant has the id of its snippet.
    """
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        key = _key(problem.path, folder.as_posix())
        if not key:
            return None
        found.setdefault(key, []).append(problem)
    return {key: tuple(those) for key, those in found.items()}


def _key(path: str, folder: str) -> str:
    """The key in `set_aside` of a file that only some packs need; "" for any other."""
    home, _, name = path.removeprefix(f"{folder}/").partition("/")
    if home == "snippets" and name.endswith(".md"):
        return name.removesuffix(".md").partition(".")[0]
    return path if home in ("schools", "terms") and name else ""
