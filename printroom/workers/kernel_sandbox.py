"""Walls around a worker: what it cannot reach even if a job runs code of its own.

Templates are held by their sandbox (`compose.sandbox`), style sheets and pictures by the press.
This is the wall behind both. On Linux the kernel keeps a worker from all files but the
interpreter's, the program's and its own scratch folder, and from networks and programs; there a
template runs in a process that can write nothing at all. Elsewhere, or on an old kernel, an audit
hook refuses what Python reports, and a note says what is missing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from logging import getLogger
from pathlib import Path

from printroom.workers import landlock, seccomp

REFUSED = (
    "os.exec",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "subprocess.Popen",
)
"""What a worker may not do, by the names of Python's audit events; a fork is for templates."""
PROGRAM = Path(__file__).parents[1]
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
NAMED = ("/etc/mime.types", "/dev/urandom", "/dev/random", "/dev/null")
"""What libraries read when they are first used."""


@cache
def missing() -> str:
    """What this system cannot keep from workers, in one line; nothing where it can all."""
    lacks = []
    if not landlock.version():
        lacks.append("this system cannot keep files from workers (it has no Landlock)")
    if not seccomp.is_known():
        lacks.append("it cannot keep system calls from them (no known seccomp)")
    if not lacks:
        return ""
    return f"Templates of strangers are held by one wall instead of two: {', and '.join(lacks)}."


@cache
def note_what_is_missing() -> None:
    """Say once, in one line, what this system cannot keep from workers."""
    if missing():
        getLogger(__name__).warning(missing())


def enclose(scratch: str, open_folders: Iterable[str] = (), *, network: bool = False) -> None:
    """Close this process, or this thread where it keeps its network, for good.

    It may write to its scratch folder and the `open_folders`, and read what it is made of.
    """
    with contextlib.suppress(OSError):  # `missing` says so
        if landlock.version():
            writes = [(Path(one), landlock.WRITE) for one in (scratch, *open_folders, "/dev/null")]
            landlock.restrict([*_reads(), *writes], network=network)
    if network:
        return
    with contextlib.suppress(OSError):
        if seccomp.is_known():
            seccomp.refuse(processes=True)
    sys.addaudithook(_refuse)


def enclose_templates() -> None:
    """Close the process in which templates run: it reads the interpreter, and that is all."""
    with contextlib.suppress(OSError):
        if landlock.version():
            landlock.restrict((path, landlock.READ) for path in _interpreter())
    with contextlib.suppress(OSError):
        if seccomp.is_known():
            seccomp.refuse(processes=False)


def _reads() -> Iterator[tuple[Path, int]]:
    known = tuple(_interpreter())
    for path in known:
        yield path, landlock.READ
    for path in map(Path, (*SYSTEM, *NAMED)):
        yield path, landlock.READ
    resolved = [path.resolve() for path in known]
    for folder in {Path(one or ".").resolve() for one in sys.path}:
        if not any(folder.is_relative_to(one) for one in resolved):
            yield from _modules(folder)


def _interpreter() -> Iterator[Path]:
    """Where Python, its libraries and this program lie."""
    yield PROGRAM
    yield from map(Path, {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix})


def _modules(folder: Path) -> Iterator[tuple[Path, int]]:
    """What can be imported from a folder, and nothing that only lies beside it."""
    yield folder, landlock.READ_DIR
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py"))):
                yield path, landlock.READ


def keep_descriptors(kept: Iterable[int]) -> None:
    """Close every file that was open when this process began, but for these and 0, 1, 2.

    Those three lead nowhere: a job has nothing to read from or write to a terminal.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    last = 2
    for number in sorted({one for one in kept if one > last}):
        os.closerange(last + 1, number)
        last = number
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in REFUSED:
        raise PermissionError(f"a worker may not use {event}")
