"""Inputs: folders and files that people write in, a digest of each file by its name out.

By these it is known, without reading a word of them, that nothing has changed since the last time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path


def inputs_of(places: Iterable[Path]) -> dict[str, str]:
    """The digest of every file in these folders, and of every file named.

    A file is called as seen from the folder around its own: `materials/bands.yaml`, wherever
    that is.
    """
    return dict(sorted((name, _digest(file.read_bytes())) for name, file in _files(places)))


def digest_of_inputs(inputs: Mapping[str, str]) -> str:
    """One digest of all of them."""
    return _digest(repr(sorted(inputs.items())).encode())


def below(inputs: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Those inputs that lie in one of the folders."""
    start = f"{folder.resolve().name}/"
    return {name: digest for name, digest in inputs.items() if name.startswith(start)}


def named(path: str, inputs: Mapping[str, str]) -> str:
    """What an input is called here that is called `path` elsewhere; "" if it is none."""
    parts = path.split("/")
    tails = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((tail for tail in tails if tail in inputs), "")


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


def _files(places: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for place in places:
        around = place.resolve().parent
        if place.is_file():
            yield place.name, place
        for file in place.rglob("*") if place.is_dir() else ():
            if file.is_file():
                yield file.resolve().relative_to(around).as_posix(), file


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
