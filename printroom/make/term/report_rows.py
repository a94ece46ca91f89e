"""The rows of a term's report: each pack with its day, its paper, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from printroom.make.pack.bookings import assumed_people, order_label, time_of_visit
from printroom.make.term.plan_gaps import lacking
from printroom.model import Booking, Delivered, Failed, PackResult, PaperNeed
from printroom.model.list_columns import LIST_COLUMNS

Gaps = Mapping[str, tuple[str, ...]]
"""The columns that are empty for each school, by its id."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A pack in the report of a term; its folders are relative to the report."""

    day: str
    """As in 2027-01-18, for sorting; empty if no day is known."""
    when: str
    """The day and time, for reading."""
    school: str
    what: str
    """The session, age group and nation."""
    people: int
    lacks: tuple[str, ...]
    school_folder: str = ""
    folder: str = ""
    copies: int = 0
    sheets: int = 0
    paper: str = ""
    drafts: tuple[int, ...] = ()
    """The numbers of its reasons to be a draft, from 1."""
    remarks: tuple[str, ...] = ()
    is_failed: bool = False


def report_rows(results: Iterable[PackResult], reasons: Sequence[str]) -> tuple[ReportRow, ...]:
    """A row for each booking, by day and school; `reasons` are all reasons to be a draft."""
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
    return replace(
        _row(pack.booking, gaps),
        school_folder=school_folder,
        folder=f"{school_folder}/{folder}",
        copies=sum(need.copies for need in pack.paper),
        sheets=pack.sheets,
        paper=paper_text(pack.paper),
        drafts=tuple(sorted(numbers[reason.text] for reason in pack.draft)),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _failed(result: Failed, gaps: Gaps) -> ReportRow:
    remarks = ("could not be made: see above",)
    return replace(_row(result.booking, gaps), remarks=remarks, is_failed=True)


def _row(booking: Booking, gaps: Gaps) -> ReportRow:
    """What is known of a pack before it is made."""
    day, when = _when(booking)
    return ReportRow(
        day=day,
        when=when,
        school=booking.school_id,
        what=order_label(booking.order),
        people=booking.people,
        lacks=_lacks(booking, gaps),
    )


def paper_text(needs: Iterable[PaperNeed]) -> str:
    """The sheets of each kind of paper, as in “24 A4 plain, grey; 6 A4 card, colour”."""
    return "; ".join(f"{count:,} {stock}" for stock, count in sheets_by_stock(needs).items())


def sheets_by_stock(needs: Iterable[PaperNeed]) -> dict[str, int]:
    """The sheets of each kind of paper, such as “A4 plain, grey”."""
    sheets: Counter[str] = Counter()
    for need in needs:
        sheets[need.stock] += need.sheets
    return dict(sorted(sheets.items()))


def _when(booking: Booking) -> tuple[str, str]:
    """The day of a visit for sorting, and the day and time for reading."""
    date = booking.date
    if date is None:
        return "", ""
    day, time = f"{date:%a} {date.day} {date:%b %Y}", time_of_visit(booking)
    return date.isoformat(), f"{day}, {time}" if time else day


def _lacks(booking: Booking, gaps: Gaps) -> tuple[str, ...]:
    """The details that are missing from the school's row, in words."""
    return tuple(LIST_COLUMNS[name].lacking for name in gaps.get(booking.school_id, ()))
