"""Read an XLSX file into rows of cells with their row and column."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers.expat import ParserCreate

from printroom.load.csv_table import Cell, Table, is_blank
from printroom.model import NotFitToPrint, Problem

MAX_BYTES = 100_000_000
MAX_CELLS = 2_000_000
"""calamine allocates all cells up to the last filled one, and fails on a billion of them."""
_LOCKED = b"\xd0\xcf\x11\xe0"
"""How a file with a password begins, and one of Excel before 2007."""
_Sheet = tuple[str, list[list[object]], bool]
"""A name, rows of values, and whether a person who opens the file sees it."""
R = TypeVar("R")


def read_xlsx(path: str, content: bytes) -> Table:
    """Read the first sheet that is not empty, and warn of the others. Raises `NotFitToPrint`.

    A hidden sheet is read only if no other is filled.
    """
    if content.startswith(_LOCKED):
        message = "this file has a password, or was saved by Excel before 2007"
        raise NotFitToPrint([Problem("not-a-table", path, message, "save it again as .xlsx")])
    for xml in _parsed(path, _xml_parts, content):
        _refuse_far_cells(path, xml)
    sheets = _parsed(path, _filled_sheets, content)
    if not sheets:
        return Table(path, (), "an empty XLSX file")
    (name, values, is_seen), *others = sorted(sheets, key=lambda sheet: not sheet[2])
    rows = (
        tuple(_cell(value, line, column) for column, value in enumerate(row, 1))
        for line, row in enumerate(values, 1)
    )
    kept = tuple(row for row in rows if not is_blank(row))
    warnings = [*_unread_sheets(path, name, others), *([] if is_seen else [_hidden(path, name)])]
    return Table(path, kept, f"the sheet “{name}”", tuple(warnings))


def _parsed(path: str, parse: Callable[[bytes], R], content: bytes) -> R:
    """`parse(content)`. Raises `NotFitToPrint` for whatever error it raises.

    Damaged files make each of the readers raise errors of its own.
    """
    try:
        return parse(content)
    except Exception:
        message = "this is not an XLSX file, or it is damaged"
        fix = "open it in your spreadsheet and save it again as .xlsx, or as “CSV UTF-8”"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix)]) from None


def _filled_sheets(content: bytes) -> list[_Sheet]:
    """The sheets that are not empty, in their order."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheets = [(one, book.get_sheet_by_name(one.name)) for one in book.sheets_metadata]
        return [
            (
                one.name,
                [list(row) for row in sheet.to_python(skip_empty_area=False)],
                one.visible == SheetVisibleEnum.Visible,
            )
            for one, sheet in sheets
            if sheet.height
        ]


def _xml_parts(content: bytes) -> list[bytes]:
    """Every part of the file that may be a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_BYTES:
            raise ValueError("too large")
        return [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]


def _refuse_far_cells(path: str, sheet: bytes) -> None:
    """Refuse a sheet with a cell so far away that the cells before it would fill the memory."""
    rows, columns = _parsed(path, _extent, sheet)
    if rows * columns > MAX_CELLS:
        message = f"the cells of a sheet reach row {rows:,} and column {columns:,}"
        fix = "copy the rows that you need into a new sheet: a cell far away is not empty"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix)])


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and the last column with a value."""
    row, column, last = 0, 0, (0, 0)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, last
        tag, place = tag.rpartition(":")[2], attributes.get("r", "")
        if tag == "row":
            row, column = int(place) if place else row + 1, 0
        elif tag == "c":
            letters = place.rstrip("0123456789")
            row = int(place[len(letters) :]) if place else row
            column = _column_number(letters) if place else column + 1
        elif tag in ("v", "is", "f"):
            last = max(last[0], row), max(last[1], column)

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(sheet, True)
    return last


def _column_number(letters: str) -> int:
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


def _unread_sheets(path: str, name: str, others: list[_Sheet]) -> Iterator[Problem]:
    """Warn of the sheets that are not read."""
    if others:
        names = ", ".join(f"“{other}”" for other, *_ in others)
        message = f"this file has several sheets: only “{name}” is read, not {names}"
        fix = "move the list of schools to the front, or delete the other sheets"
        yield Problem("unread-sheet", path, message, fix, stops=False)


def _hidden(path: str, name: str) -> Problem:
    """Warn that what is read cannot be seen when the file is opened."""
    message = f"the sheet “{name}” is hidden, and it is the one that is read"
    fix = "show it in your spreadsheet, and check that it is the list that you mean"
    return Problem("hidden-sheet", path, message, fix, stops=False)
