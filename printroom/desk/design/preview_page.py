"""Live preview: a document as it prints, made again after each save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from printroom.desk.common.chosen_nation import nation_of, remember
from printroom.desk.common.commands import command
from printroom.desk.common.pages import asks_for_part, fragment, page
from printroom.desk.common.places import editor_link, place_problems
from printroom.desk.common.settings import Settings
from printroom.desk.design import changes, new
from printroom.desk.state.background import size_of
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.events import Updates, stream
from printroom.desk.state.live import LivePreview, picture_name
from printroom.make import Sources, plan_for
from printroom.model import EDITIONS, Edition, Library, MarkedPage, NotFitToPrint, Order

INTERVAL_S = 0.02
"""The time between two looks for a new picture: short, since designers wait for it."""
LAYERS: Mapping[str, str] = {
    "sheet": "Trim, bleed and margins",
    "baseline": "Baselines",
    "order": "Reading order and tags",
    "alt": "Alternative texts",
    "font": "Fonts and sizes",
    "contrast": "Contrast",
    "source": "Where it was written",
}
"""The layers of marks that can be drawn over pages."""
LISTS: Mapping[str, str] = {
    "order": "Read aloud in this order",
    "alt": "Alternative texts",
    "font": "Fonts and sizes",
    "contrast": "Contrast",
    "source": "Where it was written",
}
"""The layers that are also listed below each page, for people who do not see the marks."""
HANDOUT = "handout"


def design(request: Request) -> Response:
    """The preview of a document; or only the part of the page that shows it."""
    desk = desk_of(request)
    sources = desk.sources()
    library = sources.library
    nation = nation_of(request, library)
    choice = choice_of(request.query_params, nation, sources, desk.settings)
    live = desk.live.open(choice.order, choice.document)
    is_part = asks_for_part(request)
    response = page(
        request,
        "design_studio.html" if is_part else "design.html",
        library=library,
        choice=choice,
        session=library.sessions[choice.order.session],
        editions=EDITIONS if library.bands[choice.order.band].large_print else EDITIONS[:1],
        live=live,
        parts=_parts(live, desk),
        command=choice.command(desk.settings),
        layers=LAYERS,
    )
    remember(response, nation)
    return response


def events(request: Request) -> Response:
    """The parts of the page that change, as long as somebody looks at it."""
    desk, live = desk_of(request), live_of(request)
    news = Updates(lambda: live.version, lambda: _parts(live, desk), interval_s=INTERVAL_S)
    return stream(request, news, live.watched)


def picture(request: Request) -> Response:
    """A picture of a page; its name changes with its content."""
    content = live_of(request).picture(request.path_params["name"])
    if content is None:
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=3600"}
    return Response(content, media_type="image/png", headers=headers)


def marks(request: Request) -> Response:
    """The marks to draw over each page, by the ids of elements."""
    desk, live = desk_of(request), live_of(request)
    try:
        pages = live.marks()
    except NotFitToPrint:  # its messages are in the page already
        pages = ()
    shown = {f"sheet-{one.page}": _marks_of_page(one, desk) for one in pages}
    return JSONResponse(shown)


def _marks_of_page(one: MarkedPage, desk: Desk) -> str:
    links = {
        (mark.path, mark.line): editor_link(desk.settings, mark.path, mark.line)
        for mark in one.marks
        if mark.path
    }
    return fragment("live_marks.html", page=one, links=links, lists=LISTS)


def live_of(request: Request) -> LivePreview:
    """The preview in the address; 404 if there is none."""
    live = desk_of(request).live.get(request.path_params["live"])
    if live is None:
        raise HTTPException(404)
    return live


def _parts(live: LivePreview, desk: Desk) -> dict[str, str]:
    """The parts of the page that change, by the ids of their elements."""
    values = _values(live, desk)
    names = ("status", "problems", "refused", "sheets")
    return {f"live-{name}": fragment(f"live_{name}.html", **values) for name in names}


def _values(live: LivePreview, desk: Desk) -> dict[str, Any]:
    last = live.last
    stopping = tuple(dict.fromkeys(last.problems))
    return {
        "live": live,
        "is_made": live.version > 0,
        "pages": [_picture(one, live) for one in last.pages],
        "refused": [(_picture(one.picture, live), one) for one in last.refused],
        "problems": place_problems(stopping, desk.settings),
        "warnings": place_problems(last.warnings, desk.settings),
        "title": last.printed.name.replace("-", " ") if last.printed else live.preview.document,
    }


def _picture(content: bytes, live: LivePreview) -> tuple[str, int, int]:
    """The address, width and height of a picture; an empty address if it is not drawn yet."""
    if not content:
        return "", 210, 297
    return f"/design/{live.id}/{picture_name(content)}.png", *size_of(content)


@dataclass(frozen=True)
class Choice:
    """The document to preview; missing and wrong values of the address are replaced by defaults."""

    order: Order
    document: str
    documents: Mapping[str, str]
    """The names and titles of all documents of the pack."""
    code: str
    """The session's code, such as C2."""

    def address(self) -> str:
        """The address of its preview."""
        order = self.order
        given = {"session": self.code, "band": order.band, "document": self.document}
        return f"/design?{urlencode({**given, 'nation': order.nation, 'edition': order.edition})}"

    def command(self, settings: Settings) -> str:
        """The command that prints it again after each save."""
        order = self.order
        edition = order.edition if order.edition != EDITIONS[0] else ""
        options = {"--band": order.band, "--nation": order.nation, "--edition": edition}
        only = {"--only": self.document}
        return command(settings, "watch", self.code, **options, **only) + " --pictures"


