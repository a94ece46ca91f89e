"""Read the sheets of an XLSX or ODS file into cells with their row and column, within limits."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from printroom.load.tables.csv_table import Cell, Row, Table, is_blank
from printroom.load.tables.sheet_scan import SheetScan, scan_workbook
from printroom.model import NotFitToPrint, Problem

MAX_CELLS = 2_000_000
"""calamine allocates all cells up to the last filled one, and fails on a billion of them."""
MAX_MERGED = 20_000
_LOCKED = b"\xd0\xcf\x11\xe0"
"""How a file with a password begins, and one of Excel before 2007."""
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is not empty; the first of its rows is row 1, and blank ones are among them."""

    name: str
    rows: tuple[Row, ...]
    is_seen: bool
    """Whether a person who opens the file sees it."""
    scan: SheetScan = field(default_factory=SheetScan)

    @property
    def filled_rows(self) -> tuple[Row, ...]:
        """The rows that are not blank."""
        return tuple(row for row in self.rows if not is_blank(row))


def read_workbook(path: str, content: bytes) -> tuple[Sheet, ...]:
    """The sheets that are not empty, in their order. Raises `NotFitToPrint`."""
    if content.startswith(_LOCKED):
        message = "this file has a password, or was saved by Excel before 2007"
        raise NotFitToPrint([Problem("not-a-table", path, message, "save it again as .xlsx", 0)])
    scans = _parsed(path, scan_workbook, content)
    for scan in scans.values():
        _refuse_far_cells(path, scan)
    return _parsed(path, lambda content: tuple(_sheets(content, scans)), content)


def _parsed(path: str, parse: Callable[[bytes], R], content: bytes) -> R:
    """`parse(content)`. Raises `NotFitToPrint` for whatever error it raises.

    Damaged files make each of the readers raise errors of its own.
    """
    try:
        return parse(content)
    except Exception:
        kind = "ODS" if path.casefold().endswith(".ods") else "XLSX"
        message = f"this is not an {kind} file, or it is damaged"
        fix = "open it in your spreadsheet and save it again as .xlsx, or as “CSV UTF-8”"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix, 0)]) from None


def _refuse_far_cells(path: str, scan: SheetScan) -> None:
    """Refuse a sheet with a cell so far away that the cells before it would fill the memory."""
    rows, columns = scan.last
    if rows * columns > MAX_CELLS:
        message = f"the cells of a sheet reach row {rows:,} and column {columns:,}"
        fix = "copy the rows that you need into a new sheet: a cell far away is not empty"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix, 0)])
    heights = (max(0, min(bottom, rows) - top) for (top, _), (bottom, _) in scan.merged)
    if len(scan.merged) > MAX_MERGED or sum(heights) > MAX_CELLS:
        message = "a sheet has too many merged cells"
        fix = "copy the rows that you need into a new sheet, as values"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix, 0)])


def _sheets(content: bytes, scans: Mapping[str, SheetScan]) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for one in book.sheets_metadata:
            sheet = book.get_sheet_by_name(one.name)
            if sheet.height:
                values = sheet.to_python(skip_empty_area=False)
                rows = tuple(
                    tuple(_cell(value, line, column) for column, value in enumerate(row, 1))
                    for line, row in enumerate(values, 1)
                )
                is_seen = one.visible == SheetVisibleEnum.Visible
                yield Sheet(one.name, rows, is_seen, scans.get(one.name, SheetScan()))


def _cell(value: object, line: int, column: int) -> Cell:
    """A cell as a person reads it: a whole number has no point, a day is written as 2027-01-31."""
    if isinstance(value, str):
        return Cell(value, line, column)
    if isinstance(value, bool):
        return Cell(str(value).upper(), line, column, "other")
    if isinstance(value, (int, float)):
        is_whole = float(value).is_integer() and abs(value) < 1e15
        return Cell(str(int(value)) if is_whole else str(value), line, column, "number")
    if isinstance(value, dt.datetime):
        rounded = value + dt.timedelta(seconds=30)  # 09:30 is stored as 09:29:59.997
        if rounded.hour or rounded.minute:
            return Cell(f"{rounded:%Y-%m-%d %H:%M}", line, column, "moment")
        return Cell(rounded.date().isoformat(), line, column, "day")
    if isinstance(value, dt.date):
        return Cell(value.isoformat(), line, column, "day")
    if isinstance(value, dt.time):
        return Cell(f"{value:%H:%M}", line, column, "time")
    return Cell(str(value), line, column, "other")


def read_xlsx(path: str, content: bytes) -> Table:
    """Read the first sheet that is not empty, and warn of the others. Raises `NotFitToPrint`.

    A hidden sheet is read only if no other is filled.
    """
    sheets = read_workbook(path, content)
    if not sheets:
        return Table(path, (), "an empty XLSX file")
    sheet, *others = sorted(sheets, key=lambda sheet: not sheet.is_seen)
    warnings = [
        *_unread_sheets(path, sheet, others),
        *([] if sheet.is_seen else [_hidden_sheet(path, sheet.name)]),
        *_hidden_columns(path, sheet),
    ]
    return Table(path, sheet.filled_rows, f"the sheet “{sheet.name}”", tuple(warnings))


def _unread_sheets(path: str, sheet: Sheet, others: list[Sheet]) -> Iterator[Problem]:
    """Warn of the sheets that are not read."""
    if others:
        names = ", ".join(f"“{other.name}”" for other in others)
        message = f"this file has several sheets: only “{sheet.name}” is read, not {names}"
        fix = "move the list of schools to the front, or delete the other sheets"
        yield Problem("unread-sheet", path, message, fix, 0, stops=False)


def _hidden_columns(path: str, sheet: Sheet) -> Iterator[Problem]:
    """Warn of the columns that are hidden and read all the same."""
    for cell in sheet.filled_rows[0] if sheet.filled_rows else ():
        if cell.column in sheet.scan.hidden_columns and cell.text.strip():
            message = f"the column “{cell.text.strip()}” is hidden, and is read"
            fix = "show it in your spreadsheet, or delete it"
            place = (cell.line, cell.column)
            yield Problem("hidden-column", path, message, fix, *place, stops=False)


def _hidden_sheet(path: str, name: str) -> Problem:
    """Warn that the sheet that is read is hidden."""
    message = f"the sheet “{name}” is hidden, and it is the one that is read"
    fix = "show it in your spreadsheet, and check that it is the list that you mean"
    return Problem("hidden-sheet", path, message, fix, 0, stops=False)
