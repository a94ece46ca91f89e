"""Limits of a job: the memory, CPU time and files that it may use before the system ends it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import TypeVar

if sys.platform != "win32":
    import resource

MAX_CPU_S = 30.0
"""The limit of CPU time for any job."""
LARGEST_FILE_MB = 256
ARENA_MAX = -8  # mallopt(3)
MAX_FILES = 256
UNKNOWN_MB = 1024
"""The assumed memory of a process on systems that do not report it."""
TOO_LONG = "this takes too long"
OUT_OF_TIME: tuple[int, ...] = () if sys.platform == "win32" else (-signal.SIGPROF, -signal.SIGXCPU)
"""The exit statuses of a process that exceeded its CPU time."""
F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a job, and whether other organisations' code runs in it.

    `cpu_s` is CPU time in seconds. `memory_mb` is the address space that the job may use beyond
    what its process already has; 0 is the limit of its worker. A job that `runs_templates` gets a
    process of its own, which may read no file and start no other process.
    """

    cpu_s: float = MAX_CPU_S
    runs_templates: bool = False
    memory_mb: int = 0


def budget(cpu_s: float, *, runs_templates: bool = False, memory_mb: int = 0) -> Callable[[F], F]:
    """Decorate the function of a job with its budget."""

    def with_budget(function: F) -> F:
        found = Budget(min(cpu_s, MAX_CPU_S), runs_templates, memory_mb)
        function.budget = found  # type: ignore[attr-defined]
        return function

    return with_budget


def budget_of(function: Callable[..., object]) -> Budget:
    """The budget of a job's function, or the default."""
    found = getattr(function, "budget", None)
    return found if isinstance(found, Budget) else Budget()


def limit_memory(megabytes: int, used_bytes: int) -> None:
    """Limit the address space that this process may use beyond what it already uses."""
    if sys.platform != "win32":
        _keep_to_one_arena()
        lower(resource.RLIMIT_AS, used_bytes + (megabytes << 20))


def limit_files() -> None:
    """Limit the size and number of files of this process, and prevent core dumps.

    The number of processes is not limited, since the system counts all processes of a user.
    """
    if sys.platform != "win32":
        lower(resource.RLIMIT_CORE, 0)
        lower(resource.RLIMIT_FSIZE, LARGEST_FILE_MB << 20)
        lower(resource.RLIMIT_NOFILE, MAX_FILES)


def limit_cpu(seconds: float) -> None:
    """Limit the CPU time of this process, in whole seconds, and prevent it from writing files."""
    if sys.platform != "win32":
        # At the limit the process gets a signal that says why; a second later it is killed.
        lower(resource.RLIMIT_CPU, ceil(seconds), spare=1)
        lower(resource.RLIMIT_FSIZE, 0)


def interrupt_in(seconds: float) -> None:
    """Raise `TimeoutError` before the limit of CPU time, so that a message can name the template.

    It is raised after half of the time, and then again and again, since a job may catch some.
    """
    if sys.platform != "win32":
        signal.signal(signal.SIGVTALRM, _interrupt)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds / 2, seconds / 8)


def _interrupt(number: int, frame: object) -> None:
    raise TimeoutError(TOO_LONG)


def lower(kind: int, limit: int, spare: int = 0) -> None:
    """Lower a limit permanently; a limit that is already lower is kept."""
    _, hard = resource.getrlimit(kind)
    most = limit + spare if hard == resource.RLIM_INFINITY else min(limit + spare, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (min(limit, most), most))


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """End this process if the block takes more CPU time than this."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextlib.contextmanager
def memory_limit(megabytes: int) -> Iterator[None]:
    """Let the block use this much more address space; 0 sets no limit of its own."""
    if sys.platform == "win32" or not megabytes:
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used_bytes() + (megabytes << 20)
    most = wanted if before == resource.RLIM_INFINITY else min(wanted, before)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def _keep_to_one_arena() -> None:
    """Have all threads allocate from one arena.

    glibc reserves 64 MiB of address space for each further arena, and Pango starts a thread for
    each set of fonts: a worker would run out of address space that it does not use.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def used_bytes() -> int:
    """The address space of this process."""
    file = _statm()
    if file is None:
        return UNKNOWN_MB << 20
    return int(os.pread(file, 100, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


@cache
def _statm() -> int | None:
    """The open file in which Linux reports it: a restricted worker could not open it."""
    try:
        return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
