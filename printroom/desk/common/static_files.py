"""Serves the styles, scripts and fonts of the desk, from a closed list of files."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).parents[1] / "static"
FONTS = Path(__file__).parents[3] / "templates" / "fonts"
"""The typefaces of the printed pages."""
FILES = {
    "desk.css": (HERE / "desk.css", "text/css; charset=utf-8"),
    "review.css": (HERE / "review.css", "text/css; charset=utf-8"),
    "desk.js": (HERE / "desk.js", "text/javascript; charset=utf-8"),
    "term.css": (HERE / "term.css", "text/css; charset=utf-8"),
    "design.css": (HERE / "design.css", "text/css; charset=utf-8"),
    "design.js": (HERE / "design.js", "text/javascript; charset=utf-8"),
    "chevron.svg": (HERE / "chevron.svg", "image/svg+xml"),
    "icon.svg": (HERE / "icon.svg", "image/svg+xml"),
    "htmx.js": (HERE / "htmx.min.js", "text/javascript; charset=utf-8"),
    "text.ttf": (FONTS / "AtkinsonHyperlegibleNext-Regular.ttf", "font/ttf"),
    "text-bold.ttf": (FONTS / "AtkinsonHyperlegibleNext-Bold.ttf", "font/ttf"),
    "text-italic.ttf": (FONTS / "AtkinsonHyperlegibleNext-Italic.ttf", "font/ttf"),
    "head.ttf": (FONTS / "BricolageGrotesque-SemiBold.ttf", "font/ttf"),
    "head-bold.ttf": (FONTS / "BricolageGrotesque-ExtraBold.ttf", "font/ttf"),
    "mono.ttf": (FONTS / "AtkinsonHyperlegibleMono-Regular.ttf", "font/ttf"),
}


def static_file(request: Request) -> Response:
    """One of FILES; no other path is ever read."""
    known = FILES.get(request.path_params["name"])
    if known is None or not known[0].is_file():
        return Response(status_code=404)
    is_named_by_content = "v" in request.query_params or known[1] == "font/ttf"
    headers = {"cache-control": "max-age=3600"} if is_named_by_content else None
    return Response(known[0].read_bytes(), media_type=known[1], headers=headers)


@cache
def static_url(name: str) -> str:
    """The address of a file, which changes with its content."""
    file = FILES[name][0]
    digest = blake2b(file.read_bytes(), digest_size=6).hexdigest() if file.is_file() else "0"
    return f"/static/{name}?v={digest}"


ROUTES = (Route("/static/{name}", static_file),)
