"""Locks: one process at a time writes to a folder, and interruptions wait for deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition

from filelock import FileLock, Timeout

from printroom.deliver.folder import write_problem
from printroom.model import NotFitToPrint, Problem

TERM_LOCK = ".term.lock"


class Closed(Exception):
    """No more deliveries may start."""


class Deliveries:
    """Counts deliveries in progress; once closed, no delivery is in progress and none can start."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Deliver in this block. Raises `Closed`."""
        with self._changed:
            if self._is_closed:
                raise Closed
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Let no further delivery start, and wait until those in progress have finished."""
        with self._changed:
            self._is_closed = True
            while self._inside:
                self._changed.wait()


@contextmanager
def lock_term(folder: Path) -> Iterator[None]:
    """Lock the folder of a term against other processes. Raises `NotFitToPrint`."""
    with _locked(folder / TERM_LOCK, folder, "the packs of this term"):
        yield


@contextmanager
def lock_pack(folder: Path) -> Iterator[None]:
    """Lock the folder of one pack against other processes. Raises `NotFitToPrint`."""
    lock = folder.with_name(f".{folder.name}.lock")
    with _locked(lock, folder, "this pack"):
        try:
            yield
        finally:  # the next process creates a new lock file
            with suppress(OSError):
                lock.unlink()
                for empty in lock.parents[:2]:
                    empty.rmdir()


@contextmanager
def _locked(file: Path, folder: Path, what: str) -> Iterator[None]:
    """Hold a lock, which is released when the process ends, however it ends."""
    lock = FileLock(file, blocking=False)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        message = f"another process is making {what}"
        fix = "wait until it has finished, or stop it"
        raise NotFitToPrint([Problem("busy", folder.as_posix(), message, fix, 0)]) from None
    except OSError as error:
        raise NotFitToPrint([write_problem(file, error)]) from error
    try:
        yield
    finally:
        lock.release()
