"""Keeps values in the cache: the folders as they were read, and orders as they were composed.

Reading, choosing and composing depend on nothing but files, orders and their code. What they made
is kept under a key of these, so that a run after a small change begins where it has to.
"""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from printroom.cache import Cache, digest_of
from printroom.versions import Kind, version_of
from printroom.workers.own_types import own_dumps, own_loads

FOLDERS_KEPT = 4
"""A few, as several people may edit in turn; each has the size of all materials."""
T = TypeVar("T")


@dataclass(frozen=True)
class CachePart(Generic[T]):
    """A part of the cache by its name, for values of one type."""

    name: str


def value_key(kind: Kind, *made_from: object) -> str:
    """The key of a value of this kind that is made from these by its present code."""
    return digest_of(made_from, version_of(kind))


def recall(cache: Cache, part: CachePart[T], key: str) -> T | None:
    """The value that was kept under a key; `None` if none can be read."""
    content = cache.value(part.name, key) if key else None
    if content is None:
        return None
    try:
        return cast("T", own_loads(zlib.decompress(content)))
    except (zlib.error, pickle.PicklingError):  # it is made and kept again
        return None


def keep(cache: Cache, part: CachePart[T], key: str, value: T) -> None:
    """Keep a value under a key; without a key it is not kept."""
    if key:
        cache.put_value(part.name, key, zlib.compress(own_dumps(value), level=1))
