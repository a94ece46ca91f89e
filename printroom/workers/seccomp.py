"""Seccomp: the Linux kernel refuses this process the system calls that reach outside it.

A short classic BPF program is installed by prctl(2), as documented in seccomp(2): calls on its list
fail with "not permitted". `pyseccomp` on PyPI is from 2021, and needs the system's libseccomp.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from errno import ENOSYS, EPERM

from printroom.workers.landlock import NO_NEW_PRIVS, prctl

SET_SECCOMP, FILTER_MODE = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # seccomp(2): with an error number in the low bits
KILL = 0x80000000
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # bpf_common.h
AT_NUMBER, AT_MACHINE, AT_FIRST, AT_SECOND = 0, 4, 16, 24  # struct seccomp_data
OTHER_NUMBERS = 0x40000000
"""The first of a second set of numbers that x86-64 has for the same calls."""

X86, ARM = "x86_64", "aarch64"
MACHINES = {X86: 0xC000003E, ARM: 0xC00000B7}
"""The kernel's name for each machine whose numbers are below."""
NETWORK = {
    X86: (41, 42, 43, 44, 46, 49, 50, 53, 288),
    ARM: (198, 199, 200, 201, 202, 203, 206, 211, 242),
}
"""socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4."""
PROGRAMS = {X86: (59, 322), ARM: (221, 281)}
"""execve, execveat."""
WAYS_ROUND = {
    X86: (
        *(29, 64, 68, 101, 165, 175, 240, 246, 248, 249, 250, 272, 298, 304, 308, 310, 311, 313),
        *(321, 323, 425, 426, 427, 434, 438),
    ),
    ARM: (
        *(40, 97, 104, 105, 117, 180, 186, 190, 194, 217, 218, 219, 241, 265, 268, 270, 271, 273),
        *(280, 282, 425, 426, 427, 434, 438),
    ),
}
"""Calls that reach other processes, or do the same as those above: shared memory and queues,
ptrace, mount, modules, keys, namespaces, perf, handles, bpf, userfaultfd, io_uring, pidfd."""
PROCESSES = {X86: (56, 57, 58), ARM: (220,)}
"""clone, fork, vfork."""
CLONE3 = 435
"""Reported as missing, so that the C library falls back to clone, which is refused."""
PRCTL = {X86: 157, ARM: 167}
DIE_WITH_PARENT = 1
PRLIMIT = {X86: 302, ARM: 261}


class _Step(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def is_known() -> bool:
    """Whether the numbers of this machine's system calls are known."""
    return sys.platform.startswith("linux") and os.uname().machine in MACHINES


def refuse(*, processes: bool) -> None:
    """Deny this process the network, other programs and processes, and forks.

    With `processes` it may fork. Raises `OSError`.
    """
    machine = os.uname().machine
    refused = [*NETWORK[machine], *PROGRAMS[machine], *WAYS_ROUND[machine]]
    if not processes:
        refused += PROCESSES[machine]
    install(list(_steps(machine, refused, forks=processes)))


def install(steps: Sequence[_Step]) -> None:
    """Have the kernel run this program at each system call, permanently. Raises `OSError`."""
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    prctl(NO_NEW_PRIVS, 1)
    prctl(SET_SECCOMP, FILTER_MODE, ctypes.byref(program))


def _steps(machine: str, refused: Iterable[int], *, forks: bool) -> Iterator[_Step]:
    yield _Step(LOAD, 0, 0, AT_MACHINE)
    yield _Step(EQUAL, 1, 0, MACHINES[machine])
    yield _Step(RETURN, 0, 0, KILL)
    yield _Step(LOAD, 0, 0, AT_NUMBER)
    if machine == X86:
        yield _Step(AT_LEAST, 0, 1, OTHER_NUMBERS)
        yield _Step(RETURN, 0, 0, REFUSE | EPERM)
    for number in refused:
        yield _Step(EQUAL, 0, 1, number)
        yield _Step(RETURN, 0, 0, REFUSE | EPERM)
    if not forks:
        yield _Step(EQUAL, 0, 1, CLONE3)
        yield _Step(RETURN, 0, 0, REFUSE | ENOSYS)
    yield from _dies_with_its_parent(machine)
    yield from _keeps_to_its_own_limits(machine)
    yield _Step(RETURN, 0, 0, ALLOW)


def _dies_with_its_parent(machine: str) -> Iterator[_Step]:
    """Let the process ask to be killed when its parent ends, but not take that back."""
    yield _Step(EQUAL, 0, 6, PRCTL[machine])
    yield _Step(LOAD, 0, 0, AT_FIRST)
    yield _Step(EQUAL, 0, 3, DIE_WITH_PARENT)
    yield _Step(LOAD, 0, 0, AT_SECOND)
    yield _Step(EQUAL, 1, 0, signal.SIGKILL)
    yield _Step(RETURN, 0, 0, REFUSE | EPERM)
    yield _Step(LOAD, 0, 0, AT_NUMBER)


def _keeps_to_its_own_limits(machine: str) -> Iterator[_Step]:
    """Let the process lower its own limits, but not those of another."""
    yield _Step(EQUAL, 0, 4, PRLIMIT[machine])
    yield _Step(LOAD, 0, 0, AT_FIRST)
    yield _Step(EQUAL, 1, 0, 0)
    yield _Step(RETURN, 0, 0, REFUSE | EPERM)
    yield _Step(LOAD, 0, 0, AT_NUMBER)