def choice_of(
    given: Mapping[str, str], nation: str, sources: Sources, settings: Settings
) -> Choice:
    """The document that the values of an address name, in `nation`."""
    library = sources.library
    name = library.find_session(given.get("session", ""))
    if name not in library.sessions:
        name = min(library.sessions, key=lambda one: library.sessions[one].code)
    session = library.sessions[name]
    band = given.get("band", "")
    if band not in session.bands:
        band = session.bands[0]
    edition = _edition(given.get("edition", ""), band, library)
    order = Order(name, band, nation, as_of=settings.today(), edition=edition)
    documents = _documents(order, sources)
    document = given.get("document", "")
    if document not in documents:
        document = HANDOUT if HANDOUT in documents else _front(order, documents, sources)
    return Choice(order, document, documents, session.code)


def _edition(given: str, band: str, library: Library) -> Edition:
    """The edition with this name; the standard one if there is none, or the band lacks it."""
    edition = next((one for one in EDITIONS if one == given), EDITIONS[0])
    is_lacking = edition == "large-print" and library.bands[band].large_print is None
    return EDITIONS[0] if is_lacking else edition


def _documents(order: Order, sources: Sources) -> dict[str, str]:
    """The documents of an order; those of its session template if the order has mistakes."""
    library, templates = sources.library, sources.templates
    try:
        rows = [one.row for one in plan_for(order, library, templates).documents]
    except NotFitToPrint:
        rows = [*templates.sessions[library.sessions[order.session].template].documents]
    return {row.name: row.title for row in rows}


def _front(order: Order, documents: Mapping[str, str], sources: Sources) -> str:
    """The first document with pages for participants, or else the first by name."""
    template = sources.library.sessions[order.session].template
    rows = sources.templates.sessions[template].documents
    own = (row.name for row in rows if row.audience == "participant" and row.medium == "page")
    return next((name for name in own if name in documents), min(documents))


ROUTES = (
    Route("/design", design),
    Route("/design/{live}/events", events),
    Route("/design/{live}/marks", marks),
    Route("/design/{live}/{name}.png", picture),
    *new.ROUTES,
    *changes.ROUTES,
)
