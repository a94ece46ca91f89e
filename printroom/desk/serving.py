"""Runs the desk until Ctrl-C: a socket, for this computer alone or a proxy; workers; the server."""

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
from printroom.desk.state.shop import Shop
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

    `opened` is called with the address when a browser may open it. Without a port it takes the
    usual one, or another if that is taken and no proxy has to know it. Raises `OSError` for a port
    or an address that cannot be had, and `NotFitToPrint` if an office has no accounts.
    """
    office = _office(share) if share else None
    if share and share.host:
        port = port or DEFAULT_PORT
    listen = share.listen if share else LOCAL
    with _listening(listen, port) as listener, suppress(KeyboardInterrupt):
        port = listener.getsockname()[1]
        gate = ShareGate(share, port, office) if share and office else TokenGate(LOCAL, port)
        with ExitStack() as closing, press_workers(os.cpu_count() or 1) as workers:
            shop = Shop.over(settings, CachedPress(Cache(settings.cache), workers))
            closing.callback(shop.close)  # once the workers have ended
            opened(gate.address)
            _run(_Server(shop, gate), listener)


def _office(share: Share) -> Office:
    office = Office.in_folder(share.office)
    if not office.accounts.all():
        path, message = office.accounts.file.as_posix(), "there are no accounts yet"
        raise NotFitToPrint([Problem("accounts", path, message, ADD_ONE, 0)])
    return office


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


def _listening(address: str, port: int | None) -> socket.socket:
    """A socket on an address of this computer."""
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
