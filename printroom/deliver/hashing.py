"""Hashes the files of packs in a process of its own, while this one reads what they came from.

A term has thousands of files, and each run hashes all of them. Forking is cheap here, since it
needs no import; threads would not do, since each file takes many short calls to the system.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from struct import Struct, error
from typing import NoReturn

from printroom.deliver.manifest import MANIFEST, FileDigests

_PAIR = Struct("32s32s")
"""A file as `FileDigests` knows it, and its digest."""


def digests_below(folder: Path) -> FileDigests:
    """The digests of the files of packs in the folder of a term, which another process computes.

    They are there when the first one is needed. Without such a process, because there are threads
    or it ended early, each file is hashed when its digest is needed.
    """
    if sys.platform != "linux" or threading.active_count() > 1:  # elsewhere it may not be safe
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
        for school in _names_in(folder):
            for pack in _names_in(f"{folder}{os.sep}{school}"):
                if os.getppid() != caller:
                    os._exit(1)
                _hash_pack(f"{folder}{os.sep}{school}{os.sep}{pack}", digests)
        with open(writer, "wb") as stream:
            stream.writelines(_PAIR.pack(*pair) for pair in digests.known.items())
    finally:
        os._exit(0)


def _hash_pack(pack: str, digests: FileDigests) -> None:
    """Hash the files of a pack but for its manifest, which is read as a whole anyway."""
    names = _names_in(pack)
    if MANIFEST in names:
        for name in names:
            with suppress(OSError):  # reported where the digest is needed
                if name != MANIFEST:
                    digests.of(f"{pack}{os.sep}{name}")


def _names_in(folder: Path | str) -> list[str]:
    """What is in a folder, without hidden names; nothing if it is no folder."""
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]  # noqa: PTH208
    except OSError:
        return []


def _received(process: int, reader: int) -> Iterator[tuple[bytes, bytes]]:
    """What the other process sent, as far as it came."""
    with open(reader, "rb") as stream:
        content = stream.read()
    with suppress(OSError):
        os.waitpid(process, 0)
    with suppress(error):
        yield from _PAIR.iter_unpack(content)
