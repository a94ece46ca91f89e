"""Checks all orders of two folders: chooses, composes and inspects them, and may print them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from printroom.choose import (
    all_orders,
    forbidden_for,
    most_draft_reasons,
    other_orders,
    plan_for,
    set_aside_in,
)
from printroom.compose import Composed
from printroom.compose.coding import unsigned_reason
from printroom.inspect import inspect
from printroom.inspect.spread import Cast, cast, shared_names
from printroom.ledger.unread_sessions import unread_sessions
from printroom.ledger.withdrawal import planned_identity, withdrawal
from printroom.load import load_folders, load_schools
from printroom.load.templates.templates import read_templates
from printroom.make.check.affected_plans import affected_plans
from printroom.make.check.draft_warnings import DraftWarnings
from printroom.make.check.inspections import Inspections
from printroom.make.check.refused_pictures import RefusedPictures
from printroom.make.check.sheet_faults import with_sheet_faults
from printroom.make.pack.orders import (
    inspect_plan,
    print_order,
    with_print_jobs,
)
from printroom.make.pack.sample_cover import cover_job
from printroom.make.run.cached_folders import read_sources
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.make.run.template_checks import check_styles, check_written
from printroom.model import Library, NotFitToPrint, Plan, Problem, Templates, in_order

__all__ = ["NOT_CHECKED", "Cast", "casts", "check", "check_lists", "shared_names"]

MOST_ENDLESS = 3
_ENDLESS = ("template-endless", "worker-failed")
NOT_CHECKED = "not-checked"
"""The code of a warning that something was not checked because of an error elsewhere."""


def check(
    materials: Path,
    templates: Path,
    press: CachedPress,
    as_of: dt.date,
    *,
    fit: bool = False,
    pictures: Path | None = None,
    paths: Sequence[Path] = (),
) -> list[Problem]:
    """Every error and warning in two folders, sorted by file.

    If there are `paths`, only packs that use them are composed. With `fit`, each pack is also
    printed, but not delivered; pictures of refused pages are written into the folder `pictures`.
    """
    drawings = RefusedPictures(pictures, press) if pictures else None
    try:
        sources = read_sources(materials, templates, {}, sets_aside=True).on_day(as_of)
    except NotFitToPrint as error:
        return [*_unread(error, templates, press), _not_checked(materials)]
    found = [*sources.library.warnings, *_set_aside(sources, materials)]
    found += _of_templates(sources.templates, press)
    inspections, drafts = Inspections(press.cache, sources), DraftWarnings(sources.library, as_of)
    plans = _affected(paths, list(_plans(sources, as_of, found)), sources, materials, press)
    wanted, wrong = (plans if fit else inspections.unknown(plans)), 0
    for made in _until_too_slow(press.compose_all(wanted, sources.templates)):
        if isinstance(made, tuple):
            found, wrong = [*found, *made], wrong + 1
            continue
        problems = _inspected(made, press)
        inspections.note(made.plan, problems)
        found += _of_plan(made.plan, problems, sources.library, drafts)
        if any(problem.stops for problem in problems):
            wrong += 1
        elif fit:
            found += _layout_problems(made, sources, press, drawings)
    for plan, known in inspections.known:
        found += _of_plan(plan, known, sources.library, drafts)
    found += [*_problems_of_others(sources, as_of, found), *drafts.problems()]
    return list(in_order([*found, *_left_out(materials, wrong if fit else 0, found)]))


def _until_too_slow(
    composed: Iterable[Composed | tuple[Problem, ...]],
) -> Iterator[Composed | tuple[Problem, ...]]:
    """Yield composed plans until templates have run into their time limit for a few of them.

    Hundreds of packs have the same templates, and each would take as long.
    """
    endless = 0
    for made in composed:
        yield made
        endless += isinstance(made, tuple) and any(one.code in _ENDLESS for one in made)
        if endless == MOST_ENDLESS:
            return


def _affected(
    paths: Sequence[Path],
    plans: Sequence[Plan],
    sources: Sources,
    materials: Path,
    press: CachedPress,
) -> Sequence[Plan]:
    """The plans to compose; reports their number if these are not all."""
    found = affected_plans(paths, plans, sources, materials) if paths else plans
    if len(found) < len(plans):
        press.monitor.step(f"checking {len(found)} of {len(plans)} packs: the others do not use it")
    return found


def check_lists(files: Iterable[Path], materials: Path, templates: Path) -> list[Problem]:
    """Every error and warning in lists of schools that are not in the materials."""
    library, _ = load_folders(materials, templates, sets_aside=True)
    found: list[Problem] = []
    for file in files:
        try:
            found += load_schools(file, library.names).warnings
        except NotFitToPrint as error:
            found += error.problems
    return found


def _of_templates(templates: Templates, press: CachedPress) -> Sequence[Problem]:
    """The problems with style sheets, and with templates that are not run."""
    try:
        return check_styles(templates, press) + check_written(templates, press)
    except NotFitToPrint as error:
        return error.problems


def _unread(error: NotFitToPrint, folder: Path, press: CachedPress) -> list[Problem]:
    """Why the folders cannot be read, and problems with templates that are not run."""
    found = with_sheet_faults(error.problems, folder, press)
    try:
        found += check_written(read_templates(folder)[0], press)
    except NotFitToPrint as other:
        found += [one for one in other.problems if one.code == "worker-failed"]
    return found


def _set_aside(sources: Sources, materials: Path) -> Iterator[Problem]:
    """The problems of files that only some packs need, and the sessions that are not composed."""
    for problems in sources.library.set_aside.values():
        yield from problems
    if unread := unread_sessions(sources.library, sources.templates):
        yield _not_checked(materials, ", ".join(sorted(unread)))


def _not_checked(materials: Path, of: str = "a pack") -> Problem:
    """A warning that the pages of some packs were not composed."""
    message = f"no page of {of} was checked for its words, parts and layout"
    fix = "first correct the errors that check lists without PATHS"
    return Problem(NOT_CHECKED, materials.as_posix(), message, fix, 0, stops=False)


def _left_out(materials: Path, packs: int, found: Sequence[Problem]) -> Iterator[Problem]:
    """Warnings that packs were not composed, and that `packs` of them were not laid out."""
    if any(one.code in _ENDLESS for one in found):
        yield _not_checked(materials, "some packs")
    if packs:
        which = "1 pack was" if packs == 1 else f"{packs} packs were"
        message = f"{which} not laid out, because of errors"
        fix = "first correct the errors that check lists without PATHS"
        yield Problem(NOT_CHECKED, materials.as_posix(), message, fix, 0, stops=False)


def _problems_of_others(
    sources: Sources, as_of: dt.date, found: Iterable[Problem]
) -> Iterator[Problem]:
    """The problems of shorter lengths and follow-ups that the full sessions do not have.

    One nation is enough, since what differs between nations is checked at full length.
    """
    known = set(map(_identity, found))
    checked: set[tuple[object, ...]] = set()
    for order in other_orders(sources.library, sources.templates, as_of):
        what = (order.session, order.band, order.minutes, order.follows)
        if what in checked or (order.minutes and order.follows):  # each is checked separately
            continue
        try:
            plan = plan_for(order, sources.library, sources.templates)
        except NotFitToPrint:  # the full session has the same problem, or the nation lacks it
            continue
        checked.add(what)
        for problem in inspect(plan, ()):
            if _identity(problem) not in known:
                yield problem


def _identity(problem: Problem) -> object:
    """What identifies a problem in all lengths of a session.

    Messages about rules and whole parts contain a length, or a mean that depends on it.
    """
    if problem.code in ("structure", "hard-to-read"):
        return problem.code, problem.path, problem.fix
    return problem


def _plans(sources: Sources, as_of: dt.date, found: list[Problem]) -> Iterator[Plan]:
    """The plan of each order; adds the problems of orders without one to `found`."""
    for order in all_orders(sources.library, as_of):
        try:
            yield plan_for(order, sources.library, sources.templates)
        except NotFitToPrint as error:
            found += error.problems


def _inspected(composed: Composed, press: CachedPress) -> list[Problem]:
    order = composed.plan.order
    press.monitor.step(f"checking {order.session} for {order.band} in {order.nation}")
    return inspect_plan(composed, press)


def _of_plan(
    plan: Plan, problems: Iterable[Problem], library: Library, drafts: DraftWarnings
) -> Iterator[Problem]:
    """The problems of an order, and whether it was withdrawn; collects why it is a draft."""
    yield from problems
    order = plan.order
    path = library.paths[f"sessions:{order.session}"]
    if entry := withdrawal(planned_identity(plan), library.withdrawn):
        message = f"{order.band}, {order.nation}: it was withdrawn: {entry[1].reason}"
        yield Problem("withdrawn", path, message, entry[1].instead, stops=False)
    drafts.add(plan)


def _layout_problems(
    composed: Composed, sources: Sources, press: CachedPress, drawings: RefusedPictures | None
) -> Iterable[Problem]:
    """Print an order without delivering it; returns the problems of its pages.

    Its cover must have room for every reason to be a draft that a later visit can have.
    """
    forbidden = forbidden_for(composed.plan, sources.library, sources.templates)
    fullest = replace(composed, plan=with_most_reasons(composed.plan, sources.library))
    ready = with_print_jobs(fullest, forbidden, sources, values={})
    jobs = ready.jobs
    try:
        order = print_order(ready, press, sources)
        printed = [*order.printed.values()]
        if order.cover:
            jobs = (cover_job(order.cover, order.plan, forbidden, order.job_sheet_rows),)
            printed += press.print_documents(jobs)
    except NotFitToPrint as error:
        found = error.problems
        return drawings.add_pictures(found, jobs, ready.plan.order) if drawings else found
    return [warning for document in printed for warning in document.warnings]


def with_most_reasons(plan: Plan, library: Library) -> Plan:
    """A composed plan with every reason to be a draft that a later visit can have."""
    reasons = most_draft_reasons(plan, library.nations[plan.order.nation])
    return replace(plan, draft=(*reasons, unsigned_reason(plan.order)))


def casts(library: Library, templates: Templates) -> tuple[Cast, ...]:
    """The people in each session for each band, except sessions whose files have mistakes.

    Stories are the same in all nations, so only the first is used. Raises `NotFitToPrint`.
    """
    nation = next(iter(library.nations), "")
    orders = (
        order
        for order in all_orders(library, dt.date.max)
        if order.nation == nation and not set_aside_in(order.session, library, templates)
    )
    found = (cast(plan_for(order, library, templates), library.spread) for order in orders)
    return tuple(sorted(found, key=lambda one: (one.code, one.band)))
