"""Turns the options of `pack`, or the fields of the desk's order form, into a booking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.choose import refuse_unknown_order
from printroom.load import load_schools
from printroom.load.materials.order_names import load_order_names
from printroom.load.schools.known_school import (
    NAME_THEM,
    NO_LEAD_CODE,
    PLACEHOLDERS_IN,
    typed_school,
    why_no_lead,
)
from printroom.load.schools.printer_file import load_printers
from printroom.load.schools.read_school_list import school_of
from printroom.make.pack.bookings import past_visit
from printroom.model import (
    Booking,
    Edition,
    KnownNames,
    Library,
    NotFitToPrint,
    Order,
    Printer,
    Problem,
    School,
    SchoolList,
    WrongOption,
)
from printroom.model.list_columns import SCHOOL_FIELDS
from printroom.model.print_shop import PrintShop

USUAL_PEOPLE = 24
USUAL_NATION = "england"
TYPED = "typed"
"""The id of a school that is in no list."""
_TO_COME = "a word such as TBC says that it is still to come"
_OTHERS = ("schools", "terms")
_OF_PACKS = ("nations", "sessions", "snippets")
"""Folders of materials in which a file that is not read may be one that the pack lacks."""
TYPED_OPTIONS = {column: f"--{field.replace('_', '-')}" for field, column in SCHOOL_FIELDS.items()}
"""The options for a school that is typed in, by column of a list."""


@dataclass(frozen=True, kw_only=True)
class WantedPack:
    """The options that decide a pack, as they were typed."""

    session: str
    band: str
    nation: str | None = None
    edition: Edition = "standard"
    minutes: int | None = None
    follows: bool = False
    people: int | None = None
    school: str | None = None
    """A school in a list: FILE#ID."""
    school_name: str = ""
    """The name of a school that is typed in; then its lead, how to reach them, and the room."""
    lead: str = ""
    reach: str = ""
    room: str = ""
    contact: str = ""
    """Who makes the pack, and how to reach them."""
    printer: Printer | None = None
    date: dt.date | None = None
    seed: int = 1
    marks: bool = False
    pdf_x: bool = False
    as_of: dt.date

    def check_together(self) -> None:
        """Raise `WrongOption` for options that do not go together, before anything is read."""
        if self.printer and self._print_shop.names:
            name = self._print_shop.names[0]
            message = f"leave it out: it shifts sheets for your own printer, --{name} is for a shop"
            raise WrongOption("--printer", message)
        if self.school is not None:
            _file_and_id(self.school)
        typed = [name for name, text in self._typed.items() if text.strip()]
        if typed and self.school is not None:
            option = TYPED_OPTIONS[typed[0]]
            raise WrongOption(option, "leave it out: --school names a school in a list already")
        if typed and "name" not in typed:
            option = TYPED_OPTIONS[typed[0]]
            raise WrongOption(option, "name the school, too: --school-name")

    @property
    def _print_shop(self) -> PrintShop:
        return PrintShop(self.marks, self.pdf_x)

    @property
    def _typed(self) -> dict[str, str]:
        return {column: getattr(self, field) for field, column in SCHOOL_FIELDS.items()}

    def load_list(self, library: Library) -> SchoolList | None:
        """Load the list with the school, if one is named. Raises `NotFitToPrint`."""
        if self.school is None:
            return None
        return load_schools(_file_and_id(self.school)[0], library.names)

    def booking(self, library: Library, listed: SchoolList | None) -> Booking:
        """The booking for these options. Raises `NotFitToPrint`, also for an unknown school."""
        school_id, school = self._school(library, listed)
        session = library.find_session(self.session)
        nation = self._nation(school, library.names)
        order = Order(
            session,
            self.band,
            nation,
            seed=self.seed,
            as_of=self.as_of,
            edition=self.edition,
            minutes=offered_length(library, session, self.minutes),
            follows=self.follows,
        )
        return Booking(
            order,
            self._people(school),
            school_id,
            school,
            date=self.date or (school and school.date) or None,
            printer=self.printer,
            contact=self.contact.strip(),
            print_shop=self._print_shop,
        )

    def no_lead(self, names: KnownNames) -> str:
        """Why the text typed as the lead names no person; empty if it does, or if there is none."""
        if self.lead.strip() and names.is_placeholder(self.lead):
            return _TO_COME
        return why_no_lead(TYPED, self.lead, names).get(TYPED, "")

    def warnings(self, booking: Booking, names: KnownNames) -> Iterable[Problem]:
        """Warnings about the options: fields that are left empty, and a visit that has passed."""
        if why := self.no_lead(names):
            message = f"not accepted as a safeguarding lead, so the line is left empty: {why}"
            yield Problem(NO_LEAD_CODE, TYPED_OPTIONS["lead"], message, NAME_THEM, 0, stops=False)
        for name in (name for name in PLACEHOLDERS_IN if name in self._typed):
            if (text := self._typed[name]).strip() and names.is_placeholder(text):
                message = f"left empty: {_TO_COME}"
                yield Problem("no-value", TYPED_OPTIONS[name], message, "", 0, stops=False)
        yield from self._past_visit(booking)

    def _past_visit(self, booking: Booking) -> Iterable[Problem]:
        """A warning, at the option or the school's file, if the date of the visit has passed."""
        place = self.school if self.school and self.date is None else "--date"
        return past_visit(booking.date, self.as_of, place)

    def _school(self, library: Library, listed: SchoolList | None) -> tuple[str, School | None]:
        if self.school is not None and listed is not None:
            school_id = _file_and_id(self.school)[1]
            return school_id, school_of(listed, school_id)
        if not self.school_name.strip():
            return "", None
        nation = self._nation(None, library.names)
        try:
            return TYPED, typed_school(nation, self._typed, library.names)
        except NotFitToPrint as error:
            raise NotFitToPrint(
                [
                    Problem(one.code, TYPED_OPTIONS[one.path], one.message, one.fix, 0)
                    for one in error.problems
                ]
            ) from None

    def _people(self, school: School | None) -> int:
        """The given number, or else one for large print, or else the school's whole group."""
        usual = 1 if self.edition != "standard" else (school and school.people) or USUAL_PEOPLE
        return self.people or usual

    def _nation(self, school: School | None, names: KnownNames) -> str:
        """The nation of the school, or else the given one, or else the usual one."""
        nation = USUAL_NATION if self.nation is None else names.nation(self.nation)
        if school and self.nation is not None and nation != school.nation:
            raise WrongOption(
                "--nation",
                f"this is not the school's nation, which is {school.nation}: "
                "leave out --nation, or correct the school",
                self.nation,
            )
        return school.nation if school else nation


