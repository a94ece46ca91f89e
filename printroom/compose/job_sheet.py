"""The job sheet: what to print, how, and in which order it is used.

Numbers that depend on how many people come are not composed; they are filled in for each booking.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from printroom.model import (
    BOOKLET_SHEETS,
    DocumentRow,
    PaperNeed,
    PaperSize,
    Plan,
    PlannedDocument,
    Printed,
    tile_sheet,
)
from printroom.model.job_sheet_file import JobSheetEntry, JobSheetFile, PrintOnlyEntry

GROUP_SIZES = {"person": 1, "pair": 2, "four": 4}
GRAMS = {"plain": 80, "card": 200}
"""The usual weight of each paper, in grams per square metre."""
_FLIP = {"single": "none", "double": "long"}
"""The edge over which sheets are turned, unless the layout of a cut sheet names another."""

Finish = Literal["cut", "staple"]


@dataclass(frozen=True, slots=True)
class PrintOnly:
    """The same pages as a booklet or tiles, for a printer, beside the accessible file."""

    kind: str
    file: str
    size: PaperSize
    sheets: int
    flip: str


@dataclass(frozen=True, slots=True)
class JobSheetRow:
    """A line of the job sheet; `sheets_per_copy` counts sheets of paper.

    `flip` is the edge over which a sheet is turned, or "none" if one side is printed;
    `ink_percent` is the approximate ink coverage, as the mean of its pages.
    """

    row: DocumentRow
    number: int
    code: str
    file: str
    pages: int
    sheets_per_copy: int
    places: int
    """How many people one copy serves; 0 if one copy is for all."""
    flip: str
    finish: tuple[Finish, ...]
    ink_percent: int
    print_only: PrintOnly | None

    def copies(self, people: int) -> int:
        """The number of copies for this number of people."""
        return 1 if self.places == 0 else math.ceil(people / self.places)

    def sheets(self, people: int) -> int:
        """The number of sheets of paper for those copies."""
        return self.copies(people) * self.sheets_per_copy

    @property
    def sides(self) -> str:
        """“double” if both sides of a sheet are printed, else “single”, as for a single page."""
        return "single" if self.flip == "none" else "double"

    @property
    def grams(self) -> int:
        """The weight of its paper, in grams per square metre."""
        return GRAMS[self.row.paper]

    @property
    def paper(self) -> str:
        """The size and kind of its paper, such as "A4 plain"."""
        return f"{self.row.size} {self.row.paper}"


def job_sheet_rows(plan: Plan, printed: Iterable[Printed]) -> tuple[JobSheetRow, ...]:
    """A row for every printed document, in the order of the pack.

    Print-only versions are among `printed`, under their `print_only_name`.
    """
    files = {document.name: document for document in printed}
    return tuple(
        _row(document, files)
        for document in plan.documents
        if document.row.name in files and document.row.medium != "cover"
    )


def largest_job(plan: Plan) -> tuple[JobSheetRow, ...]:
    """A row for every document, with as many pages as it may have and its print-only version."""
    rows = [document.row for document in plan.documents]
    full = [Printed("", row.name, b"", row.max_pages) for row in rows]
    full += [Printed("", row.print_only_name, b"", row.max_pages) for row in rows if row.print_only]
    return job_sheet_rows(plan, full)


def people_values(
    rows: Iterable[JobSheetRow], people: int, cover: DocumentRow | None
) -> dict[str, str]:
    """The numbers of the job sheet that depend on the number of people."""
    rows = tuple(rows)
    sheets = sheets_by_paper(rows, people, cover)
    values = {
        "total-sheets": str(sum(sheets.values())),
        "paper": ", ".join(f"{count} {paper}" for paper, count in sheets.items()),
    }
    for row in rows:
        values[f"copies-{row.row.name}"] = str(row.copies(people))
        values[f"sheets-{row.row.name}"] = str(row.sheets(people))
    return values


def sheets_by_paper(
    rows: Iterable[JobSheetRow], people: int, cover: DocumentRow | None
) -> dict[str, int]:
    """Sheets of each paper for all copies; the cover is one sheet."""
    counted: Counter[str] = Counter()
    if cover:
        counted[f"{cover.size} {cover.paper}"] += 1
    for row in rows:
        counted[row.paper] += row.sheets(people)
    return dict(counted)


def paper_needs(
    rows: Iterable[JobSheetRow], people: int, cover: DocumentRow | None
) -> tuple[PaperNeed, ...]:
    """The copies and sheets of each document for this number of people; the cover is one sheet."""
    covers = [PaperNeed(cover.name, cover.size, cover.paper, cover.colour, 1, 1)] if cover else []
    needs = (
        PaperNeed(
            *(row.row.name, row.row.size, row.row.paper, row.row.colour),
            *(row.copies(people), row.sheets(people)),
        )
        for row in rows
    )
    return (*covers, *needs)


def things_to_bring(plan: Plan) -> tuple[str, ...]:
    """What a session needs besides paper, as listed in the guide."""
    return tuple(thing for d in plan.documents if d.guide for thing in d.guide.kit)


def job_sheet(plan: Plan, rows: Iterable[JobSheetRow], people: int) -> JobSheetFile:
    """The job sheet for this number of people, for the software of a print shop."""
    rows = tuple(rows)
    sheets = sheets_by_paper(rows, people, cover_row(plan))
    return JobSheetFile(
        session=plan.order.session,
        title=plan.title,
        band=plan.order.band,
        nation=plan.order.nation,
        seed=plan.order.seed,
        edition=plan.order.edition,
        minutes=plan.minutes,
        follows=plan.order.follows,
        code=plan.code,
        people=people,
        is_draft=bool(plan.draft),
        bring=things_to_bring(plan),
        sheets=sum(sheets.values()),
        sheets_by_paper=sheets,
        documents=(*_cover(plan), *(_document(row, people) for row in rows)),
    )


def cover_row(plan: Plan) -> DocumentRow | None:
    """The row of the cover, if this kind of session has one."""
    return next((d.row for d in plan.documents if d.row.medium == "cover"), None)


def _row(document: PlannedDocument, files: Mapping[str, Printed]) -> JobSheetRow:
    row = document.row
    printed = files[row.name]
    flip = document.layout.flip if document.layout and row.sides == "double" else _FLIP[row.sides]
    sheets = printed.pages if flip == "none" else math.ceil(printed.pages / 2)
    return JobSheetRow(
        row,
        document.number,
        document.code,
        document.file,
        printed.pages,
        sheets,
        _places(document),
        flip if printed.pages > 1 else "none",
        tuple(_finish(row, sheets)),
        round(printed.ink_percent),
        _print_only(document, files.get(row.print_only_name)),
    )


def _finish(row: DocumentRow, sheets: int) -> Iterator[Finish]:
    if row.medium == "cut":
        yield "cut"
    elif sheets > 1 and not row.loose:
        yield "staple"


def _print_only(document: PlannedDocument, printed: Printed | None) -> PrintOnly | None:
    kind = document.row.print_only
    if printed is None or kind is None:
        return None
    file = document.print_only_file
    if kind == "booklet":
        sheet = BOOKLET_SHEETS[document.row.size]
        return PrintOnly(kind, file, sheet, math.ceil(printed.pages / 2), "short")
    return PrintOnly(kind, file, tile_sheet(document.row.size), printed.pages, "none")


def _places(document: PlannedDocument) -> int:
    """How many people one copy serves; 0 if one copy is for all."""
    if document.row.copies == "one":
        return 0
    layout = document.layout
    if layout is not None and layout.repeat:
        return layout.columns * layout.rows
    return GROUP_SIZES[document.row.copies]


def _cover(plan: Plan) -> Iterator[JobSheetEntry]:
    for document in plan.documents:
        row = document.row
        if row.medium == "cover":
            yield JobSheetEntry(
                order=document.number,
                file=document.file,
                title=row.title,
                copies=1,
                sheets=1,
                sides=row.sides,
                colour=row.colour,
                size=row.size,
                paper=row.paper,
                grams_per_square_metre=GRAMS[row.paper],
            )


def _document(row: JobSheetRow, people: int) -> JobSheetEntry:
    return JobSheetEntry(
        order=row.number,
        code=row.code,
        file=row.file,
        title=row.row.title,
        use=row.row.use,
        copies=row.copies(people),
        copies_for=row.row.copies,
        pages=row.pages,
        sheets=row.sheets(people),
        sides=row.sides,
        flip=row.flip,
        colour=row.row.colour,
        size=row.row.size,
        paper=row.row.paper,
        grams_per_square_metre=row.grams,
        finish=row.finish,
        ink_percent=row.ink_percent,
        print_only=_print_only_entry(row.print_only),
    )


def _print_only_entry(own: PrintOnly | None) -> PrintOnlyEntry | None:
    if own is None:
        return None
    return PrintOnlyEntry(
        kind=own.kind,
        file=own.file,
        size=own.size,
        sheets_per_copy=own.sheets,
        flip=own.flip,
    )
