"""Imports a list of schools from any spreadsheet: title rows, any column names, merged cells.

`import_content` returns what it has understood; a person decides about the rest (`Choices`), and it
is called again. No message repeats a cell, except the id of its school and the names of columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.load.sources.text_file import read_bytes
from printroom.load.spreadsheets.cell_meanings import FAILED_TEXT, clean_cell_text
from printroom.load.spreadsheets.column_mapping import (
    FIRST_ROWS,
    header_row,
    known_headers,
    map_columns,
    missing_columns,
)
from printroom.load.spreadsheets.import_rows import RowReader
from printroom.load.spreadsheets.import_values import IGNORED, Choices, ImportedColumn, SchoolImport
from printroom.load.spreadsheets.written_dates import day_orders
from printroom.load.tables.csv_table import Cell, Row, is_blank, read_csv
from printroom.load.tables.sheet_scan import SheetScan
from printroom.load.tables.workbook import Sheet, read_workbook
from printroom.model import KnownNames, NotFitToPrint, Problem, column_letters, list_all

MAX_BYTES = 20_000_000
"""More than for a list that is ready: a workbook of a school may have logos in it."""
BOOKS, TEXTS = (".xlsx", ".ods"), (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A list as rows of cells, blank ones too, with what is known of the sheet."""

    path: str
    rows: tuple[Row, ...]
    read_as: str
    scan: SheetScan
    problems: tuple[Problem, ...] = ()

    def headers(self, number: int) -> list[str]:
        """The texts of a row as headers, each after the text of a merged cell above it."""
        row = self.rows[number]
        above = self._groups(row[0].line - 1, len(row))
        texts = [clean_cell_text(cell.text)[0] for cell in row]
        return [
            f"{above[place]} {text}" if text and place in above else text
            for place, text in enumerate(texts)
        ]

    def _groups(self, line: int, width: int) -> dict[int, str]:
        """The text of each merged cell above a header that spans a part of the columns."""
        found: dict[int, str] = {}
        for (top, left), (bottom, right) in self.scan.merged:
            if top == bottom == line and left < right and right - left + 1 < width / 2:
                row = next((row for row in self.rows if row[0].line == line), ())
                text = clean_cell_text(row[left - 1].text)[0] if len(row) >= left else ""
                found |= dict.fromkeys(range(left - 1, right), text) if text else {}
        return found


def content_of(file: Path) -> bytes:
    """The bytes of a file that may be a list. Raises `NotFitToPrint`."""
    _refuse_other_endings(file)
    return read_bytes(file, None, MAX_BYTES)


def import_content(
    path: str, content: bytes, names: KnownNames, choices: Choices, kept: Choices | None = None
) -> SchoolImport:
    """A list as it is understood. `kept` are the choices of earlier imports.

    The ending of `path` says what kind of file it is. Raises `NotFitToPrint` for what cannot be
    read at all, or is no list of schools.
    """
    _refuse_other_endings(Path(path))
    grid, kept = _grid(path, content, choices), kept or Choices({})
    number = _header_number(grid, choices)
    headers, rows = grid.headers(number), grid.rows[number + 1 :]
    columns = map_columns(headers, rows, choices, kept, names)
    asked = {column.suggestion for column in columns if not column.taken_for}
    missing = [name for name in missing_columns(columns, choices) if name not in asked]
    targets = [column.taken_for for column in columns]
    day_first, asks = _day_order(targets, rows, choices, kept)
    reader = RowReader(grid.path, columns, grid.scan, names, day_first)
    schools = reader.read(_rows_to_read(grid.path, rows, choices), headers, choices.nation)
    return SchoolImport(
        path=grid.path,
        read_as=grid.read_as,
        header_line=grid.rows[number][0].line,
        columns=columns,
        rows=schools,
        changes=reader.changes,
        left_out=tuple(reader.left_out),
        problems=(
            *grid.problems,
            *_hidden_columns(grid, columns),
            *(_missing(grid, number, name, names) for name in missing),
            *reader.problems,
        ),
        asks_day_order=columns[asks].header if asks >= 0 else "",
        dropped=tuple(_dropped_rows(rows, targets, choices)),
    )


