"""Finds cells of columns which are left out that say that a school is not to be visited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from printroom.load.spreadsheets.column_mapping import is_about_children
from printroom.load.spreadsheets.import_values import IGNORED, ImportedColumn
from printroom.load.spreadsheets.meant_cells import clean_cell_text
from printroom.load.tables.csv_table import Row
from printroom.model import Problem

_CANCELLED = re.compile(
    r"(?<!not )(?<!n’t )(?<!n't )\b(cancel(l?ed)?|withdr[ae]wn?|not coming|"
    r"(pulled|dropped) out|called off)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\W*(no?|false|not?|0|never|n/?a)?\W*", re.IGNORECASE)


def cancelled_cells(
    path: str, row: Row, columns: Sequence[ImportedColumn], school: str
) -> Iterator[Problem]:
    """A warning for each cell of a school's row, in a column that is left out, that says so.

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
