"""The job sheet: what is printed, in the order of use, and how much paper a copy takes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from printroom.model import DocumentRow, Plan, PlannedDocument, Printed

GROUP_SIZES = {"person": 1, "pair": 2, "four": 4}


@dataclass(frozen=True, slots=True)
class JobRow:
    """A line of the job sheet; `sheets_per_copy` counts sheets of paper."""

    row: DocumentRow
    number: int
    file: str
    pages: int
    sheets_per_copy: int
    places: int
    """How many people one copy serves."""

    def copies(self, people: int) -> int:
        """How many copies this number of people needs."""
        return 1 if self.places == 0 else math.ceil(people / self.places)

    def sheets(self, people: int) -> int:
        """How many sheets of paper those copies take."""
        return self.copies(people) * self.sheets_per_copy


def job_rows(plan: Plan, printed: Iterable[Printed]) -> tuple[JobRow, ...]:
    """A row for every printed document, in the order of the pack."""
    pages = {one.name: one.pages for one in printed}
    return tuple(
        _row(document, pages[document.row.name])
        for document in plan.documents
        if document.row.name in pages
    )


def people_values(job: Iterable[JobRow], people: int) -> dict[str, str]:
    """The numbers of the job sheet that depend on how many people come."""
    rows = tuple(job)
    values = {"total-sheets": str(total_sheets(rows, people) + 1)}  # and the cover itself
    for row in rows:
        values[f"copies-{row.row.name}"] = str(row.copies(people))
        values[f"sheets-{row.row.name}"] = str(row.sheets(people))
    return values


def total_sheets(job: Iterable[JobRow], people: int) -> int:
    """How many sheets of paper all copies take, without the cover."""
    return sum(row.sheets(people) for row in job)


def file_name(document: PlannedDocument) -> str:
    """The name of a document's file, such as `3-worksheet.pdf`."""
    return f"{document.number}-{document.row.name}.pdf"


def _row(document: PlannedDocument, pages: int) -> JobRow:
    sheets = pages if document.row.sides == "single" else math.ceil(pages / 2)
    return JobRow(
        document.row, document.number, file_name(document), pages, sheets, _places(document)
    )


def _places(document: PlannedDocument) -> int:
    """How many people one copy serves; 0 when one copy is for all."""
    if document.row.copies == "one":
        return 0
    layout = document.layout
    if layout is not None and layout.repeat:
        return layout.columns * layout.rows
    return GROUP_SIZES[document.row.copies]
