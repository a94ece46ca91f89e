"""Workers on other machines, by way of a dask scheduler.

Each job is a pure function of plain values, so it does not matter where it is done. A machine has
the same checkout and the same environment; one that has not is refused before the first job.
A remote worker's network is how it gets its jobs, so only files are kept from it; a template runs
in a process of its own there too, and has no network either.
"""

from __future__ import annotations

import faulthandler
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from printroom.workers.kernel_sandbox import enclose
from printroom.workers.outcomes import Job, JobFailed, Outcome, Result, settle
from printroom.workers.scratch import scratch
from printroom.workers.template_process import run_with_budget

SCHEME = "dask://"
CONNECT_S = 20.0


class UnsuitableWorkers(Exception):
    """Why workers elsewhere cannot be used, in one plain sentence."""


class RemoteWorkers:
    """As `Workers`, by way of a dask scheduler at `dask://HOST:PORT`.

    `seconds` is how long a job may take before its process is ended; `versions` is what every
    machine must have. Raises `UnsuitableWorkers` on entering.
    """

    def __init__(
        self,
        address: str,
        *,
        seconds: float,
        expected: tuple[type[Exception], ...],
        versions: Callable[[], Mapping[str, str]],
    ) -> None:
        self.address = address.removeprefix(SCHEME)
        self.count = 0
        self._seconds, self._expected, self._versions = seconds, expected, versions

    def __enter__(self) -> RemoteWorkers:
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise UnsuitableWorkers(
                "dask is not installed here: see “Several machines” in docs/options.md"
            ) from None
        try:
            self._client = Client(  # type: ignore[no-untyped-call]
                f"tcp://{self.address}", timeout=CONNECT_S, set_as_default=False
            )
        except (OSError, ValueError):
            raise UnsuitableWorkers(f"no dask scheduler answers at {self.address}") from None
        try:
            self.count = len(self._fit_workers())
        except BaseException:
            self._client.close()  # type: ignore[no-untyped-call]
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()  # type: ignore[no-untyped-call]

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Have `function(job)` done somewhere: a function that can be imported by name."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()
        work = (function, job, self._expected)
        answer = self._client.submit(_timed, self._seconds, *work, pure=False, retries=0)
        answer.add_done_callback(  # type: ignore[no-untyped-call]
            lambda done: _pass_on(future, done, function, self._expected)
        )
        return future

    def _fit_workers(self) -> list[str]:
        """The addresses of all workers, if each has our versions. Raises `UnsuitableWorkers`."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise UnsuitableWorkers(f"the scheduler at {self.address} has no workers yet")
        for name, worker in workers.items():
            if worker["nthreads"] != 1:
                raise UnsuitableWorkers(
                    f"the worker {name} has several threads: start it with --nthreads 1"
                )
        ours = dict(self._versions())
        for name, theirs in self._client.run(self._versions, on_error="return").items():
            if theirs != ours:
                raise UnsuitableWorkers(
                    f"the worker {name} is not the same: {_difference(ours, theirs)}"
                )
        return list(workers)


def _difference(ours: Mapping[str, str], theirs: object) -> str:
    if not isinstance(theirs, Mapping):
        return f"it has no program that can be run ({type(theirs).__name__})"
    return ", ".join(
        f"{name} is {theirs.get(name, 'missing')} there and {version} here"
        for name, version in ours.items()
        if theirs.get(name) != version
    )


def _pass_on(
    future: Future[Any],
    answer: Any,
    function: Callable[..., Any],
    expected: tuple[type[Exception], ...],
) -> None:
    outcome = answer.result() if answer.status == "finished" else None
    if outcome is not None and outcome.kind != "died":
        settle(future, outcome, function, expected)
    elif outcome is not None:
        future.set_exception(JobFailed("The job took too long, or more memory than it may."))
    else:
        why = "its worker died, more than once" if answer.status == "error" else "it was cancelled"
        future.set_exception(JobFailed(f"The job brought no result: {why}."))


def _timed(
    seconds: float,
    function: Callable[[Job], Result],
    job: Job,
    expected: tuple[type[Exception], ...],
) -> Outcome:
    """In a worker elsewhere: do the job; what takes too long ends the process, whatever it does."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            _close()
            return run_with_budget(function, job, expected, timed=False)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _close() -> None:
    """Keep files from the thread that does the jobs, which is not the one with the network."""
    if not getattr(_THREAD, "is_closed", False):
        tempfile.tempdir = str(scratch())
        enclose(tempfile.tempdir, network=True)
        _THREAD.is_closed = True


_THREAD = threading.local()
