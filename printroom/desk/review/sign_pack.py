"""Sign a pack that was read at the desk: the same entry as by the command `sign`."""

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
from printroom.desk.state.shop import Shop, shop_of
from printroom.ledger.signing import sign
from printroom.model import Order


def send(request: Request, data: FormData) -> Response:
    """Sign the pack; or show it again, with what is wrong."""
    shop = shop_of(request)
    sources = shop.sources()
    order = parse_order(request, shop, sources)
    form = SignForm.of(data, person_of(request))
    form = form.done(lambda: _sign(form, order, shop))
    if form.is_wrong:
        return show_pack(request, shop, sources, order, form, patience_s=None)
    return RedirectResponse(f"{pack_address(order, sources.library)}#sign", 303)


def _sign(form: SignForm, order: Order, shop: Shop) -> None:
    """Sign the pack. Raises `WrongOption` and `NotFitToPrint`."""
    signer = form.signer(shop.settings.today())
    sources = shop.fresh_sources()
    places = (sources.library, sources.templates, shop.press.workers, shop.record())
    sign(shop.settings.materials, order, signer, *places)


ROUTES = (Route(AT, posted(send), methods=["POST"]),)
