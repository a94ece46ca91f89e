"""Change files of materials that people edit, too: locked, read again, and replaced as a whole."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from printroom.deliver.folder import write_file, write_problem
from printroom.load.text_file import MAX_BYTES, read_text
from printroom.model import NotFitToPrint, Problem

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.02


@contextmanager
def locked_materials(materials: Path) -> Iterator[None]:
    """Let no other process of this program write here meanwhile. Raises `NotFitToPrint`.

    The folder itself is locked, so that no lock file is left in it.
    """
    try:
        handle = os.open(materials, os.O_RDONLY)
    except OSError as error:
        raise NotFitToPrint([write_problem(materials, error)]) from error
    try:
        _lock(handle, materials)
        yield
    finally:
        os.close(handle)  # which releases the lock


def rewritten(file: Path, materials: Path, change: Callable[[str], str]) -> bytes:
    """What `change` makes of the current text of a file of locked materials.

    A file that does not exist has an empty text. Raises `NotFitToPrint`.
    """
    old = read_text(file, materials).text if os.path.lexists(file) else ""
    new = change(old).encode()
    if len(new) > MAX_BYTES:
        message = f"this file would have more than {MAX_BYTES:,} bytes"
        raise NotFitToPrint([Problem("file-too-large", file.as_posix(), message, "shorten it")])
    return new


def replace_file(file: Path, content: bytes) -> None:
    """Replace a file of locked materials as a whole; of a link, what it leads to."""
    write_file(Path(os.path.realpath(file)), content)


def _lock(handle: int, materials: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be locked there
        return
    import fcntl

    latest = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > latest:
                message = "another process has been writing here for a minute"
                fix = "wait until it has finished, or stop it"
                path = materials.as_posix()
                raise NotFitToPrint([Problem("busy", path, message, fix)]) from None
            time.sleep(PAUSE_SECONDS)
        else:
            return
