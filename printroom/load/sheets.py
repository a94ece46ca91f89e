"""Read a table: the bytes of an XLSX file in, rows of cells with their places out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers.expat import ParserCreate

from printroom.load.tables import Cell, Table, is_blank
from printroom.model import NotFitToPrint, Problem

MOST_BYTES = 100_000_000
MOST_CELLS = 2_000_000
"""The reader makes room for all cells up to the last filled one, and dies of a billion."""
_LOCKED = b"\xd0\xcf\x11\xe0"
"""How a file with a password begins, and one of Excel before 2007."""
R = TypeVar("R")


def read_xlsx(path: str, content: bytes) -> Table:
    """Read the first sheet that is not empty, and warn of others. Raises `NotFitToPrint`."""
    if content.startswith(_LOCKED):
        said = "this file has a password, or is of Excel before 2007"
        raise NotFitToPrint([Problem("not-a-table", path, said, "save it anew as .xlsx")])
    for sheet in _asked(path, _sheets, content):
        _refuse_vast(path, sheet)
    filled = _asked(path, _filled, content)
    if not filled:
        return Table(path, (), "an empty XLSX file")
    (name, values), *others = filled
    rows = (
        tuple(_cell(value, line, column) for column, value in enumerate(row, 1))
        for line, row in enumerate(values, 1)
    )
    kept = tuple(row for row in rows if not is_blank(row))
    return Table(path, kept, f"the sheet “{name}”", tuple(_unread(path, name, others)))


def _asked(path: str, ask: Callable[[bytes], R], content: bytes) -> R:
    """What a reader says of the bytes. Raises `NotFitToPrint` when it says nothing.

    The file is anybody's, and its readers have each their own errors: all mean the same here.
    """
    try:
        return ask(content)
    except Exception:
        said = "this is no XLSX file, or it is damaged"
        fix = "open it in your spreadsheet and save it anew as .xlsx, or as “CSV UTF-8”"
        raise NotFitToPrint([Problem("not-a-table", path, said, fix)]) from None


def _filled(content: bytes) -> list[tuple[str, list[list[object]]]]:
    """The name and the cells of each sheet in which something stands, in their order."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [
            (sheet.name, [list(row) for row in sheet.to_python(skip_empty_area=False)])
            for sheet in sheets
            if sheet.height
        ]


def _sheets(content: bytes) -> list[bytes]:
    """Every part of the file that may be a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            raise ValueError("too large")
        return [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]


def _refuse_vast(path: str, sheet: bytes) -> None:
    """Refuse a sheet with a cell so far off that no memory would hold what lies before it."""
    rows, columns = _asked(path, _extent, sheet)
    if rows * columns > MOST_CELLS:
        said = f"the cells of a sheet reach to row {rows:,} and column {columns:,}"
        fix = "copy the rows that you need into a new sheet: somewhere far off something stands"
        raise NotFitToPrint([Problem("not-a-table", path, said, fix)])


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and the last column in which something stands."""
    row, column, last = 0, 0, (0, 0)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last
        tag, place = tag.rpartition(":")[2], attributes.get("r", "")
        if tag == "row":
            row, column = int(place) if place else row + 1, 0
        elif tag == "c":
            letters = place.rstrip("0123456789")
            row = int(place[len(letters) :]) if place else row
            column = _number(letters) if place else column + 1
        elif tag in ("v", "is", "f"):
            last = max(last[0], row), max(last[1], column)

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(sheet, True)
    return last


def _number(letters: str) -> int:
    """The number of a column by its name: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _cell(value: object, line: int, column: int) -> Cell:
    """A cell as a person reads it: a whole number has no point, a day is written as 2027-01-31."""
    if isinstance(value, str):
        return Cell(value, line, column)
    if isinstance(value, bool):
        return Cell(str(value).upper(), line, column, "other")
    if isinstance(value, (int, float)):
        is_whole = float(value).is_integer() and abs(value) < 1e15
        return Cell(str(int(value)) if is_whole else str(value), line, column, "number")
    if isinstance(value, dt.datetime) and not value.time():
        return Cell(value.date().isoformat(), line, column, "day")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Cell(value.isoformat(), line, column, "day")
    return Cell(str(value), line, column, "other")


def _unread(
    path: str, name: str, others: list[tuple[str, list[list[object]]]]
) -> Iterator[Problem]:
    if others:
        names = ", ".join(f"“{other}”" for other, _ in others)
        said = f"this file has several sheets: “{name}” is read, and {names} not"
        fix = "move the list of schools to the front, or delete the other sheets"
        yield Problem("unread-sheet", path, said, fix, stops=False)
