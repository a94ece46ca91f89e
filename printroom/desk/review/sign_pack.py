"""Sign a pack that was read at the desk: the same entry as by the command `sign`."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.forms import sent_form
from printroom.desk.common.users import person_of
from printroom.desk.review.pack_orders import pack_address, parse_order
from printroom.desk.review.read_pack import AT, show_pack
from printroom.desk.review.sign_form import SignForm
from printroom.desk.state.shop import Shop, shop_of
from printroom.ledger.signing import sign
from printroom.model import NotFitToPrint, Order, WrongOption


async def send(request: Request) -> Response:
    """Sign the pack; or show it again, with what is wrong."""
    return await run_in_threadpool(_sent, request, await sent_form(request))


def _sent(request: Request, data: FormData) -> Response:
    shop = shop_of(request)
    sources = shop.sources()
    order = parse_order(request, shop, sources)
    form = _signed(SignForm.of(data, person_of(request)), order, shop)
    if form.errors or form.problems:
        return show_pack(request, shop, sources, order, form, patience_s=None)
    return RedirectResponse(f"{pack_address(order, sources.library)}#sign", 303)


def _signed(form: SignForm, order: Order, shop: Shop) -> SignForm:
    """Sign; the form with what is wrong, if anything is."""
    if form.errors:
        return form
    try:
        signer = form.signer(shop.settings.today())
        sources = shop.fresh_sources()
        sign(
            shop.settings.materials,
            order,
            signer,
            sources.library,
            sources.templates,
            workers=shop.press.workers,
            record=shop.record(),
        )
    except WrongOption as error:
        return form.wrong(error)
    except NotFitToPrint as error:
        return form.with_problems(error.problems)
    return form


ROUTES = (Route(AT, send, methods=["POST"]),)
