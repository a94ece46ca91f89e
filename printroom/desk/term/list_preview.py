"""Previews an uploaded list before it is saved: each school as it was read, with its gaps."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.desk.term.list_choices import TITLES
from printroom.load.spreadsheets.import_values import ImportedRow, SchoolImport
from printroom.model import Library
from printroom.model.list_columns import LIST_COLUMNS

MOST_SHOWN = 300
WITHOUT = {name: one.counted_as for name, one in LIST_COLUMNS.items() if one.counted_as}
"""For each column that should be filled, how an empty cell is counted, such as “no day”."""
ALWAYS = tuple(name for name in LIST_COLUMNS if name in ("nation", *WITHOUT))
"""Columns that are always shown, since every pack needs them."""
IF_USED = tuple(name for name in LIST_COLUMNS if name not in ("id", "name", "time", *ALWAYS))
"""Columns that are shown if a school has them; the time is beside the day."""


@dataclass(frozen=True)
class PreviewRow:
    """A school as it would be saved."""

    line: int
    """Its row in the spreadsheet."""
    id: str
    name: str
    cells: Mapping[str, str]
    """Its texts by the names of the columns that are shown; empty where it has none."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """The columns that should be filled and are not."""
        return tuple(name for name in WITHOUT if not self.cells[name])


@dataclass(frozen=True)
class ListPreview:
    """The schools of a list as they would be saved."""

    titles: Mapping[str, str]
    """The columns that are shown, with their titles."""
    rows: tuple[PreviewRow, ...]

    @property
    def shown(self) -> tuple[PreviewRow, ...]:
        """The schools; if there are more than MOST_SHOWN, so many, those with gaps first."""
        if len(self.rows) <= MOST_SHOWN:
            return self.rows
        return tuple(sorted(self.rows, key=lambda row: not row.gaps)[:MOST_SHOWN])

    @property
    def lacking(self) -> Mapping[str, int]:
        """How many schools have each gap, such as “no day”."""
        counts = Counter(name for row in self.rows for name in row.gaps)
        return {WITHOUT[name]: counts[name] for name in WITHOUT if counts[name]}


def preview_of(read: SchoolImport, library: Library) -> ListPreview:
    """The schools of a list, in the order of its rows."""
    used = [name for name in IF_USED if any(row.texts.get(name) for row in read.rows)]
    names = (*ALWAYS, *used)
    rows = tuple(
        PreviewRow(
            row.line,
            row.texts.get("id", ""),
            row.texts.get("name", ""),
            dict(_cells(row, names, library)),
        )
        for row in read.rows
    )
    return ListPreview({name: TITLES[name] for name in names}, rows)


def _cells(row: ImportedRow, names: tuple[str, ...], library: Library) -> Iterator[tuple[str, str]]:
    for name in names:
        text = row.texts.get(name, "")
        if name == "nation" and text in library.nations:
            text = library.nations[text].title
        elif name == "date":
            text = _day_and_time(text, row.texts.get("time", ""))
        yield name, text


def _day_and_time(date: str, time: str) -> str:
    """A day such as Mon 18 January 2027, with the time of the visit."""
    if not date:
        return ""
    day = dt.date.fromisoformat(date)
    return f"{day:%a} {day.day} {day:%B %Y}" + (f", {time}" if time else "")
