"""The lists of schools that are in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from printroom.files import LISTS
from printroom.load.schools.read_school_list import load_schools
from printroom.load.sources.text_file import files_in
from printroom.model import KnownNames, NotFitToPrint, SchoolList


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
