"""The cover of a pack that nobody has booked yet, for a preview or a comparison.

It lists the largest job of its session, so that no other document has to be printed for it.
"""

from __future__ import annotations

from printroom.compose.job_sheet import cover_row, largest_job, people_values
from printroom.make.bookings import booking_values
from printroom.make.orders import field_values, press_job
from printroom.model import Booking, Document, Forbidden, Plan
from printroom.workers.jobs import PressJob

PEOPLE = 24
"""The number of participants that it counts copies for."""


def cover_job(cover: Document, plan: Plan, forbidden: Forbidden) -> PressJob:
    """The job that prints a composed cover for a group of usual size and no school."""
    numbers = people_values(largest_job(plan), PEOPLE, cover_row(plan))
    values = booking_values(Booking(plan.order, PEOPLE)) | numbers
    return press_job(cover, field_values(cover, values), forbidden)
