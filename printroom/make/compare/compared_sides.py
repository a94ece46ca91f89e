"""Composes orders before and after an edit, several at once, except those that it cannot change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import tee

from printroom.choose import plan_for
from printroom.choose.digest import printed_digest
from printroom.compose import Composed
from printroom.compose.coding import document_key
from printroom.compose.job_sheet import largest_job
from printroom.make.pack.sample_cover import cover_values
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Document, NotFitToPrint, Order, Plan, Problem
from printroom.workers.jobs import PressJob

Planned = Plan | tuple[Problem, ...] | None
"""The plan of an order, or its problems; none if the order does not exist on this side."""


@dataclass(frozen=True, slots=True)
class Base:
    """The sources before an edit, and the folders that their documents should name."""

    sources: Sources
    moved: tuple[tuple[str, str], ...] = ()
    """Pairs of folders: the one that was read, and the one that documents should name."""

    def document(self, document: Document) -> Document:
        """A document as if read from the other folders, so that the cache may have it."""
        source = document.source
        for read, home in self.moved:
            source = source.replace(f' data-part="{read}/', f' data-part="{escape(home)}/')
        path = self._path(document.path)
        return with_key(replace(document, source=source, path=path))

    def problem(self, problem: Problem) -> Problem:
        """A problem with a message that says it was there before the edit."""
        message = f"Before this edit: {problem.message}"
        return replace(problem, path=self._path(problem.path), message=message, excerpt="")

    def _path(self, path: str) -> str:
        for read, home in self.moved:
            if path.startswith(f"{read}/"):
                return f"{home}{path.removeprefix(read)}"
        return path


@dataclass(frozen=True, slots=True)
class Side:
    """The jobs that print an order before an edit, or after it.

    Nothing is delivered, so the files are not searched for the words of other bands.
    """

    jobs: Mapping[str, PressJob] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes of its documents by name, and of the pack under ""."""


@dataclass(frozen=True, slots=True)
class OrderSides:
    """An order before and after an edit, or the problems of a side that cannot be composed."""

    order: Order
    before: Side | tuple[Problem, ...] = ()
    after: Side | tuple[Problem, ...] = ()
    untouched: int = 0
    """The number of its documents, if nothing that it prints has changed; it is not composed."""


def composed_sides(
    base: Base, sources: Sources, orders: Iterable[Order], press: CachedPress
) -> Iterator[OrderSides]:
    """Compose each order on both sides."""
    before, after = base.sources, sources
    is_alike = _look(before) == _look(after)
    plans = ((order, *_plans(order, before, after, is_alike=is_alike)) for order in orders)
    first, second, third = tee(plans, 3)
    olds = press.compose_all(_to_compose(old for _, old, _, _ in first), before.templates)
    news = press.compose_all(_to_compose(new for _, _, new, _ in second), after.templates)
    for order, old, new, untouched in third:
        press.monitor.step(f"comparing {order.session} for {order.band} in {order.nation}")
        if untouched:
            yield OrderSides(order, untouched=untouched)
        else:
            sides = _side(old, olds, before, press), _side(new, news, after, press)
            yield OrderSides(order, *_with_base_paths(*sides, base))


def _plans(
    order: Order, before: Sources, after: Sources, *, is_alike: bool
) -> tuple[Planned, Planned, int]:
    """Both plans of an order; if they print the same, none, and the number of documents."""
    old, new = _planned(order, before), _planned(order, after)
    if is_alike and isinstance(old, Plan) and isinstance(new, Plan):
        first, second = ((printed_digest(plan), plan.draft, plan.signed) for plan in (old, new))
        if first == second:
            return None, None, len(new.documents)
    return old, new, 0


def _look(sources: Sources) -> tuple[object, ...]:
    """What decides how packs look, whatever their words."""
    return sources.templates.sources, sources.templates.files


def _planned(order: Order, sources: Sources) -> Planned:
    session = sources.library.sessions.get(order.session)
    is_there = session is not None and order.band in session.bands
    if not is_there or order.nation not in sources.library.nations:
        return None
    try:
        return plan_for(order, sources.library, sources.templates)
    except NotFitToPrint as error:
        return error.problems


def _to_compose(plans: Iterable[Planned]) -> Iterator[Plan]:
    return (plan for plan in plans if isinstance(plan, Plan))


def _side(
    planned: Planned,
    made: Iterator[Composed | tuple[Problem, ...]],
    sources: Sources,
    press: CachedPress,
) -> Side | tuple[Problem, ...]:
    """One side of an order, or its problems; takes its composed plan from `made`."""
    if planned is None:
        return Side()
    composed = next(made) if isinstance(planned, Plan) else planned
    if isinstance(composed, tuple):
        return composed
    plan = composed.plan
    jobs = {document.name: PressJob(document, {}, None) for document in composed.documents}
    try:
        cover = press.compose_cover(plan, sources.templates, largest_job(plan))
    except NotFitToPrint as error:
        return error.problems
    if cover:
        jobs[cover.name] = PressJob(cover, cover_values(cover, plan), None)
    codes = {document.row.name: document.code for document in plan.documents}
    return Side(jobs, codes | {"": plan.code})


def _with_base_paths(
    before: Side | tuple[Problem, ...], after: Side | tuple[Problem, ...], base: Base
) -> tuple[Side | tuple[Problem, ...], Side | tuple[Problem, ...]]:
    """Both sides, the first as if it had been read from the folders of the second."""
    if isinstance(before, tuple):
        return tuple(map(base.problem, before)), after
    jobs = {
        name: replace(job, document=base.document(job.document))
        for name, job in before.jobs.items()
    }
    return Side(jobs, before.codes), after


def with_key(document: Document) -> Document:
    """A changed document with a new key."""
    return replace(document, key=document_key(document))