def about_packs(warnings: Iterable[Problem], materials: Path) -> list[Problem]:
    """The warnings that concern the content of packs.

    The others concern terms, unused lists of schools and files that nothing reads; for one pack
    they do not matter, and `check` reports them.
    """
    start = len(materials.parts)
    homes = [(one, "".join(Path(one.path).parts[start : start + 1])) for one in warnings]
    return [
        one
        for one, home in homes
        if home not in _OTHERS and (one.code != "unread-file" or home in _OF_PACKS)
    ]


def offered_length(library: Library, name: str, minutes: int | None) -> int | None:
    """The length for an order. Raises `WrongOption` if the session does not offer it."""
    session = library.sessions.get(name)
    if session is None or minutes is None:
        return minutes
    if minutes not in session.lengths:
        raise WrongOption("--minutes", f"“{name}” offers {session.offered}", str(minutes))
    return session.shorter(minutes)


def find_printer(name: str | None, file: Path) -> Printer | None:
    """The printer saved under this name. Raises `WrongOption` if there is none."""
    if name is None:
        return None
    known = load_printers(file)
    if name not in known:
        there = f"choose from: {', '.join(sorted(known))}" if known else "none has been saved yet"
        raise WrongOption(
            "--printer", f"there is no such printer, {there}; see `printer save --help`", name
        )
    return known[name]


def _file_and_id(named: str) -> tuple[Path, str]:
    """The two parts of FILE#ID."""
    file, _, school_id = named.rpartition("#")
    if not file or not school_id:
        raise WrongOption("--school", "write FILE#ID, the file and the school's id", named)
    if not Path(file).is_file():
        raise WrongOption("--school", f"there is no file {file}", named)
    return Path(file), school_id


def known_order(asked: Order, folders: tuple[Path, Path], only: tuple[str, ...] = ()) -> Order:
    """The order with ids in place of other names, such as the code of a session.

    `folders` are those of materials and templates. Raises `NotFitToPrint` or `WrongOption`; not if
    a file of names is invalid, which is reported when everything is read.
    """
    names = load_order_names(*folders)
    if names is None:
        return asked
    library, templates = names
    session, nation = library.find_session(asked.session), library.names.nation(asked.nation)
    minutes = offered_length(library, session, asked.minutes)
    order = replace(asked, session=session, nation=nation, minutes=minutes)
    refuse_unknown_order(order, library, templates, only)
    return order


def refuse_unknown_pack(
    wanted: WantedPack, folders: tuple[Path, Path], only: tuple[str, ...]
) -> None:
    """Raise what `known_order` raises for an impossible pack; also reads its list of schools."""
    if names := load_order_names(*folders):
        library, templates = names
        order = wanted.booking(library, wanted.load_list(library)).order
        refuse_unknown_order(order, library, templates, only)
