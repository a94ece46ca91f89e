"""Finds the documents of an order whose composed source differs between two folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

from printroom.choose import choose, plan_for
from printroom.choose.digest import printed_digest
from printroom.compose.template_values import document_key
from printroom.make.cached_press import CachedPress
from printroom.make.options import Sources
from printroom.make.orders import press_job
from printroom.make.sample_cover import cover_job
from printroom.model import Document, NotFitToPrint, Order, Problem
from printroom.workers.jobs import PressJob

_WRITTEN = re.compile(r' data-part="[^"]*"')


@dataclass(frozen=True, slots=True)
class Base:
    """What is compared with: its sources, and where its folders are read as if they were."""

    sources: Sources
    moved: tuple[tuple[str, str], ...] = ()
    """Pairs of folders: the one that was read, and the one that its documents are to name."""

    def document(self, document: Document) -> Document:
        """A document as if its sources were in the other folders, so that the cache knows it."""
        source = document.source
        for read, home in self.moved:
            source = source.replace(f' data-part="{read}/', f' data-part="{escape(home)}/')
        path = self._path(document.path)
        return _with_key(replace(document, source=source, path=path))

    def problem(self, problem: Problem) -> Problem:
        """A problem of the base, which says so."""
        message = f"Before this edit: {problem.message}"
        return replace(problem, path=self._path(problem.path), message=message, excerpt="")

    def _path(self, path: str) -> str:
        for read, home in self.moved:
            if path.startswith(f"{read}/"):
                return f"{home}{path.removeprefix(read)}"
        return path


@dataclass(frozen=True, slots=True)
class Side:
    """What prints each document of an order, before an edit or after it."""

    jobs: Mapping[str, PressJob] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    """The codes of its documents by name, and of the pack under ""."""

    def with_codes(self, codes: Mapping[str, str]) -> Side:
        """The same documents with other codes: these change with any word of the whole pack."""
        new = {old: codes[name] for name, old in self.codes.items() if codes.get(name)}
        if not new:
            return self
        pattern = re.compile("|".join(map(re.escape, new)))
        jobs = {name: _recoded(job, pattern, new) for name, job in self.jobs.items()}
        return Side(jobs, codes)


@dataclass(frozen=True, slots=True)
class Differing:
    """A document whose source differs: what prints it before and after, and the packs with it."""

    name: str
    before: PressJob | None
    after: PressJob | None
    orders: list[Order] = field(default_factory=list)


def untouched(order: Order, before: Sources, after: Sources) -> int:
    """How many documents an order has if nothing printed of it has changed; 0 if something has."""
    if _look(before) != _look(after):
        return 0
    try:
        plans = [plan_for(order, one.library, one.templates) for one in (before, after)]
    except NotFitToPrint:
        return 0
    first, second = ((printed_digest(plan), plan.draft, plan.signed) for plan in plans)
    return len(plans[1].documents) if first == second else 0


def _look(sources: Sources) -> tuple[object, ...]:
    """What decides how a pack looks, whatever is in it."""
    return sources.templates.sources, sources.templates.files


def composed_side(
    order: Order,
    sources: Sources,
    press: CachedPress,
    problems: dict[Problem, None],
    base: Base | None = None,
) -> Side | None:
    """What prints each document of an order; nothing for an order that does not exist there.

    None, with the problems added, if it cannot be composed.
    """
    session = sources.library.sessions.get(order.session)
    is_there = session is not None and order.band in session.bands
    if not is_there or order.nation not in sources.library.nations:
        return Side()
    try:
        plan, forbidden = choose(order, sources.library, sources.templates)
        composed = press.compose(plan, sources.templates)
    except NotFitToPrint as error:
        note(error, problems, base)
        return None
    moved = base.document if base else (lambda document: document)
    documents = map(moved, composed.documents)
    jobs = {one.name: press_job(one, {}, forbidden) for one in documents}
    if composed.cover:
        cover = moved(composed.cover)
        jobs[cover.name] = cover_job(cover, composed.plan, forbidden)
    codes = {document.row.name: document.code for document in composed.plan.documents}
    return Side(jobs, codes | {"": composed.plan.code})


def note(error: NotFitToPrint, problems: dict[Problem, None], base: Base | None) -> None:
    found = map(base.problem, error.problems) if base else error.problems
    problems.update(dict.fromkeys(found))


def add_differing(
    order: Order,
    before: Side | None,
    after: Side | None,
    differing: dict[tuple[str, str], Differing],
) -> int:
    """Note the documents of an order that differ in more than codes; returns how many do not."""
    if before is None or after is None:
        return 0
    before, same = before.with_codes(after.codes), 0
    for name in dict.fromkeys((*before.jobs, *after.jobs)):
        old, new = before.jobs.get(name), after.jobs.get(name)
        keys = _source_key(old), _source_key(new)
        if keys[0] == keys[1]:
            same += 1
        else:
            differing.setdefault(keys, Differing(name, old, new)).orders.append(order)
    return same


def _recoded(job: PressJob, pattern: re.Pattern[str], new: Mapping[str, str]) -> PressJob:
    """A job in which each code that the pattern finds is replaced."""
    document = job.document
    source = pattern.sub(lambda found: new[found[0]], document.source)
    code = new.get(document.code, document.code)
    return replace(job, document=_with_key(replace(document, source=source, code=code)))


def _source_key(job: PressJob | None) -> str:
    """The key of a document, whatever line its parts are written on."""
    if job is None:
        return ""
    return _with_key(replace(job.document, source=_WRITTEN.sub("", job.document.source))).key


def _with_key(document: Document) -> Document:
    return replace(document, key=document_key(document))
