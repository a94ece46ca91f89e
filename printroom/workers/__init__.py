"""Worker processes: `submit` a job and get a future. A job that fails affects no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from printroom.workers.outcomes import Job, JobFailed, Result
from printroom.workers.pool import Workers
from printroom.workers.remote import SCHEME, RemoteWorkers, UnsuitableWorkers

__all__ = ["SCHEME", "JobFailed", "RemoteWorkers", "UnsuitableWorkers", "WorkerPool", "Workers"]


class WorkerPool(Protocol):
    """Workers on this machine or on others."""

    count: int
    """How many jobs run at the same time."""

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Run `function(job)` in a worker: an importable function, and a picklable job."""
        ...
