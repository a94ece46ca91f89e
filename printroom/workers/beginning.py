"""The start of a worker: the limits of a process and the modules it needs in, a worker out."""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from multiprocessing import connection

if sys.platform != "win32":
    import fcntl
    import resource

REFUSED = (
    "os.exec",
    "os.fork",
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
"""What a worker may not do, by the names of Python's audit events."""


def begin(memory_mb: int, preload: tuple[str, ...], folder: str) -> None:
    """Make this process a worker: imports first, then the limits, then jobs."""
    _die_with_the_caller()
    for module in preload:
        with contextlib.suppress(Exception):  # the job that needs it says what is wrong with it
            importlib.import_module(module)
    # What is imported stays: to search it for garbage, again and again, takes a twentieth of a job.
    gc.freeze()
    tempfile.tempdir = folder
    if sys.platform != "win32":
        limit = memory_mb << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _die_with_the_caller() -> None:
    """Even a caller that is killed leaves no worker behind.

    The server would not notice: each worker keeps it alive. So a worker watches the caller's end
    of a pipe. Linux itself ends the worker when that closes, even in the middle of a regular
    expression that lets no other thread run.
    """
    caller = multiprocessing.parent_process()
    if caller is None:
        return
    if sys.platform == "linux":
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end
        fcntl.fcntl(caller.sentinel, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(caller.sentinel, fcntl.F_GETFL)
        fcntl.fcntl(caller.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
        if not caller.is_alive():
            os._exit(1)
    else:
        threading.Thread(target=_end_after, args=(caller.sentinel,), daemon=True).start()


def _end_after(caller: int) -> None:
    connection.wait([caller])
    os._exit(1)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in REFUSED:
        raise PermissionError(f"a worker may not use {event}")
