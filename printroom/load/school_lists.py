"""The lists of schools that are in the folder of materials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from printroom.files import LISTS
from printroom.load.school_list import load_schools
from printroom.load.text_file import files_in
from printroom.model import KnownNames, NotFitToPrint, SchoolList


def valid_school_lists(materials: Path, names: KnownNames) -> Iterator[SchoolList]:
    """The lists without mistakes; `check` says what is wrong with the others."""
    for file in files_in(materials / "schools", []):
        if file.suffix.casefold() in LISTS and not file.name.startswith("~$"):
            try:
                yield load_schools(file, names)
            except NotFitToPrint:
                continue
