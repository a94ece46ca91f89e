"""The form to withdraw a pack or a page by its code, as the command `withdraw` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    posted,
    signing_as,
    texts_of,
)
from printroom.desk.common.pages import page
from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person, person_of
from printroom.desk.state.desk import Desk, desk_of
from printroom.ledger.given_codes import code_in
from printroom.ledger.withdrawing import withdraw
from printroom.make.requests.new_entries import refuse_no_name, withdrawn_entry
from printroom.model import Withdrawn

AT = "/codes/{code}/withdraw"
LONGEST = 600


@dataclass(frozen=True)
class WithdrawForm(CheckedForm):
    """The form as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {
        "--reason": "reason",
        "--instead": "instead",
        "--by": "by",
        "--on": "on",
    }

    reason: str = ""
    instead: str = ""
    by: str = ""
    on: str = ""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> WithdrawForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("reason", "instead", "by", "on"), LONGEST)
        by = signing_as(person, texts["by"])
        form = cls(texts["reason"], texts["instead"], by, texts["on"])
        needed = {
            "reason": "Say in a sentence why it must not be used",
            "instead": "Say in a sentence what to use in its place",
            "by": ENTER_NAME,
        }
        return replace(form, errors=empty_field_messages(form, **needed))

    def entry(self, code: str, today: dt.date) -> Withdrawn:
        """The entry that it asks for. Raises `WrongOption`."""
        on = needed_day("--on", self.on, today)
        return withdrawn_entry(code, self.reason, self.instead, self.by, on)

    def command(self, code: str, settings: Settings) -> str:
        """The command that makes the same entry."""
        return command(
            settings,
            *("withdraw", code),
            **{
                "--reason": self.reason or "…",
                "--instead": self.instead or "…",
                "--by": self.by or "Full Name",
                "--on": self.on,
            },
        )


def form(request: Request) -> Response:
    """The form to withdraw a code."""
    desk, name = desk_of(request), person_of(request).name
    return _form_page(request, desk, WithdrawForm(by=name, on=desk.settings.today().isoformat()))


def send(request: Request, data: FormData) -> Response:
    """Withdraw the code; or show the form again, with its errors."""
    desk, code = desk_of(request), _code(request)
    given = WithdrawForm.of(data, person_of(request))
    given = given.done(lambda: _withdraw(given, code, desk))
    if given.is_wrong:
        return _form_page(request, desk, given)
    return RedirectResponse(f"/codes?code={code}", 303)


def _withdraw(given: WithdrawForm, code: str, desk: Desk) -> None:
    """Write the entry. Raises `WrongOption` and `NotFitToPrint`."""
    entry = given.entry(code, desk.settings.today())
    sources = desk.fresh_sources()
    refuse_no_name(entry.by, sources.library.names)
    withdraw(entry, desk.settings.output, desk.content(sources), desk.record())


def _form_page(request: Request, desk: Desk, given: WithdrawForm) -> Response:
    code = _code(request)
    return page(
        request,
        "withdraw.html",
        422 if given.is_wrong else 200,
        code=code,
        form=given,
        command=given.command(code, desk.settings),
    )


def _code(request: Request) -> str:
    """The code in the address; 404 unless it is written as it is printed."""
    named = request.path_params["code"]
    if code_in(named) != named:
        raise HTTPException(404)
    return str(named)


ROUTES = (
    Route(AT, form, methods=["GET"]),
    Route(AT, posted(send), methods=["POST"]),
)
