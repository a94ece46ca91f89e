"""Compose: makes documents for the press from a plan and its templates.

The library is not reachable from here, and each template gets the parts of its own document only.
"""

from __future__ import annotations

from collections.abc import Iterable

from printroom.compose.job_sheet import JobSheetRow, things_to_bring
from printroom.compose.template_values import DocumentComposer
from printroom.model import Document, NotFitToPrint, Plan, Problem, Templates

__all__ = ["compose", "compose_cover"]


def compose(plan: Plan, templates: Templates) -> tuple[Document, ...]:
    """Every document of the plan except the cover. Raises `NotFitToPrint` with all problems."""
    composer = DocumentComposer(plan, templates)
    documents: list[Document] = []
    problems: list[Problem] = []
    for planned in plan.documents:
        if planned.row.medium == "cover":
            continue
        try:
            documents.append(composer.compose(planned))
        except NotFitToPrint as error:
            problems += error.problems
    if problems:
        raise NotFitToPrint(problems)
    return tuple(documents)


def compose_cover(
    plan: Plan, templates: Templates, rows: Iterable[JobSheetRow], problems: Iterable[Problem] = ()
) -> Document | None:
    """The cover with its job sheet, composed last because it lists all page counts.

    None if this kind of session has no cover. `problems` are warnings to repeat on it.
    """
    rows = tuple(rows)
    reasons = (*plan.draft, *(f"{p.path}, line {p.line}: {p.message}" for p in problems))
    for planned in plan.documents:
        if planned.row.medium == "cover":
            bring = things_to_bring(plan)
            return DocumentComposer(plan, templates).compose(
                planned, job=rows, reasons=reasons, bring=bring
            )
    return None
