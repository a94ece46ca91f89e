"""Restricts what a worker process can reach, even if a job runs hostile code.

This is the second line of defence, after the sandbox of templates (`compose.sandbox`) and the
checks of the press. On Linux the kernel denies a worker all files except the interpreter's, the
program's and its own scratch folder, as well as networks and programs; the process for templates
can write nothing at all. Elsewhere, or on an old kernel, an audit hook refuses what Python reports,
and a warning says what is missing.
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
"""What a worker may not do, as audit events of Python. It may fork, to run templates."""
PROGRAM = Path(__file__).parents[1]
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime")
NAMED = ("/etc/mime.types", "/dev/urandom", "/dev/random", "/dev/null")
"""Single files that libraries read when they are first used."""


@cache
def missing() -> str:
    """What this system cannot deny workers, in one sentence; empty if it can deny everything."""
    lacks = []
    if not landlock.version():
        lacks.append("access to files (it has no Landlock)")
    if not seccomp.is_known():
        lacks.append("system calls (seccomp is not supported on it)")
    if not lacks:
        return ""
    start = "Templates have one line of defence instead of two: this system cannot deny workers"
    return f"{start} {' or '.join(lacks)}."


@cache
def note_what_is_missing() -> None:
    """Log a warning, once, of what this system cannot deny workers."""
    if missing():
        getLogger(__name__).warning(missing())


def enclose(scratch: str, open_folders: Iterable[str] = (), *, network: bool = False) -> None:
    """Restrict this process permanently: it may read the program, and write to these folders only.

    With `network`, only this thread is restricted, and only its access to files.
    """
    with contextlib.suppress(OSError):  # `missing` reports it
        if landlock.version():
            writes = [
                (Path(path), landlock.WRITE) for path in (scratch, *open_folders, "/dev/null")
            ]
            landlock.restrict([*_reads(), *writes], network=network)
    if network:
        return
    with contextlib.suppress(OSError):
        if seccomp.is_known():
            seccomp.refuse(processes=True)
    sys.addaudithook(_refuse)


def enclose_templates() -> None:
    """Restrict the process in which templates run: it can read the interpreter and nothing else."""
    with contextlib.suppress(OSError):
        if landlock.version():
            landlock.restrict((path, landlock.READ) for path in _interpreter())
    with contextlib.suppress(OSError):
        if seccomp.is_known():
            seccomp.refuse(processes=False)


def _reads() -> Iterator[tuple[Path, int]]:
    """What a worker may read: the interpreter, its libraries and modules, and system files."""
    known = tuple(_interpreter())
    for path in known:
        yield path, landlock.READ
    for path in map(Path, (*SYSTEM, *NAMED)):
        yield path, landlock.READ
    resolved = [path.resolve() for path in known]
    for folder in {Path(name or ".").resolve() for name in sys.path}:
        if not any(folder.is_relative_to(path) for path in resolved):
            yield from _modules(folder)


def _interpreter() -> Iterator[Path]:
    """The folders of Python, its libraries and this program."""
    yield PROGRAM
    yield from map(Path, {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix})


def _modules(folder: Path) -> Iterator[tuple[Path, int]]:
    """The modules that can be imported from a folder, without its other files."""
    yield folder, landlock.READ_DIR
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py"))):
                yield path, landlock.READ


def keep_descriptors(kept: Iterable[int]) -> None:
    """Close every open file except these; 0, 1 and 2 become the null device."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    last = 2
    for number in sorted({number for number in kept if number > last}):
        os.closerange(last + 1, number)
        last = number
    os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in REFUSED:
        raise PermissionError(f"a worker may not use {event}")
