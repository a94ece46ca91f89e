"""The nation that a person has chosen, kept in a cookie; pages of three areas use it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from printroom.model import Library

COOKIE = "nation"
USUAL = "england"
A_YEAR_S = 365 * 24 * 3600


def nation_of(request: Request, library: Library) -> str:
    """The nation in the address, else the one in the cookie, else the usual one."""
    for named in (request.query_params.get("nation"), request.cookies.get(COOKIE), USUAL):
        nation = library.names.nation(named) if named else ""
        if nation in library.nations:
            return nation
    return min(library.nations)


def remember(response: Response, nation: str) -> None:
    """Set the cookie, so that the browser asks for this nation from now on."""
    response.set_cookie(COOKIE, nation, max_age=A_YEAR_S, httponly=True, samesite="strict")
