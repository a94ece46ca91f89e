"""Worker processes: `submit` a job and get a future; a job that fails affects no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from printroom.workers.outcomes import Job, JobFailed, Result
from printroom.workers.pool import Workers
from printroom.workers.remote import SCHEME, RemoteWorkers, UnsuitableWorkers

__all__ = ["SCHEME", "JobFailed", "RemoteWorkers", "UnsuitableWorkers", "WorkerPool", "Workers"]


class WorkerPool(Protocol):
    """Workers here or elsewhere."""

    count: int
    """How many jobs they do at the same time."""

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Have `function(job)` done: a function that can be imported by name, a picklable job."""
        ...
