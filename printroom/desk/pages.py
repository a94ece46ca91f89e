"""Renders the pages of the desk: Jinja2 with every value escaped, and the frame around each."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from printroom.desk.static_files import static_url

AREAS = (
    ("/", "Find a session"),
    ("/jobs", "Your packs"),
    ("/term", "Before a term"),
    ("/review", "Review"),
    ("/help-lines", "Help lines"),
    ("/codes", "Codes"),
    ("/design", "Design"),
)
"""The addresses in the navigation, with their titles."""
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals["static"] = static_url
_pages.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"


def page(request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page that this template makes of these values."""
    return HTMLResponse(fragment(name, path=request.url.path, areas=AREAS, **values), status)


def fragment(name: str, **values: object) -> str:
    """A piece of a page, to put in place of another."""
    return _pages.get_template(name).render(values)
