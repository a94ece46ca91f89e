"""The web application: its routes with their roles, and its pages for errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.access import log_in_page
from printroom.desk.access.gates import Gate
from printroom.desk.access.office import Office
from printroom.desk.access.permissions import permitted
from printroom.desk.access.safety import Safety
from printroom.desk.access.share_gate import ShareGate, to_log_in
from printroom.desk.common import draft_help, static_files
from printroom.desk.common.pages import page
from printroom.desk.common.users import ANYBODY
from printroom.desk.design import preview_page
from printroom.desk.order import find_page, handouts, job_page, large_page, order_page, take
from printroom.desk.review import (
    help_lines_page,
    look_up,
    read_pack,
    remark_pack,
    sign_offs_page,
    sign_pack,
    take_back,
    withdraw_pack,
)
from printroom.desk.state.desk import Desk
from printroom.desk.term import term_bundle, term_lists, term_new, term_plan, term_print
from printroom.model import NotFitToPrint

AREAS: Mapping[str, tuple[ModuleType, ...]] = {
    ANYBODY: (find_page, handouts, look_up, draft_help),
    "print": (
        *(order_page, job_page, large_page, take),
        *(term_lists, term_new, term_plan, term_print, term_bundle),
    ),
    "review": (
        *(sign_offs_page, read_pack, sign_pack, take_back, remark_pack),
        *(help_lines_page, withdraw_pack),
    ),
    "design": (preview_page,),
}
"""For each role, the modules whose `ROUTES` need it."""


def application(desk: Desk, gate: Gate) -> Starlette:
    """The application of a desk, behind a gate."""
    office = gate.office if isinstance(gate, ShareGate) else None
    app = Starlette(
        routes=[*static_files.ROUTES, *_routes(office)],
        middleware=[Middleware(Safety, gate=gate, locked=to_log_in if office else _locked)],
        exception_handlers={
            HTTPException: _missing,
            NotFitToPrint: _refused,
            500: _broken,
        },
    )
    app.router.redirect_slashes = False  # each page has one address
    app.state.desk, app.state.gate = desk, gate
    return app


def _routes(office: Office | None) -> Iterator[Route]:
    """Every route with the check of its role; and the page to log in, if there are accounts."""
    for role, areas in AREAS.items():
        for area in areas:
            for route in area.ROUTES:
                yield permitted(route, role, office.log if office else None)
    if office:
        yield from log_in_page.ROUTES


def _locked(request: Request) -> Response:
    return page(request, "locked.html", 403)


def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return page(request, "missing.html", status)


def _refused(request: Request, error: Exception) -> Response:
    """A page with the mistakes that stopped a request: the messages of the command line."""
    problems = error.problems if isinstance(error, NotFitToPrint) else ()
    return page(request, "refused.html", 422, problems=[one.shorten() for one in problems])


def _broken(request: Request, _: Exception) -> Response:
    return page(request, "broken.html", 500)
