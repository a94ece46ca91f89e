"""Hashes the packs of a term in a second process, while this one reads materials and templates.

A term has thousands of files, and each run hashes all of them. A fork is cheap, since it imports
nothing; threads would not help, since each file takes many short system calls.
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
"""The key of a file in `FileDigests`, and its digest."""


def digests_below(folder: Path) -> FileDigests:
    """The digests of all files of a term's packs, which another process computes.

    They are received when the first one is needed. If there is no such process, because this one
    has threads, or if it ended early, each file is hashed when its digest is needed.
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
    """In the other process: send all digests and end; end early if the caller does or on Ctrl-C."""
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
    """Hash the files of a pack except its manifest, which is read in any case."""
    names = _names_in(pack)
    if MANIFEST in names:
        for name in names:
            with suppress(OSError):  # reported where the digest is needed
                if name != MANIFEST:
                    digests.of(f"{pack}{os.sep}{name}")


def _names_in(folder: Path | str) -> list[str]:
    """The names in a folder, without hidden ones; none if it is not a folder."""
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]  # noqa: PTH208
    except OSError:
        return []


def _received(process: int, reader: int) -> Iterator[tuple[bytes, bytes]]:
    """The digests that the other process sent, even if it ended early."""
    with open(reader, "rb") as stream:
        content = stream.read()
    with suppress(OSError):
        os.waitpid(process, 0)
    with suppress(error):
        yield from _PAIR.iter_unpack(content)
