"""The form to leave a remark on a part of a pack, as the command `remark` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.datastructures import FormData, ImmutableMultiDict
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
from printroom.desk.review.read_pack import AT
from printroom.desk.state.desk import Desk, desk_of
from printroom.ledger.remarks import leave_remark
from printroom.make import Sources, plan_for
from printroom.make.requests.new_entries import new_remark, refuse_no_name
from printroom.model import Order

LONGEST = 2500
_BETWEEN = "/"
"""Separates the name of a document from the title of a part, in the value of a choice."""
Targets = Mapping[str, Mapping[str, str]]
"""For the title of each document: the values of choices, with the titles of parts."""


@dataclass(frozen=True)
class RemarkForm(CheckedForm):
    """The form as it was filled in."""

    field_of: ClassVar[Mapping[str, str]] = {
        "--document": "target",
        "--part": "target",
        "--says": "says",
        "--by": "by",
    }

    target: str = ""
    """The document; and the part, unless the remark is on the whole document."""
    says: str = ""
    by: str = ""

    @classmethod
    def of(cls, data: ImmutableMultiDict[str, object], person: Person) -> RemarkForm:
        """The form that somebody's browser sent."""
        texts = texts_of(data, ("target", "says", "by"), LONGEST)
        form = cls(texts["target"], texts["says"], signing_as(person, texts["by"]))
        says = "Say in a sentence what you would change, or ask a question"
        return replace(form, errors=empty_field_messages(form, says=says, by=ENTER_NAME))

    @property
    def document(self) -> str:
        """The name of the document."""
        return self.target.partition(_BETWEEN)[0]

    @property
    def part(self) -> str:
        """The title of the part; "" for all of the document."""
        return self.target.partition(_BETWEEN)[2]

    def command(self, order: Order, settings: Settings) -> str:
        """The command that leaves the same remark."""
        options = {
            "--document": self.document,
            "--part": self.part,
            "--says": self.says or "…",
            "--by": self.by or "Full Name",
        }
        return pack_command(settings, "remark", order, options)


def form(request: Request) -> Response:
    """The form, for the document that the address names."""
    document = request.query_params.get("document", "")[:LONGEST]
    name = person_of(request).name
    return _form_page(request, desk_of(request), RemarkForm(document, by=name))


def send(request: Request, data: FormData) -> Response:
    """Leave the remark; or show the form again, with its errors."""
    desk = desk_of(request)
    sources = desk.sources()
    order = parse_order(request, desk, sources)
    given = RemarkForm.of(data, person_of(request))
    given = given.done(lambda: _leave(given, order, desk))
    if given.is_wrong:
        return _form_page(request, desk, given)
    address = pack_address(order, sources.library)
    return RedirectResponse(f"{address}#document-{given.document}", 303)


def _leave(given: RemarkForm, order: Order, desk: Desk) -> None:
    """Write the remark. Raises `WrongOption` and `NotFitToPrint`."""
    today, materials = desk.settings.today(), desk.settings.materials
    new = new_remark(given.document, given.part, given.says, given.by, today, today)
    sources = desk.fresh_sources()
    refuse_no_name(new.by, sources.library.names)
    folders = (sources.library, sources.templates)
    leave_remark(materials, order, new, *folders, desk.press.workers)


def _form_page(request: Request, desk: Desk, given: RemarkForm) -> Response:
    sources = desk.sources()
    library, order = sources.library, parse_order(request, desk, sources)
    return page(
        request,
        "remark.html",
        422 if given.is_wrong else 200,
        session=library.sessions[order.session],
        band=library.bands[order.band].title,
        nation=library.nations[order.nation].title,
        version=version_of(order),
        address=pack_address(order, library, "/remark"),
        back=pack_address(order, library),
        targets=_targets(order, sources),
        form=given,
        command=given.command(order, desk.settings),
    )


def _targets(order: Order, sources: Sources) -> Targets:
    """The documents and parts that a remark can be on. Raises `NotFitToPrint`."""
    plan = plan_for(order, sources.library, sources.templates)
    return {
        document.row.title: {
            document.row.name: "",
            **{f"{document.row.name}{_BETWEEN}{part.title}": part.title for part in document.parts},
        }
        for document in plan.documents
    }


ROUTES = (
    Route(f"{AT}/remark", form, methods=["GET"]),
    Route(f"{AT}/remark", posted(send), methods=["POST"]),
)
