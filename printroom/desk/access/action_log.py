"""The log of actions at a shared desk. Lines are only added."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from printroom.model import NotFitToPrint, Problem

FILE = "actions.jsonl"
COMMAND_LINE = "command line"
"""Stands for the person, if a command was used and not the desk."""
BEGUN, DONE, REFUSED, FAILED = "begun", "done", "refused", "failed"
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class ActionLog:
    """The log in a folder: one JSON object a line, in the order of time.

    It has no details of schools: only names of accounts, and codes and names from the materials.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime] = _now) -> None:
        self.file, self._now = folder / FILE, now
        self._lock = Lock()

    def note(self, by: str, what: str, result: str, **about: str) -> None:
        """Add a line, and flush it to the disk. Raises `NotFitToPrint` if that fails."""
        at = self._now().isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, "by": by, "what": what, "result": result, **about})
        try:
            with self._lock:
                self._append(f"{line}\n".encode())
        except OSError as error:
            message = f"the log of actions cannot be written: {error.strerror}"
            fix = "nothing was done; make room on its disk, or check its permissions"
            problem = Problem("log", self.file.as_posix(), message, fix, 0)
            raise NotFitToPrint([problem]) from error

    @contextmanager
    def during(self, by: str, what: str, **about: str) -> Iterator[None]:
        """Note that an action begins, and at the end whether it was done or failed."""
        self.note(by, what, BEGUN, **about)
        try:
            yield
        except BaseException:
            self.note(by, what, FAILED, **about)
            raise
        self.note(by, what, DONE, **about)

    def _append(self, line: bytes) -> None:
        """Write a line in one call, after a line break if a crash has cut off the last line."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.file, _FLAGS, 0o600)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(0, "it is not a file")
            if found.st_size and _last_byte(handle, found.st_size) != b"\n":
                line = b"\n" + line
            if os.write(handle, line) != len(line):
                raise OSError(0, "the disk is full")
            os.fsync(handle)
        finally:
            os.close(handle)


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)
