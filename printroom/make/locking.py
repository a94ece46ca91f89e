"""Locks: one process at a time writes to a folder, and an interrupted one ends between packs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition

from filelock import FileLock, Timeout

from printroom.deliver.folder import not_written
from printroom.model import NotFitToPrint, Problem

TERM_LOCK = ".term.lock"


class Closed(Exception):
    """Nothing more may be delivered."""


class Deliveries:
    """Counts the deliveries that are going on; once it is closed, none is and none begins."""

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
        """Let nobody in any more, and wait until everybody is through."""
        with self._changed:
            self._is_closed = True
            while self._inside:
                self._changed.wait()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep every other process out of the folder of a term. Raises `NotFitToPrint`."""
    with _held(folder / TERM_LOCK, folder, "the packs of this term"):
        yield


@contextmanager
def only_this_pack(folder: Path) -> Iterator[None]:
    """Keep every other process from making the pack in this folder. Raises `NotFitToPrint`."""
    lock = folder.with_name(f".{folder.name}.lock")
    with _held(lock, folder, "this pack"):
        try:
            yield
        finally:  # a lock that has lost its name is nobody's: the next one takes a new one
            with suppress(OSError):
                lock.unlink()
                for empty in lock.parents[:2]:
                    empty.rmdir()


@contextmanager
def _held(file: Path, folder: Path, what: str) -> Iterator[None]:
    """Hold a lock, which ends with the process that holds it, however that ends."""
    lock = FileLock(file, blocking=False)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        message = f"somebody else is making {what} right now"
        fix = "wait until they are done, or stop that one first"
        raise NotFitToPrint([Problem("busy", folder.as_posix(), message, fix)]) from None
    except OSError as error:
        raise NotFitToPrint([not_written(file, error)]) from error
    try:
        yield
    finally:
        lock.release()
