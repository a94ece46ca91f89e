"""Before and after: every page that an edit changes, compared with a revision or a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.commands import command
from printroom.desk.common.forms import posted, texts_of
from printroom.desk.common.pages import fragment, page
from printroom.desk.common.places import place_problems
from printroom.desk.state.comparisons import Running, Wanted
from printroom.desk.state.events import News, stream
from printroom.desk.state.shop import Shop, shop_of
from printroom.make.compare.differences_page import NAMED, change_title, numbers, pack_name
from printroom.model import EDITIONS, Edition, Library, Order

LONGEST = 200
MOST_SHOWN = 120
"""Changes beyond this many are counted, and are in the page that the command writes."""


def form(request: Request) -> Response:
    """The form, and the comparisons that were made since the desk was opened."""
    names = ("session", "band", "nation", "edition")
    return _form(request, given=texts_of(request.query_params, names, LONGEST))


def send(request: Request, data: FormData) -> Response:
    """Compare, or show the form again with what is wrong."""
    shop = shop_of(request)
    library, bases = shop.sources().library, shop.comparisons.bases()
    given = texts_of(data, ("base", "session", "band", "nation", "edition"), LONGEST)
    if given["base"] not in bases:
        return _form(request, 422, {"base": "Choose what to compare with"}, given)
    edition = next((one for one in EDITIONS if one == given["edition"]), None)
    if edition is None:
        return _form(request, 422, {"edition": "Choose one of the editions"}, given)
    wanted = _parse_form(given, bases[given["base"]], library, edition)
    running = shop.comparisons.start(wanted, _command(wanted, shop))
    return RedirectResponse(f"/design/changes/{running.id}", 303)


def _parse_form(given: dict[str, str], title: str, library: Library, edition: Edition) -> Wanted:
    """What a form asks for; a session, band or nation that does not exist is left out."""
    code, band, nation = given["session"], given["band"], given["nation"]
    codes = {session.code for session in library.sessions.values()}
    return Wanted(
        given["base"],
        title,
        (code,) if code in codes else (),
        (band,) if band in library.bands else (),
        (nation,) if nation in library.nations else (),
        edition,
    )


def _command(wanted: Wanted, shop: Shop) -> str:
    """The command that compares the same."""
    edition = wanted.edition if wanted.edition != EDITIONS[0] else ""
    options: dict[str, str | tuple[str, ...]] = {
        "--base": wanted.base,
        "--session": wanted.sessions,
        "--band": wanted.bands,
        "--nation": wanted.nations,
        "--edition": edition,
    }
    return command(shop.settings, "diff", **options)


def _form(
    request: Request,
    status: int = 200,
    errors: dict[str, str] | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    shop = shop_of(request)
    return page(
        request,
        "changes.html",
        status,
        errors=errors or {},
        given=given or {},
        bases=shop.comparisons.bases(),
        library=shop.sources().library,
        editions=EDITIONS,
        earlier=shop.comparisons.all(),
    )


def comparison(request: Request) -> Response:
    """A comparison: its progress, then every page that differs."""
    running = running_of(request)
    parts = _parts(running, shop_of(request))
    return page(request, "comparison.html", running=running, parts=parts)


def events(request: Request) -> Response:
    """The parts of the page that change, until the comparison is over."""
    shop, running = shop_of(request), running_of(request)
    news = News(lambda: running.version, lambda: _parts(running, shop), lambda: running.is_over)
    return stream(request, news)


def stop(request: Request) -> Response:
    """Stop a comparison; what it has found is shown."""
    running = running_of(request)
    running.cancelled.set()
    running.notify()
    return RedirectResponse(f"/design/changes/{running.id}", 303)


def picture(request: Request) -> Response:
    """A picture of a page before or after, or of what differs."""
    file = running_of(request).picture(f"{request.path_params['name']}.png")
    if file is None or not file.is_file():
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=600"}
    return FileResponse(file, media_type="image/png", headers=headers)


def running_of(request: Request) -> Running:
    """The comparison that an address names; there is no page for any other name."""
    running = shop_of(request).comparisons.get(request.path_params["id"])
    if running is None:
        raise HTTPException(404)
    return running


def _parts(running: Running, shop: Shop) -> dict[str, str]:
    values = _values(running, shop)
    names = ("status", "found")
    return {f"changes-{name}": fragment(f"changes_{name}.html", **values) for name in names}


def _values(running: Running, shop: Shop) -> dict[str, Any]:
    found, library = running.found, shop.sources().library
    changes = found.changes if found else ()
    return {
        "running": running,
        "found": found,
        "numbers": numbers(found) if found else (),
        "changes": [
            {
                "title": change_title(change),
                "packs": "; ".join(_pack_names(change.orders, library)),
                "pictures": {kind: file.name for kind, file in change.pictures.items()},
            }
            for change in changes[:MOST_SHOWN]
        ],
        "more": max(0, len(changes) - MOST_SHOWN),
        "problems": place_problems(found.problems if found else running.problems, shop.settings),
    }


def _pack_names(orders: Sequence[Order], library: Library) -> Iterator[str]:
    """The first packs that a page belongs to, in the words of the desk, and how many more."""
    for order in orders[:NAMED]:
        session, band = library.sessions.get(order.session), library.bands.get(order.band)
        nation = library.nations.get(order.nation)
        if session and band and nation:
            yield f"{session.code} {session.title}, {band.title}, {nation.title}"
        else:
            yield pack_name(order)
    if len(orders) > NAMED:
        yield f"and {len(orders) - NAMED:,} more"


ROUTES = (
    Route("/design/changes", form, methods=["GET"]),
    Route("/design/changes", posted(send), methods=["POST"]),
    Route("/design/changes/{id}", comparison),
    Route("/design/changes/{id}/events", events),
    Route("/design/changes/{id}/stop", stop, methods=["POST"]),
    Route("/design/changes/{id}/{name}.png", picture),
)
