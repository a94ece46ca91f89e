"""The inputs of a run besides its bookings: sources, options, and a monitor of steps and times."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

from printroom.cache import digest_of
from printroom.ledger.inputs import digest_of_inputs
from printroom.model import Library, Printed, Templates


@dataclass(frozen=True)
class Sources:
    """Materials and templates as read, with the digests of their files."""

    library: Library
    templates: Templates
    inputs: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    """The digest of everything that packs print; empty if it is uncertain which text was read."""

    def on_day(self, day: dt.date) -> Sources:
        """The sources as of a day, without checks that are dated later."""
        then, now = self.library.on_day(day), self.library
        is_same = (then.contacts, then.nations) == (now.contacts, now.nations)
        key = self.key if is_same or not self.key else digest_of(self.key, day)
        return replace(self, library=then, key=key)

    @cached_property
    def digest(self) -> str:
        """One digest of all input files."""
        return digest_of_inputs(self.inputs)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options for making the packs of a run."""

    only: tuple[str, ...] = ()
    """The documents to print; all if empty."""
    is_release: bool = False
    """Whether to refuse drafts."""
    uses_forms: bool = True
    """Whether to fill schools' values into forms where they fit; only in a term."""
    proves_all: bool = False
    """Whether to prove every file in full, not only the first and longest of a form."""
    all_or_nothing: bool = False
    """Whether to deliver nothing unless every pack can be made."""


class Monitor:
    """Receives the progress of a run; this one ignores it."""

    def step(self, name: str) -> None:
        """Called when a step begins, such as “composing”."""

    def printed(self, document: Printed) -> None:
        """Called when a document is finished, or was taken from the cache."""

    def time_step(self, step: str) -> AbstractContextManager[None]:
        """Measure the time of a block as part of a step."""
        del step
        return nullcontext()


DEFAULTS = RunOptions()
SILENT = Monitor()


class Stopwatch(Monitor):
    """A monitor that adds up the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._lock = Lock()
        self._begin = time.perf_counter()

    @contextmanager
    def time_step(self, step: str) -> Iterator[None]:
        """Add the time of this block to a step."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                taken = time.perf_counter() - begin
                self.seconds[step] = self.seconds.get(step, 0.0) + taken

    def passed(self) -> float:
        """Seconds since the stopwatch was created."""
        return time.perf_counter() - self._begin
