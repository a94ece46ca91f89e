"""Prints and bundles terms at the desk, in the background, one at a time."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock

from printroom.cache import Cache
from printroom.desk.common.settings import Settings
from printroom.desk.state.background import internal_error
from printroom.ledger.record import Record
from printroom.ledger.term_record import TermOptions
from printroom.make import CachedPress, RunOptions, all_sheet_faults, bookings_of, read_term
from printroom.make.run.options import Stopwatch
from printroom.make.run.speed import measure_speed, note_speed, seconds_left
from printroom.make.term.term_run import TermRun, make_term
from printroom.model import Delivered, Failed, NotFitToPrint, PackResult, Problem

MOST_KEPT = 12
"""How many runs are kept in memory; packs stay in the output folder in any case."""


class _Cancelled(Exception):
    """Somebody has cancelled this run."""


@dataclass(eq=False)
class RunningTerm:
    """A term that is being printed, or is finished."""

    id: str
    term: str
    expected: float | None
    """The seconds that it should take, measured in earlier runs; none if unknown."""
    packs: int = 0
    """How many packs the term has; 0 until that is known."""
    step: str = "waiting for an earlier run"
    made: list[Delivered] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    is_over: bool = False
    cancelled: Event = field(default_factory=Event)
    began: float = field(default_factory=time.perf_counter)
    version: int = 0

    @property
    def done(self) -> int:
        """How many packs were made or have failed."""
        return len(self.made) + len(self.failures)

    @property
    def seconds_left(self) -> float | None:
        """About how long it still takes, by its own speed; at first, by that of earlier runs."""
        passed = time.perf_counter() - self.began
        made = sum(pack.is_made for pack in list(self.made))
        left = seconds_left(passed, made, self.packs - self.done) if self.packs else None
        if left is not None or self.expected is None:
            return left
        return max(1.0, self.expected - passed)

    def notify(self) -> None:
        """Tell those who watch that something has changed."""
        self.version += 1


class TermRuns:
    """The runs of a desk, one at a time."""

    def __init__(self, settings: Settings, press: CachedPress) -> None:
        self._settings, self._press = settings, press
        self._kept: OrderedDict[str, RunningTerm] = OrderedDict()
        self._bundles: dict[str, Future[None]] = {}
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(1)

    def start(self, term: str, expected: float | None) -> RunningTerm:
        """Print the packs of a term; if it is being printed already, that run is returned."""
        with self._lock:
            last = self._kept.get(term)
            if last is not None and not last.is_over:
                return last
            running = self._kept[term] = RunningTerm(secrets.token_urlsafe(9), term, expected)
            if (bundle := self._bundles.get(term)) and bundle.done():
                del self._bundles[term]  # why it could not be made may no longer be true
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._threads.submit(self._run, running)
        return running

    def last(self, term: str) -> RunningTerm | None:
        """The last run of a term since the desk was opened."""
        return self._kept.get(term)

    def bundle(self, term: str, make: Callable[[], None]) -> None:
        """Bundle the packs of a term, after the runs that were started before."""
        with self._lock:
            last = self._bundles.get(term)
            if last is None or last.done():
                self._bundles[term] = self._threads.submit(make)

    def bundled(self, term: str) -> Future[None] | None:
        """The future of the term's last bundle since the desk was opened."""
        return self._bundles.get(term)

    def cancel(self) -> None:
        """Stop all runs, as Ctrl-C does on the command line."""
        for running in list(self._kept.values()):
            running.cancelled.set()

    def close(self) -> None:
        """Stop, and wait until no pack is being written."""
        self.cancel()
        self._threads.shutdown(cancel_futures=True)

    def _run(self, running: RunningTerm) -> None:
        running.began = time.perf_counter()
        try:
            self._make(running)
        except NotFitToPrint as error:
            running.problems = error.problems
        except _Cancelled:
            running.step = "cancelled"
        except Exception as error:
            running.problems = (internal_error("make this term", error),)
            raise
        finally:
            running.is_over = True
            running.notify()

    def _make(self, running: RunningTerm) -> None:
        """Print a term, as the command `term` does."""
        settings, name = self._settings, running.term
        folders, today = (settings.materials, settings.templates), settings.today()
        monitor = _Progress(running)
        press = CachedPress(Cache(settings.cache, name), self._press.workers, monitor)
        request = TermOptions(today).request(name, folders)
        timed = monitor.time_step("read materials and templates")
        with timed, all_sheet_faults(settings.templates, press):
            sources, resolved = read_term(*folders, name, request.inputs, press.cache)
        bookings = bookings_of(resolved, today)
        running.packs = len(bookings)
        record = Record(settings.record, today)
        run = TermRun(resolved, bookings, settings.output, record, request, monitor.seconds)
        make_term(run, sources.on_day(today), press, RunOptions(), _noting(running))
        passed, layouts = monitor.passed(), len(press.laid_out)
        note_speed(press.cache, measure_speed(monitor.seconds, passed, layouts, running.made))
        if not running.failures:
            press.cache.set_complete(request.shared_key)


def _noting(running: RunningTerm) -> Callable[[PackResult], None]:
    """A function that records each pack, and stops the run between two packs if it is cancelled."""

    def note(result: PackResult) -> None:
        is_cancelled = running.cancelled.is_set()
        if is_cancelled and isinstance(result, Failed):  # maybe only because its workers have ended
            raise _Cancelled
        if isinstance(result, Failed):
            running.failures.append(result)
        else:
            running.made.append(result)
        running.notify()
        if is_cancelled and running.done < running.packs:
            raise _Cancelled

    return note


class _Progress(Stopwatch):
    """Records the progress of a run, and how long each step takes."""

    def __init__(self, running: RunningTerm) -> None:
        super().__init__()
        self._running = running

    def step(self, name: str) -> None:
        if self._running.cancelled.is_set():
            raise _Cancelled
        self._running.step = name
        self._running.notify()
