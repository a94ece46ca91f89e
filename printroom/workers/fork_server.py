"""Starts the server process that workers are forked from."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import Literal

if sys.platform != "win32":
    from multiprocessing import forkserver, resource_tracker

QUIET = "ignore:resource_tracker"


START_METHOD: Literal["forkserver", "spawn"] = "spawn" if sys.platform == "win32" else "forkserver"
"""How workers are started."""


def start_server(preload: tuple[str, ...]) -> None:
    """Start the server, which imports these modules; if it runs already, do nothing."""
    if sys.platform == "win32":
        return
    forkserver.set_forkserver_preload(list(preload))  # once, and not in each worker
    with _for_the_server():
        resource_tracker.ensure_running()  # first: when it starts, it lets Ctrl-C through again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        forkserver.ensure_running()


@contextlib.contextmanager
def _for_the_server() -> Iterator[None]:
    """What the server inherits when it starts: modules lie where they lie for the caller, which
    Python 3.11 does not tell it, and Ctrl-C is the caller's business. Nor does the process that
    clears away after a caller that was killed have anything to say to people."""
    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    sys.warnoptions.append(QUIET)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        sys.warnoptions.remove(QUIET)
        if path is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = path
