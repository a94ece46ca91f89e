"""Renders the pages of the desk from their templates, with all values escaped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from printroom.desk.common.static_files import static_url
from printroom.desk.common.users import ANYBODY, known_person
from printroom.desk.common.wording import FILTERS
from printroom.model import Order

AREAS = (
    ("/", "Find a session", ANYBODY),
    ("/jobs", "Your packs", "print"),
    ("/term", "Before a term", "print"),
    ("/review", "Review", "review"),
    ("/help-lines", "Helplines", "review"),
    ("/codes", "Codes", ANYBODY),
    ("/design", "Design", "design"),
)
"""The addresses in the navigation, with their titles and the roles that they need."""
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals["static"] = static_url
_pages.filters |= FILTERS
_pages.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
_pages.filters["iso_day"] = lambda text: _pages.filters["day"](dt.date.fromisoformat(text))


def page(request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page from a template, with the navigation."""
    person = known_person(request)
    areas = [(address, title) for address, title, role in AREAS if person and person.may(role)]
    known = {"path": request.url.path, "areas": areas, "person": person}
    return HTMLResponse(fragment(name, **known, **values), status)


def asks_for_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page, not for the whole page."""
    return request.headers.get("hx-request") == "true"


def fragment(name: str, **values: object) -> str:
    """A part of a page from a template."""
    return _pages.get_template(name).render(values)


def review_address(order: Order, session_code: str, below: str = "") -> str:
    """The address of the page on which a pack is read; `below` is added to its path."""
    version = {"minutes": str(order.minutes)} if order.minutes else {}
    version |= {"follows": "yes"} if order.follows else {}
    version |= {"seed": str(order.seed)} if order.seed != 1 else {}
    query = f"?{urlencode(version)}" if version else ""
    return f"/review/{session_code}/{order.band}/{order.nation}{below}{query}"
