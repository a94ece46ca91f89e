"""The rows of a term's report: each pack with its day, its paper, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from printroom.make.pack.bookings import assumed_people
from printroom.make.term.plan_gaps import lacking
from printroom.model import Booking, Delivered, Failed, PackResult, PaperNeed
from printroom.model.list_columns import LIST_COLUMNS

Gaps = Mapping[str, tuple[str, ...]]
"""The columns that are empty for each school, by its id."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A pack in the report of a term; folders are relative to the report."""

    day: str
    """Such as 2027-01-18; empty if no day is known."""
    when: str
    """The day as it is read, with the time."""
    school: str
    school_folder: str
    what: str
    """Session, age group and nation."""
    folder: str
    people: int
    copies: int
    sheets: int
    paper: str
    lacks: tuple[str, ...]
    drafts: tuple[int, ...]
    """The numbers of its reasons to be a draft, counted from 1."""
    remarks: tuple[str, ...]
    is_failed: bool = False


def report_rows(results: Iterable[PackResult], reasons: Sequence[str]) -> tuple[ReportRow, ...]:
    """A row for each booking, by day and school. `reasons` are those for which packs are drafts."""
    results = tuple(results)
    gaps = lacking(result.booking for result in results)
    numbers = {reason: number for number, reason in enumerate(reasons, 1)}
    rows = (
        _failed(result, gaps) if isinstance(result, Failed) else _delivered(result, numbers, gaps)
        for result in results
    )
    return tuple(sorted(rows, key=lambda row: (row.day or "9999", row.when, row.school, row.what)))


def _delivered(pack: Delivered, numbers: Mapping[str, int], gaps: Gaps) -> ReportRow:
    school_folder, folder = pack.folder.split("/")[-2:]
    remarks = [warning.message for warning in pack.warnings]
    if pack.how.get("lay out"):
        remarks.append("laid out for this school alone")
    if people := assumed_people(pack.booking):
        remarks.append(f"no number of people given: {people} assumed")
    return ReportRow(
        *_when(pack.booking),
        pack.booking.school_id,
        school_folder,
        _what(pack.booking),
        f"{school_folder}/{folder}",
        pack.booking.people,
        sum(need.copies for need in pack.paper),
        pack.sheets,
        paper_text(pack.paper),
        _lacks(pack.booking, gaps),
        tuple(sorted(numbers[reason.text] for reason in pack.draft)),
        tuple(dict.fromkeys(remarks)),
    )


def _failed(result: Failed, gaps: Gaps) -> ReportRow:
    booking = result.booking
    remark = "could not be made: see above"
    return ReportRow(
        *(*_when(booking), booking.school_id, "", _what(booking), "", booking.people, 0, 0, ""),
        *(_lacks(booking, gaps), (), (remark,)),
        is_failed=True,
    )


def paper_text(needs: Iterable[PaperNeed]) -> str:
    """Sheets on each kind of paper, as in “24 A4 plain, grey; 6 A4 card, colour”."""
    sheets: Counter[str] = Counter()
    for need in needs:
        sheets[need.stock] += need.sheets
    return "; ".join(f"{count:,} {stock}" for stock, count in sorted(sheets.items()))


def _when(booking: Booking) -> tuple[str, str]:
    date, school = booking.date, booking.school
    if date is None:
        return "", ""
    time = f", {school.time}" if school and school.time and school.date == date else ""
    return date.isoformat(), f"{_read(date)}{time}"


def _read(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _what(booking: Booking) -> str:
    order = booking.order
    length = f", {order.minutes} minutes" if order.minutes else ""
    follows = ", follow-up" if order.follows else ""
    return f"{order.session}, {order.band}, {order.nation}{length}{follows}"


def _lacks(booking: Booking, gaps: Gaps) -> tuple[str, ...]:
    """What the row of the list lacks, in words."""
    return tuple(LIST_COLUMNS[name].lacking for name in gaps.get(booking.school_id, ()))
