"""Inputs: folders and files that people write in, a digest of each file by its name out.

By these it is known, without reading a word of them, that nothing has changed since the last time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path


def inputs_of(places: Iterable[Path]) -> dict[str, str]:
    """The digest of every file in these folders, and of every file named, by its path."""
    return {file.as_posix(): _digest(file.read_bytes()) for file in sorted(set(_files(places)))}


def digest_of_inputs(inputs: Mapping[str, str]) -> str:
    """One digest of all of them."""
    return _digest(repr(sorted(inputs.items())).encode())


def changed_between(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The files that are "new", "gone" or "changed", by their paths."""
    changed = {}
    for path in sorted({*before, *now}):
        if path not in before:
            changed[path] = "new"
        elif path not in now:
            changed[path] = "gone"
        elif before[path] != now[path]:
            changed[path] = "changed"
    return changed


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from (file for file in place.rglob("*") if file.is_file())
        elif place.is_file():
            yield place


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