def _header_number(grid: _Grid, choices: Choices) -> int:
    """The number of the row that names the columns. Raises `NotFitToPrint` if none does."""
    number = header_row(grid.rows, grid.headers, choices)
    if number < 0:
        message = f"in {grid.read_as}, no row near the top has two known names of columns"
        fix = "write School, URN, Nation … above the columns, or say what they are: --map"
        raise NotFitToPrint([Problem("no-header", grid.path, message, fix, 0)])
    return number


def _refuse_other_endings(file: Path) -> None:
    if file.suffix.casefold() not in (*BOOKS, *TEXTS):
        message = f"a list of schools cannot be imported from a file that ends in “{file.suffix}”"
        fix = "save it as .xlsx, .ods or .csv"
        raise NotFitToPrint([Problem("not-a-table", file.as_posix(), message, fix, 0)])


def _rows_to_read(path: str, rows: Sequence[Row], choices: Choices) -> list[Row]:
    """The rows without those that a person leaves out. Raises `NotFitToPrint` if one is missing."""
    if unknown := sorted(choices.left_out - {row[0].line for row in rows if not is_blank(row)}):
        message = f"there is no row {', '.join(map(str, unknown))} below the names of the columns"
        raise NotFitToPrint([Problem("no-row", path, message, "leave out another row", 0)])
    return [row for row in rows if row[0].line not in choices.left_out]


def _dropped_rows(rows: Iterable[Row], targets: Sequence[str], choices: Choices) -> Iterator[str]:
    """The rows that a person leaves out, each with its number and the name of its school."""
    for row in rows:
        if row[0].line in choices.left_out:
            pairs = zip(row, targets, strict=False)
            named = (cell.text for cell, target in pairs if target == "name")
            name = clean_cell_text(next(named, ""))[0]
            yield f"{row[0].line} ({name or 'without a name'})"


def _grid(path: str, content: bytes, choices: Choices) -> _Grid:
    if Path(path).suffix.casefold() in BOOKS:
        sheets = read_workbook(path, content)
        chosen = _sheet_to_read(path, sheets, choices)
        grid = _of_sheet(path, chosen)
        return replace(grid, problems=(*_hidden_sheets(path, chosen, sheets), *grid.problems))
    table = read_csv(path, content, known_headers, FIRST_ROWS)
    return _Grid(path, table.rows, table.read_as, SheetScan(), table.problems)


def _of_sheet(path: str, sheet: Sheet) -> _Grid:
    """The cells of a sheet, where a merged cell says the same in each of its rows."""
    rows = [list(row) for row in sheet.rows]
    for line, place in sheet.scan.failed:  # which is read as an empty cell
        if line <= len(rows) and place <= len(rows[line - 1]):
            rows[line - 1][place - 1] = Cell(FAILED_TEXT, line, place)
    for (top, left), (bottom, _) in sheet.scan.merged:
        if top < bottom and top <= len(rows) and left <= len(rows[top - 1]):
            first = rows[top - 1][left - 1]
            for row in rows[top : min(bottom, len(rows))]:
                row[left - 1] = replace(row[left - 1], text=first.text, kind=first.kind)
    kept = tuple(tuple(row) for row in rows)
    hidden = sorted(line for line in sheet.scan.hidden if line <= len(kept))
    filled = [line for line in hidden if not is_blank(kept[line - 1])]
    warnings = []
    if filled:
        lines = ", ".join(map(str, filled[:8])) + (" …" if len(filled) > 8 else "")
        which = "row is" if len(filled) == 1 else "rows are"
        message = f"{len(filled)} {which} hidden or filtered out in the sheet, and read: {lines}"
        fix = "delete them, or copy the rows that you see into a new sheet"
        warnings.append(Problem("hidden-row", path, message, fix, 0, stops=False))
    return _Grid(path, kept, f"the sheet “{sheet.name}”", sheet.scan, tuple(warnings))


