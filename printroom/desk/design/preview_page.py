"""Live preview: a document as it prints, made again after each save that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from printroom.desk.common.chosen_nation import nation_of, remember
from printroom.desk.common.pages import fragment, page
from printroom.desk.common.places import editor_link, place_problems
from printroom.desk.design import changes, new
from printroom.desk.design.preview_choice import choice_of
from printroom.desk.state.background import size_of
from printroom.desk.state.events import News, stream
from printroom.desk.state.live import Live, picture_name
from printroom.desk.state.shop import Shop, shop_of
from printroom.model import EDITIONS, MarkedPage, NotFitToPrint

LOOK_S = 0.02
"""How often is looked for a new picture: designers wait for it."""
LAYERS: Mapping[str, str] = {
    "sheet": "Trim, bleed and margins",
    "baseline": "Baselines",
    "order": "Reading order and tags",
    "alt": "Alternative texts",
    "font": "Fonts and sizes",
    "contrast": "Contrast",
    "source": "Where it was written",
}
"""What can be drawn over the pages."""
LISTS: Mapping[str, str] = {
    "order": "Read aloud in this order",
    "alt": "Alternative texts",
    "font": "Fonts and sizes",
    "contrast": "Contrast",
    "source": "Where it was written",
}
"""What is listed below a page, too, for whoever does not see what is drawn over it."""


def design(request: Request) -> Response:
    """The preview of a document; or the part of the page that shows another one."""
    shop = shop_of(request)
    sources = shop.sources()
    library = sources.library
    nation = nation_of(request, library)
    choice = choice_of(request.query_params, nation, sources, shop.settings)
    live = shop.live.open(choice.order, choice.document)
    is_part = request.headers.get("hx-request") == "true"
    response = page(
        request,
        "design_studio.html" if is_part else "design.html",
        library=library,
        choice=choice,
        session=library.sessions[choice.order.session],
        editions=EDITIONS if library.bands[choice.order.band].large_print else EDITIONS[:1],
        live=live,
        parts=_parts(live, shop),
        command=choice.command(shop.settings),
        layers=LAYERS,
    )
    remember(response, nation)
    return response


def events(request: Request) -> Response:
    """The parts of the page that change, as long as somebody looks at it."""
    shop, live = shop_of(request), live_of(request)
    news = News(lambda: live.version, lambda: _parts(live, shop), look_s=LOOK_S)
    return stream(request, news, live.watched)


def picture(request: Request) -> Response:
    """A picture of a page; its name changes with its content."""
    content = live_of(request).picture(request.path_params["name"])
    if content is None:
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=3600"}
    return Response(content, media_type="image/png", headers=headers)


def marks(request: Request) -> Response:
    """What is drawn over each page, by the id of its element."""
    shop, live = shop_of(request), live_of(request)
    try:
        pages = live.marks()
    except NotFitToPrint:  # its messages are in the page already
        pages = ()
    shown = {f"sheet-{one.page}": _marks_of_page(one, shop) for one in pages}
    return JSONResponse(shown)


def _marks_of_page(one: MarkedPage, shop: Shop) -> str:
    links = {
        (mark.path, mark.line): editor_link(shop.settings, mark.path, mark.line)
        for mark in one.marks
        if mark.path
    }
    return fragment("live_marks.html", page=one, links=links, lists=LISTS)


def live_of(request: Request) -> Live:
    """The preview that an address names; there is no page for any other name."""
    live = shop_of(request).live.get(request.path_params["live"])
    if live is None:
        raise HTTPException(404)
    return live


def _parts(live: Live, shop: Shop) -> dict[str, str]:
    """What changes on the page, by the ids of its elements."""
    values = _values(live, shop)
    names = ("status", "problems", "refused", "sheets")
    return {f"live-{name}": fragment(f"live_{name}.html", **values) for name in names}


def _values(live: Live, shop: Shop) -> dict[str, Any]:
    last = live.last
    stopping = tuple(dict.fromkeys(last.problems))
    return {
        "live": live,
        "is_made": live.version > 0,
        "pages": [_picture(one, live) for one in last.pages],
        "refused": [(_picture(one.picture, live), one) for one in last.refused],
        "problems": place_problems(stopping, shop.settings),
        "warnings": place_problems(last.warnings, shop.settings),
        "title": last.printed.name.replace("-", " ") if last.printed else live.preview.document,
    }


def _picture(content: bytes, live: Live) -> tuple[str, int, int]:
    """The address of a picture, its width and its height; no address if it is not drawn yet."""
    if not content:
        return "", 210, 297
    return f"/design/{live.id}/{picture_name(content)}.png", *size_of(content)


ROUTES = (
    Route("/design", design),
    Route("/design/{live}/events", events),
    Route("/design/{live}/marks", marks),
    Route("/design/{live}/{name}.png", picture),
    *new.ROUTES,
    *changes.ROUTES,
)
