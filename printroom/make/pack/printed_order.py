"""A printed order: what all its bookings share, and the job sheet for each number of people.

What becomes of a document with fields, and of the cover, which is composed later than the others:

    order of              printed with the order          each school's file (`SchoolFiles`)
    a single pack         with the booking's values       the cover, laid out with them
    a term                a sample with a digit in each   a form, filled; without any detail, the
                          field, never delivered          document with empty fields, shared
    a term without forms  with empty fields               laid out with the school's values

Documents that are also printed as booklets or tiles are printed with empty fields in each case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from printroom.cache import digest_of
from printroom.compose.job_sheet import (
    JobSheetRow,
    cover_row,
    job_sheet,
    paper_needs,
    people_values,
)
from printroom.deliver import PackFile
from printroom.ledger.record import Texts
from printroom.make.pack.bookings import booking_values
from printroom.model import Booking, Document, Forbidden, PaperNeed, Plan, Printed
from printroom.model.drafts import reason_texts
from printroom.workers.jobs import DIGIT, PressJob

Values = Mapping[str, str]


@dataclass(frozen=True)
class JobSheet:
    """What has to be printed on paper for a number of people."""

    file: PackFile
    values: Mapping[str, str]
    """The numbers that are written into fields."""
    paper: tuple[PaperNeed, ...]
    """The paper that each document needs."""

    @cached_property
    def key(self) -> str:
        """The digest of the job sheet."""
        return digest_of(self.file.digest, sorted(self.values.items()))

    @cached_property
    def sheets(self) -> Mapping[str, int]:
        """Sheets of paper by document."""
        return {need.document: need.sheets for need in self.paper}


@dataclass(frozen=True)
class PrintedOrder:
    """An order whose shared documents are printed; its cover is composed but not printed."""

    plan: Plan
    forbidden: Forbidden
    printed: Mapping[str, Printed]
    """Each document by name, except the cover and samples; with empty fields if in `unfilled`."""
    imposed: tuple[Printed, ...]
    unfilled: tuple[Document, ...]
    """The cover, and the documents whose fields were not filled yet."""
    job_sheet_rows: tuple[JobSheetRow, ...]
    cover: Document | None
    texts: Mapping[str, Texts]
    """What each document that is delivered shows, without the values of a booking."""
    uses: Mapping[str, str]
    """Everything that it uses, with a digest of the printed content of each."""
    only: tuple[str, ...] = ()
    """The documents to print; all if empty."""
    _job_sheets: dict[int, JobSheet] = field(default_factory=dict, compare=False)

    def values(self, booking: Booking) -> dict[str, str]:
        """The values that a booking writes into the fields of these documents."""
        return {**booking_values(booking), **self.job_sheet(booking.people).values}

    def job_sheet(self, people: int) -> JobSheet:
        """The job sheet for this number of people, which most schools of a term share."""
        if people not in self._job_sheets:
            self._job_sheets[people] = self._job_sheet(people)
        return self._job_sheets[people]

    def _job_sheet(self, people: int) -> JobSheet:
        all_rows, only = self.job_sheet_rows, self.only
        rows = [row for row in all_rows if not only or row.row.name in only]
        cover = cover_row(self.plan)
        needs = paper_needs(all_rows, people, cover)
        return JobSheet(
            PackFile.of(job_sheet(self.plan, rows, people).as_json()),
            people_values(all_rows, people, cover),
            tuple(need for need in needs if not only or need.document in only),
        )

    @cached_property
    def files(self) -> Mapping[str, PackFile]:
        """The files that are the same for all bookings, by document name."""
        return {
            document.name: pack_file(document)
            for document in (*self.printed.values(), *self.imposed)
        }

    @cached_property
    def file_names(self) -> Mapping[str, str]:
        """The file name of each document, in the order of the pack."""
        names = {}
        for document in self.plan.documents:
            names[document.row.name] = document.file
            if document.row.print_only:
                names[document.row.print_only_name] = document.print_only_file
        return names

    @cached_property
    def sources(self) -> frozenset[str]:
        """The files that contain the text of this order."""
        parts = (part.path for document in self.plan.documents for part in document.parts)
        return frozenset((*parts, *(path for path, _, _ in self.plan.places.values())))

    @cached_property
    def key(self) -> str:
        """The digest of everything that decides the files of a pack, except the booking."""
        digests = {self.file_names[name]: file.digest for name, file in self.files.items()}
        forms = {one.name: one for one in self.unfilled if one.name not in self.printed}
        if self.cover:
            forms[self.cover.name] = self.cover
        keys = {name: press_job(one, {}, self.forbidden).proof_key for name, one in forms.items()}
        return digest_of(
            sorted(digests.items()), sorted(keys.items()), reason_texts(self.plan.draft)
        )


def press_job(document: Document, values: Values, forbidden: Forbidden) -> PressJob:
    """The job of printing one document with these values."""
    is_checked_for_leaks = document.name in forbidden.allowed
    return PressJob(document, values, forbidden if is_checked_for_leaks else None)


def order_job(
    document: Document, values: Values, forbidden: Forbidden, *, as_form: bool = False
) -> PressJob:
    """The job of printing a document of an order with those values for which it has a field.

    With `as_form`, a document with fields will be a form: a sample with a digit in each field is
    printed and proven instead. It has the pages and the ink of each school's file.
    """
    if as_form and document.fields:
        digits = dict.fromkeys(document.fields, DIGIT)
        return replace(press_job(document, digits, forbidden), is_sample=True)
    return press_job(document, field_values(document, values), forbidden)


def field_values(document: Document, values: Values) -> dict[str, str]:
    """The values, other than empty ones, for which a document has a field."""
    return {name: values[name] for name in document.fields if values.get(name, "").strip()}


def pack_file(printed: Printed) -> PackFile:
    """A printed document as a file of a pack."""
    return PackFile.of(printed.content, Path(printed.cached_at) if printed.cached_at else None)
