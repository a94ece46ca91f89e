"""The outcome of a job: a worker sends it as plain data, and the caller's future receives it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from printroom.workers.plain_data import decode, encode

Job = TypeVar("Job")
Result = TypeVar("Result")

OUT_OF_MEMORY = 157
"""The exit status of a worker that reached its memory limit; its heap is not used again."""
LONGEST_TEXT = 2000
"""Messages of exceptions are cut to this many characters."""


class JobFailed(Exception):
    """A job has no result; the message is one plain sentence that explains why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker sends: a result or expected exception as plain data, or a text.

    It is never an exception object, since one that cannot be unpickled would break the whole pool.
    If the kind is `died`, the text is the exit status of a process that the worker had started for
    the job.
    """

    kind: Literal["result", "expected", "text", "died"]
    content: bytes = b""
    text: str = ""


def run_guarded(
    function: Callable[[Job], Result], job: Job, expected: tuple[type[Exception], ...]
) -> Outcome:
    """Do a job, and return an outcome whatever happens."""
    try:
        return Outcome("result", encode(function(job)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except expected as error:
        return _pack(error, expected)
    except BaseException as error:
        return Outcome("text", text=describe(error))


def _pack(error: Exception, expected: tuple[type[Exception], ...]) -> Outcome:
    """An exception as its number in `expected` and its arguments, or as a text."""
    try:
        number, arguments = expected.index(type(error)), error.__reduce__()[1]
        type(error)(*arguments)
        return Outcome("expected", encode((number, arguments)))
    except Exception:
        return Outcome("text", text=describe(error))


def settle(
    future: Future[Any],
    outcome: Outcome,
    function: Callable[..., Any],
    expected: tuple[type[Exception], ...],
) -> None:
    """Set the result or exception of a caller's future to what a worker sent.

    A result may contain dataclasses only of the packages of the job's function and of the expected
    exceptions.
    """
    if outcome.kind == "text":
        future.set_exception(JobFailed(str(outcome.text)))
        return
    try:
        packages = {thing.__module__.partition(".")[0] for thing in (function, *expected)}
        content = decode(outcome.content, packages)
        if outcome.kind == "expected":
            number, arguments = content
            content = expected[number](*arguments)
    except Exception as problem:
        future.set_exception(JobFailed(f"The result could not be read: {describe(problem)}"))
        return
    if outcome.kind == "expected":
        future.set_exception(content)
    else:
        future.set_result(content)


def describe(error: BaseException) -> str:
    """An exception in one line."""
    return f"{type(error).__name__}: {error}"[:LONGEST_TEXT]
