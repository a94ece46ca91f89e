"""Measures the time of the steps of a run, which may run concurrently in threads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from printroom.make.run.options import Monitor


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
