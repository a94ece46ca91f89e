"""The picture on a session's card: the first page of its handout, as it prints."""

from __future__ import annotations

from concurrent.futures import Future
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from printroom.desk.common.chosen_nation import nation_of
from printroom.desk.common.pages import fragment
from printroom.desk.state.background import Pages
from printroom.desk.state.desk import Desk, desk_of
from printroom.make import Sources, plan_for
from printroom.make.pack.orders import prepare_order
from printroom.model import Order, Plan

DPI = 60
HANDOUT = "handout"


def waiting_picture(request: Request) -> Response:
    """The picture in its frame; or, until it is drawn, a frame that asks again."""
    order, pages = _pictures(request)
    address = urlencode({"band": order.band, "nation": order.nation})
    is_broken = pages.done() and pages.exception() is not None
    return HTMLResponse(
        fragment(
            "picture.html",
            address=f"{request.path_params['code']}?{address}",
            is_there=pages.done() and not is_broken,
            is_broken=is_broken,
        )
    )


def picture(request: Request) -> Response:
    """The picture itself, once it is drawn."""
    _, pages = _pictures(request)
    if not pages.done() or pages.exception() is not None:
        raise HTTPException(404)
    return Response(
        pages.result()[0], media_type="image/png", headers={"cache-control": "max-age=60"}
    )


def _pictures(request: Request) -> tuple[Order, Future[Pages]]:
    desk = desk_of(request)
    sources = desk.sources()
    library = sources.library
    name = library.find_session(request.path_params["code"])
    band = request.query_params.get("band", "")
    if name not in library.sessions or band not in library.sessions[name].bands:
        raise HTTPException(404)
    nation = nation_of(request, library)
    order = Order(name, band, nation, as_of=desk.settings.today())
    key = (sources.digest, order)
    return order, desk.pictures.get(key, lambda: _draw_handout(order, desk, sources))


def _draw_handout(order: Order, desk: Desk, sources: Sources) -> Pages:
    """The first page of the handout of a session, as a picture. Raises `NotFitToPrint`."""
    only = (_handout(plan_for(order, sources.library, sources.templates)),)
    prepared = prepare_order(order, desk.press, sources, only=only, values={})
    (printed,) = desk.press.print_documents(prepared.jobs)
    return desk.press.draw_pages(printed, DPI)[:1]


def _handout(plan: Plan) -> str:
    """The name of the handout, or else of the first document that participants get."""
    rows = [document.row for document in plan.documents if document.row.medium == "page"]
    named = [row.name for row in rows if row.name == HANDOUT]
    own = [row.name for row in rows if row.audience == "participant" and not row.read_by]
    return (named or own or [row.name for row in rows])[0]


ROUTES = (Route("/pictures/{code}", waiting_picture), Route("/pictures/{code}/page.png", picture))
