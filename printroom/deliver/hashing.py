"""Hashes the files of a folder in a process of its own, while this one reads what they came from.

A term has thousands of files, and each run hashes all of them. Forking is cheap here, since it
needs no import; threads would not do, since each file takes many short calls to the system.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from printroom.deliver.manifest import FileDigests, FileKey


def digests_below(folder: Path) -> FileDigests:
    """The digests of the files in a folder, which another process begins to compute now.

    They are there when the first one is needed. Without such a process, because there are threads
    or it ended early, each file is hashed when its digest is needed.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return FileDigests()
    with suppress(OSError):
        reader, writer = os.pipe()
        if (process := os.fork()) == 0:
            os.close(reader)
            _hash(folder, writer)
        os.close(writer)
        return FileDigests(partial(_received, process, reader))
    return FileDigests()


def _hash(folder: Path, writer: int) -> NoReturn:
    """In the other process: send all digests, and end; also if the caller ends, or is stopped."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        caller, digests = os.getppid(), FileDigests()
        for here, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            if os.getppid() != caller:
                break
            for name in files:
                with suppress(OSError):  # whoever needs it is told
                    digests.of(f"{here}{os.sep}{name}")
        with open(writer, "w", encoding="ascii") as stream:
            json.dump([*digests.known.items()], stream)
    finally:
        os._exit(0)


def _received(process: int, reader: int) -> Mapping[FileKey, str]:
    """What the other process sent; nothing if that is not whole."""
    with open(reader, encoding="ascii") as stream:
        text = stream.read()
    with suppress(OSError):
        os.waitpid(process, 0)
    try:
        return {tuple(key): digest for key, digest in json.loads(text)}
    except ValueError:
        return {}
