"""Writes forms as JSON for the cache, and reads them without running any code from it.

Every value is a record `[class, fields…]`, a list, a map, bytes in base64, or plain. A record that
is used in several places, such as a measured font, is written once and referred to by its number.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from printroom.model import Problem, Spot
from printroom.press.fill.form import Content, Form, Place, Setting
from printroom.press.fill.sized_font import Face, SizedFont
from printroom.press.fill.splice import Piece, Spliced

_CLASSES: Mapping[str, type[Any]] = {
    one.__name__: one
    for one in (Content, Face, Form, Piece, Place, Problem, Setting, SizedFont, Spliced, Spot)
}
PLAIN = frozenset((int, str, float))
"""The types of nearly all values of a form; they are stored as they are."""


def form_as_json(form: Form | None) -> bytes:
    """A form as JSON in UTF-8."""
    return json.dumps(_Writer().document(form), ensure_ascii=False).encode()


def form_from_json(content: bytes) -> Form | None:
    """The stored form, or `None` if that was stored. Raises `ValueError` for anything else."""
    try:
        root, records = json.loads(content)
        form = _Reader(records).value(root)
    except (TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError("this is not a stored form") from error
    if form is not None and not isinstance(form, Form):
        raise ValueError("this is not a stored form")
    return form


class _Writer:
    def __init__(self) -> None:
        self._records: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []

    def document(self, form: Form | None) -> list[Any]:
        return [self._value(form), self._records]

    def _value(self, value: Any) -> Any:
        if is_dataclass(value):
            return {"r": self._record(value)}
        if isinstance(value, bytes):
            return {"b": base64.b64encode(value).decode()}
        if isinstance(value, Mapping):
            return {"m": [[key, self._value(inner)] for key, inner in value.items()]}
        if isinstance(value, (tuple, list)):
            return [self._value(inner) for inner in value]
        if value is None or isinstance(value, (str, int, float)):
            return value
        raise TypeError(f"a form holds no {type(value).__name__}")

    def _record(self, value: Any) -> int:
        """The number of a record; it is written after all records that it refers to."""
        if id(value) not in self._numbers:
            name = type(value).__name__
            inner = [self._value(getattr(value, one.name)) for one in fields(_CLASSES[name])]
            self._records.append([name, *inner])
            self._kept.append(value)  # so that no other object gets its id
            self._numbers[id(value)] = len(self._records) - 1
        return self._numbers[id(value)]


class _Reader:
    def __init__(self, records: list[Any]) -> None:
        self._made: list[Any] = []
        for name, *inner in records:
            self._made.append(_CLASSES[name](*map(self.value, inner)))

    def value(self, value: Any) -> Any:
        """The value that was written; a record refers to earlier ones only."""
        if isinstance(value, list):
            return tuple([one if type(one) in PLAIN else self.value(one) for one in value])
        if not isinstance(value, dict):
            return value
        ((kind, inner),) = value.items()
        if kind == "r":
            return self._made[inner]
        if kind == "b":
            return base64.b64decode(inner, validate=True)
        return {key: one if type(one) in PLAIN else self.value(one) for key, one in inner}
