"""Source positions of a plan's texts that were written outside Markdown.

Only texts of the plan itself are included, so nothing of other bands becomes reachable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from pydantic import BaseModel

from printroom.model import Library, Plan


def source_places(plan: Plan, library: Library) -> dict[str, tuple[str, int, int]]:
    """The file, line and column of each text from one of the plan's own files."""
    present = set(_texts(plan))
    found: dict[str, tuple[str, int, int]] = {}
    for path in dict.fromkeys(_files(plan, library)):
        written = library.places.get(path, {})
        for text in written.keys() & present:
            found.setdefault(text, (path, *written[text]))
    return found


def _files(plan: Plan, library: Library) -> Iterator[str]:
    """The files that the plan draws on: those of its band before those for all."""
    for name in dict.fromkeys(
        part.snippet for document in plan.documents for part in document.parts
    ):
        snippet = library.snippets[name]
        if plan.order.band in snippet.variants:
            yield snippet.variants[plan.order.band].path
        yield snippet.path
    own = (f"sessions:{plan.order.session}", f"nations:{plan.order.nation}")
    for name, path in library.paths.items():
        if name in own or not name.startswith(("sessions:", "nations:")):
            yield path


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
