"""Keeps values in the cache: the folders as read, and orders as composed and inspected.

Reading, choosing, composing and inspecting depend only on files, orders and their code. Their
results are kept under a key of these, so that a run after a small change repeats little.
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
"""A few, since several people may edit in turn; each is as large as all materials."""
T = TypeVar("T")


@dataclass(frozen=True)
class CachePart(Generic[T]):
    """A part of the cache by its name, for values of one type."""

    name: str


def value_key(kind: Kind, *made_from: object) -> str:
    """The key of a value of this kind that is made from these by its present code."""
    return digest_of(made_from, version_of(kind))


def recall(cache: Cache, part: CachePart[T], key: str) -> T | None:
    """The value kept under a key; none if there is none, or no key."""
    content = cache.value(part.name, key) if key else None
    if content is None:
        return None
    try:
        return cast("T", own_loads(zlib.decompress(content)))
    except (zlib.error, pickle.PicklingError):  # it will be made and kept again
        return None


def keep(cache: Cache, part: CachePart[T], key: str, value: T) -> None:
    """Keep a value under a key; without a key it is not kept."""
    if key:
        cache.put_value(part.name, key, zlib.compress(own_dumps(value), level=1))
