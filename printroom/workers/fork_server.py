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
    """Start the server, which imports these modules; do nothing if it is already running."""
    if sys.platform == "win32":
        return
    forkserver.set_forkserver_preload(list(preload))  # once, and not in each worker
    with _inherited_settings():
        resource_tracker.ensure_running()  # first, since its start unblocks Ctrl-C
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        forkserver.ensure_running()


@contextlib.contextmanager
def _inherited_settings() -> Iterator[None]:
    """Set what the server inherits when it starts.

    These are the caller's module path, which Python 3.11 does not pass on; blocked Ctrl-C, which is
    for the caller to handle; and no warnings from `resource_tracker`, the process that cleans up
    after a caller that was killed.
    """
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
