"""Composes documents: workers run the templates, and this process makes the codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from printroom.compose import (
    Composed,
    Rendered,
    coded,
    coded_cover,
    render,
    render_cover,
    render_plans,
)
from printroom.compose.job_sheet import JobSheetRow
from printroom.model import Document, NotFitToPrint, Plan, Problem, Templates
from printroom.workers import JobFailed, WorkerPool
from printroom.workers.jobs import run_in_worker
from printroom.workers.limits import budget

COMPOSE_S = 5.0
"""The documents of a plan take 0.2 seconds of a processor to compose."""
PLANS_AT_ONCE = 8


@budget(COMPOSE_S, runs_templates=True)
def render_documents(job: tuple[Plan, Templates]) -> Rendered:
    """In a worker: run the templates of a plan, but for the cover that is printed."""
    return render(*job)


@budget(COMPOSE_S * 2, runs_templates=True)
def render_many(
    job: tuple[tuple[Plan, ...], Templates],
) -> tuple[Rendered | tuple[Problem, ...], ...]:
    """In a worker: the same for some plans."""
    return render_plans(*job)


@budget(COMPOSE_S, runs_templates=True)
def render_the_cover(job: tuple[Plan, Templates, tuple[JobSheetRow, ...]]) -> Document | None:
    """In a worker: run the template of the cover."""
    return render_cover(*job)


def compose_in(workers: WorkerPool, plan: Plan, templates: Templates) -> Composed:
    """Compose a plan, running its templates in a worker; codes are made here, of what it sends.

    Raises `NotFitToPrint`.
    """
    return coded(
        plan, run_in_worker(workers, render_documents, (plan, templates), templates.folder)
    )


def compose_many(
    workers: WorkerPool, plans: Iterable[Plan], templates: Templates
) -> Iterator[Composed | tuple[Problem, ...]]:
    """Compose plans, a few in each job, in their order; each one, or the problems with it.

    One job compiles each template once. If a job fails, each of its plans gets one of its own.
    """
    batches = _batches(tuple(plans))
    for first in range(0, len(batches), workers.count):
        some = batches[first : first + workers.count]
        futures = [workers.submit(render_many, (batch, templates)) for batch in some]
        for batch, future in zip(some, futures, strict=True):
            try:
                made = future.result()
            except JobFailed:
                yield from (_composed_or_problems(workers, plan, templates) for plan in batch)
                continue
            for plan, one in zip(batch, made, strict=True):
                yield coded(plan, one) if isinstance(one, Rendered) else one


def _batches(plans: tuple[Plan, ...]) -> list[tuple[Plan, ...]]:
    return [plans[at : at + PLANS_AT_ONCE] for at in range(0, len(plans), PLANS_AT_ONCE)]


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
