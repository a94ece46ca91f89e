"""Turn the rows below the header of a list into schools, with what is wrong in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from printroom.load.schools.column_words import column_words
from printroom.load.schools.school_columns import COLUMNS, MAX_LENGTH, NEEDED, CellError
from printroom.load.spreadsheets.cell_meanings import Reading, clean_cell_text, meaning
from printroom.load.spreadsheets.column_mapping import is_about_children
from printroom.load.spreadsheets.import_values import (
    IGNORED,
    LEAD_AND_REACH,
    Change,
    ImportedColumn,
    ImportedRow,
)
from printroom.load.tables.csv_table import Cell, Row
from printroom.load.tables.sheet_scan import SheetScan
from printroom.model import TIME, KnownNames, Problem, column_letters
from printroom.model.list_columns import LIST_COLUMNS
from printroom.text.addresses import add_lines

_TOTAL = re.compile(r"\W*(sub ?|grand ?)?totals?\b", re.IGNORECASE)
_NOTE = re.compile(r"\W*[*†‡]|\W*(n\.?b\b|notes?\b|key\b|please\b|last updated\b)", re.IGNORECASE)
_JOINS = {name: column.joined_by for name, column in LIST_COLUMNS.items() if column.joined_by}
DAY_BEGINS, DAY_ENDS = "07:00", "21:30"
"""A visit at any other time may be a mistake."""
_ORDER = ("nation", *(name for name in COLUMNS if name != "nation"), LEAD_AND_REACH)
"""The nation is read first: it says which zero a telephone number has lost."""
_CANCELLED = re.compile(
    r"(?<!not )(?<!n’t )(?<!n't )\b(cancel(l?ed)?|withdr[ae]wn?|not coming|"
    r"(pulled|dropped) out|called off)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(no?|false|not?|0|never|n/?a)?\W*", re.IGNORECASE)


class RowReader:
    """Reads rows one after the other, and collects problems, changes and rows without a school."""

    def __init__(
        self,
        path: str,
        columns: Sequence[ImportedColumn],
        scan: SheetScan,
        names: KnownNames,
        day_first: bool | None,
    ) -> None:
        self.path, self.columns = path, columns
        self.reading = Reading(names, day_first)
        self.problems: list[Problem] = []
        self.left_out: list[int] = []
        """Rows that are no schools: titles, totals, notes and repeated headers."""
        self._changes: dict[str, list[str]] = {}
        self.merged_lines = {
            top for (top, left), (bottom, right) in scan.merged if top == bottom and left < right
        }
        self.known = {column.taken_for for column in columns}
        is_part = column_words().is_part  # a town may have its column before the street
        in_order = sorted(
            (_ORDER.index(column.taken_for), is_part(column.header), place)
            for place, column in enumerate(columns)
            if column.taken_for in _ORDER
        )
        self.places = [place for *_, place in in_order]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed in cells."""
        return tuple(Change(what, tuple(cells)) for what, cells in self._changes.items())

    def read(
        self, rows: Sequence[Row], headers: Sequence[str], nation: str
    ) -> tuple[ImportedRow, ...]:
        """All schools. `nation` is that of rows which do not say one."""
        found: dict[str, ImportedRow] = {}
        for row in rows:
            if not any(cell.text.strip() for cell in row):
                continue
            if self._is_no_school(row, headers):
                self.left_out.append(row[0].line)
                continue
            texts = self._texts(row, nation)
            self._note(found, row, texts)
            school = self._id_of(row)
            self.problems.extend(_cancelled_cells(self.path, row, self.columns, school))
            self._warn_of_night(row, texts, school)
        self._refuse_swapped_days(rows)
        return tuple(found.values())

    def _is_no_school(self, row: Row, headers: Sequence[str]) -> bool:
        """Whether a row is a title, a total, a note, or the header once more."""
        texts = [clean_cell_text(cell.text)[0] for cell in row]
        filled = [text for text in texts if text]
        same = sum(
            bool(text) and text == header for text, header in zip(texts, headers, strict=False)
        )
        if same >= 2 and same >= len(filled) / 2:
            return True
        own = {
            self.columns[place].taken_for: texts[place]
            for place in self.places
            if place < len(texts)
        }
        if any(map(_TOTAL.match, filled[:2])) and not re.search(r"\d", own.get("id", "")):
            return True
        if own.get("id") and own.get("name"):
            return False
        in_id = own.get("id", "")
        has_school = bool(own.get("name")) or bool(re.search(r"\d", in_id))
        is_merged = row[0].line in self.merged_lines
        is_alone = len(filled) == 1
        return is_alone and (is_merged or not has_school or bool(_NOTE.match(filled[0])))

    def _texts(self, row: Row, nation: str) -> dict[str, str]:
        """What the cells of a row say, by column; what is wrong in them is noted."""
        texts: dict[str, str] = {}
        school = self._id_of(row)
        for place in self.places:
            cell = row[place] if place < len(row) else Cell("", row[-1].line, row[-1].column)
            column = self.columns[place]
            known_nation = texts.get("nation") or nation
            found = meaning(column.taken_for, cell, self.reading, known_nation)
            if isinstance(found, CellError):
                self._refuse(cell, found, column.header, school)
                texts.setdefault(column.taken_for, "?")
                continue
            for what in found.changes:
                self._changes.setdefault(what, []).append(self._cell_name(cell, place))
            for name, text in found.texts.items():
                self._add(texts, name, text)
        self._fill_nation(row, texts, nation)
        for name in NEEDED:
            if not texts.get(name) and name in self.known:
                self._refuse_empty(self._cell_of(row, name), name, school)
        for name in _JOINS:
            if len(texts.get(name, "")) > MAX_LENGTH:
                message = f"together the columns for {name} are too long"
                error = CellError("too-long", message, "write less in one of them")
                self._refuse(self._cell_of(row, name), error, "", school)
        return texts

    def _fill_nation(self, row: Row, texts: dict[str, str], nation: str) -> None:
        """Give a row without a nation that of the list, and note the cell that was empty."""
        if not texts.get("nation") and nation and "nation" in self.known:
            cell = self._cell_of(row, "nation")
            what = f"an empty nation was read as {nation}, as you chose"
            self._changes.setdefault(what, []).append(self._cell_name(cell, cell.column - 1))
        texts["nation"] = texts.get("nation") or nation

    def _refuse_empty(self, cell: Cell, name: str, school: str) -> None:
        """Refuse a row without a value that every school needs."""
        nations = ", ".join(sorted(set(self.reading.names.nations.values())))
        by_option = f"for all schools without one, add --nation (one of {nations}); "
        fix = (
            f"{by_option if name == 'nation' else ''}or leave this row out: --leave-out {cell.line}"
        )
        error = CellError("empty", f"the {name} is empty", f"fill it in; {fix}")
        self._refuse(cell, error, "", school)

    def _add(self, texts: dict[str, str], name: str, text: str) -> None:
        """Add the text of a cell; a time from a column of its own replaces one beside a date."""
        before = texts.get(name, "")
        if not text or text == before:
            texts.setdefault(name, before)
        elif name == "deliver_to" and before:
            texts[name] = add_lines(before, text)
        elif name in _JOINS and before:
            texts[name] = f"{before}{_JOINS[name]}{text}"
        else:
            texts[name] = text

    def _note(self, found: dict[str, ImportedRow], row: Row, texts: Mapping[str, str]) -> None:
        """Keep a school, and refuse an id that another school has."""
        school_id = texts.get("id", "")
        if not school_id or school_id == "?":
            return
        before = found.get(school_id)
        if before is None:
            found[school_id] = ImportedRow(row[0].line, texts)
        elif before.texts == texts:
            where = self._cell_name(row[0], 0)
            self._changes.setdefault("a row that is there twice was taken once", []).append(where)
        else:
            message = f"row {before.line} has this id, too, for another school or another visit"
            fix = (
                "give each school an id of its own, and one row; a second visit needs a second list"
            )
            error = CellError("duplicate-id", message, fix)
            self._refuse(self._cell_of(row, "id"), error, "", school_id)

    def _refuse_swapped_days(self, rows: Sequence[Row]) -> None:
        """Refuse days if a spreadsheet has read some of them, not all, in the American order.

        If it reads 05/07 as 7 May, it cannot read 25/07, which stays a text.
        """
        for place in self.places:
            if self.columns[place].taken_for != "date":
                continue
            cells = [row[place] for row in rows if place < len(row) and row[place].text.strip()]
            days = [cell for cell in cells if cell.kind in ("day", "moment")]
            texts = [
                found
                for cell in cells
                if cell.kind == "text"
                and (found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d", cell.text.strip()))
            ]
            is_swapped = texts and all(int(found[1]) > 12 for found in texts)
            if is_swapped and len(days) > 1 and all(int(cell.text[8:10]) <= 12 for cell in days):
                message = (
                    "a spreadsheet may have swapped day and month here, as in all of these cells"
                )
                fix = "look up the days, write them as 18 January 2027, and mark no cell as a date"
                error = CellError("swapped-days", message, fix)
                self._refuse(days[0], error, self.columns[place].header, "")

    def _warn_of_night(self, row: Row, texts: Mapping[str, str], school: str) -> None:
        """Warn of a visit at night: “12.30am” may be what somebody calls half past noon."""
        time = texts.get("time", "")
        if not re.fullmatch(TIME, time) or DAY_BEGINS <= time < DAY_ENDS:
            return
        cell = self._cell_of(row, "time" if "time" in self.known else "date")
        message = f"{f'{school}: ' if school else ''}the visit would be at {time}, at night"
        fix = "if that is not meant, write the time as 12:30 or 12.30pm"
        place = (cell.line, cell.column)
        self.problems.append(Problem("at-night", self.path, message, fix, *place, stops=False))

    def _id_of(self, row: Row) -> str:
        """The id of a row, for messages; empty if it has no valid one."""
        if "id" not in self.known:
            return ""
        found = meaning("id", self._cell_of(row, "id"), self.reading)
        return "" if isinstance(found, CellError) else found.texts["id"]

    def _cell_of(self, row: Row, name: str) -> Cell:
        """The cell of a column in a row, or the first cell."""
        places = [place for place in self.places if self.columns[place].taken_for == name]
        return row[places[0]] if places and places[0] < len(row) else row[0]

    def _refuse(self, cell: Cell, error: CellError, header: str, school: str) -> None:
        where = " of ".join(part for part in (f"“{header}”" if header else "", school) if part)
        message = f"in {where}: {error.message}" if where else error.message
        place = (cell.line, cell.column)
        self.problems.append(Problem(error.code, self.path, message, error.fix, *place))

    def _cell_name(self, cell: Cell, place: int) -> str:
        """A cell as a person finds it: I6, or for a text file its row and column."""
        return f"{column_letters(place + 1)}{cell.line}"


def _cancelled_cells(
    path: str, row: Row, columns: Sequence[ImportedColumn], school: str
) -> Iterator[Problem]:
    """A warning for each cell, in a column that is left out, that calls the visit cancelled.

    Its header may say it, too: “Cancelled on”. Columns that may be about children are not read.
    """
    for cell, column in zip(row, columns, strict=False):
        if column.taken_for != IGNORED or is_about_children(column.header):
            continue
        text = clean_cell_text(cell.text)[0]
        is_marked = _CANCELLED.search(column.header) and not _NO.fullmatch(text)
        if is_marked or _CANCELLED.search(text):
            of = f" of {school}" if school else ""
            message = (
                f"in “{column.header}”{of}, a column that is left out: this says cancelled or "
                "the like, and the school will be printed"
            )
            fix = f"if it is not coming, leave this row out: --leave-out {cell.line}"
            place = (cell.line, cell.column)
            yield Problem("maybe-cancelled", path, message, fix, *place, stops=False)
