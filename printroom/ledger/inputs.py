"""Digests of input files, which show what has changed without parsing any file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from printroom.files import ENDINGS, MAX_INPUT_BYTES, paths_below, read_regular


def inputs_of(places: Iterable[Path]) -> dict[str, str]:
    """The digest of each of these files, and of each file in these folders that loading may read.

    Names are relative to the folder's parent, wherever that is, such as `materials/bands.yaml`. A
    file that cannot be read has the digest "": loading it reports why.
    """
    return dict(sorted((name, _digest_of(file)) for name, file in _files(places)))


class Inputs:
    """The inputs of a long-running process: a file that has not changed is not read again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def of(self, places: Iterable[Path]) -> dict[str, str]:
        """See `inputs_of`."""
        return dict(sorted((name, self._digest_of(file)) for name, file in _files(places)))

    def _digest_of(self, file: Path) -> str:
        try:
            now = file.stat()
        except OSError:
            return ""
        stamp = (now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino)
        known = self._known.get(file)
        if known is None or known[0] != stamp:
            known = self._known[file] = (stamp, _digest_of(file))
        return known[1]


def digest_of_inputs(inputs: Mapping[str, str]) -> str:
    """One digest of all inputs."""
    return _digest(repr(sorted(inputs.items())).encode())


def inputs_below(inputs: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The inputs in a folder."""
    start = f"{folder.resolve().name}/"
    return {name: digest for name, digest in inputs.items() if name.startswith(start)}


def without_lists(inputs: Mapping[str, str], materials: Path) -> dict[str, str]:
    """The inputs without terms and lists of schools: those that decide what packs print."""
    name = materials.resolve().name
    lists = (f"{name}/schools/", f"{name}/terms/")
    return {name: digest for name, digest in inputs.items() if not name.startswith(lists)}


def find_input(path: str, inputs: Mapping[str, str]) -> str:
    """The name of the input at `path`, which may begin with other folders; "" if none."""
    parts = path.split("/")
    tails = ("/".join(parts[at:]) for at in range(len(parts)))
    return next((tail for tail in tails if tail in inputs), "")


def changed_between(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The files that are "new", "gone" or "changed", by path."""
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
        errors: list[OSError] = []
        below = paths_below(place, errors)
        if any(isinstance(error, NotADirectoryError) for error in errors):
            yield place.name, place
        name = place.resolve().name
        for file in below:
            if file.suffix.casefold() in ENDINGS and not file.is_dir():
                yield f"{name}/{file.relative_to(place).as_posix()}", file


def _digest_of(file: Path) -> str:
    try:
        return _digest(read_regular(file, MAX_INPUT_BYTES))
    except OSError:
        return ""


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
