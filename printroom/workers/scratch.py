"""The folder for temporary files of this process.

It is removed when the process ends. The folder of a process that was killed is removed when the
next process starts; a running one locks its folder. Windows has no such locks, so it keeps them.
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
"""Bytes of a folder's path in which a socket still has a name that every system takes."""


@cache
def scratch() -> Path:
    """The folder of this process, after those that nobody holds any more are cleared away."""
    for left in _home().glob(f"{PREFIX}*"):
        if _is_held_now(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = _new()
    # `multiprocessing` would put its sockets into a folder that nobody clears away after a kill.
    multiprocessing.current_process()._config["tempdir"] = str(folder)  # type: ignore[attr-defined]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _home() -> Path:
    """The system's folder for such things, or /tmp where that one's path is too long."""
    folder = Path(tempfile.gettempdir())
    is_short = sys.platform == "win32" or len(os.fsencode(folder)) <= LONGEST
    return folder if is_short else Path("/tmp")


def _new() -> Path:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_home()))
        _is_held_now(folder)
        if folder.is_dir():  # else another process was quicker, and has cleared it away
            return folder


def _is_held_now(folder: Path) -> bool:
    """Whether this process has the folder from now on, for as long as it lives."""
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
