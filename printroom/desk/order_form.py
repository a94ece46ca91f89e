"""The order form: what was filled in, what is wrong with it, and the pack that it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from starlette.datastructures import ImmutableMultiDict

from printroom.desk.addresses import review_address
from printroom.desk.commands import command
from printroom.desk.draft_help import DraftHelp, Pages, draft_help
from printroom.desk.schools import ListedSchool
from printroom.desk.settings import Settings
from printroom.desk.wording import sentence
from printroom.make import Sources, plan_for, unsigned
from printroom.make.bookings import NO_LEAD_REASON, draft_reasons
from printroom.make.wanted_pack import WantedPack, WrongOption, printer_named
from printroom.model import EDITIONS, MAX_PEOPLE, Booking, NotFitToPrint, Order, Plan, Problem

NO_SCHOOL, LISTED, TYPED = "none", "list", "typed"
LONGEST = 300
"""The most letters of a field that are read."""
_FIELD_OF = {
    "--band": "band",
    "--nation": "nation",
    "--school": "school",
    "--school-name": "school_name",
    "--lead": "lead",
    "--reach": "reach",
    "--room": "room",
    "--printer": "printer",
    "--minutes": "minutes",
    "--follows": "follows",
}
_WAYS = {NO_SCHOOL, LISTED, TYPED}


class _WrongFields(Exception):
    """Fields that are wrong, each with its message."""

    def __init__(self, **messages: str) -> None:
        super().__init__(messages)
        self.messages = messages


@dataclass(frozen=True)
class Fields:
    """The form as it was filled in; the names are those of its fields."""

    band: str = ""
    nation: str = ""
    edition: str = EDITIONS[0]
    minutes: str = ""
    """A length that the session offers; the full one if empty."""
    follows: str = ""
    """Not empty if it follows another session with the same group."""
    school_is: str = NO_SCHOOL
    school: str = ""
    school_name: str = ""
    lead: str = ""
    reach: str = ""
    room: str = ""
    date: str = ""
    people: str = ""
    printer: str = ""
    marks: str = ""
    """Not empty for bleed and crop marks."""
    pdf_x: str = ""
    """Not empty for PDF/X-4."""
    documents: tuple[str, ...] = ()
    """The documents that are wanted; all if none is named."""
    is_sent: bool = False
    """Whether the documents were there to choose from."""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], usual: Mapping[str, str]) -> Fields:
        """The fields that a browser sent; `usual` are those of an empty form."""
        names = {one.name for one in fields(cls)} - {"documents", "is_sent"}
        texts = {name: value for name, value in data.items() if isinstance(value, str)}
        given = {name: texts[name][:LONGEST].strip() for name in names if name in texts}
        documents = tuple(one for one in data.getlist("documents") if isinstance(one, str))
        return cls(**{**usual, **given}, documents=documents, is_sent="is_sent" in texts)


@dataclass(frozen=True)
class Asked:
    """What a form asks for, or what is wrong with it."""

    fields: Fields
    errors: Mapping[str, str] = field(default_factory=dict)
    """A message for each field that is wrong."""
    problems: tuple[Problem, ...] = ()
    """Mistakes in the materials that stop this pack."""
    wanted: WantedPack | None = None
    booking: Booking | None = None
    plan: Plan | None = None
    no_lead: str = ""
    """A sentence about why what is written as the school's lead is no name."""

    @property
    def only(self) -> tuple[str, ...]:
        """The documents that are wanted, if they are not all."""
        if self.plan is None or len(self.documents) == len(self.plan.documents):
            return ()
        return self.documents

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that are wanted, in the order of the pack."""
        names = [one.row.name for one in self.plan.documents] if self.plan else []
        is_all = not self.fields.is_sent
        return tuple(name for name in names if is_all or name in self.fields.documents)

    @property
    def is_shorter(self) -> bool:
        """Whether another length than the full one is asked for."""
        return self.booking is not None and self.booking.order.minutes is not None

    @property
    def assumed(self) -> int:
        """The number of people that is assumed, as nobody gave one; 0 if somebody did."""
        booking = self.booking
        if booking is None or self.fields.people:
            return 0
        is_listed = booking.school is not None and booking.school.people == booking.people
        return 0 if is_listed else booking.people

    @property
    def past(self) -> dt.date | None:
        """The day of the visit, if it has passed."""
        wanted = self.wanted
        is_past = wanted and wanted.date and wanted.as_of and wanted.date < wanted.as_of
        return wanted.date if wanted and is_past else None

    @property
    def is_right(self) -> bool:
        """Whether the pack can be printed."""
        return self.booking is not None and not self.errors and not self.problems

    @property
    def reasons(self) -> tuple[str, ...]:
        """What keeps the pack a draft, as far as is known before it is printed."""
        if self.plan is None or self.booking is None:
            return ()
        reasons = draft_reasons(self.plan, self.booking)
        if self.no_lead:
            reasons = tuple(
                f"{one} {self.no_lead}" if one == NO_LEAD_REASON else one for one in reasons
            )
        return reasons if self.plan.signed else (*reasons, unsigned(self.plan.order))

    @property
    def draft(self) -> tuple[DraftHelp, ...]:
        """The same, with who can change it."""
        if self.plan is None:
            return ()
        return draft_help(self.reasons, self.pages_with("#school_is"))

    def pages_with(self, school: str) -> Pages:
        """Where reasons are changed; `school` is the address of its fields, if it is typed in."""
        assert self.plan is not None
        review = review_address(self.plan.order, self.plan.session_code)
        if self.fields.school_is == LISTED:
            return Pages("/term#file", review, "Drop its corrected list")
        return Pages(school, review)

    def command(self, settings: Settings, schools: Mapping[str, ListedSchool]) -> str:
        """The command that prints the same pack."""
        given, is_typed = self.fields, self.fields.school_is == TYPED
        listed = schools.get(given.school) if given.school_is == LISTED else None
        options: dict[str, str | tuple[str, ...]] = {
            "--band": given.band,
            "--nation": "" if listed else given.nation,
            "--edition": given.edition if given.edition != EDITIONS[0] else "",
            "--minutes": given.minutes if self.is_shorter else "",
            "--people": given.people,
            "--date": given.date,
            "--school": listed.option if listed else "",
            "--school-name": given.school_name if is_typed else "",
            "--lead": given.lead if is_typed else "",
            "--reach": given.reach if is_typed else "",
            "--room": given.room if is_typed else "",
            "--printer": given.printer,
            "--only": self.only,
        }
        session = self.plan.order.session if self.plan else ""
        ticks = {"--follows": given.follows, "--marks": given.marks, "--pdf-x": given.pdf_x}
        flags = [flag for flag, is_ticked in ticks.items() if is_ticked]
        return command(settings, "pack", session, *flags, **options)


def read_form(
    given: Fields,
    session: str,
    sources: Sources,
    settings: Settings,
    schools: Mapping[str, ListedSchool],
) -> Asked:
    """What a filled-in form asks for."""
    errors: dict[str, str] = {}
    asked = Asked(given)
    try:
        wanted = _wanted(given, session, settings, schools)
        listed = wanted.listed(sources.library)
        booking = wanted.booking(sources.library, listed)
        why = wanted.no_lead(sources.library.names)
        why = why or (listed.no_leads.get(booking.school_id, "") if listed else "")
        asked = Asked(given, wanted=wanted, booking=booking, no_lead=why and f"{sentence(why)}.")
        plan = plan_for(booking.order, sources.library, sources.templates)
        asked = replace(asked, plan=plan)
    except _WrongFields as error:
        errors |= error.messages
        asked = replace(asked, plan=_plan_at_least(given, session, sources))
    except WrongOption as error:
        errors[_FIELD_OF[error.option]] = sentence(str(error))
        asked = replace(asked, plan=_plan_at_least(given, session, sources))
    except NotFitToPrint as error:
        for problem in error.problems:
            if problem.path in _FIELD_OF:
                errors[_FIELD_OF[problem.path]] = sentence(f"{problem.message}: {problem.fix}")
        others = tuple(one for one in error.problems if one.path not in _FIELD_OF)
        return Asked(given, errors, others, asked.wanted, asked.booking)
    if asked.plan and not asked.documents:
        errors["documents"] = "Choose at least one document"
    return replace(asked, errors=errors)


def _plan_at_least(given: Fields, session: str, sources: Sources) -> Plan | None:
    """What the pack has, if it can be known although other fields are wrong."""
    edition = next((one for one in EDITIONS if one == given.edition), EDITIONS[0])
    order = Order(session, given.band, given.nation, edition=edition, follows=bool(given.follows))
    try:
        return plan_for(order, sources.library, sources.templates)
    except NotFitToPrint:
        return None


def _wanted(
    given: Fields, session: str, settings: Settings, schools: Mapping[str, ListedSchool]
) -> WantedPack:
    """The pack that is wanted. Raises `_WrongFields` with a message for each field."""
    if wrong := dict(_wrong_fields(given, schools)):
        raise _WrongFields(**wrong)
    is_typed = given.school_is == TYPED
    listed = schools[given.school] if given.school_is == LISTED else None
    wanted = WantedPack(
        session=session,
        band=given.band,
        nation=None if listed else given.nation,
        edition=next(one for one in EDITIONS if one == given.edition),
        minutes=int(given.minutes) if given.minutes else None,
        follows=bool(given.follows),
        people=int(given.people) if given.people else None,
        school=listed.option if listed else None,
        school_name=given.school_name if is_typed else "",
        lead=given.lead if is_typed else "",
        reach=given.reach if is_typed else "",
        room=given.room if is_typed else "",
        printer=printer_named(given.printer or None, settings.printers),
        marks=bool(given.marks),
        pdf_x=bool(given.pdf_x),
        date=dt.date.fromisoformat(given.date) if given.date else None,
        as_of=settings.today(),
    )
    wanted.check_together()
    return wanted


def _wrong_fields(given: Fields, schools: Mapping[str, ListedSchool]) -> Iterator[tuple[str, str]]:
    """Each field that cannot be what was filled in, with what to do."""
    if given.people and not (given.people.isascii() and given.people.isdigit()):
        yield "people", "Enter the number of people in figures, such as 24"
    elif given.people and not 1 <= int(given.people) <= MAX_PEOPLE:
        yield "people", f"Enter a number of people from 1 to {MAX_PEOPLE}"
    if given.minutes and not (given.minutes.isascii() and given.minutes.isdigit()):
        yield "minutes", "Choose one of the lengths"
    if given.date and _day(given.date) is None:
        yield "date", "Enter a real date, such as 2027-01-31"
    if given.edition not in EDITIONS:
        yield "edition", "Choose standard or large print"
    if given.school_is not in _WAYS:
        yield "school_is", "Choose how the school is named"
    if given.school_is == LISTED and given.school not in schools:
        yield "school", "Choose a school from the list"
    if given.school_is == TYPED and not given.school_name:
        yield "school_name", "Enter the name of the school or club"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        return None
