"""Waits for the results of jobs; a job that fails becomes a problem of its file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from printroom.model import SHEET_MARK, Document, NotFitToPrint, Problem
from printroom.workers import JobFailed, WorkerPool
from printroom.workers.outcomes import Job, Result


def run_in_worker(
    workers: WorkerPool, function: Callable[[Job], Result], job: Job, path: str
) -> Result:
    """Do one job in a worker and wait for it; a failure is a problem of the file `path`.

    Raises `NotFitToPrint`.
    """
    return result_of(workers.submit(function, job), path)


def result_of(future: Future[Result], path: str) -> Result:
    """The result of a job; a failure is a problem of the file `path`. Raises `NotFitToPrint`."""
    try:
        return future.result()
    except JobFailed as error:
        fix = "look for something endless or very large in it"
        raise NotFitToPrint([Problem("worker-failed", path, str(error), fix)]) from None


def layout_result(future: Future[Result], document: Document) -> Result:
    """The result of a job that lays out a document; a failure also names its style sheets.

    Raises `NotFitToPrint`.
    """
    try:
        return result_of(future, document.path)
    except NotFitToPrint as error:
        raise NotFitToPrint([_with_styles(one, document) for one in error.problems]) from None


def _with_styles(problem: Problem, document: Document) -> Problem:
    """Add the style sheets that may be to blame, if this is the problem of a failed job."""
    sheets = ", ".join(dict.fromkeys(SHEET_MARK.findall(document.source)))
    if problem.code != "worker-failed" or not sheets:
        return problem
    return replace(problem, fix=f"{problem.fix}, or in its style sheets: {sheets}")


def completed_future(value: Result) -> Future[Result]:
    """A future that already has its result."""
    future: Future[Result] = Future()
    future.set_result(value)
    return future
