"""Find a session: every session as a card, and a search over what is on its pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.pages import page
from printroom.desk.shop import shop_of


def find(request: Request) -> Response:
    """The list of sessions."""
    library = shop_of(request).sources().library
    sessions = sorted(library.sessions.values(), key=lambda session: session.code)
    return page(request, "find.html", sessions=sessions, bands=library.bands)


ROUTES = (Route("/", find),)
