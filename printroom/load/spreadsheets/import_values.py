"""The values of an import: what was asked for, what each column was taken for, and the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from printroom.model import Problem

LEAD_AND_REACH = "lead+reach"
"""A column that holds a name and how to reach it, as in “Mrs Lee, 01632 960123”."""
IGNORED = "-"
"""In place of the name of a column: it is not read."""
SHOWN = 8
"""The number of cells that a change names."""

Why = Literal[
    "given", "kept", "name", "cells", "not needed", "empty", "unknown", "unclear", "children"
]
"""Why a column was taken for what it is: an option, an earlier answer, its name or its cells; or
why not: its name is unknown, its cells are not what its name says, or it may be about children."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has decided about a list, now or at an earlier import."""

    columns: Mapping[str, str]
    """By header: the column that it is, or `IGNORED`."""
    sheet: str = ""
    nation: str = ""
    """The nation of every school for which the list does not give one. It is not kept: a school
    of the next list may be in another."""
    day_first: bool | None = None
    """The order of days in numbers, where the list does not prove it: 05/07 is 5 July."""
    left_out: frozenset[int] = frozenset()
    """The numbers of rows that are not read. They are those of one file, so they are not kept."""


@dataclass(frozen=True, slots=True)
class ImportedColumn:
    """A column of a list, and what it was taken for."""

    header: str
    """As it is written, on one line; “column H” if it has no name."""
    letter: str
    taken_for: str
    """A column of a list of schools, `LEAD_AND_REACH`, `IGNORED`, or empty if it is doubtful."""
    why: Why
    suggestion: str = ""
    """For a doubtful column: what it looks like; empty if it looks like nothing."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A school as it will be written: its row in the sheet, and its texts by column."""

    line: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in some cells, such as “a lost zero was put back”."""

    what: str
    cells: tuple[str, ...]

    @property
    def named(self) -> str:
        """Its cells for a report: the first eight, but all that are or become empty."""
        most = len(self.cells) if "empty" in self.what else SHOWN
        return ", ".join(self.cells[:most]) + (" …" if len(self.cells) > most else "")


@dataclass(frozen=True, slots=True)
class SchoolImport:
    """A list as it was understood. Nothing of it may be written while it `is_open`."""

    path: str
    read_as: str
    header_line: int
    columns: tuple[ImportedColumn, ...]
    rows: tuple[ImportedRow, ...]
    changes: tuple[Change, ...] = ()
    left_out: tuple[int, ...] = ()
    """Rows that are no schools: titles, totals, notes and repeated headers."""
    problems: tuple[Problem, ...] = ()
    """Cells that cannot be read, and warnings."""
    dropped: tuple[str, ...] = ()
    """Rows that a person leaves out, each with its number and school."""
    asks_day_order: str = ""
    """The header of a column whose days can be read in two ways; empty if there is none."""

    @property
    def doubtful(self) -> tuple[ImportedColumn, ...]:
        """The columns about which a person has to decide."""
        return tuple(column for column in self.columns if not column.taken_for)

    @property
    def without_lead(self) -> int:
        """The number of schools that have no safeguarding lead yet."""
        return sum(not row.texts.get("lead") for row in self.rows)

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide or correct something first."""
        stops = any(problem.stops for problem in self.problems)
        return bool(self.doubtful or self.asks_day_order or stops)
