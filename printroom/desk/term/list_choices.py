"""The choices made for a dropped list: its columns and rows; and the same as a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from printroom.desk.common.commands import command
from printroom.desk.common.settings import Settings
from printroom.desk.state.drops import Drop, lists_folder
from printroom.load.spreadsheets.column_mapping import is_about_children
from printroom.load.spreadsheets.import_values import (
    IGNORED,
    LEAD_AND_REACH,
    Choices,
    ImportedColumn,
)
from printroom.model import Library, Problem
from printroom.model.list_columns import LIST_COLUMNS

TITLES = {
    **{name: column.title for name, column in LIST_COLUMNS.items()},
    LEAD_AND_REACH: "Lead and how to reach them",
    IGNORED: "Not needed",
}
"""What a column may be, and what it is called on the desk."""
WHY = {
    "given": "As you chose",
    "kept": "As you chose for an earlier list",
    "name": "By its name",
    "cells": "By what is in it",
    "not needed": "Not needed for packs",
    "empty": "It is empty",
    "unknown": "Its name is not known: choose what it is",
    "unclear": "It may be several things: choose one",
    "children": "It may be about children: it can only be left out",
}
LEFT_OUT = {IGNORED: TITLES[IGNORED]}
ORDERS = {"day": True, "month": False}


@dataclass(frozen=True)
class ListField:
    """A column as the form shows it."""

    column: ImportedColumn
    why: str
    options: Mapping[str, str]
    chosen: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"column-{self.column.letter}"


def list_fields(drop: Drop) -> list[ListField]:
    """The columns of a list; one that may be about children can only be left out."""
    columns = drop.read.columns if drop.read else ()
    return [
        ListField(
            column,
            WHY[column.why],
            LEFT_OUT if is_about_children(column.header) else TITLES,
            column.taken_for or column.suggestion,
        )
        for column in columns
    ]


def wrong_rows(drop: Drop) -> dict[int, list[Problem]]:
    """What is wrong with each row below the names of the columns, by its number."""
    found: dict[int, list[Problem]] = {}
    for problem in drop.problems:
        if is_in_row(problem, drop):
            found.setdefault(problem.line, []).append(problem.shorten())
    return dict(sorted(found.items()))


def is_in_row(problem: Problem, drop: Drop) -> bool:
    """Whether a row has to be put right; otherwise it is about the whole list."""
    return bool(problem.line) and (drop.read is None or problem.line > drop.read.header_line)


def chosen(data: FormData, drop: Drop, library: Library) -> Choices:
    """What a form decides, added to what was decided before."""
    before = drop.choices
    nation = str(data.get("nation", ""))
    rows = {text for text in data.getlist("leave-out") if isinstance(text, str)}
    return replace(
        before,
        columns={**before.columns, **dict(_columns(data, drop))},
        sheet=str(data.get("sheet", before.sheet)).strip()[:100],
        nation=nation if nation in library.nations else "",
        day_first=ORDERS.get(str(data.get("order", "")), before.day_first),
        left_out=frozenset(int(text[:7]) for text in rows if text.isascii() and text.isdigit()),
    )


def _columns(data: FormData, drop: Drop) -> Iterator[tuple[str, str]]:
    """The columns that were chosen otherwise than they were understood."""
    fields = list_fields(drop)
    headers = Counter(one.column.header for one in fields)
    for one in fields:
        target, column = data.get(one.name), one.column
        if isinstance(target, str) and target in one.options and target != column.taken_for:
            yield (column.header if headers[column.header] == 1 else column.letter), target


def without_rows(choices: Choices) -> Choices:
    """What was decided about a list, but for its rows: a corrected file may have others."""
    return replace(choices, left_out=frozenset())


def import_command(drop: Drop, name: str, settings: Settings) -> str:
    """The command that saves the same list."""
    choices = drop.choices
    options: dict[str, str | tuple[str, ...]] = {
        "--map": tuple(f"{key}={to}" for key, to in choices.columns.items() if to != IGNORED),
        "--ignore": tuple(key for key, to in choices.columns.items() if to == IGNORED),
        "--sheet": choices.sheet,
        "--nation": choices.nation,
        "--leave-out": tuple(map(str, sorted(choices.left_out))),
        "-o": (lists_folder(settings) / f"{name}.csv").as_posix(),
    }
    order = {True: " --day-first", False: " --month-first", None: ""}[choices.day_first]
    return command(settings, "lists", "import", drop.sent.path, **options) + order
