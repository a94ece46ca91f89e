"""The nation that a browser asks for: chosen once, and remembered in a cookie."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from printroom.model import Library

COOKIE = "nation"
USUAL = "england"
A_YEAR_S = 365 * 24 * 3600


def nation_of(request: Request, library: Library) -> str:
    """The nation that the address names, else the one chosen before, else the usual one."""
    for named in (request.query_params.get("nation"), request.cookies.get(COOKIE), USUAL):
        nation = library.names.nation(named) if named else ""
        if nation in library.nations:
            return nation
    return min(library.nations)


def remember(response: Response, nation: str) -> None:
    """Have the browser ask for this nation from now on."""
    response.set_cookie(COOKIE, nation, max_age=A_YEAR_S, httponly=True, samesite="strict")
