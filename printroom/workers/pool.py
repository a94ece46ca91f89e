"""A pool of worker processes in which a job that hangs, crashes or grows affects no other.

A worker can be killed, has limits of memory and time, has no network and cannot start programs. It
sends its results as plain data; if a job fails, one plain sentence explains why.

Workers are forked from a server that has one thread: forking the caller itself would be unsafe,
since by then it has threads. The server imports what jobs need, once for all workers, while the
caller reads its files. On Windows, workers are spawned, and only their time is limited.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic

from pebble import ProcessPool

from printroom.workers.failures import broken_future, explain_failure, is_worth_retrying
from printroom.workers.fork_server import START_METHOD, start_server
from printroom.workers.kernel_sandbox import note_what_is_missing
from printroom.workers.limits import budget_of
from printroom.workers.outcomes import Job, JobFailed, Outcome, Result, settle
from printroom.workers.safe_pool import SafePool
from printroom.workers.scratch import scratch
from printroom.workers.startup import begin
from printroom.workers.template_process import TEMPLATES_MB, run_with_budget

GRACE_S = 30.0
"""How long the pool may take to answer after a time limit, before it is replaced."""


@dataclass(eq=False, slots=True)
class _Attempt(Generic[Job, Result]):
    """A job that was submitted, and the future that its caller holds."""

    function: Callable[[Job], Result]
    job: Job
    future: Future[Result]
    tries: int = 0


class Workers:
    """A context manager: `submit` a function and a job, and get a future.

    Leaving the block waits for all jobs; leaving it by an exception (also Ctrl-C) ends them.
    Each of `count` workers is replaced after `max_tasks` jobs. A job may take `seconds`, and a
    worker `memory_mb` of address space beyond what it starts with. `preload` names modules to
    import before the first job; with `starts_early` at once, while the caller reads its files.
    Jobs may read and write in `open_folders`.
    An exception of a class in `expected` is raised as itself, any other as `JobFailed`.
    """

    def __init__(
        self,
        count: int = 1,
        *,
        seconds: float = 60.0,
        memory_mb: int = 2000,
        max_tasks: int = 200,
        preload: tuple[str, ...] = (),
        expected: tuple[type[Exception], ...] = (),
        open_folders: tuple[str, ...] = (),
        starts_early: bool = True,
    ) -> None:
        self.count = count
        self._starts_early = starts_early
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._max_tasks = max_tasks
        self._preload = preload
        self._expected = expected
        self._open_folders = open_folders
        self._changed = threading.Condition(threading.RLock())
        self._waiting: deque[_Attempt[Any, Any]] = deque()
        self._again: deque[_Attempt[Any, Any]] = deque()
        self._running: set[_Attempt[Any, Any]] = set()
        self._is_awake = self._is_alone = self._is_over = False
        self._last_news = 0.0
        self._starter: threading.Thread | None = None

    def __enter__(self) -> Workers:
        note_what_is_missing()
        self._folder = tempfile.mkdtemp(dir=scratch())
        if self._starts_early:
            start_server(self._preload)
        self._pools = [self._new_pool()]
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            with self._changed:
                while kind is None and (self._waiting or self._running or self._again):
                    self._changed.wait()
        finally:
            # Only the main thread gets Ctrl-C. If it is pressed again, this thread still cleans up:
            # otherwise jobs in a full pipe would keep this process from ending.
            ending = threading.Thread(target=self._end)
            ending.start()
            ending.join()

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Run `function(job)` in a worker: an importable function, and a picklable job."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        with self._changed:
            if self._is_over:
                raise RuntimeError("the workers have been stopped")
            self._waiting.append(_Attempt(function, job, future))
            if self._starter is None:  # starting a pool waits for imports, so not in this thread
                start_server(self._preload)
                self._starter = threading.Thread(target=self._wake, daemon=True)
                self._starter.start()
            self._send_out()
        return future

    def _send_out(self) -> None:
        """Start the jobs that may start now.

        A job whose worker died runs once more when no other job is running: if it dies again, no
        other job can be the cause.
        """
        if self._is_over or not self._is_awake:
            return
        while self._waiting and not self._is_alone:
            self._start(self._waiting.popleft())
        if self._again and not self._running:
            self._is_alone = True
            self._start(self._again.popleft())

    def _start(self, attempt: _Attempt[Any, Any]) -> None:
        attempt.tries += 1
        if not self._running:
            self._last_news = time.monotonic()
        self._running.add(attempt)
        answer = self._scheduled(attempt)
        answer.add_done_callback(lambda future: self._pass_on(attempt, future))

    def _scheduled(self, attempt: _Attempt[Any, Any]) -> Future[Outcome]:
        arguments = (attempt.function, attempt.job, self._expected)
        for _ in range(2):
            try:
                return self._pools[-1].schedule(run_with_budget, arguments, timeout=self._seconds)
            except RuntimeError:  # this pool is broken, which fails each job that it still has
                self._pools.append(self._new_pool())
        return broken_future()

    def _pass_on(self, attempt: _Attempt[Any, Any], answer: Future[Outcome]) -> None:
        """Pass on the outcome of an attempt, or queue the job for its second one."""
        with self._changed:
            if attempt not in self._running:
                return
            self._running.discard(attempt)
            self._last_news = time.monotonic()
            self._is_alone = False
            is_last = attempt.tries > 1 or self._is_over
            if is_worth_retrying(answer) and not is_last:
                self._again.append(attempt)
            else:
                self._settle(attempt, answer)
            self._send_out()
            self._changed.notify_all()

    def _settle(self, attempt: _Attempt[Any, Any], answer: Future[Outcome]) -> None:
        if why := self._why(attempt, answer):
            attempt.future.set_exception(JobFailed(why))
            return
        settle(attempt.future, answer.result(), attempt.function, self._expected)

    def _why(self, attempt: _Attempt[Any, Any], answer: Future[Outcome]) -> str:
        """One sentence that explains why there is no result; empty if there is one."""
        budget = budget_of(attempt.function)
        own_mb = TEMPLATES_MB if budget.runs_templates else budget.memory_mb
        memory_mb = own_mb or self._memory_mb
        return explain_failure(answer, self._seconds, budget.cpu_s, memory_mb)

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context(START_METHOD)
        settings = (self._memory_mb, self._preload, self._folder, self._open_folders)
        return SafePool(self.count, self._max_tasks, begin, settings, context)

    def _wake(self) -> None:
        with contextlib.suppress(BrokenProcessPool):  # the first job will report it
            self._pools[0].active  # noqa: B018 - reading this starts a new pool
        with self._changed:
            self._is_awake = True
            self._send_out()

    def _watch(self) -> None:
        """Replace a pool that has sent nothing for longer than any job may take."""
        while True:
            with self._changed:
                self._changed.wait(1)
                if self._is_over:
                    return
                silence = time.monotonic() - self._last_news
                if not self._running or silence < self._seconds + GRACE_S:
                    continue
                _stop(self._pools[-1])
                self._pools.append(self._new_pool())
                for attempt in tuple(self._running):
                    self._pass_on(attempt, broken_future())

    def _end(self) -> None:
        """Stop all processes, fail the remaining futures, and remove the temporary folder."""
        with self._changed:
            self._is_over = True
            unfinished = [*self._waiting, *self._running, *self._again]
            self._waiting.clear()
            self._running.clear()
            self._again.clear()
            self._changed.notify_all()
        if self._starter is not None:  # otherwise it would start processes afterwards
            self._starter.join()
        for pool in self._pools:
            _stop(pool)
            pool.join()
        for attempt in unfinished:
            attempt.future.set_exception(JobFailed("The work was interrupted."))
        shutil.rmtree(self._folder, ignore_errors=True)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
