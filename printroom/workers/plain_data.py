"""Encodes the results of workers as plain data, and decodes them without running any code.

A pickle can name any function to be called when it is read, so a hostile job could run code in the
caller. Here the bytes hold only texts, numbers and lists. From these the reader builds instances of
the program's own dataclasses, field by field, without calling any of their methods.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

ATOMS = (str, bytes, int, float, bool, type(None))
HERE_ONLY = "here_only"
"""A field with this in its metadata is not sent, because it is valid in one process only."""
MANY = (tuple, list, set, frozenset)
BY_NAME: Mapping[str, Callable[..., object]] = {kind.__name__: kind for kind in MANY}
Class = tuple[str, str]


class Unsendable(TypeError):
    """A value that cannot be sent, or bytes that cannot be decoded."""


def encode(value: object) -> bytes:
    """Encode a value as bytes. Raises `Unsendable`."""
    return pickle.dumps(_Packer().plain(value), protocol=5)


def decode(content: bytes, packages: Collection[str]) -> Any:
    """Decode a value; only dataclasses of these packages are made. Raises `Unsendable`."""
    try:
        return _Unpacker(packages).value(plain_loads(content))
    except Unsendable:
        raise
    except Exception as error:
        raise Unsendable(f"{type(error).__name__}: {error}"[:200]) from None


def plain_loads(content: bytes, allowed: Mapping[Class, object] = {}) -> Any:
    """Read a pickle that names nothing, or only what is allowed. Raises `PicklingError`."""
    try:
        return _Reader(content, allowed).load()
    except pickle.PicklingError:
        raise
    except Exception as error:
        raise pickle.PicklingError(f"{type(error).__name__}: {error}"[:200]) from None


class _Reader(pickle.Unpickler):
    def __init__(self, content: bytes, allowed: Mapping[Class, object]) -> None:
        super().__init__(io.BytesIO(content))
        self._allowed = allowed

    def find_class(self, module: str, name: str, /) -> object:
        if (module, name) not in self._allowed:
            raise pickle.PicklingError(f"a worker sent {module}.{name}, which it may not")
        return self._allowed[module, name]


# --- each value is encoded as its kind, and what it holds


class _Packer:
    """Encodes one result; an object that occurs several times is sent once."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def plain(self, value: Any) -> tuple[object, ...]:
        kind = type(value)
        if kind in ATOMS:
            return "atom", value
        if kind in MANY:
            return kind.__name__, [self.plain(item) for item in value]
        if isinstance(value, Mapping):
            return "dict", [(self.plain(key), self.plain(one)) for key, one in value.items()]
        if is_dataclass(value) and not isinstance(value, type):
            return self._made(value)
        if kind is date:
            return "date", value.isoformat()
        if isinstance(value, str):
            return "atom", "".join((value,))
        name = getattr(value, "__qualname__", kind.__qualname__)
        raise Unsendable(f"a result cannot hold the local object {name!r}")

    def _made(self, value: Any) -> tuple[object, ...]:
        if id(value) in self._numbers:
            return "again", self._numbers[id(value)]
        kind = type(value)
        held = {
            member.name: self.plain(getattr(value, member.name)) for member in _sent_fields(kind)
        }
        self._numbers[id(value)] = len(self._numbers)
        return "made", kind.__module__, kind.__qualname__, held


class _Unpacker:
    """Decodes one result, in which only dataclasses of these packages may occur."""

    def __init__(self, packages: Collection[str]) -> None:
        self._packages = packages
        self._values: list[object] = []

    def value(self, plain: Any) -> Any:
        match plain:
            case ("atom", value) if type(value) in ATOMS:
                return value
            case ("dict", rows):
                return {self.value(key): self.value(one) for key, one in rows}
            case ("date", str() as text):
                return date.fromisoformat(text)
            case ("again", int() as number):
                return self._values[number]
            case ("made", str() as module, str() as name, dict() as held):
                return self._made(self._class(module, name), held)
            case (str() as kind, rows) if kind in BY_NAME:
                return BY_NAME[kind](self.value(row) for row in rows)
        raise Unsendable("a worker sent something that is not an encoded value")

    def _made(self, kind: Any, held: dict[str, Any]) -> object:
        """An instance with these fields; none of its own code runs."""
        made: object = object.__new__(kind)
        for member in _sent_fields(kind):
            object.__setattr__(made, member.name, self.value(held[member.name]))
        for member in fields(kind):
            if member.metadata.get(HERE_ONLY):
                object.__setattr__(made, member.name, member.default)
        self._values.append(made)
        return made

    def _class(self, module: str, name: str) -> type:
        """A dataclass of one of the packages, from a module that is already imported."""
        if module.partition(".")[0] in self._packages and module in sys.modules:
            found = vars(sys.modules[module]).get(name)
            if isinstance(found, type) and is_dataclass(found) and found.__module__ == module:
                return found
        raise Unsendable(f"a worker sent a {module}.{name}, which it may not")


def _sent_fields(kind: Any) -> Iterable[Any]:
    return (member for member in fields(kind) if not member.metadata.get(HERE_ONLY))
