"""Locks folders against other processes, and makes interruptions wait for deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import Condition

from filelock import FileLock, Timeout

from printroom.deliver.folder import write_problem
from printroom.model import NotFitToPrint, Problem

TERM_LOCK = ".term.lock"


class DeliveriesClosed(Exception):
    """No more deliveries may start; it ends the thread of an interrupted run that tries to."""


class Deliveries:
    """Counts deliveries in progress; once closed, none is in progress and none can start."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def in_progress(self) -> Iterator[None]:
        """Deliver in this block, for which `close` waits. Raises `DeliveriesClosed`."""
        with self._changed:
            if self._is_closed:
                raise DeliveriesClosed
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Allow no further delivery, and wait until those in progress have finished."""
        with self._changed:
            self._is_closed = True
            while self._inside:
                self._changed.wait()


def lock_term(folder: Path) -> AbstractContextManager[None]:
    """Lock the folder of a term against other processes. Raises `NotFitToPrint`."""
    return _locked(folder / TERM_LOCK, folder, "the packs of this term")


@contextmanager
def lock_pack(folder: Path) -> Iterator[None]:
    """Lock the folder of one pack against other processes. Raises `NotFitToPrint`.

    At the end the lock file is deleted, and so are the folders above it if nothing else is in them.
    """
    lock = folder.with_name(f".{folder.name}.lock")
    with _locked(lock, folder, "this pack"):
        try:
            yield
        finally:
            # Another process may have opened this file to lock it. A lock on a deleted file would
            # guard nothing; filelock refuses it, since it checks `st_nlink` after locking.
            with suppress(OSError):
                lock.unlink()
                for empty in lock.parents[:2]:
                    empty.rmdir()


@contextmanager
def _locked(file: Path, folder: Path, what: str) -> Iterator[None]:
    """Hold a lock, which is also released if the process is killed."""
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
