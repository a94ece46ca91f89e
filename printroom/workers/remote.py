"""Workers on other machines, by way of a dask scheduler.

Each job is a pure function of plain values, so it does not matter where it is done. Each machine
must have the same checkout and environment; others are refused before the first job. A remote
worker needs the network to get its jobs, so it is denied only files; its templates run in a process
of their own, without a network.
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
_THREAD = threading.local()


class UnsuitableWorkers(Exception):
    """Remote workers cannot be used; the message is one plain sentence that explains why."""


class RemoteWorkers:
    """The same as `Workers`, by way of a dask scheduler at `dask://HOST:PORT`.

    `seconds` is how long a job may take before its process is ended; `versions` returns the
    versions that every machine must have. Raises `UnsuitableWorkers` on entering.
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
        """Run `function(job)` in a remote worker: an importable function, and a picklable job."""
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
                    f"the worker {name} differs from this machine: {_difference(ours, theirs)}"
                )
        return list(workers)


def _difference(ours: Mapping[str, str], theirs: object) -> str:
    if not isinstance(theirs, Mapping):
        return f"it cannot run the program ({type(theirs).__name__})"
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
        future.set_exception(JobFailed("The job exceeded its time or its memory."))
    else:
        why = "its worker died more than once" if answer.status == "error" else "it was cancelled"
        future.set_exception(JobFailed(f"The job has no result: {why}."))


def _timed(
    seconds: float,
    function: Callable[[Job], Result],
    job: Job,
    expected: tuple[type[Exception], ...],
) -> Outcome:
    """In a remote worker: do the job, or end the process if it takes too long."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            _restrict_thread()
            return run_with_budget(function, job, expected, timed=False)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _restrict_thread() -> None:
    """Deny files to the thread that does the jobs; another one has the network."""
    if not getattr(_THREAD, "is_closed", False):
        tempfile.tempdir = str(scratch())
        enclose(tempfile.tempdir, network=True)
        _THREAD.is_closed = True
