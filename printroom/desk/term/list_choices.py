"""The choices made about the columns and rows of an uploaded list, and the command for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from printroom.desk.common.commands import command
from printroom.desk.common.settings import Settings
from printroom.desk.state.uploaded_lists import UploadedList, lists_folder
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
"""The columns of a list of schools, as the desk names them."""
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
    """A column of the spreadsheet, as the form shows it."""

    column: ImportedColumn
    why: str
    options: Mapping[str, str]
    chosen: str

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"column-{self.column.letter}"


def list_fields(uploaded: UploadedList) -> list[ListField]:
    """The columns of a list; one that may be about children can only be left out."""
    columns = uploaded.read.columns if uploaded.read else ()
    return [
        ListField(
            column,
            WHY[column.why],
            LEFT_OUT if is_about_children(column.header) else TITLES,
            column.taken_for or column.suggestion,
        )
        for column in columns
    ]


def wrong_rows(uploaded: UploadedList) -> dict[int, list[Problem]]:
    """The problems of each row below the header, by its number."""
    found: dict[int, list[Problem]] = {}
    for problem in uploaded.problems:
        if is_in_row(problem, uploaded):
            found.setdefault(problem.line, []).append(problem.shorten())
    return dict(sorted(found.items()))


def is_in_row(problem: Problem, uploaded: UploadedList) -> bool:
    """Whether a problem is in a row below the header; otherwise it is about the whole list."""
    return bool(problem.line) and (
        uploaded.read is None or problem.line > uploaded.read.header_line
    )


def chosen(data: FormData, uploaded: UploadedList, library: Library) -> Choices:
    """The choices in a form, added to earlier ones."""
    before = uploaded.choices
    nation = str(data.get("nation", ""))
    rows = {text for text in data.getlist("leave-out") if isinstance(text, str)}
    return replace(
        before,
        columns={**before.columns, **dict(_columns(data, uploaded))},
        sheet=str(data.get("sheet", before.sheet)).strip()[:100],
        nation=nation if nation in library.nations else "",
        day_first=ORDERS.get(str(data.get("order", "")), before.day_first),
        left_out=frozenset(int(text[:7]) for text in rows if text.isascii() and text.isdigit()),
    )


def _columns(data: FormData, uploaded: UploadedList) -> Iterator[tuple[str, str]]:
    """The columns for which the form has another choice than the import made."""
    fields = list_fields(uploaded)
    headers = Counter(one.column.header for one in fields)
    for one in fields:
        target, column = data.get(one.name), one.column
        if isinstance(target, str) and target in one.options and target != column.taken_for:
            yield (column.header if headers[column.header] == 1 else column.letter), target


def without_rows(choices: Choices) -> Choices:
    """The choices about columns only: in a corrected file, rows may have other numbers."""
    return replace(choices, left_out=frozenset())


def import_command(uploaded: UploadedList, name: str, settings: Settings) -> str:
    """The command that imports the same list."""
    choices = uploaded.choices
    options: dict[str, str | tuple[str, ...]] = {
        "--map": tuple(f"{key}={to}" for key, to in choices.columns.items() if to != IGNORED),
        "--ignore": tuple(key for key, to in choices.columns.items() if to == IGNORED),
        "--sheet": choices.sheet,
        "--nation": choices.nation,
        "--leave-out": tuple(map(str, sorted(choices.left_out))),
        "-o": (lists_folder(settings) / f"{name}.csv").as_posix(),
    }
    order = {True: " --day-first", False: " --month-first", None: ""}[choices.day_first]
    return command(settings, "lists", "import", uploaded.sent.path, **options) + order
