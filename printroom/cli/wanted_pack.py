"""What the options of `pack` ask for, as a booking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from printroom.cli.messages import stderr
from printroom.cli.parameters import DEFAULT_NATION
from printroom.cli.printer_commands import saved_printer
from printroom.model import (
    Booking,
    Edition,
    KnownNames,
    Library,
    Order,
    Problem,
    School,
    SchoolList,
)

USUAL_PEOPLE = 24


@dataclass(frozen=True)
class WantedPack:
    """The options that decide a pack, as the user wrote them."""

    session: str
    band: str
    nation: str | None
    edition: Edition
    people: int | None
    school: str | None
    printer: str | None
    date: dt.date | None
    seed: int
    as_of: dt.date

    def check_school(self) -> None:
        """Refuse a --school that cannot be one, before anything is read."""
        if self.school is not None:
            _file_and_id(self.school)

    def listed(self, library: Library) -> SchoolList | None:
        """The list that has the school, if there is one. Raises `NotFitToPrint` if it is wrong."""
        from printroom.load import load_schools

        if self.school is None:
            return None
        return load_schools(_file_and_id(self.school)[0], library.names)

    def booking(self, library: Library, listed: SchoolList | None) -> Booking:
        """The booking. Raises `NotFitToPrint` for a school that is not in its list."""
        school_id, school = self._school(listed)
        session = library.session_named(self.session)
        nation = self._nation(school, library.names)
        order = Order(session, self.band, nation, self.seed, self.as_of, self.edition)
        date = self.date or (school and school.date) or None
        printer = saved_printer(self.printer)
        return Booking(order, self._people(school), school_id, school, date, printer)

    def past_visit(self, booking: Booking) -> Iterable[Problem]:
        """A warning at the option, or else at the file of the school, whose date has passed."""
        from printroom.make.bookings import past_visit

        place = self.school if self.school and self.date is None else "--date"
        return past_visit(booking.date, self.as_of, place)

    def _school(self, listed: SchoolList | None) -> tuple[str, School | None]:
        from printroom.load.school_list import school_of

        if self.school is None or listed is None:
            return "", None
        school_id = _file_and_id(self.school)[1]
        return school_id, school_of(listed, school_id)

    def _people(self, school: School | None) -> int:
        """The number given, else one copy in large print, else the school's whole group."""
        usual = 1 if self.edition == "large-print" else (school and school.people) or USUAL_PEOPLE
        return self.people or usual

    def _nation(self, school: School | None, names: KnownNames) -> str:
        """The nation of the school, otherwise the one given, otherwise England with a message."""
        nation = DEFAULT_NATION if self.nation is None else names.nation(self.nation)
        if school and self.nation is not None and nation != school.nation:
            raise click.UsageError(
                f"--nation {self.nation} is not the school's nation, which is {school.nation}: "
                "leave out --nation, or correct the school"
            )
        if school:
            return school.nation
        if self.nation is None:
            stderr().print(f"No nation given: this pack is for {nation}.")
        return nation


def _file_and_id(named: str) -> tuple[Path, str]:
    """The two parts of FILE#ID."""
    file, _, school_id = named.rpartition("#")
    if not file or not school_id:
        raise click.UsageError(f"--school {named}: write FILE#ID, the file and the school's id")
    if not Path(file).is_file():
        raise click.UsageError(f"--school {named}: there is no file {file}")
    return Path(file), school_id
