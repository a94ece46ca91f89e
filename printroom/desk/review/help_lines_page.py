"""Helplines: who checked each and when, when the check runs out, and a form to record a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.commands import command
from printroom.desk.common.forms import (
    ENTER_NAME,
    CheckedForm,
    empty_field_messages,
    needed_day,
    parse_day,
    posted,
    signing_as,
    texts_of,
)
from printroom.desk.common.pages import asks_for_part, page
from printroom.desk.common.users import Person, person_of
from printroom.desk.state.desk import Desk, desk_of
from printroom.ledger.help_lines import HelpLine, help_lines, mark_checked, with_same_numbers
from printroom.make import Sources, all_orders
from printroom.make.requests.new_entries import contact_check, refuse_no_name
from printroom.model import Contact, Library

LONGEST = 200
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class CheckForm(CheckedForm):
    """The form to record a check, as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {"--by": "by", "--on": "on", "--until": "until"}

    by: str = ""
    on: str = ""
    until: str = ""
    """The day on which the check runs out; empty to leave the day in the file."""
    also: tuple[str, ...] = ()
    """Other entries with the same numbers, which the same call has checked."""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> CheckForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("by", "on", "until"), LONGEST)
        also = tuple(one for one in data.getlist("also") if isinstance(one, str))
        form = cls(signing_as(person, texts["by"]), texts["on"], texts["until"], also)
        return replace(form, errors=empty_field_messages(form, by=ENTER_NAME))

    def days(self, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """The day of the check, and the day on which it runs out. Raises `WrongOption`."""
        on = needed_day("--on", self.on, today)
        return on, needed_day("--until", self.until, today) if self.until else None

    def names(self, name: str, library: Library) -> tuple[str, ...]:
        """The entries that were checked: this one, and others with the same numbers if ticked."""
        return (name, *(one for one in with_same_numbers(name, library) if one in self.also))

    def command(self, names: Iterable[str], desk: Desk) -> str:
        """The command that records the same check."""
        options = {"--by": self.by or "Full Name", "--on": self.on, "--until": self.until}
        return command(desk.settings, "contacts", "checked", *names, **options)


def lines(request: Request) -> Response:
    """Every helpline, or those that must be checked by a day; those due first at the top."""
    desk, sources = desk_of(request), desk_of(request).sources()
    today = desk.settings.today()
    found = _help_lines(sources, desk)
    due = parse_day(request.query_params.get("due", ""))
    given = request.query_params.get("nation", "")
    nation = given if given in sources.library.nations else ""
    shown = [line for line in found if line.is_wanted(due, nation)]
    is_part = asks_for_part(request)
    return page(
        request,
        "help_lines_table.html" if is_part else "help_lines.html",
        lines=shown,
        all_count=len(found),
        unchecked=sum(line.checked_on is None for line in found),
        due=due,
        nation=nation,
        today=today,
        soon=today + SOON,
        done=_checked_line(request, sources.library),
        library=sources.library,
        problems=[one.shorten() for one in desk.current.problems],
        command=command(
            desk.settings, "contacts", **{"--due": str(due) if due else "", "--nation": nation}
        ),
    )


def _help_lines(sources: Sources, desk: Desk) -> tuple[HelpLine, ...]:
    """The helplines of these sources; kept, since finding who prints each takes a second."""
    today = desk.settings.today()

    def found() -> tuple[HelpLine, ...]:
        orders = all_orders(sources.library, today)
        return help_lines(sources.library, sources.templates, orders)

    key = ("helplines", sources.digest, today)
    return desk.results.get(key, found).result()


def _checked_line(request: Request, library: Library) -> tuple[str, Contact] | None:
    """The helpline that was just checked, which the address names; none otherwise."""
    name = request.query_params.get("checked", "")
    contact = library.contacts.get(name)
    return (name, contact) if contact and contact.verified_on else None


def form(request: Request) -> Response:
    """The form to record a check."""
    desk, name = desk_of(request), person_of(request).name
    return _form_page(request, desk, CheckForm(by=name, on=desk.settings.today().isoformat()))


def send(request: Request, data: FormData) -> Response:
    """Record the check; or show the form again, with its errors."""
    desk = desk_of(request)
    name, _ = _contact(request, desk.sources().library)
    given = CheckForm.of(data, person_of(request))
    given = given.done(lambda: _note(given, name, desk))
    if given.is_wrong:
        return _form_page(request, desk, given)
    return RedirectResponse(f"/help-lines?checked={name}#line-{name}", 303)


def _note(given: CheckForm, name: str, desk: Desk) -> None:
    """Write the check. Raises `WrongOption` and `NotFitToPrint`."""
    today = desk.settings.today()
    check = contact_check(given.by, *given.days(today), today)
    library = desk.fresh_sources().library
    refuse_no_name(check.by, library.names)
    mark_checked(desk.settings.materials, given.names(name, library), check, library)


def _form_page(request: Request, desk: Desk, given: CheckForm) -> Response:
    library = desk.sources().library
    name, contact = _contact(request, library)
    return page(
        request,
        "help_line.html",
        422 if given.is_wrong else 200,
        line=name,
        contact=contact,
        form=given,
        alike={one: library.contacts[one] for one in with_same_numbers(name, library)},
        library=library,
        command=given.command(given.names(name, library), desk),
    )


def _contact(request: Request, library: Library) -> tuple[str, Contact]:
    """The helpline in the address; 404 if there is none."""
    name = request.path_params["name"]
    if name not in library.contacts:
        raise HTTPException(404)
    return name, library.contacts[name]


ROUTES = (
    Route("/help-lines", lines),
    Route("/help-lines/{name}", form, methods=["GET"]),
    Route("/help-lines/{name}", posted(send), methods=["POST"]),
)
