"""Keeps a school's details private: lists them for proofs, and removes them from messages.

Messages may be kept in a log or a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from printroom.make.pack.bookings import written_by_school
from printroom.model import Booking, Delivered, Failed, Problem, School
from printroom.model.list_columns import LIST_COLUMNS
from printroom.proof import SchoolDetails, details_of
from printroom.text.fingerprint import letters

NAMES = {one.field: f"“({one.withheld_as})”" for one in LIST_COLUMNS.values() if one.withheld_as}
ANY_OTHER = "“(a detail of the school)”"
SHORTEST = 3
"""A detail or a quotation with fewer letters must match as a whole."""
_QUOTED = re.compile("“([^”]*)”")


def school_details(schools: Iterable[School]) -> SchoolDetails:
    """The details that each school wrote, by which a proof finds them in other schools' files."""
    return details_of(written_by_school(school) for school in schools)


def details_of_run(bookings: Iterable[Booking], schools: Iterable[School]) -> SchoolDetails:
    """The details of all schools of a run; a single school has no other to be confused with."""
    booked = {booking.school for booking in bookings if booking.school}
    all_schools = booked.union(schools)
    return school_details(all_schools) if len(all_schools) > 1 else SchoolDetails()


def remove_details_from_messages(made: Delivered | Failed) -> Delivered | Failed:
    """A result whose messages name a detail of its school instead of quoting it.

    They have no details of other schools: proofs only count those, and the problems of a form,
    which are reported for every school, come without details.
    """
    school = made.booking.school
    problems = made.problems if isinstance(made, Failed) else made.warnings
    if school is None or not problems:
        return made
    kept = tuple(withheld(problems, written_by_school(school)))
    if isinstance(made, Failed):
        return replace(made, problems=kept)
    return replace(made, warnings=kept)


def withheld(problems: Iterable[Problem], values: Mapping[str, str]) -> Iterator[Problem]:
    """Problems whose messages name a value of a school instead of quoting it."""
    details = {name: letters(text) for name, text in values.items()}

    def named(match: re.Match[str]) -> str:
        quoted = letters(match[1].rstrip("… "))
        found = (name for name, text in details.items() if _shares(quoted, text))
        return NAMES.get(name, ANY_OTHER) if (name := next(found, "")) else match[0]

    for problem in problems:
        message = _QUOTED.sub(named, problem.message)
        if message == problem.message:
            yield problem
        else:  # the mistake is not in the template
            fix = problem.fix or "write it shorter in the list of schools"
            yield replace(problem, message=message, fix=fix, column=1, excerpt="")


def _shares(quoted: str, text: str) -> bool:
    """Whether a quotation is a detail, part of one, or contains one."""
    if not quoted or not text:
        return False
    is_long = min(len(quoted), len(text)) >= SHORTEST
    return quoted == text or (is_long and (quoted in text or text in quoted))
