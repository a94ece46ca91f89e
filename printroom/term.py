"""A term as bookings: a term that was read in, an order for each school, session and band out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from printroom.model import Booking, Order, School, TermPack, Tour


def bookings_of(tour: Tour, as_of: dt.date) -> tuple[Booking, ...]:
    """Each school's packs, in the order of the schools' ids, then as the term names them.

    The order of the rows in the list does not matter.
    """
    found = [
        (school_id, number, booking)
        for number, pack in enumerate(tour.term.packs)
        for school_id, school in tour.visited(pack)
        for booking in _bookings(tour, pack, school_id, school, as_of)
    ]
    return tuple(booking for _, _, booking in sorted(found, key=lambda one: one[:2]))


def _bookings(
    tour: Tour, pack: TermPack, school_id: str, school: School, as_of: dt.date
) -> Iterator[Booking]:
    """The packs of one session for one school: one for each band."""
    term = tour.term
    of_all = school.people if term.edition == "standard" else None
    people = of_all or pack.people or term.people
    date = school.date or pack.date or term.date
    for band in pack.bands:
        order = Order(pack.session, band, school.nation, term.seed, as_of, term.edition)
        yield Booking(order, people, school_id, school, date, term=tour.name)
