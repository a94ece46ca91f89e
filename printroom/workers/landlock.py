"""Landlock: the Linux kernel permanently denies this process all files but a few.

The three system calls are made by ctypes, as documented in landlock(7) and in the kernel's
`userspace-api/landlock`. PyPI has `landlock` (a development release of 2025), `py-landlock` and
`landlockpy` (0.1 and 0.2, of 2026): each has one maintainer and does not document what it does on
an older kernel, and what is needed here is short. A rule applies to the thread that makes it and to
all that it starts afterwards, and cannot be undone. Newer kernels have more rights; those that this
one does not have are left out.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The same numbers on every processor."""
VERSION_FLAG = 1
PATH_BENEATH = 1
PARENT_DEATH_SIGNAL, NO_NEW_PRIVS = 1, 38  # prctl(2)

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = (1 << n for n in range(4))
REMOVE_AND_MAKE = sum(1 << n for n in range(4, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_AND_MAKE | REFER | TRUNCATE
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""The rights that a rule about a single file can give."""
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights to files, by the version of Landlock that introduced the last of them."""
TCP = 0b11  # from version 4: neither bind nor connect
SCOPES = 0b11  # from version 6: no abstract sockets and no signals to processes outside


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


@cache
def version() -> int:
    """The version of Landlock in this kernel; 0 if it has none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return max(_call(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG), 0)
    except OSError:
        return 0


def restrict(rights: Iterable[tuple[Path, int]], *, network: bool = False) -> None:
    """Leave this thread only these rights, each to a path and everything below it.

    Paths that do not exist are ignored. Raises `OSError`.
    """
    known = version()
    handled = max(mask for number, mask in FILE_RIGHTS.items() if number <= known)
    ruleset = _Ruleset(
        handled, 0 if network or known < 4 else TCP, SCOPES if known >= 6 and not network else 0
    )
    size = 8 if known < 4 else 16 if known < 6 else 24
    made = _call(CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), 0)
    try:
        for path, allowed in rights:
            _allow(made, path, allowed & handled)
        prctl(NO_NEW_PRIVS, 1)
        _call(RESTRICT_SELF, made, 0)
    finally:
        os.close(made)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends for any reason."""
    if sys.platform.startswith("linux"):
        prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _allow(ruleset: int, path: Path, allowed: int) -> None:
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            mask = allowed if path.is_dir() else allowed & OF_A_FILE
            rule = _Beneath(mask, place)
            _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(place)


def _call(number: int, *arguments: object) -> int:
    result: int = _library().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def prctl(option: int, value: int, pointer: object = None) -> None:
    """Change a setting of this process, as in prctl(2). Raises `OSError`."""
    zero = ctypes.c_ulong(0)
    if _library().prctl(option, ctypes.c_ulong(value), pointer, zero, zero) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
