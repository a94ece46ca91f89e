"""Compose: makes documents for the press from a plan and its templates.

The library is not reachable from here, and each template gets the parts of its own document only.
Templates run in `render`, once; `add_codes` then reads what each document shows, from which its
code and the digest to sign follow, and puts the code and the DRAFT line into the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from gettext import NullTranslations

from printroom.compose.coding import Composed, Rendered, add_codes, coded_cover, with_codes
from printroom.compose.cover_values import cover_values
from printroom.compose.errors import ENDLESS
from printroom.compose.job_sheet import JobSheetRow, largest_job
from printroom.compose.sandbox import Compiled, TemplateEnvironment, loader_of
from printroom.compose.template_values import TEMPLATE_ERRORS, DocumentComposer
from printroom.model import EDITIONS, Document, NotFitToPrint, Plan, Problem, Templates
from printroom.model.drafts import reason_texts

__all__ = [
    "Composed",
    "Rendered",
    "add_codes",
    "coded_cover",
    "compile_templates",
    "compose",
    "compose_cover",
    "compose_pack",
    "render",
    "render_cover",
    "render_plans",
    "use_compiled",
    "with_codes",
]
UNKNOWN_REASONS = ("",)
"""Stands for the reasons to be a draft on a cover whose words are signed: they change by the day,
and what the template prints around them does not."""


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


def compile_templates(templates: Templates) -> bytes:
    """All templates as code, for `use_compiled`; no template runs. One with a mistake is left out.

    Compiling takes several times as long as composing a pack.
    """
    jinja = TemplateEnvironment(loader_of(templates), NullTranslations())
    for name in templates.sources:
        if name.endswith(".html"):
            with suppress(*TEMPLATE_ERRORS):
                jinja.get_template(name)
    return Compiled.content()


def use_compiled(compiled: bytes) -> None:
    """Have `render` use what `compile_templates` has made of the same templates.

    It runs when it is used, with no other limits than those of this process.
    """
    Compiled.add(compiled)


def render(plan: Plan, templates: Templates) -> Rendered:
    """What the templates of a plan make. Raises `NotFitToPrint` with all problems.

    Beside the documents there are those of the standard edition, whose codes every edition has,
    and the cover of each edition with the largest job that it can list: its words are signed too.
    """
    problems: list[Problem] = []
    documents = _render_documents(plan, templates, problems)
    standard = documents
    if plan.standard:
        standard = _render_documents(plan.standard, templates, problems)
    covers = _render_covers(plan.standard or plan, templates, problems)
    if problems:
        raise NotFitToPrint(problems)
    return Rendered(documents, standard, covers)


def render_plans(
    plans: Iterable[Plan], templates: Templates
) -> tuple[Rendered | tuple[Problem, ...], ...]:
    """What the templates of each plan make, or every problem with it."""
    made: list[Rendered | tuple[Problem, ...]] = []
    for plan in plans:
        try:
            made.append(render(plan, templates))
        except NotFitToPrint as error:
            made.append(error.problems)
    return tuple(made)


def render_cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], problems: Iterable[Problem] = ()
) -> Document | None:
    """What the template of the cover makes. Raises `NotFitToPrint`."""
    repeated = (f"{p.path}, line {p.line}: {p.message}" for p in problems)
    return _cover(plan, templates, rows, (*reason_texts(plan.draft), *repeated))


def _render_documents(
    plan: Plan, templates: Templates, problems: list[Problem]
) -> tuple[Document, ...]:
    """Every document of a plan except the cover; what is wrong with one is added to `problems`."""
    composer = DocumentComposer(plan, templates)
    documents = []
    for planned in plan.documents:
        if planned.row.medium == "cover":
            continue
        try:
            documents.append(composer.compose(planned))
        except NotFitToPrint as error:
            problems += error.problems
            _end_if_endless(problems)
    return tuple(documents)


def _end_if_endless(problems: list[Problem]) -> None:
    """Raise `NotFitToPrint` for what took too much: the other documents would lack it."""
    if any(problem.code == ENDLESS for problem in problems):
        raise NotFitToPrint(problems)


def _render_covers(
    plan: Plan, templates: Templates, problems: list[Problem]
) -> tuple[Document, ...]:
    """The cover of each edition with the largest job; `problems` is as for `_render_documents`."""
    covers = []
    rows = largest_job(plan)
    for edition in EDITIONS:
        order = replace(plan.order, edition=edition)
        try:
            cover = _cover(replace(plan, order=order), templates, rows, UNKNOWN_REASONS)
        except NotFitToPrint as error:
            problems += error.problems
            _end_if_endless(problems)
            break  # other editions have the same mistakes
        if cover:
            covers.append(cover)
    return tuple(covers)


def _cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], reasons: tuple[str, ...]
) -> Document | None:
    """The cover with this job sheet and these reasons to be a draft, if the plan has one."""
    for planned in plan.documents:
        if planned.row.medium == "cover":
            values = cover_values(plan, rows, reasons)
            return DocumentComposer(plan, templates).compose(planned, values)
    return None
