"""Before and after: the pages that differ from a revision or another folder."""

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
from printroom.desk.state.comparisons import RunningComparison, WantedComparison
from printroom.desk.state.desk import Desk, desk_of
from printroom.desk.state.events import Updates, stream
from printroom.make.compare.differences_page import NAMED, change_title, numbers, pack_name
from printroom.model import EDITIONS, Edition, Library, Order

LONGEST = 200
MOST_SHOWN = 120
"""How many changes are shown; others are counted, and are on the page that the command writes."""


def form(request: Request) -> Response:
    """The form, and the comparisons made since the desk was opened."""
    names = ("session", "band", "nation", "edition")
    return _form(request, given=texts_of(request.query_params, names, LONGEST))


def send(request: Request, data: FormData) -> Response:
    """Start a comparison; or show the form again, with its errors."""
    desk = desk_of(request)
    library, bases = desk.sources().library, desk.comparisons.bases()
    given = texts_of(data, ("base", "session", "band", "nation", "edition"), LONGEST)
    if given["base"] not in bases:
        return _form(request, 422, {"base": "Choose what to compare with"}, given)
    edition = next((one for one in EDITIONS if one == given["edition"]), None)
    if edition is None:
        return _form(request, 422, {"edition": "Choose one of the editions"}, given)
    wanted = _parse_form(given, bases[given["base"]], library, edition)
    running = desk.comparisons.start(wanted, _command(wanted, desk))
    return RedirectResponse(f"/design/changes/{running.id}", 303)


def _parse_form(
    given: dict[str, str], title: str, library: Library, edition: Edition
) -> WantedComparison:
    """The comparison that a form asks for, without names that do not exist."""
    code, band, nation = given["session"], given["band"], given["nation"]
    codes = {session.code for session in library.sessions.values()}
    return WantedComparison(
        given["base"],
        title,
        (code,) if code in codes else (),
        (band,) if band in library.bands else (),
        (nation,) if nation in library.nations else (),
        edition,
    )


def _command(wanted: WantedComparison, desk: Desk) -> str:
    """The command that makes the same comparison."""
    edition = wanted.edition if wanted.edition != EDITIONS[0] else ""
    options: dict[str, str | tuple[str, ...]] = {
        "--base": wanted.base,
        "--session": wanted.sessions,
        "--band": wanted.bands,
        "--nation": wanted.nations,
        "--edition": edition,
    }
    return command(desk.settings, "diff", **options)


def _form(
    request: Request,
    status: int = 200,
    errors: dict[str, str] | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    desk = desk_of(request)
    return page(
        request,
        "changes.html",
        status,
        errors=errors or {},
        given=given or {},
        bases=desk.comparisons.bases(),
        library=desk.sources().library,
        editions=EDITIONS,
        earlier=desk.comparisons.all(),
    )


def comparison(request: Request) -> Response:
    """A comparison: its progress, then every page that differs."""
    running = running_of(request)
    parts = _parts(running, desk_of(request))
    return page(request, "comparison.html", running=running, parts=parts)


def events(request: Request) -> Response:
    """The parts of the page that change, until the comparison is over."""
    desk, running = desk_of(request), running_of(request)
    news = Updates(lambda: running.version, lambda: _parts(running, desk), lambda: running.is_over)
    return stream(request, news)


def stop(request: Request) -> Response:
    """Stop a comparison; differences found until then are kept."""
    running = running_of(request)
    running.cancelled.set()
    running.notify()
    return RedirectResponse(f"/design/changes/{running.id}", 303)


def picture(request: Request) -> Response:
    """A picture of a page before, after, or of the difference."""
    file = running_of(request).picture(f"{request.path_params['name']}.png")
    if file is None or not file.is_file():
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=600"}
    return FileResponse(file, media_type="image/png", headers=headers)


def running_of(request: Request) -> RunningComparison:
    """The comparison in the address; 404 if there is none."""
    running = desk_of(request).comparisons.get(request.path_params["id"])
    if running is None:
        raise HTTPException(404)
    return running


def _parts(running: RunningComparison, desk: Desk) -> dict[str, str]:
    values = _values(running, desk)
    names = ("status", "found")
    return {f"changes-{name}": fragment(f"changes_{name}.html", **values) for name in names}


def _values(running: RunningComparison, desk: Desk) -> dict[str, Any]:
    found, library = running.found, desk.sources().library
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
        "problems": place_problems(found.problems if found else running.problems, desk.settings),
    }


def _pack_names(orders: Sequence[Order], library: Library) -> Iterator[str]:
    """The titles of the first packs with a page, and how many more there are."""
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
