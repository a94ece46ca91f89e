"""Runs a job with other organisations' templates in a separate process.

A template must not be able to change the worker, which does other jobs afterwards. So the job runs
in a fork of the worker, which has no open file except the pipe for the outcome, can read nothing
but the interpreter, and can neither write files nor start processes. The fork ends with the job.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Literal, NoReturn, get_args

from printroom.workers import landlock
from printroom.workers.kernel_sandbox import enclose_templates, keep_descriptors
from printroom.workers.limits import (
    OUT_OF_TIME,
    TOO_LONG,
    Budget,
    budget_of,
    cpu_limit,
    interrupt_in,
    limit_cpu,
    limit_memory,
    memory_limit,
    used_bytes,
)
from printroom.workers.outcomes import OUT_OF_MEMORY, Job, Outcome, Result, describe, run_guarded

TEMPLATES_MB = 256
"""The memory that templates may use beyond that of the worker; ours need 33 MB."""
INTERRUPTED = 158
"""The exit status of a process that was interrupted outside any template."""
LARGEST_OUTCOME = TEMPLATES_MB << 20
CHUNK = 1 << 20
Kind = Literal["result", "expected", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def run_with_budget(
    function: Callable[[Job], Result],
    job: Job,
    expected: tuple[type[Exception], ...],
    *,
    timed: bool = True,
) -> Outcome:
    """Do a job within its budget: in this process, or in a fork if it runs templates.

    Without `timed`, the limits are not set in this process, which does other things too.
    """
    budget = budget_of(function)
    if budget.runs_templates and sys.platform.startswith("linux"):
        try:
            return _run_in_fork(function, job, expected, budget)
        except OSError as error:
            return Outcome("text", text=describe(error))
    if not timed:
        return run_guarded(function, job, expected)
    with cpu_limit(budget.cpu_s), memory_limit(budget.memory_mb):
        return run_guarded(function, job, expected)


def _run_in_fork(
    function: Callable[[Any], Any], job: Any, expected: tuple[type[Exception], ...], budget: Budget
) -> Outcome:
    reader, writer = os.pipe()
    worker, used = os.getpid(), used_bytes()
    child = os.fork()
    if child == 0:
        _restrict_fork(writer, worker, used, budget)
        _do_and_send(function, job, expected, writer)
    os.close(writer)
    content = _all_of(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == INTERRUPTED:
        status = OUT_OF_TIME[-1]
    if status or not content:
        return Outcome("died", text=str(status or OUT_OF_MEMORY))
    kind, rest = KINDS[content[0] % len(KINDS)], content[1:]
    if kind == "text":
        return Outcome("text", text=rest.decode(errors="replace"))
    return Outcome(kind, rest)


def _all_of(reader: int) -> bytes:
    """Read a pipe to its end; empty if that is too much."""
    parts, size = [], 0
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while part := pipe.read(CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_OUTCOME:
                return b""  # the writer gets an error
    return b"".join(parts)


def _restrict_fork(writer: int, worker: int, used: int, budget: Budget) -> None:
    """In the fork: close all files except the pipe for the outcome, and apply the restrictions."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        landlock.die_with_parent(worker)
        keep_descriptors((writer,))
        limit_memory(TEMPLATES_MB, used)
        limit_cpu(budget.cpu_s)
        enclose_templates()
        interrupt_in(budget.cpu_s)
    except BaseException:
        os._exit(1)


def _do_and_send(
    function: Callable[[Any], Any], job: Any, expected: tuple[type[Exception], ...], writer: int
) -> NoReturn:
    """In the fork: do the job, send its outcome, and end."""
    status = OUT_OF_MEMORY
    try:
        outcome = run_guarded(function, job, expected)
        if outcome.text == describe(TimeoutError(TOO_LONG)):  # it was raised outside any template
            os._exit(INTERRUPTED)
        content = outcome.content if outcome.kind != "text" else outcome.text.encode()
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(bytes((KINDS.index(outcome.kind),)))
            pipe.write(content)
        status = 0
    finally:
        os._exit(status)
