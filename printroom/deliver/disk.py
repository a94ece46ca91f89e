"""Flushes files and renames to the disk: one by one, or a whole file system with one call.

For many files, one call for their file system takes far less time than a call for each of them. It
is used only where it waits for the disk and reports write errors, as `fsync` does.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

REPORTS_ERRORS = (5, 8)
"""The first version of Linux whose `syncfs` reports write errors."""
FILE_SYSTEMS = {0xEF53, 0x58465342, 0x9123683E, 0x01021994}
"""Where `syncfs` waits for the disk, by the numbers in Linux's `magic.h`: ext2 to ext4, XFS, Btrfs
and tmpfs. On network and user-space file systems it may return before anything has been written."""


def sync(file: Path) -> None:
    """Flush a file, or a rename in a folder, to disk where this is supported."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_together(folders: Iterable[Path]) -> None:
    """Flush what was written into folders, each file system with one call. Raises `OSError`.

    Where there is no such call, only the folders are flushed here, and their files have to be
    flushed as they are written.
    """
    devices: dict[int, Path] = {}
    for folder in folders:
        if is_synced_as_a_whole(folder):
            devices.setdefault(folder.stat().st_dev, folder)
        else:
            sync(folder)
    for folder in devices.values():
        sync_file_system(folder)


def is_synced_as_a_whole(folder: Path) -> bool:
    """Whether `sync_together` flushes all files of a folder's file system. Raises `OSError`."""
    if not _has_syncfs():
        return False
    facts = (ctypes.c_long * 64)()  # longer than the system's `struct statfs`; its type is first
    _call("fstatfs", folder, facts)
    return facts[0] in FILE_SYSTEMS


def sync_file_system(folder: Path) -> None:
    """Flush everything written to the file system of a folder. Raises `OSError`."""
    _call("syncfs", folder)


@lru_cache(maxsize=1)
def _has_syncfs() -> bool:
    if sys.platform != "linux":
        return False
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    is_new = version is not None and tuple(map(int, version.groups())) >= REPORTS_ERRORS
    return is_new and all(hasattr(_library(), name) for name in ("syncfs", "fstatfs"))


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, folder: Path, *arguments: object) -> None:
    """Call a function of the C library for an open folder. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if getattr(_library(), name)(handle, *arguments):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)
