"""Copies the program's objects into plain read-only values for templates.

Templates come from other organisations. With an object of ours, a template could call its methods;
with plain data, it can only print it. So everything that a template gets is text, a number, a date,
a tuple, a dict of these, or a `View` of declared fields.
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
"""The fields that a template may read of these types; of all other types, it may read every field.

A method that is named here is called once, and the template reads its result.
"""
_AS_IT_IS = frozenset((str, Markup, int, float, bool, type(None), dt.date))


class View:
    """The fields of one object that a template may read; views with the same fields are equal."""

    __slots__ = ("_fields",)
    _fields: Mapping[str, object]

    def __init__(self, fields: Mapping[str, object]) -> None:
        object.__setattr__(self, "_fields", fields)

    def __getattr__(self, name: str) -> object:
        """A field, for the program's own functions; templates read it through their environment."""
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(f"there is no “{name}” here") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a template cannot change its values")

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, View) and self._fields == other._fields)

    def __hash__(self) -> int:
        return hash(tuple(self._fields))

    def __repr__(self) -> str:
        return "(" + ", ".join(f"{name}: {value}" for name, value in self._fields.items()) + ")"


def field_names(value: object) -> tuple[str, ...]:
    """The names that a template can read of a value: the fields of a view, the keys of a dict."""
    if isinstance(value, View):
        return tuple(value._fields)
    return tuple(map(str, value)) if isinstance(value, Mapping) else ()


class Plain:
    """Makes plain values; the same object always becomes the same view."""

    def __init__(self) -> None:
        self._views: dict[int, tuple[object, View]] = {}
        self._originals: dict[int, object] = {}

    def __call__(self, value: object) -> object:
        """A plain copy of a value. Raises `TypeError` for a type that no template may have."""
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
        if known := self._views.get(id(value)):
            return known[1]
        kind: type[Any] = type(value)
        view = View({name: self(_read(value, name)) for name in _shown(kind)})  # type: ignore[arg-type]
        self._views[id(value)] = (value, view)  # with the value, so that nothing else gets its id
        self._originals[id(view)] = value
        return view

    def original(self, view: object) -> object:
        """The object that a view was made from; none for anything else."""
        return self._originals.get(id(view)) if isinstance(view, View) else None


def _read(value: object, name: str) -> object:
    found = getattr(value, name)
    return found() if callable(found) else found


@cache
def _shown(kind: type[Any]) -> tuple[str, ...]:
    """The names that a template may read of a type: its fields and properties."""
    if kind in SHOWN:
        return SHOWN[kind]
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    declared = (member.name for member in fields(kind))
    derived = (name for name, value in vars(kind).items() if isinstance(value, property))
    return (*declared, *derived)
