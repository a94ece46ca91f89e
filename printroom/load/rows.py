"""Turn the rows of a table into schools: its first row names the columns, in any order."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping

from printroom.load.columns import (
    ALSO,
    COLUMNS,
    NEEDED,
    Fault,
    column_of,
    faults,
    header_fault,
    id_fault,
    known_columns,
)
from printroom.load.tables import Cell, Row, Table
from printroom.model import MAX_PEOPLE, NotFitToPrint, Problem, School, SchoolList, nearest


def schools_of(table: Table, nations: tuple[str, ...] | None) -> SchoolList:
    """The schools of a table. Raises `NotFitToPrint` with everything that is wrong in it."""
    reader = _Reader(table, nations)
    schools = reader.read()
    stops = [problem for problem in reader.problems if problem.stops]
    if stops:
        raise NotFitToPrint(stops)
    return SchoolList(table.path, schools, reader.lines, table.read_as, tuple(reader.problems))


class _Reader:
    """Reads row after row, and keeps what is wrong with each cell."""

    def __init__(self, table: Table, nations: tuple[str, ...] | None) -> None:
        self.table, self.nations = table, nations
        self.problems: list[Problem] = list(table.problems)
        self.lines: dict[str, int] = {}

    def read(self) -> dict[str, School]:
        """Each school by its id."""
        header, *rows = self.table.rows or ((Cell("", 1, 1),),)
        if known_columns(cell.text for cell in header) == 0:
            said = "the first row must name the columns, and no name in it is known"
            fix = f"begin with id, name, nation; there are: {', '.join(COLUMNS)}"
            self._refuse(header[0], Fault("no-header", said, fix))
            return {}
        columns = self._columns(header)
        if not rows:
            self._refuse(header[0], Fault("empty", "no school stands here", "write one in a row"))
        schools = (self._school(self._cells(row, columns)) for row in rows)
        return dict(school for school in schools if school is not None)

    def _columns(self, header: Row) -> tuple[str | None, ...]:
        """The column of each cell of the first row: none has no name, "" one that is refused."""
        columns = [self._column(cell) for cell in header]
        for number, (column, cell) in enumerate(zip(columns, header, strict=True)):
            if column and column in columns[:number]:
                columns[number] = ""
                said = f"the column “{column}” stands here twice"
                self._refuse(cell, Fault("duplicate-id", said, "delete one of them"))
        for missing in (name for name in NEEDED if name not in columns):
            also = " or ".join(f"“{other}”" for other, name in ALSO.items() if name == missing)
            fix = f"add it to the first row; it may be called {also}, too"
            said = f"there is no column “{missing}”"
            self._refuse(header[0], Fault("missing-field", said, fix))
        return tuple(columns)

    def _column(self, cell: Cell) -> str | None:
        """The column that a cell of the first row names."""
        if not cell.text.strip():
            return None
        fault = next(faults("", cell.text, cell.kind), None) or header_fault(cell.text)
        if fault is None:
            return column_of(cell.text)
        self._refuse(cell, fault)
        return ""

    def _cells(self, row: Row, columns: tuple[str | None, ...]) -> dict[str, Cell | None]:
        """The cells of a row by column, each as it prints; none is one that is refused."""
        cells: dict[str, Cell | None] = {}
        missing = (Cell("", row[-1].line, row[-1].column) for _ in columns[len(row) :])
        for number, cell in enumerate((*row, *missing)):
            column = columns[number] if number < len(columns) else None
            if column:
                clean = Cell(_clean(cell.text), cell.line, cell.column, cell.kind)
                cells[column] = self._fit(column, clean, faults(column, cell.text, cell.kind))
            elif column is None and cell.text.strip():
                said = "something stands here, and the first row names no column for it"
                fix = "name the column; or put a text that has a separator in it in quotes"
                self._refuse(cell, Fault("unknown-column", said, fix))
                break
        return cells

    def _fit(self, column: str, cell: Cell, found: Iterable[Fault]) -> Cell | None:
        """The cell, unless something is wrong with it."""
        fault = next(iter(found), None) or self._wrong(column, cell)
        if fault is None:
            return cell
        self._refuse(cell, fault, column)
        return None

    def _wrong(self, column: str, cell: Cell) -> Fault | None:
        """Why a text that is sound in itself cannot stand in this column."""
        ask = {"id": id_fault, "nation": self._no_nation, "people": _no_number, "date": _no_day}
        return ask[column](cell.text) if cell.text and column in ask else None

    def _no_nation(self, text: str) -> Fault | None:
        nation = _nation(text)
        if self.nations is None or nation in self.nations:
            return None
        return Fault(
            "unknown-nation", "there is no nation of this name", nearest(nation, self.nations)
        )

    def _school(self, cells: Mapping[str, Cell | None]) -> tuple[str, School] | None:
        """A row's school with its id, if nothing that it needs is missing or refused."""
        for column in NEEDED:
            cell = cells.get(column)
            if cell is not None and not cell.text:
                fault = Fault("empty", f"“{column}” is empty", "fill it in, or delete the row")
                self._refuse(cell, fault)
        self._note_id(cells.get("id"))
        texts = {column: cell.text if cell else "" for column, cell in cells.items()}
        if not all(texts.get(column) for column in NEEDED):
            return None
        return texts["id"], School(
            name=texts["name"],
            nation=_nation(texts["nation"]),
            lead=texts.get("lead", ""),
            reach=texts.get("reach", ""),
            room=texts.get("room", ""),
            people=int(texts["people"]) if texts.get("people") else None,
            date=dt.date.fromisoformat(texts["date"]) if texts.get("date") else None,
        )

    def _note_id(self, cell: Cell | None) -> None:
        """Keep where an id stands, and refuse it where it stands again."""
        if cell is None or not cell.text:
            return
        before = self.lines.setdefault(cell.text, cell.line)
        if before != cell.line:
            said = f"the id “{cell.text}” stands in line {before}, too"
            fix = "each school has an id of its own, which stays the same for years"
            self._refuse(cell, Fault("duplicate-id", said, fix))

    def _refuse(self, cell: Cell, fault: Fault, column: str = "") -> None:
        said = f"in “{column}”: {fault.message}" if column else fault.message
        path = self.table.path
        self.problems.append(Problem(fault.code, path, said, fault.fix, cell.line, cell.column))


def _clean(text: str) -> str:
    """A text as it prints: on one line, single spaces, each accent one with its letter."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _nation(text: str) -> str:
    """A nation's id, written in whatever way: Northern Ireland is northern-ireland."""
    return "-".join(re.split(r"[\s_\-]+", text.casefold()))


def _no_number(text: str) -> Fault | None:
    if re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= MAX_PEOPLE:
        return None
    said = f"this is no number of people from 1 to {MAX_PEOPLE}"
    return Fault("not-right", said, "write it as 24, or leave it empty")


def _no_day(text: str) -> Fault | None:
    fault = Fault("not-right", "this is no date", "write it as 2027-01-31")
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return fault
    return None if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else fault
