"""Outcomes: a job goes into a worker; plain data comes out, and becomes what a caller waits for."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

OUT_OF_MEMORY = 157
"""The exit status of a worker that reached its limit: its heap is not used again."""
LONGEST_TEXT = 2000
"""Letters of an exception's message that are passed on."""


class JobFailed(Exception):
    """A job that brought no result; the text is one plain sentence that says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker sends: a pickled result or expected exception, or the text of another one.

    Never a living exception: one that cannot be unpickled would break the whole pool.
    """

    kind: Literal["result", "expected", "text"]
    content: bytes = b""
    text: str = ""


def guarded(
    function: Callable[[Job], Result], job: Job, expected: tuple[type[Exception], ...]
) -> Outcome:
    """Do the job and let nothing but plain data out, whatever happens."""
    try:
        return Outcome("result", pickle.dumps(function(job)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except expected as error:
        return _packed(error)
    except BaseException as error:
        return Outcome("text", text=says(error))


def _packed(error: Exception) -> Outcome:
    """The exception itself if it survives the journey, else what it says."""
    try:
        content = pickle.dumps(error)
        if type(pickle.loads(content)) is type(error):
            return Outcome("expected", content)
    except Exception:
        pass
    return Outcome("text", text=says(error))


def settle(promise: Future[Any], outcome: Outcome) -> None:
    """Pass on what a worker sent to whoever waits for it."""
    if outcome.kind == "text":
        promise.set_exception(JobFailed(outcome.text))
        return
    try:
        content = pickle.loads(outcome.content)
    except Exception as problem:
        promise.set_exception(JobFailed(f"The result could not be read: {says(problem)}"))
        return
    if outcome.kind == "expected":
        promise.set_exception(content)
    else:
        promise.set_result(content)


def says(error: BaseException) -> str:
    """An exception in one line."""
    return f"{type(error).__name__}: {error}"[:LONGEST_TEXT]
