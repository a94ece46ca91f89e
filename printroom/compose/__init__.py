"""Compose: makes the HTML of documents from a plan and its templates.

The library cannot be reached from here, and each template gets only the parts of its own document.
Templates run once, in `render`. Then `add_codes` reads what each document shows, derives its code
and the digest that is signed, and puts the code and the DRAFT line into the pages.
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
"""The draft reasons on the cover whose words are signed. The real ones change from day to day; what
the template prints around them does not."""


def compose(plan: Plan, templates: Templates) -> tuple[Document, ...]:
    """Compose every document of the plan except the cover. Raises `NotFitToPrint`."""
    return compose_pack(plan, templates).documents


def compose_pack(plan: Plan, templates: Templates) -> Composed:
    """Compose every document of the plan, and give the plan its codes. Raises `NotFitToPrint`."""
    return add_codes(plan, render(plan, templates))


def compose_cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], problems: Iterable[Problem] = ()
) -> Document | None:
    """Compose the cover with its job sheet: last, because it lists all page counts.

    None if this kind of session has no cover. `problems` are warnings to repeat on it.
    """
    return coded_cover(plan, render_cover(plan, templates, rows, problems))


def compile_templates(templates: Templates) -> bytes:
    """Compile all templates for `use_compiled`, without running any.

    Templates with mistakes are left out. It takes several times as long as composing a pack.
    """
    jinja = TemplateEnvironment(loader_of(templates), NullTranslations())
    for name in templates.sources:
        if name.endswith(".html"):
            with suppress(*TEMPLATE_ERRORS):
                jinja.get_template(name)
    return Compiled.content()


def use_compiled(compiled: bytes) -> None:
    """Have `render` use what `compile_templates` returned for the same templates.

    The code runs with the limits of this process, which must be a worker for templates.
    """
    Compiled.add(compiled)


def render(plan: Plan, templates: Templates) -> Rendered:
    """Run the templates of a plan. Raises `NotFitToPrint` with all problems.

    The result also has the documents of the standard edition, which decide the codes of every
    edition, and the cover of each edition with the largest job sheet: its words are signed, too.
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
    """Run the templates of each plan; a plan with problems gives these."""
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
    """Run the template of the cover, if the plan has one. Raises `NotFitToPrint`."""
    repeated = (f"{p.path}, line {p.line}: {p.message}" for p in problems)
    return _cover(plan, templates, rows, (*reason_texts(plan.draft), *repeated))


def _render_documents(
    plan: Plan, templates: Templates, problems: list[Problem]
) -> tuple[Document, ...]:
    """Every document of a plan except the cover; problems are added to `problems`."""
    composer = DocumentComposer(plan, templates)
    documents = []
    for planned in plan.documents:
        if planned.row.medium == "cover":
            continue
        try:
            documents.append(composer.compose(planned))
        except NotFitToPrint as error:
            problems += error.problems
            _stop_if_endless(problems)
    return tuple(documents)


def _stop_if_endless(problems: list[Problem]) -> None:
    """Raise `NotFitToPrint` if a template used up the time or memory that the others need."""
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
            _stop_if_endless(problems)
            break  # other editions have the same mistakes
        if cover:
            covers.append(cover)
    return tuple(covers)


def _cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], reasons: tuple[str, ...]
) -> Document | None:
    """The cover with this job sheet and these draft reasons, if the plan has one."""
    for planned in plan.documents:
        if planned.row.medium == "cover":
            values = cover_values(plan, rows, reasons)
            return DocumentComposer(plan, templates).compose(planned, values)
    return None
