"""The cover of a pack that nobody has booked, which checks, previews and comparisons share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from printroom.compose.job_sheet import JobSheetRow, cover_row, largest_job, people_values
from printroom.make.pack.bookings import booking_values
from printroom.make.pack.printed_order import field_values, press_job
from printroom.model import Booking, Document, Forbidden, Plan
from printroom.workers.jobs import PressJob

PEOPLE = 24
"""The number of participants for whom copies are counted."""


def cover_job(
    cover: Document, plan: Plan, forbidden: Forbidden, rows: Iterable[JobSheetRow] = ()
) -> PressJob:
    """The job that prints a composed cover, for a group of usual size and no school.

    Without `rows`, the cover has the largest job sheet, for which no other document is printed.
    """
    return press_job(cover, cover_values(cover, plan, rows), forbidden)


def cover_values(
    cover: Document, plan: Plan, rows: Iterable[JobSheetRow] = ()
) -> Mapping[str, str]:
    """The values of such a group for the fields of a cover."""
    numbers = people_values(tuple(rows) or largest_job(plan), PEOPLE, cover_row(plan))
    return field_values(cover, booking_values(Booking(plan.order, PEOPLE)) | numbers)
