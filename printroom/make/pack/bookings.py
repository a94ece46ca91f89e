"""Bookings of a term's schools, grouped by order, and the values of their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from printroom.cache import digest_of
from printroom.choose import judged_on
from printroom.model import Booking, Library, Order, Plan, Problem, ResolvedTerm, School, TermPack
from printroom.model.drafts import DraftReason, reason_texts
from printroom.model.list_columns import SCHOOL_FIELDS

_WRITTEN = {
    **SCHOOL_FIELDS,
    "date": "day or time",
    "people": "number of people",
    "contact": "contact",
}
"""What can change after printing, in the words of lists of schools and terms, by field."""
NO_LEAD_REASON = DraftReason(
    "no-lead",
    "No safeguarding lead has been named. Write the name on the help page before you copy it.",
)
TELL_LEAD = "Tell the lead the day, the group and the topic before the visit."


def bookings_of(resolved: ResolvedTerm, as_of: dt.date) -> tuple[Booking, ...]:
    """The packs of each school, by school id and then in the order of the term.

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
    """The packs of one session for one school: one for each band."""
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
    """The number of people that is assumed because the school gave none; 0 if it gave one.

    Copies in large print have a number of their own, which no school's row overrides.
    """
    is_given = booking.school is None or booking.school.people is not None
    return 0 if is_given or booking.order.edition != "standard" else booking.people


def group_by_order(bookings: Iterable[Booking], library: Library) -> dict[Order, list[Booking]]:
    """The bookings that share everything that is chosen, composed and printed, by their order.

    Such an order differs from those of its bookings in `as_of`: dates are judged on the day of the
    visit, or on the order's own day if that is later (see `judged_on`). Orders come in the sequence
    of their first visits, and so do the bookings of each; those without a date are last.
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
    """A warning for each date of a term that has passed, where it is written."""
    term, listed = resolved.term, resolved.listed
    for number, pack in enumerate(term.packs):
        for school_id, school in resolved.schools_for(pack):
            place = (resolved.path, resolved.date_lines[number])
            if school.date:
                place = (listed.path, listed.lines[school_id])
            yield from past_visit(school.date or pack.date or term.date, as_of, *place)


def past_visit(date: dt.date | None, as_of: dt.date, path: str, line: int = 0) -> Iterator[Problem]:
    """A warning that the date of a visit has passed; the packs are made all the same."""
    if date and date < as_of:
        message = f"the visit on {date} is in the past"
        yield Problem("past-visit", path, message, "correct the date", line, stops=False)


def booking_values(booking: Booking) -> dict[str, str]:
    """The values that a booking fills into fields, but for the numbers of the job sheet."""
    school = booking.school
    lead_note = "".join(reason_texts(missing_lead(booking))) or TELL_LEAD
    values = {"people": str(booking.people), "lead-note": lead_note}
    if booking.contact:
        values["contact"] = booking.contact
    if booking.date:
        values["date"] = _day_of_visit(booking.date, school)
    return values | (written_by_school(school) if school else {})


def _day_of_visit(date: dt.date, school: School | None) -> str:
    """The day of a visit in words, with the school's time if it is for this day."""
    day = f"{date:%A} {date.day} {date:%B %Y}"
    is_timed = school is not None and school.date == date and school.time
    return f"{day}, {school.time}" if school and is_timed else day


def written_by_school(school: School) -> dict[str, str]:
    """The values that the school itself wrote: they may appear in its own files only."""
    return {field: getattr(school, attribute) for field, attribute in SCHOOL_FIELDS.items()}


def printed_details(booking: Booking) -> dict[str, str]:
    """A short digest of each detail that a booking prints into its pack, to compare lists with."""
    return {name: digest_of(text)[:16] for name, text in booking_values(booking).items()}


def changed_details(booking: Booking, printed: Mapping[str, str]) -> tuple[str, ...]:
    """What a list or term says otherwise than the pack that was printed, in its own words."""
    now = printed_details(booking)
    return tuple(word for name, word in _WRITTEN.items() if now.get(name) != printed.get(name))


def draft_reasons(plan: Plan, booking: Booking) -> tuple[DraftReason, ...]:
    """All reasons why the pack of a booking is a draft."""
    return (*plan.draft, *missing_lead(booking))


def missing_lead(booking: Booking) -> tuple[DraftReason, ...]:
    """The reason to be a draft that a booking itself can have."""
    is_led = booking.school is not None and booking.school.lead
    return () if is_led else (NO_LEAD_REASON,)


def booking_label(booking: Booking) -> str:
    """A short label for a booking: its school's id, and its order."""
    order = booking.order
    length = f", {order.minutes} minutes" if order.minutes else ""
    length += ", follow-up" if order.follows else ""
    return f"{booking.school_id}: {order.session}, {order.band}, {order.nation}{length}"
