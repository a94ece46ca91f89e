"""Lists the gaps in a list of schools for a plan: empty columns, and assumed numbers of people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from printroom.make.pack.bookings import assumed_people
from printroom.model import Booking, SchoolList
from printroom.model.list_columns import LIST_COLUMNS, SCHOOL_FIELDS

MAY_BE_EMPTY = tuple(name for name in SCHOOL_FIELDS.values() if LIST_COLUMNS[name].lacking)
"""Columns that a list may leave empty; packs then have a line on which to write the detail."""
NO_NUMBER = "people"
"""The column that is empty if a school gives no number of people."""


def assumed_numbers(bookings: Iterable[Booking]) -> dict[int, tuple[str, ...]]:
    """Each assumed number of people, with the ids of the schools that gave none."""
    found: dict[int, dict[str, None]] = {}
    for booking in bookings:
        if people := assumed_people(booking):
            found.setdefault(people, {})[booking.school_id] = None
    return {people: tuple(ids) for people, ids in sorted(found.items())}


def lacking(bookings: Iterable[Booking]) -> dict[str, tuple[str, ...]]:
    """The columns that are empty for each school, by its id.

    A date is missing only if other schools have one, from the list or the term; a time or a number
    of people only if other schools in the list have one.
    """
    booked = [booking for booking in bookings if booking.school]
    is_dated = any(booking.date for booking in booked)
    is_timed = any(booking.school and booking.school.time for booking in booked)
    is_counted = any(booking.school and booking.school.people for booking in booked)
    found: dict[str, tuple[str, ...]] = {}
    for booking in booked:
        names = [name for name in MAY_BE_EMPTY if not getattr(booking.school, name)]
        if is_dated and booking.date is None:
            names.append("date")
        if is_timed and booking.school and not booking.school.time:
            names.append("time")
        if is_counted and assumed_people(booking):
            names.append(NO_NUMBER)
        if names:
            found[booking.school_id] = tuple(names)
    return found


def lacking_list(found: Mapping[str, tuple[str, ...]], listed: SchoolList) -> str:
    """The rows of a list that lack something, as CSV: number, id, name, and the missing columns.

    The header of the numbers names the file to which they refer: the clean list, which may not be
    the workbook from which it was imported.
    """
    columns = (*MAY_BE_EMPTY, "date", "time", NO_NUMBER)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((f"row in {listed.path}", "id", "name", *columns))
    for school_id, names in sorted(found.items(), key=lambda one: listed.lines[one[0]]):
        marks = ("missing" if column in names else "" for column in columns)
        writer.writerow(
            (listed.lines[school_id], school_id, listed.schools[school_id].name, *marks)
        )
    return stream.getvalue()