def _hidden_sheets(path: str, chosen: Sheet, sheets: Sequence[Sheet]) -> Iterator[Problem]:
    """A warning for each sheet that a person who opens the file does not see."""
    for sheet in sheets:
        if not sheet.is_seen:
            is_read = "and is read" if sheet is chosen else "and is not read"
            message = f"the sheet “{sheet.name}” is hidden, {is_read}"
            fix = "show it in your spreadsheet, or delete it"
            yield Problem("hidden-sheet", path, message, fix, 0, stops=False)


def _hidden_columns(grid: _Grid, columns: Sequence[ImportedColumn]) -> Iterator[Problem]:
    """A warning for each column that is read although nobody sees it."""
    hidden = {column_letters(number) for number in grid.scan.hidden_columns}
    for column in columns:
        if column.letter in hidden and column.taken_for != IGNORED:
            message = f"the column “{column.header}” ({column.letter}) is hidden, and is read"
            fix = f'show it in your spreadsheet, or leave it out: --ignore "{column.header}"'
            yield Problem("hidden-column", grid.path, message, fix, 0, stops=False)


def _sheet_to_read(path: str, sheets: Sequence[Sheet], choices: Choices) -> Sheet:
    """The sheet that was named, or the only one with a list. Raises `NotFitToPrint`."""
    if choices.sheet:
        for sheet in sheets:
            if clean_cell_text(sheet.name)[0].casefold() == choices.sheet.strip().casefold():
                return sheet
        message = f"there is no sheet “{choices.sheet}” with something in it"
        fix = list_all(sheet.name for sheet in sheets)
        raise NotFitToPrint([Problem("unknown-sheet", path, message, fix, 0)])
    lists = [sheet for sheet in sheets if sheet.is_seen and _has_header(sheet, choices)]
    seen = lists or [sheet for sheet in sheets if sheet.is_seen]
    if len(seen) == 1:
        return seen[0]
    if not seen:
        message = "there is nothing in this file, or only in hidden sheets"
        raise NotFitToPrint([Problem("not-a-table", path, message, "show the sheet", 0)])
    message = f"{len(seen)} sheets may be the list of schools"
    fix = "say which one: " + " or ".join(f"--sheet “{sheet.name}”" for sheet in seen)
    raise NotFitToPrint([Problem("several-sheets", path, message, fix, 0)])


def _has_header(sheet: Sheet, choices: Choices) -> bool:
    grid = _Grid("", sheet.filled_rows, "", sheet.scan)
    return header_row(grid.rows, grid.headers, choices) >= 0


def _missing(grid: _Grid, number: int, column: str, names: KnownNames) -> Problem:
    line, place = grid.rows[number][0].line, grid.rows[number][0].column
    fixes = {
        "id": "add a column URN with the reference number of each school, or one of your own",
        "name": "add a column School with the name of each school",
        "nation": "add a column Nation; or, if all are in one, --nation with one of "
        + ", ".join(sorted(set(names.nations.values()))),
    }
    message = {
        "id": "no column has a reference number, by which a school is known again next term",
        "name": "no column has the names of the schools",
        "nation": "no column has the nation of the schools",
    }[column]
    return Problem("missing-field", grid.path, message, fixes[column], line, place)


def _day_order(
    targets: Sequence[str], rows: Sequence[Row], choices: Choices, kept: Choices
) -> tuple[bool | None, int]:
    """The order of days in numbers, and the column about which to ask; -1 if there is none."""
    order = kept.day_first if choices.day_first is None else choices.day_first
    if order is not None:
        return order, -1
    for place, target in enumerate(targets):
        if target == "date":
            cells = (row[place] for row in rows if place < len(row))
            orders = day_orders(
                clean_cell_text(cell.text)[0] for cell in cells if cell.kind == "text"
            )
            proven = orders - {None}
            if len(proven) == 1:
                return proven.pop(), -1
            if orders == {None}:
                return None, place
    return None, -1
