"""Explains why a job has no result, and decides whether it is worth another try."""

from __future__ import annotations

import contextlib
import signal
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

from pebble import ProcessExpired

from printroom.workers.limits import OUT_OF_TIME
from printroom.workers.outcomes import OUT_OF_MEMORY, Outcome, describe


def is_worth_retrying(answer: Future[Outcome]) -> bool:
    """Whether a job may succeed at a second attempt: not if it exceeded its time or memory."""
    status = _status(answer)
    if status is not None:
        return status not in (OUT_OF_MEMORY, *OUT_OF_TIME)
    return isinstance(answer.exception(), BrokenProcessPool)


def explain_failure(answer: Future[Outcome], seconds: float, cpu_s: float, memory_mb: int) -> str:
    """One sentence that explains why a job has no result; empty if it has one.

    The numbers are the limits of the job: elapsed seconds, CPU seconds and memory.
    """
    error, status = answer.exception(), _status(answer)
    if isinstance(error, TimeoutError):
        return f"The job was stopped because it took longer than {seconds:g} seconds."
    if status is not None:
        return _why_it_ended(status, cpu_s, memory_mb)
    if isinstance(error, BrokenProcessPool):
        return "The job's process died."
    if error is not None:
        return f"The job could not be handed to a worker: {describe(error)}"
    return "" if isinstance(answer.result(), Outcome) else "The job's process sent no answer."


def broken_future() -> Future[Outcome]:
    """The future of a job whose pool is broken."""
    answer: Future[Outcome] = Future()
    answer.set_exception(BrokenProcessPool())
    return answer


def _status(answer: Future[Outcome]) -> int | None:
    """The exit status of a process that ended without doing its job; none if it did it."""
    error = answer.exception()
    if isinstance(error, ProcessExpired):
        return error.exitcode or 0
    outcome = None if error else answer.result()
    if not isinstance(outcome, Outcome) or outcome.kind != "died":
        return None
    # A worker may send anything for a number.
    return int(outcome.text) if str(outcome.text).lstrip("-").isdecimal() else 1


def _why_it_ended(status: int, cpu_s: float, memory_mb: int) -> str:
    if status in OUT_OF_TIME:
        return f"The job was stopped because it computed for longer than {cpu_s:g} seconds."
    if status == OUT_OF_MEMORY:
        return f"The job was stopped because it needed more than {memory_mb} MB."
    with contextlib.suppress(ValueError):
        return f"The job's process died of {signal.Signals(-status).name}."
    return f"The job's process ended itself with exit status {status}."
