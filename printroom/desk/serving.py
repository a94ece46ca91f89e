"""Runs the desk until Ctrl-C: opens its socket, starts its workers, and serves its pages."""

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
from printroom.desk.access.gates import Gate, TokenGate
from printroom.desk.access.office import Office
from printroom.desk.access.share_gate import ShareGate
from printroom.desk.application import application
from printroom.desk.common.settings import DEFAULT_PORT, LOCAL, Settings, Share
from printroom.desk.state.desk import Desk
from printroom.make import CachedPress, press_workers
from printroom.model import NotFitToPrint, Problem

BACKLOG = 128
ADD_ONE = 'add one: python3 generate.py desk accounts add "Full Name" --role review'


def serve(
    settings: Settings,
    port: int | None,
    opened: Callable[[str], None],
    share: Share | None = None,
) -> None:
    """Serve the desk until Ctrl-C or a signal to end; then its workers end, too.

    `opened` is called with the address once browsers can open it. Without a port, the desk takes
    DEFAULT_PORT, or any free port if that is taken and no proxy has to know it. Raises `OSError` if
    it cannot listen on the port or address, and `NotFitToPrint` if an office has no accounts.
    """
    office = _office(share) if share else None
    if share and share.host:
        port = port or DEFAULT_PORT
    listen = share.listen if share else LOCAL
    with _listening(listen, port) as listener, suppress(KeyboardInterrupt):
        port = listener.getsockname()[1]
        gate = ShareGate(share, port, office) if share and office else TokenGate(LOCAL, port)
        with ExitStack() as closing, press_workers(os.cpu_count() or 1) as workers:
            desk = Desk.over(settings, CachedPress(Cache(settings.cache), workers))
            closing.callback(desk.close)  # once the workers have ended
            opened(gate.address)
            _run(_Server(desk, gate), listener)


def _office(share: Share) -> Office:
    office = Office.in_folder(share.office)
    if not office.accounts.all():
        path, message = office.accounts.file.as_posix(), "there are no accounts yet"
        raise NotFitToPrint([Problem("accounts", path, message, ADD_ONE, 0)])
    return office


class _Server(uvicorn.Server):
    """The web server of a desk, which ends event streams and runs before it closes."""

    def __init__(self, desk: Desk, gate: Gate) -> None:
        config = uvicorn.Config(
            application(desk, gate),
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
        self._desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End event streams and runs, then the server; interrupted requests are no errors."""
        self._desk.closing.set()
        self._desk.term_runs.cancel()  # before workers end: packs not yet made have not failed
        getLogger("uvicorn.error").setLevel(CRITICAL)
        super().handle_exit(sig, frame)


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run the server. Raises `KeyboardInterrupt` when it ends, so that workers stop."""
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


def _listening(address: str, port: int | None) -> socket.socket:
    """A socket that listens on an address of this computer; on any free port if need be."""
    if port is not None:
        return _bound(address, port)
    try:
        return _bound(address, DEFAULT_PORT)
    except OSError:
        return _bound(address, 0)


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener
