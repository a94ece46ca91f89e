"""Renders single pages and letters that belong to no pack, such as the report of a term."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template


def render_page(template: str, **values: object) -> str:
    """A page from the text of its template; all values are escaped."""
    return _compiled(template, escapes=True).render(values)


def render_text(template: str, **values: object) -> str:
    """A plain text from that of its template."""
    return _compiled(template, escapes=False).render(values)


@lru_cache(maxsize=8)
def _compiled(template: str, *, escapes: bool) -> Template:
    """A template, compiled once for a process that makes many pages of it."""
    environment = Environment(
        autoescape=escapes,  # noqa: S701 - nothing is escaped in a plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(template)
