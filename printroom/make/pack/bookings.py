"""The bookings of a term, grouped by order, and the values that they write into fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from printroom.cache import digest_of
from printroom.choose import judged_on
from printroom.make.pack.release import missing_lead
from printroom.model import (
    AboutPack,
    Booking,
    Library,
    Order,
    Problem,
    ResolvedTerm,
    School,
    TermPack,
)
from printroom.model.drafts import reason_texts
from printroom.model.list_columns import SCHOOL_FIELDS

_WRITTEN = {
    **SCHOOL_FIELDS,
    "date": "day or time",
    "people": "number of people",
    "contact": "contact",
}
"""The details that a list of schools or a term may change after printing, by field."""
TELL_LEAD = "Tell the lead the day, the group and the topic before the visit."


def bookings_of(resolved: ResolvedTerm, as_of: dt.date) -> tuple[Booking, ...]:
    """A booking for each pack of each school, by school id and then in the order of the term.

    The order of the rows in the list does not matter.
    """
    bookings: list[Booking] = []
    for pack in resolved.term.packs:
        for school_id, school in resolved.schools_for(pack):
            bookings += _bookings(resolved, pack, school_id, school, as_of)
    return tuple(sorted(bookings, key=lambda booking: booking.school_id))


def _bookings(
    resolved: ResolvedTerm, pack: TermPack, school_id: str, school: School, as_of: dt.date
) -> Iterator[Booking]:
    """The bookings of one session for one school, one for each band."""
    term = resolved.term
    school_people = school.people if term.edition == "standard" else None
    people = school_people or pack.people or term.people
    date = school.date or pack.date or term.date
    for band in pack.bands:
        order = Order(
            pack.session,
            band,
            school.nation,
            seed=term.seed,
            as_of=as_of,
            edition=term.edition,
            minutes=pack.minutes,
            follows=pack.follows,
        )
        contact = term.contact.strip()
        yield Booking(
            order, people, school_id, school, date=date, term=resolved.name, contact=contact
        )


def assumed_people(booking: Booking) -> int:
    """The assumed number of people, if the school gave none; 0 if it gave one.

    Copies in large print have a number of their own, which no school's row overrides.
    """
    is_given = booking.school is None or booking.school.people is not None
    return 0 if is_given or booking.order.edition != "standard" else booking.people


def group_by_order(bookings: Iterable[Booking], library: Library) -> dict[Order, list[Booking]]:
    """Group the bookings that share everything that is chosen, composed and printed, by order.

    Such an order differs from those of its bookings in `as_of`: dates are judged on the day of the
    visit, or on the order's own day if that is later (see `judged_on`). Orders are sorted by their
    first visits, and bookings by their visits; those without a date are last.
    """
    judged = cache(lambda order, day: judged_on(order, library, day))
    orders: dict[Order, list[Booking]] = {}
    for booking in sorted(bookings, key=lambda one: one.date or dt.date.max):
        order, day = booking.order, booking.order.as_of
        if booking.date:
            day = max(day, booking.date)
        orders.setdefault(judged(order, day), []).append(booking)
    return orders


def past_visits(resolved: ResolvedTerm, as_of: dt.date) -> Iterator[Problem]:
    """A warning for each date of a term that has passed, at its line."""
    term, listed = resolved.term, resolved.listed
    for number, pack in enumerate(term.packs):
        for school_id, school in resolved.schools_for(pack):
            place = (resolved.path, resolved.date_lines[number])
            if school.date:
                place = (listed.path, listed.lines[school_id])
            yield from past_visit(school.date or pack.date or term.date, as_of, *place)


def past_visit(date: dt.date | None, as_of: dt.date, path: str, line: int = 0) -> Iterator[Problem]:
    """A warning if the date of a visit has passed; the packs are made all the same."""
    if date and date < as_of:
        message = f"the visit on {date} is in the past"
        yield Problem("past-visit", path, message, "correct the date", line, stops=False)


def booking_values(booking: Booking) -> dict[str, str]:
    """The values that a booking writes into fields, except the numbers of the job sheet."""
    school = booking.school
    lead_note = "".join(reason_texts(missing_lead(booking))) or TELL_LEAD
    values = {"people": str(booking.people), "lead-note": lead_note}
    if booking.contact:
        values["contact"] = booking.contact
    if booking.date:
        values["date"] = _day_of_visit(booking, booking.date)
    return values | (written_by_school(school) if school else {})


def _day_of_visit(booking: Booking, date: dt.date) -> str:
    """The day of a visit in words, with its time if it is known."""
    day, time = f"{date:%A} {date.day} {date:%B %Y}", time_of_visit(booking)
    return f"{day}, {time}" if time else day


def time_of_visit(booking: Booking) -> str:
    """The time in the school's row, if its date is that of the booking; otherwise empty."""
    school = booking.school
    return (school.time or "") if school and school.date == booking.date else ""


def written_by_school(school: School) -> dict[str, str]:
    """The values that the school itself wrote, which may appear only in its own files."""
    return {field: getattr(school, attribute) for field, attribute in SCHOOL_FIELDS.items()}


def printed_details(booking: Booking) -> dict[str, str]:
    """A short digest of each value that a booking prints, to compare with lists later."""
    return {name: digest_of(text)[:16] for name, text in booking_values(booking).items()}


def changed_details(booking: Booking, printed: Mapping[str, str]) -> tuple[str, ...]:
    """The details of a booking that differ from those printed in its pack."""
    now = printed_details(booking)
    return tuple(word for name, word in _WRITTEN.items() if now.get(name) != printed.get(name))


def booking_label(booking: Booking) -> str:
    """A short label for a booking: its school's id, and its order."""
    return f"{booking.school_id}: {order_label(booking.order)}"


def order_label(order: AboutPack) -> str:
    """A short label for an order: session, band and nation, and what is not usual."""
    length = f", {order.minutes} minutes" if order.minutes else ""
    follows = ", follow-up" if order.follows else ""
    return f"{order.session}, {order.band}, {order.nation}{length}{follows}"
