"""Signs a pack that was read at the desk, as the command `sign` does.

Apart from `read_pack`, so that only this module of the two writes.
"""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.forms import posted
from printroom.desk.common.users import person_of
from printroom.desk.review.pack_orders import pack_address, parse_order
from printroom.desk.review.read_pack import AT, show_pack
from printroom.desk.review.sign_form import SignForm
from printroom.desk.state.desk import Desk, desk_of
from printroom.ledger.signing import sign
from printroom.model import Order


def send(request: Request, data: FormData) -> Response:
    """Sign the pack; or show it again, with the errors of the form."""
    desk = desk_of(request)
    sources = desk.sources()
    order = parse_order(request, desk, sources)
    form = SignForm.of(data, person_of(request))
    form = form.done(lambda: _sign(form, order, desk))
    if form.is_wrong:
        return show_pack(request, desk, sources, order, form, wait_s=None)
    return RedirectResponse(f"{pack_address(order, sources.library)}#sign", 303)


def _sign(form: SignForm, order: Order, desk: Desk) -> None:
    """Write the sign-off. Raises `WrongOption` and `NotFitToPrint`."""
    signer = form.signer(desk.settings.today())
    sources = desk.fresh_sources()
    places = (sources.library, sources.templates, desk.press.workers, desk.record())
    sign(desk.settings.materials, order, signer, *places)


ROUTES = (Route(AT, posted(send), methods=["POST"]),)
