"""Composes documents: workers run the templates, and this process computes the codes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import islice

from printroom.compose import (
    Composed,
    Rendered,
    add_codes,
    coded_cover,
    compile_templates,
    render,
    render_cover,
    render_plans,
    use_compiled,
)
from printroom.compose.job_sheet import JobSheetRow
from printroom.compose.written_names import written_problems
from printroom.model import Document, NotFitToPrint, Plan, Problem, Templates
from printroom.workers import JobFailed, WorkerPool
from printroom.workers.job_results import run_in_worker
from printroom.workers.limits import budget

COMPOSE_S = 5.0
"""CPU time. The documents of a plan take 0.2 seconds to compose."""
PLANS_AT_ONCE = 8
Batch = tuple[Rendered | tuple[Problem, ...], ...]


@budget(COMPOSE_S, runs_templates=True)
def render_documents(job: tuple[Plan, Templates]) -> Rendered:
    """In a worker: run the templates of a plan, except for the cover that is printed."""
    return render(*job)


@budget(COMPOSE_S, runs_templates=True)
def compile_all(templates: Templates) -> bytes:
    """In a worker: compile all templates. None of them runs, so none can change another's code."""
    return compile_templates(templates)


@budget(COMPOSE_S, runs_templates=True)
def render_compiled(job: tuple[Plan, Templates, bytes]) -> Rendered:
    """In a worker: the same as `render_documents`, with templates compiled by `compile_all`."""
    plan, templates, compiled = job
    use_compiled(compiled)
    return render(plan, templates)


@budget(COMPOSE_S * 2, runs_templates=True)
def render_many(job: tuple[tuple[Plan, ...], Templates]) -> Batch:
    """In a worker: run the templates of several plans."""
    return render_plans(*job)


@budget(COMPOSE_S, runs_templates=True)
def render_the_cover(job: tuple[Plan, Templates, tuple[JobSheetRow, ...]]) -> Document | None:
    """In a worker: run the template of the cover."""
    return render_cover(*job)


@budget(COMPOSE_S, runs_templates=True)
def check_written(templates: Templates) -> list[Problem]:
    """In a worker: the mistakes in templates that show without running them."""
    return written_problems(templates)


def compose_in(
    workers: WorkerPool, plan: Plan, templates: Templates, compiled: bytes = b""
) -> Composed:
    """Compose a plan: a worker runs its templates, and codes are computed here from the result.

    `compiled` are templates compiled by `compile_all`. Raises `NotFitToPrint`.
    """
    path = templates.folder
    if compiled:
        rendered = run_in_worker(workers, render_compiled, (plan, templates, compiled), path)
    else:
        rendered = run_in_worker(workers, render_documents, (plan, templates), path)
    return add_codes(plan, rendered)


def compose_many(
    workers: WorkerPool, plans: Iterable[Plan], templates: Templates
) -> Iterator[Composed | tuple[Problem, ...]]:
    """Compose plans in order, several in each job; yields each pack, or its problems.

    A job compiles each template only once. If it fails, each of its plans gets a job of its own.
    """
    waiting: deque[tuple[tuple[Plan, ...], Future[Batch]]] = deque()
    for batch in _batches(plans):
        waiting.append((batch, workers.submit(render_many, (batch, templates))))
        if len(waiting) > workers.count:  # workers compose while more plans are chosen
            yield from _composed(*waiting.popleft(), workers, templates)
    while waiting:
        yield from _composed(*waiting.popleft(), workers, templates)


def _batches(plans: Iterable[Plan]) -> Iterator[tuple[Plan, ...]]:
    left = iter(plans)
    while batch := tuple(islice(left, PLANS_AT_ONCE)):
        yield batch


def _composed(
    batch: tuple[Plan, ...], future: Future[Batch], workers: WorkerPool, templates: Templates
) -> Iterator[Composed | tuple[Problem, ...]]:
    try:
        made = future.result()
    except JobFailed:
        yield from (_composed_or_problems(workers, plan, templates) for plan in batch)
        return
    for plan, one in zip(batch, made, strict=True):
        yield add_codes(plan, one) if isinstance(one, Rendered) else one


def _composed_or_problems(
    workers: WorkerPool, plan: Plan, templates: Templates
) -> Composed | tuple[Problem, ...]:
    try:
        return compose_in(workers, plan, templates)
    except NotFitToPrint as error:
        return error.problems


def compose_cover_in(
    workers: WorkerPool, plan: Plan, templates: Templates, rows: tuple[JobSheetRow, ...]
) -> Document | None:
    """The cover, if there is one, with the code of its pack. Raises `NotFitToPrint`."""
    return coded_cover(
        plan, run_in_worker(workers, render_the_cover, (plan, templates, rows), templates.folder)
    )
