"""Starts a worker: imports what jobs need, then applies the limits and the kernel sandbox."""

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

from printroom.workers.kernel_sandbox import enclose, keep_descriptors
from printroom.workers.landlock import die_with_parent
from printroom.workers.limits import limit_files, limit_memory, used_bytes

if sys.platform != "win32":
    import fcntl
    from multiprocessing import forkserver


def begin(
    memory_mb: int, preload: tuple[str, ...], folder: str, open_folders: tuple[str, ...]
) -> None:
    """Make this process a worker: import modules, then apply limits and restrictions."""
    _die_with_the_caller()
    for module in preload:
        with contextlib.suppress(Exception):  # the job that needs it will report the error
            importlib.import_module(module)
    # Imported modules stay: searching them for garbage takes a twentieth of the time of each job.
    gc.freeze()
    # Most objects of a layout live as long as the layout. This threshold means one search in two or
    # three documents; with a higher one, workers grow from document to document.
    gc.set_threshold(100_000, 1, 1)
    tempfile.tempdir = folder
    limit_memory(memory_mb, used_bytes())
    limit_files()
    enclose(folder, open_folders)


def _die_with_the_caller() -> None:
    """End this worker when its caller ends, even if the caller is killed.

    The fork server ends with its last client. A worker counts as a client, so it closes its
    connection to the server; then the kernel kills it when the server ends, even within a regular
    expression that lets no other thread run. It also watches a pipe to the caller, for kernels that
    cannot do that.
    """
    caller = multiprocessing.parent_process()
    if caller is None:
        return
    if sys.platform != "win32":
        inherited = forkserver.get_inherited_fds()
        if inherited is not None:
            keep_descriptors((caller.sentinel, *inherited))
            die_with_parent(os.getppid())
    if sys.platform == "linux":
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # whose default is to end
        signal.signal(signal.SIGIO, signal.SIG_DFL)
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
