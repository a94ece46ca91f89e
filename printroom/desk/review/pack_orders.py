"""The addresses of packs on the pages for reviewers, and the orders that addresses name."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request

from printroom.desk.common.commands import command
from printroom.desk.common.pages import review_address
from printroom.desk.common.settings import Settings
from printroom.desk.state.desk import Desk
from printroom.make import Sources
from printroom.model import Library, Order


def pack_address(order: Order, library: Library, below: str = "") -> str:
    """The address of the page on which a pack is read; `below` is added to its path."""
    return review_address(order, library.sessions[order.session].code, below)


def parse_order(request: Request, desk: Desk, sources: Sources) -> Order:
    """The order in the address; 404 if there is no such pack."""
    library, given = sources.library, request.query_params
    name = library.find_session(request.path_params["code"])
    band, nation = request.path_params["band"], request.path_params["nation"]
    if name not in library.sessions or nation not in library.nations:
        raise HTTPException(404)
    session = library.sessions[name]
    minutes, seed = given.get("minutes", ""), given.get("seed", "1")
    is_seed = seed.isascii() and seed.isdigit() and 1 <= int(seed[:7]) <= 999_999
    is_length = minutes in ("", *map(str, session.lengths))
    if band not in session.bands or not (is_seed and is_length):
        raise HTTPException(404)
    length = int(minutes) if minutes and int(minutes) != session.minutes else None
    day, follows = desk.settings.today(), given.get("follows") == "yes"
    return Order(name, band, nation, int(seed), day, minutes=length, follows=follows)


def version_of(order: Order) -> str:
    """The length, follow-up and arrangement of a pack in words; empty if all are the usual ones."""
    length = f"{order.minutes} minutes" if order.minutes else ""
    follow_up = "as a follow-up" if order.follows else ""
    seed = f"arrangement {order.seed}" if order.seed != 1 else ""
    return ", ".join(one for one in (length, follow_up, seed) if one)


def pack_command(settings: Settings, name: str, order: Order, options: Mapping[str, str]) -> str:
    """The command of this name for the pack of an order, with further options."""
    flags = ("--follows",) if order.follows else ()
    asked = {
        "--band": order.band,
        "--nation": order.nation,
        "--minutes": str(order.minutes or ""),
    }
    return command(settings, name, order.session, *flags, **asked, **options)
