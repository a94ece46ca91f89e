"""Read the list of schools from an XLSX file: its first sheet that is not empty."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.load.tables.csv_table import Table
from printroom.load.tables.workbook import Sheet, read_workbook
from printroom.model import Problem


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
        *([] if sheet.is_seen else [_hidden(path, sheet.name)]),
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
    """Warn of the columns that are read although nobody sees them, by their names."""
    for cell in sheet.filled_rows[0] if sheet.filled_rows else ():
        if cell.column in sheet.scan.hidden_columns and cell.text.strip():
            message = f"the column “{cell.text.strip()}” is hidden, and is read"
            fix = "show it in your spreadsheet, or delete it"
            place = (path, message, fix, cell.line, cell.column)
            yield Problem("hidden-column", *place, stops=False)


def _hidden(path: str, name: str) -> Problem:
    """Warn that what is read cannot be seen when the file is opened."""
    message = f"the sheet “{name}” is hidden, and it is the one that is read"
    fix = "show it in your spreadsheet, and check that it is the list that you mean"
    return Problem("hidden-sheet", path, message, fix, 0, stops=False)
