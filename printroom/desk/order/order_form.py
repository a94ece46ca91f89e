"""Reads the order form: its errors, or the pack that it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from printroom.desk.common.forms import parse_day
from printroom.desk.common.settings import Settings
from printroom.desk.common.wording import sentence
from printroom.desk.state.asked_pack import LISTED, NO_SCHOOL, TYPED, AskedPack, OrderFields
from printroom.desk.state.uploaded_lists import ListedSchool
from printroom.make import Sources, plan_for
from printroom.make.requests.wanted_pack import (
    TYPED_OPTIONS,
    WantedPack,
    find_printer,
)
from printroom.model import EDITIONS, MAX_PEOPLE, NotFitToPrint, Order, Plan, WrongOption
from printroom.model.list_columns import SCHOOL_FIELDS

_FIELD_OF = {
    "--band": "band",
    "--nation": "nation",
    "--school": "school",
    **{TYPED_OPTIONS[column]: field for field, column in SCHOOL_FIELDS.items()},
    "--printer": "printer",
    "--minutes": "minutes",
    "--follows": "follows",
}
_WAYS = {NO_SCHOOL, LISTED, TYPED}


class _WrongFields(Exception):
    """The wrong fields of a form, each with its message."""

    def __init__(self, **messages: str) -> None:
        super().__init__(messages)
        self.messages = messages


def read_form(
    given: OrderFields,
    session: str,
    sources: Sources,
    settings: Settings,
    schools: Mapping[str, ListedSchool],
) -> AskedPack:
    """The pack that a form asks for, or its errors."""
    errors: dict[str, str] = {}
    asked = AskedPack(given)
    try:
        wanted = _wanted_pack(given, session, settings, schools)
        listed = wanted.load_list(sources.library)
        booking = wanted.booking(sources.library, listed)
        why = wanted.no_lead(sources.library.names)
        why = why or (listed.no_leads.get(booking.school_id, "") if listed else "")
        asked = AskedPack(
            given, wanted=wanted, booking=booking, no_lead=why and f"{sentence(why)}."
        )
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
        return AskedPack(given, errors, others, asked.wanted, asked.booking)
    if asked.plan and not asked.documents:
        errors["documents"] = "Choose at least one document"
    return replace(asked, errors=errors)


def _plan_at_least(given: OrderFields, session: str, sources: Sources) -> Plan | None:
    """The plan of the pack, if it can be made although other fields are wrong."""
    edition = next((one for one in EDITIONS if one == given.edition), EDITIONS[0])
    order = Order(session, given.band, given.nation, edition=edition, follows=bool(given.follows))
    try:
        return plan_for(order, sources.library, sources.templates)
    except NotFitToPrint:
        return None


def _wanted_pack(
    given: OrderFields, session: str, settings: Settings, schools: Mapping[str, ListedSchool]
) -> WantedPack:
    """The pack that is wanted. Raises `_WrongFields` with a message for each field."""
    if wrong := dict(_wrong_fields(given, schools)):
        raise _WrongFields(**wrong)
    is_typed = given.school_is == TYPED
    listed = schools[given.school] if given.school_is == LISTED else None
    wanted = WantedPack(
        **({field: getattr(given, field) for field in SCHOOL_FIELDS} if is_typed else {}),
        session=session,
        band=given.band,
        nation=None if listed else given.nation,
        edition=next(one for one in EDITIONS if one == given.edition),
        minutes=int(given.minutes) if given.minutes else None,
        follows=bool(given.follows),
        people=int(given.people) if given.people else None,
        school=listed.option if listed else None,
        printer=find_printer(given.printer or None, settings.printers),
        marks=bool(given.marks),
        pdf_x=bool(given.pdf_x),
        date=dt.date.fromisoformat(given.date) if given.date else None,
        as_of=settings.today(),
    )
    wanted.check_together()
    return wanted


def _wrong_fields(
    given: OrderFields, schools: Mapping[str, ListedSchool]
) -> Iterator[tuple[str, str]]:
    """Each wrong field with its message."""
    if given.people and not (given.people.isascii() and given.people.isdigit()):
        yield "people", "Enter the number of people in figures, such as 24"
    elif given.people and not 1 <= int(given.people) <= MAX_PEOPLE:
        yield "people", f"Enter a number of people from 1 to {MAX_PEOPLE}"
    if given.minutes and not (given.minutes.isascii() and given.minutes.isdigit()):
        yield "minutes", "Choose one of the lengths"
    if given.date and parse_day(given.date) is None:
        yield "date", "Enter a real date, such as 2027-01-31"
    if given.edition not in EDITIONS:
        yield "edition", "Choose standard or large print"
    if given.school_is not in _WAYS:
        yield "school_is", "Choose how the school is named"
    if given.school_is == LISTED and given.school not in schools:
        yield "school", "Choose a school from the list"
    if given.school_is == TYPED and not given.school_name:
        yield "school_name", "Enter the name of the school or club"
