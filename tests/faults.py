"""Injects a fault at one call to the file system, for tests of crash recovery."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from printroom.deliver import disk

CALLS = (
    *("mkdir", "rename", "replace", "open", "fsync", "unlink", "rmdir", "scandir", "listdir"),
    *("stat", "lstat", "chmod", "utime", "symlink", "link", "sendfile", "readlink"),
)
"""What the program, and what it uses, asks the system for by name."""

Deed = Callable[[], None]
Site = tuple[str, ...]
"""The name of a call, and the functions of the program that it is made in, innermost first."""
DEPTH = 2
PROGRAM = str(Path(__file__).parents[1] / "printroom")


class Killed(BaseException):
    """Here the process ends: from now on every call raises this, and nobody can answer it."""


class Counting:
    """Counts the calls to the file system; the chosen one does something else instead.

    `below` limits this to the calls that name a path in these folders. Where none is chosen, the
    sites of all calls are noted.
    """

    def __init__(
        self, chosen: int, deed: Deed, *, for_good: bool = False, below: tuple[Path, ...] = ()
    ) -> None:
        self.chosen, self.deed, self.for_good = chosen, deed, for_good
        self.count = 0
        self.sites: list[Site] = []
        """Where each call comes from."""
        self._below = tuple(str(folder.absolute()) for folder in below)

    def call(self, name: str) -> None:
        """One more call, of this name."""
        self.count += 1
        if not self.chosen:
            self.sites.append((name, *_callers()))
        if self.count == self.chosen or (self.for_good and self.count > self.chosen):
            self.deed()

    @contextlib.contextmanager
    def watch(self) -> Iterator[None]:
        """Stand between Python and the system."""
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._counted(name, getattr(os, name)))
            patch.setattr(disk, "sync_file_system", self._counted("syncfs", disk.sync_file_system))
            opened = self._opened(io.open)
            patch.setattr(io, "open", opened)
            patch.setattr(builtins, "open", opened)
            yield

    def _is_meant(self, args: tuple[Any, ...]) -> bool:
        if not self._below:
            return True
        if not args or not isinstance(args[0], (str, bytes, os.PathLike)):
            return bool(args)  # an open file, or an open folder
        path = os.fsdecode(args[0])
        return os.path.abspath(path).startswith(self._below)  # noqa: PTH100 - asks no system

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            if kwargs.get("dir_fd") is not None or self._is_meant(args):
                self.call(name)
            return real(*args, **kwargs)

        return counted

    def _opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(*args: Any, **kwargs: Any) -> Any:
            if not self._is_meant(args):
                return real(*args, **kwargs)
            self.call("open a file")
            stream = real(*args, **kwargs)
            return _Stream(stream, self) if "w" in str(args[1:]) else stream

        return opened


class _Stream:
    """A file to write to, whose every write is a call, too, and may stop half-way."""

    def __init__(self, stream: Any, counting: Counting) -> None:
        self.stream, self.counting = stream, counting

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        self.stream.write(content[:half])
        self.stream.flush()
        self.counting.call("write")
        self.stream.write(content[half:])


def _callers() -> list[str]:
    """The innermost functions of the program that are running now."""
    found: list[str] = []
    frame: FrameType | None = sys._getframe(2)
    while frame and len(found) < DEPTH:
        if frame.f_code.co_filename.startswith(PROGRAM):
            name = Path(frame.f_code.co_filename).name
            found.append(f"{name}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return found


def fail(number: int) -> None:
    raise OSError(number, os.strerror(number))


def kill() -> None:
    raise Killed
