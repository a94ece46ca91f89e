"""The form to take back one’s own sign-off, as the command `unsign` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.forms import (
    ENTER_NAME,
    CheckedForm,
    empty_field_messages,
    posted,
    signing_as,
    texts_of,
)
from printroom.desk.common.pages import page
from printroom.desk.common.settings import Settings
from printroom.desk.common.users import Person, person_of
from printroom.desk.review.pack_orders import pack_address, pack_command, parse_order, version_of
from printroom.desk.review.read_pack import AT as PACK
from printroom.desk.state.desk import Desk, desk_of
from printroom.ledger.signing import signatures_of
from printroom.ledger.taking_back import LONGEST, code_of, take_back
from printroom.make import Sources
from printroom.model import Order

AT = f"{PACK}/take-back"


@dataclass(frozen=True)
class TakeBackForm(CheckedForm):
    """The form as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {"--reviewer": "by", "--reason": "reason"}

    by: str = ""
    reason: str = ""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> TakeBackForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("by", "reason"), LONGEST + 1)
        form = cls(signing_as(person, texts["by"]), texts["reason"])
        why = "Say in a sentence why you take it back"
        return replace(form, errors=empty_field_messages(form, reason=why, by=ENTER_NAME))

    def command(self, order: Order, settings: Settings) -> str:
        """The command that does the same."""
        options = {
            "--seed": str(order.seed) if order.seed != 1 else "",
            "--reviewer": self.by or "Full Name",
            "--reason": self.reason or "…",
        }
        return pack_command(settings, "unsign", order, options)


def form(request: Request) -> Response:
    """The form; 404 if nobody has signed the pack."""
    desk = desk_of(request)
    sources = desk.sources()
    order = parse_order(request, desk, sources)
    return _form_page(request, desk, sources, order, TakeBackForm(by=person_of(request).name))


def send(request: Request, data: FormData) -> Response:
    """Take the sign-off back; or show the form again, with its errors."""
    desk = desk_of(request)
    sources = desk.sources()
    order = parse_order(request, desk, sources)
    given = TakeBackForm.of(data, person_of(request))
    given = given.done(lambda: _take_back(given, order, desk))
    if given.is_wrong:
        return _form_page(request, desk, sources, order, given)
    return RedirectResponse(f"{pack_address(order, sources.library)}#sign", 303)


def _take_back(given: TakeBackForm, order: Order, desk: Desk) -> None:
    """Write the event. Raises `NotFitToPrint`."""
    settings, library = desk.settings, desk.fresh_sources().library
    take_back(settings.materials, order, given.by, given.reason, settings.today(), library)


def _form_page(
    request: Request, desk: Desk, sources: Sources, order: Order, given: TakeBackForm
) -> Response:
    library = sources.library
    signed = signatures_of(order, library)
    if not signed:
        raise HTTPException(404)
    names = (library.bands[order.band].title, library.nations[order.nation].title)
    return page(
        request,
        "take_back.html",
        422 if given.is_wrong else 200,
        session=library.sessions[order.session],
        pack=", ".join(one for one in (*names, version_of(order)) if one),
        signed=signed,
        code=code_of(signed[-1]),
        address=pack_address(order, library),
        action=pack_address(order, library, "/take-back"),
        form=given,
        command=given.command(order, desk.settings),
    )


ROUTES = (
    Route(AT, form, methods=["GET"]),
    Route(AT, posted(send), methods=["POST"]),
)
