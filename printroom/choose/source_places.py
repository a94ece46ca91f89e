"""Source positions of a plan's texts that were written outside Markdown.

Only texts of the plan itself are included, so nothing of other bands becomes reachable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from printroom.model import Library, Node, Plan

_NOT_PRINTED = (
    *("sessions:", "nations:", "language:", "not-in-puzzles:", "placeholders:", "spread:"),
    "checks:",
)
"""Kinds of entries whose text no plan prints: those of others, and those that only check."""


def source_places(plan: Plan, library: Library) -> dict[str, tuple[str, int, int]]:
    """The file, line and column of each text from one of the plan's own files."""
    present: set[str] = set()
    _collect(plan, present, set())
    found: dict[str, tuple[str, int, int]] = {}
    for path in dict.fromkeys(_files(plan, library)):
        for text, place in library.places.get(path, {}).items():
            if text in present:
                found.setdefault(text, (path, *place))
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
        if name in own or not name.startswith(_NOT_PRINTED):
            yield path


def _collect(value: object, texts: set[str], seen: set[int]) -> None:
    """Add every text in a value, at any depth; what is there more than once is read once.

    Markdown is left out: its nodes know their own positions.
    """
    if isinstance(value, str):
        texts.add(value)
    elif not isinstance(value, Node) and id(value) not in seen:
        seen.add(id(value))
        for one in _inner(value):
            _collect(one, texts, seen)


def _inner(value: Any) -> Iterable[object]:
    """The direct members of a value. They live as long as it, so that no id is used again."""
    if isinstance(value, tuple):
        return value
    if names := _fields(value.__class__):
        return [getattr(value, name) for name in names]
    return value.values() if isinstance(value, Mapping) else ()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of the fields of a model or a dataclass; other types have none."""
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
