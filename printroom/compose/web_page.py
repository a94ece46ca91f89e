"""Renders single web pages that belong to no pack, such as the report of a term."""

from __future__ import annotations

from jinja2 import Environment, StrictUndefined


def render_page(template: str, **values: object) -> str:
    """A page from the text of its template; all values are escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template).render(values)
