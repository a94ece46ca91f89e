"""Compose: makes documents for the press from a plan and its templates.

The library is not reachable from here, and each template gets the parts of its own document only.
Templates run in `render`, once; `add_codes` then reads what each document shows, from which its
code and the digest to sign follow, and puts the code and the DRAFT line into the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printroom.compose.coding import Composed, Rendered, add_codes, coded_cover, with_codes
from printroom.compose.cover_values import cover_values
from printroom.compose.errors import ENDLESS
from printroom.compose.job_sheet import JobSheetRow, largest_job
from printroom.compose.template_values import DocumentComposer
from printroom.model import EDITIONS, Document, NotFitToPrint, Plan, Problem, Templates
from printroom.model.drafts import reason_texts

__all__ = [
    "Composed",
    "Rendered",
    "add_codes",
    "coded_cover",
    "compose",
    "compose_cover",
    "compose_pack",
    "render",
    "render_cover",
    "render_plans",
    "with_codes",
]


def compose(plan: Plan, templates: Templates) -> tuple[Document, ...]:
    """Every document of the plan except the cover. Raises `NotFitToPrint` with all problems."""
    return compose_pack(plan, templates).documents


def compose_pack(plan: Plan, templates: Templates) -> Composed:
    """Every document of the plan, and the plan with its codes. Raises `NotFitToPrint`."""
    return add_codes(plan, render(plan, templates))


def compose_cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], problems: Iterable[Problem] = ()
) -> Document | None:
    """The cover with its job sheet, composed last because it lists all page counts.

    None if this kind of session has no cover. `problems` are warnings to repeat on it.
    """
    return coded_cover(plan, render_cover(plan, templates, rows, problems))


def render(plan: Plan, templates: Templates) -> Rendered:
    """What the templates of a plan make. Raises `NotFitToPrint` with all problems.

    Beside the documents there are those of the standard edition, whose codes every edition has,
    and the cover of each edition with the largest job that it can list: its words are signed too.
    """
    standard = plan.standard or plan
    problems: list[Problem] = []
    made = tuple(_rendered(plan, templates, problems))
    same = made if standard is plan else tuple(_rendered(standard, templates, problems))
    covers = tuple(_covers(standard, templates, problems))
    if problems:
        raise NotFitToPrint(problems)
    return Rendered(made, same, covers)


def render_plans(
    plans: Iterable[Plan], templates: Templates
) -> tuple[Rendered | tuple[Problem, ...], ...]:
    """What the templates of each plan make, or every problem with it."""
    return tuple(_rendered_or_problems(plan, templates) for plan in plans)


def render_cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], problems: Iterable[Problem] = ()
) -> Document | None:
    """What the template of the cover makes. Raises `NotFitToPrint`."""
    repeated = (f"{p.path}, line {p.line}: {p.message}" for p in problems)
    return _cover(plan, templates, rows, (*reason_texts(plan.draft), *repeated))


def _rendered_or_problems(plan: Plan, templates: Templates) -> Rendered | tuple[Problem, ...]:
    try:
        return render(plan, templates)
    except NotFitToPrint as error:
        return error.problems


def _rendered(plan: Plan, templates: Templates, problems: list[Problem]) -> Iterator[Document]:
    composer = DocumentComposer(plan, templates)
    for planned in plan.documents:
        if planned.row.medium != "cover":
            try:
                yield composer.compose(planned)
            except NotFitToPrint as error:
                problems += error.problems
                _end_if_endless(problems)


def _end_if_endless(problems: list[Problem]) -> None:
    """Raise `NotFitToPrint` for what took too much: the other documents would lack it."""
    if any(problem.code == ENDLESS for problem in problems):
        raise NotFitToPrint(problems)


def _covers(plan: Plan, templates: Templates, problems: list[Problem]) -> Iterator[Document]:
    for edition in EDITIONS:
        order = replace(plan.order, edition=edition)
        try:
            cover = _cover(replace(plan, order=order), templates, largest_job(plan), ("",))
        except NotFitToPrint as error:
            problems += error.problems
            _end_if_endless(problems)
            return
        if cover:
            yield cover


def _cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], reasons: tuple[str, ...]
) -> Document | None:
    for planned in plan.documents:
        if planned.row.medium == "cover":
            values = cover_values(plan, rows, reasons)
            return DocumentComposer(plan, templates).compose(planned, **values)
    return None
