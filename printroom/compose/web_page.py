"""Renders single pages and letters that belong to no pack, such as the report of a term."""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import Environment, StrictUndefined


def render_page(template: str, **values: object) -> str:
    """A page from the text of its template; all values are escaped."""
    return _render(template, values, escapes=True)


def render_text(template: str, **values: object) -> str:
    """A plain text from that of its template."""
    return _render(template, values, escapes=False)


def _render(template: str, values: Mapping[str, object], *, escapes: bool) -> str:
    environment = Environment(
        autoescape=escapes,  # noqa: S701 - nothing is escaped in a plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(template).render(values)
