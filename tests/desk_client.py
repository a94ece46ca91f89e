"""A browser for tests: a client that the desk has let in, over folders of a test."""

from __future__ import annotations

import atexit
import datetime as dt
import time
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.requests import Request

from printroom.cache import Cache
from printroom.desk.access.gates import Gate, TokenGate
from printroom.desk.application import application
from printroom.desk.common.settings import DEFAULT_PORT, LOCAL, Settings
from printroom.desk.common.users import Person
from printroom.desk.state.desk import Desk
from printroom.make import CachedPress
from printroom.workers import WorkerPool
from tests.workshop import Workshop

with warnings.catch_warnings():  # Starlette would rather have the successor of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = [
    "DAY",
    "HERE",
    "TestClient",
    "browser",
    "browser_of",
    "desk_in",
    "settings_in",
    "settled",
    "stranger",
]
DAY = dt.date(2026, 11, 30)
HERE = f"http://{LOCAL}:{DEFAULT_PORT}"


def settings_in(workshop: Workshop, folder: Path = Path()) -> Settings:
    """The settings of a desk over a workshop, whose output is in a folder."""
    return Settings(
        workshop.materials,
        workshop.templates,
        folder / "output",
        folder / "record",
        folder / "output" / ".cache",
        folder / "printers.json",
        lambda: DAY,
    )


def desk_in(workshop: Workshop, workers: WorkerPool, cache: Path | None = None) -> Desk:
    """The shop behind a desk over a workshop; several may share a cache."""
    settings = settings_in(workshop)
    settings = replace(settings, cache=cache or settings.cache)
    return Desk.over(settings, CachedPress(Cache(settings.cache), workers))


def stranger(desk: Desk, gate: Gate) -> TestClient:
    """A browser that the desk has not let in."""
    app = application(desk, gate)
    client = TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    client.portal = _event_loop()
    return client


def settled(client: TestClient, address: str) -> str:
    """A page once nothing on it is still being found."""
    page: str = client.get(address).text
    while 'class="working"' in page:
        time.sleep(0.01)  # the worker that finds it has a processor to itself
        page = client.get(address).text
    return page


def browser(desk: Desk) -> TestClient:
    """A browser that the desk has let in, which sends the Origin as browsers do."""
    gate = TokenGate(LOCAL, DEFAULT_PORT)
    client = stranger(desk, gate)
    assert client.get(gate.address).status_code == 303
    client.headers["origin"] = HERE
    return client


@dataclass(frozen=True)
class PersonGate:
    """A gate at which each request comes from one person."""

    person: Person
    origins: frozenset[str] = frozenset({HERE})

    def admit(self, request: Request) -> Person:
        """That person."""
        return self.person


def browser_of(person: Person, desk: Desk) -> TestClient:
    """A browser that a person uses, at a desk that others may use, too."""
    client = stranger(desk, PersonGate(person))
    client.headers["origin"] = HERE
    return client


@cache
def _event_loop() -> BlockingPortal:
    """One for all browsers of a process: a loop of its own takes a request longer than its page."""
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(start_blocking_portal())
