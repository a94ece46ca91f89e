"""Bookings: which are of one order, what their pages say of a school, and what one lacks."""

from __future__ import annotations

from collections.abc import Iterable

from printroom.model import Booking, Order, School


def by_order(bookings: Iterable[Booking]) -> dict[Order, list[Booking]]:
    """The bookings of each order: what is chosen, composed and printed is theirs together."""
    orders: dict[Order, list[Booking]] = {}
    for booking in bookings:
        orders.setdefault(booking.order, []).append(booking)
    return orders


def school_values(booking: Booking) -> dict[str, str]:
    """What a booking writes into the fields of cover and help page."""
    school = booking.school
    note = "Tell the lead the day, the group and the topic before the visit."
    values = {"people": str(booking.people), "lead-note": (*missing_lead(booking), note)[0]}
    if booking.date:
        values["date"] = f"{booking.date:%A} {booking.date.day} {booking.date:%B %Y}"
    return values | (written_by_school(school) if school else {})


def written_by_school(school: School) -> dict[str, str]:
    """The words that a school itself brings: they may stand in its own files only."""
    return {
        "school_name": school.name,
        "lead": school.lead,
        "reach": school.reach,
        "room": school.room,
    }


def missing_lead(booking: Booking) -> tuple[str, ...]:
    """The one reason for a draft that a booking can have."""
    if booking.school and booking.school.lead:
        return ()
    return ("No safeguarding lead is named: write the name on the help page first.",)
