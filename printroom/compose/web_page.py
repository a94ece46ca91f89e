"""Renders pages and letters that are not part of a pack, such as the report of a term.

Their templates are the program's own, so they need no sandbox.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template


def render_page(template: str, **values: object) -> str:
    """An HTML page from the text of its template; all values are escaped."""
    return _compiled(template, escapes=True).render(values)


def render_text(template: str, **values: object) -> str:
    """A plain text from the text of its template; nothing is escaped."""
    return _compiled(template, escapes=False).render(values)


@lru_cache(maxsize=8)
def _compiled(template: str, *, escapes: bool) -> Template:
    """A compiled template, kept for the many pages that a process makes of it."""
    environment = Environment(
        autoescape=escapes,  # noqa: S701 - nothing is escaped in a plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(template)
