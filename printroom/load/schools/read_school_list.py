"""Load a list of schools from a YAML, CSV or XLSX file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from printroom.load.schools.column_words import column_words
from printroom.load.schools.known_school import as_printed, known_school, unnamed_leads, why_no_lead
from printroom.load.schools.school_columns import (
    COLUMNS,
    NEEDED,
    CellError,
    about_children,
    cell_errors,
    column_of,
    header_error,
    id_error,
    known_columns,
    value_error,
)
from printroom.load.schools.similar_schools import similar_schools
from printroom.load.sources.text_file import Source, read_bytes, read_text
from printroom.load.sources.validate import validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import YamlText
from printroom.load.tables.csv_table import Cell, Row, Table, read_csv
from printroom.load.tables.workbook import read_xlsx
from printroom.model import (
    WORKBOOKS,
    KnownNames,
    NotFitToPrint,
    Problem,
    School,
    SchoolList,
    nearest,
)
from printroom.model.list_columns import LIST_COLUMNS

MAX_BYTES = 5_000_000


def load_schools(file: Path, names: KnownNames) -> SchoolList:
    """The schools of a list. Raises `NotFitToPrint` with everything that is wrong in it.

    `names` are those of the nations that exist. Nothing of a list is kept for the next time: it
    says who leads safeguarding where.
    """
    path, kind = file.as_posix(), file.suffix.casefold()
    if kind in (".yaml", ".yml"):
        return _from_yaml(read_text(file, None, MAX_BYTES), names)
    if kind not in _TABLES:
        message = f"a list of schools cannot be a file that ends in “{file.suffix}”"
        fix = "save it as .xlsx or .csv, or write .yaml"
        raise NotFitToPrint([Problem("not-a-table", path, message, fix, 0)])
    # All cells are forgotten before schools are compared.
    return _with_warnings(_from_table(path, kind, read_bytes(file, None, MAX_BYTES), names))


def _from_table(path: str, kind: str, content: bytes, names: KnownNames) -> SchoolList:
    table = _TABLES[kind](path, content)
    reader = _TableReader(table, names)
    schools = reader.read()
    if errors := [problem for problem in reader.problems if problem.stops]:
        raise NotFitToPrint([_with_sheet(problem, table) for problem in errors])
    warnings = tuple(reader.problems)
    return SchoolList(path, schools, reader.lines, table.read_as, warnings, reader.no_leads)


def _with_sheet(problem: Problem, table: Table) -> Problem:
    """The problem, with the name of the sheet if it is in a cell of a workbook."""
    is_cell = bool(problem.line) and problem.path.casefold().endswith(WORKBOOKS)
    return replace(problem, message=f"{problem.message} ({table.read_as})") if is_cell else problem


def _with_warnings(read: SchoolList) -> SchoolList:
    return replace(read, warnings=(*read.warnings, *unnamed_leads(read), *similar_schools(read)))


def _csv(path: str, content: bytes) -> Table:
    return read_csv(path, content, known_columns)


_TABLES = {".csv": _csv, ".tsv": _csv, ".xlsx": read_xlsx}
"""What reads the tables with each ending; with `.yaml` and `.yml` these are `LISTS`."""


def school_of(listed: SchoolList, school_id: str) -> School:
    """The school with this id. Raises `NotFitToPrint`."""
    if school_id not in listed.schools:
        message, fix = f"there is no school “{school_id}”", nearest(school_id, listed.schools)
        raise NotFitToPrint([Problem("unknown-school", listed.path, message, fix, 0)])
    return listed.schools[school_id]


def _from_yaml(source: Source, names: KnownNames) -> SchoolList:
    yaml = read_yaml(source)
    if not isinstance(yaml.value, dict):
        message = "this file must hold names with values"
        fix = "write each school as its id and a colon, with its values indented below"
        raise NotFitToPrint([yaml.problem((), "not-right", message, fix)])
    schools: dict[str, School] = {}
    no_leads: dict[str, str] = {}
    problems: list[Problem] = []
    for school_id, value in yaml.value.items():
        problems += _yaml_errors(yaml, school_id, value)
        row = value
        if isinstance(value, dict):  # what is refused already is not repeated
            row = {key: text for key, text in value.items() if not about_children(key)}
        try:
            school = validate_value(School, row, yaml, (school_id,))
        except NotFitToPrint as error:
            problems += map(_without_value, error.problems)
            continue
        schools[school_id] = known_school(school, names)
        no_leads |= why_no_lead(school_id, school.lead, names)
        nation, known = schools[school_id].nation, names.nations.values()
        problems += yaml.unknown("nation", nation, known, (school_id, "nation"))
    if problems:
        raise NotFitToPrint(problems)
    lines = {school_id: yaml.keys[school_id,][0] for school_id in schools}
    warnings = source.warnings
    return _with_warnings(SchoolList(source.path, schools, lines, "YAML", warnings, no_leads))


def _without_value(problem: Problem) -> Problem:
    """The problem without what YAML took for a number: it may be a telephone number."""
    if problem.code != "number-for-text":
        return problem
    key = problem.message.partition(" must be text")[0]
    message = f"{key} must be text, but YAML reads a number, a date or the like here"
    return replace(problem, message=message, fix="put it in quotes")


def _yaml_errors(yaml: YamlText, school_id: str, value: Any) -> Iterator[Problem]:
    """What is wrong with the keys and texts of a school; no value is repeated."""
    error = id_error(school_id) or next(cell_errors("id", school_id), None)
    if error:
        yield yaml.key_problem((school_id,), error.code, error.message, error.fix)
    for column, text in value.items() if isinstance(value, dict) else ():
        at = (school_id, column)
        if error := about_children(column):
            problem = yaml.key_problem(at, error.code, error.message, error.fix)
            yield replace(problem, excerpt="")
        for error in cell_errors(column, text) if isinstance(text, str) else ():
            message = f"in “{column}”: {error.message}"
            yield replace(yaml.problem(at, error.code, message, error.fix), excerpt="")


class _TableReader:
    """Turns rows into schools, and collects the problems of each cell."""

    def __init__(self, table: Table, names: KnownNames) -> None:
        self.table, self.names = table, names
        self.problems: list[Problem] = list(table.problems)
        self.lines: dict[str, int] = {}
        self.no_leads: dict[str, str] = {}

    def read(self) -> dict[str, School]:
        """Each school by its id; the first row names the columns, in any order."""
        header, *rows = self.table.rows or ((Cell("", 1, 1),),)
        if known_columns(cell.text for cell in header) == 0:
            message = "the first row must name the columns, and none of its names is known"
            fix = f"begin with id, name, nation; choose from: {', '.join(COLUMNS)}"
            fix += ". To import another spreadsheet: python3 generate.py lists import FILE"
            self._refuse(header[0], CellError("no-header", message, fix))
            return {}
        columns = self._columns(header)
        if not rows:
            error = CellError("empty", "this list has no schools", "write one in each row")
            self._refuse(header[0], error)
        schools = (self._school(self._cells(row, columns)) for row in rows)
        return dict(school for school in schools if school is not None)

    def _columns(self, header: Row) -> tuple[str | None, ...]:
        """The column of each cell of the first row: none without a name, "" if it is refused."""
        columns = [self._column(cell) for cell in header]
        for number, (column, cell) in enumerate(zip(columns, header, strict=True)):
            if column and column in columns[:number]:
                columns[number] = ""
                message = f"the column “{column}” appears twice"
                self._refuse(cell, CellError("duplicate-id", message, "delete one of them"))
        others = column_words().also
        for missing in (name for name in NEEDED if name not in columns):
            also = " or ".join(f"“{other}”" for other, name in others.items() if name == missing)
            fix = f"add it to the first row; it may be called {also}, too"
            error = CellError("missing-field", f"there is no column “{missing}”", fix)
            self._refuse(header[0], error)
        return tuple(columns)

    def _column(self, cell: Cell) -> str | None:
        """The column that a cell of the first row names."""
        if not cell.text.strip():
            return None
        error = next(cell_errors("", cell.text, cell.kind), None) or header_error(cell.text)
        if error is None:
            return column_of(cell.text)
        self._refuse(cell, error)
        return ""

    def _cells(self, row: Row, columns: tuple[str | None, ...]) -> dict[str, Cell | None]:
        """The cells of a row by column, with their text as it prints; none for a refused one."""
        cells: dict[str, Cell | None] = {}
        missing = (Cell("", row[-1].line, row[-1].column) for _ in columns[len(row) :])
        for number, cell in enumerate((*row, *missing)):
            column = columns[number] if number < len(columns) else None
            if column:
                printed = as_printed(cell.text)
                clean = cell if printed == cell.text else replace(cell, text=printed)
                error = next(cell_errors(column, cell.text, cell.kind), None)
                error = error or self._value_error(column, clean.text)
                if error:
                    self._refuse(cell, error, column)
                cells[column] = None if error else clean
            elif column is None and cell.text.strip():
                message = "there is text here, and the first row names no column for it"
                fix = "name the column; or put a text that has a separator in it in quotes"
                self._refuse(cell, CellError("unknown-column", message, fix))
                break
        return cells

    def _value_error(self, column: str, text: str) -> CellError | None:
        """Why a text cannot be the value of this column."""
        if column != "nation" or not text:
            return value_error(column, text)
        if self.names.nation(text) in self.names.nations.values():
            return None
        fix = self.names.nation_fix(text)
        return CellError("unknown-nation", "there is no nation of this name", fix)

    def _school(self, cells: Mapping[str, Cell | None]) -> tuple[str, School] | None:
        """A row's school with its id, unless something that it needs is missing or refused."""
        for column in NEEDED:
            cell = cells.get(column)
            if cell is not None and not cell.text:
                error = CellError("empty", f"“{column}” is empty", "fill it in, or delete the row")
                self._refuse(cell, error)
        self._note_id(cells.get("id"))
        texts = {column: cell.text if cell else "" for column, cell in cells.items()}
        if not all(texts.get(column) for column in NEEDED):
            return None
        written = {name: text for name, text in texts.items() if text and name != "id"}
        school = School(**{name: _value(name, text) for name, text in written.items()})
        self.no_leads |= why_no_lead(texts["id"], school.lead, self.names)
        return texts["id"], known_school(school, self.names)

    def _note_id(self, cell: Cell | None) -> None:
        """Keep the line of an id, and refuse an id that appears again."""
        if cell is None or not cell.text:
            return
        before = self.lines.setdefault(cell.text, cell.line)
        if before != cell.line:
            message = f"the id “{cell.text}” is in line {before}, too"
            fix = "each school has an id of its own, which stays the same for years"
            self._refuse(cell, CellError("duplicate-id", message, fix))

    def _refuse(self, cell: Cell, error: CellError, column: str = "") -> None:
        message = f"in “{column}”: {error.message}" if column else error.message
        place = (cell.line, cell.column)
        self.problems.append(Problem(error.code, self.table.path, message, error.fix, *place))


def _value(column: str, text: str) -> Any:
    """The value of `School` for a valid text."""
    match LIST_COLUMNS[column].holds:
        case "number":
            return int(text)
        case "day":
            return dt.date.fromisoformat(text)
        case _:
            return text
