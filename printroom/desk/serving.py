"""Runs the desk until Ctrl-C: a socket for this computer alone, the workers, and the server."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from logging import CRITICAL, getLogger
from types import FrameType

import uvicorn

from printroom.cache import Cache
from printroom.desk.application import application
from printroom.desk.gates import Gate, TokenGate
from printroom.desk.settings import DEFAULT_PORT, LOCAL, Settings
from printroom.desk.shop import Shop
from printroom.make import CachedPress, press_workers

BACKLOG = 128


def serve(settings: Settings, port: int | None, opened: Callable[[str], None]) -> None:
    """Serve the desk until Ctrl-C or a signal to end; then its workers end, too.

    `opened` is called with the address when a browser may open it. Without a port it takes the
    usual one, or another if that is taken. Raises `OSError` for a port that cannot be had.
    """
    with _listening(port) as listener, suppress(KeyboardInterrupt):
        gate = TokenGate(LOCAL, listener.getsockname()[1])
        with ExitStack() as closing, press_workers(os.cpu_count() or 1) as workers:
            shop = Shop.over(settings, CachedPress(Cache(settings.cache), workers))
            closing.callback(shop.close)  # once the workers have ended
            opened(gate.address)
            _run(_Server(shop, gate), listener)


class _Server(uvicorn.Server):
    """The server of a shop, which ends what its pages watch before it closes."""

    def __init__(self, shop: Shop, gate: Gate) -> None:
        config = uvicorn.Config(
            application(shop, gate),
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._shop = shop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the streams of progress, and then the server; what it interrupts is no error."""
        self._shop.closing.set()
        self._shop.term_runs.cancel()  # before its workers end: what is not made has not failed
        getLogger("uvicorn.error").setLevel(CRITICAL)
        super().handle_exit(sig, frame)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run the server; whatever ends it is raised as `KeyboardInterrupt`, so that workers stop."""
    ending = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32":
        ending.append(signal.SIGHUP)  # the window of the terminal was closed
    before = {one: signal.signal(one, _interrupt) for one in ending}
    try:
        server.run(sockets=[listener])  # on a signal it closes, then raises it again
        raise KeyboardInterrupt
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _listening(port: int | None) -> socket.socket:
    """A socket that only this computer can reach."""
    if port is not None:
        return _bound(port)
    try:
        return _bound(DEFAULT_PORT)
    except OSError:
        return _bound(0)


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOCAL, port))
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener
