"""The folder for temporary files of this process.

It is removed when the process ends. A running process locks its folder; the unlocked folder of a
killed one is removed when the next process starts. On Windows, which has no such locks, it is kept.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "printroom."
LONGEST = 60
"""Bytes of a folder's path that leave room for the name of a socket on every system."""


@cache
def scratch() -> Path:
    """The folder of this process; first, folders that killed processes left are removed."""
    for left in _home().glob(f"{PREFIX}*"):
        if _lock(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = _new()
    # Otherwise `multiprocessing` puts its sockets into a folder that nobody removes after a kill.
    multiprocessing.current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _home() -> Path:
    """The system's folder for temporary files, or /tmp if its path is too long."""
    folder = Path(tempfile.gettempdir())
    is_short = sys.platform == "win32" or len(os.fsencode(folder)) <= LONGEST
    return folder if is_short else Path("/tmp")


def _new() -> Path:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_home()))
        _lock(folder)
        if folder.is_dir():  # otherwise another process has just removed it
            return folder


def _lock(folder: Path) -> bool:
    """Lock a folder until this process ends; returns whether it could be locked."""
    if sys.platform == "win32":
        return False
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return False
    return True
