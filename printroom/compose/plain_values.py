"""Copies what was chosen into plain read-only values for templates.

Templates come from other organisations. A template that holds one of our objects can call what
the object can do; one that holds data can only print it. So everything that a template gets is
text, a number, a date, a tuple, a dict of these, or a `View` of declared fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from printroom.model import Band, Contact, Picture, PlannedDocument, PlannedPart

SHOWN: Mapping[type, tuple[str, ...]] = {
    Band: ("title", "people", "adults", "look", "body_pt", "line_mm", "tick_mm", "large_print"),
    PlannedDocument: (
        "number",
        "code",
        "parts",
        "contacts",
        "strip",
        "facts",
        "glossary",
        "pictures",
        "declared",
        "guide",
        "layout",
    ),
    PlannedPart: ("title", "segment", "new_page", "is_urgent", "on_card", "path", "line"),
    Picture: ("alt",),
    Contact: tuple(name for name in Contact.model_fields if not name.startswith("verif")),
}
"""What a template may read of those that hold more than it may; of all others, every field.

Of what is named here and can be called, it reads what the call gives.
"""
_AS_IT_IS = frozenset((str, Markup, int, float, bool, type(None), dt.date))


class View:
    """The declared fields of one thing, to read by name; two with the same fields are equal."""

    __slots__ = ("_fields",)
    _fields: Mapping[str, object]

    def __init__(self, fields: Mapping[str, object]) -> None:
        object.__setattr__(self, "_fields", fields)

    def __getattr__(self, name: str) -> object:
        """A field, for the program's own functions; a template reads it by its environment."""
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(f"there is no “{name}” here") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("what a template reads cannot be changed")

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, View) and self._fields == other._fields)

    def __hash__(self) -> int:
        return hash(tuple(self._fields))

    def __repr__(self) -> str:
        return "(" + ", ".join(f"{name}: {value}" for name, value in self._fields.items()) + ")"


def field_names(value: object) -> tuple[str, ...]:
    """What can be read of a value by name: the fields of a view, the keys of a dict."""
    if isinstance(value, View):
        return tuple(value._fields)
    return tuple(map(str, value)) if isinstance(value, Mapping) else ()


class Plain:
    """Makes plain values; the same thing becomes the same view each time that it is met."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[object, View]] = {}
        self._made_from: dict[int, object] = {}

    def __call__(self, value: object) -> object:
        """A plain copy of a value. Raises `TypeError` for what no template may hold."""
        kind = type(value)
        if kind in _AS_IT_IS:
            return value
        if isinstance(value, (tuple, list)):
            return tuple(self(item) for item in value)
        if isinstance(value, Mapping):
            return {self(key): self(one) for key, one in value.items()}
        if issubclass(kind, BaseModel) or is_dataclass(value):
            return self._view(value)
        raise TypeError(f"a template cannot be given a {kind.__name__}")

    def _view(self, value: Any) -> View:
        met = self._met.get(id(value))
        if met is None:
            kind: type[Any] = type(value)
            shown = {name: self(_read(value, name)) for name in _shown(kind)}  # type: ignore[arg-type]
            # The value itself is kept too: while it lives, no other has its id.
            met = self._met[id(value)] = (value, View(shown))
            self._made_from[id(met[1])] = value
        return met[1]

    def shown_as(self, view: object) -> object:
        """The thing that a view was made from; nothing for what is no view of these."""
        return self._made_from.get(id(view)) if isinstance(view, View) else None


def _read(value: object, name: str) -> object:
    found = getattr(value, name)
    return found() if callable(found) else found


@cache
def _shown(kind: type[Any]) -> tuple[str, ...]:
    """The names of what a template may read of a kind of thing: its fields and properties."""
    if kind in SHOWN:
        return SHOWN[kind]
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    declared = (member.name for member in fields(kind))
    derived = (name for name, value in vars(kind).items() if isinstance(value, property))
    return (*declared, *derived)
