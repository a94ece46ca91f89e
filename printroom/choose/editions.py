"""Editions: the same words in other sizes, such as large print.

Codes and sign-offs are those of the standard edition, which is kept beside the other's plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from printroom.model import Band, Library, NotFitToPrint, Plan, PlannedDocument, Problem, Templates


def in_large_print(plan: Plan, library: Library, templates: Templates) -> Plan:
    """The plan with its cover and every document that this edition prints, in the band's sizes.

    Raises `NotFitToPrint` when a band has no such sizes.
    """
    return replace(
        plan,
        standard=plan,
        band=_large_print_band(plan.order.band, library),
        documents=tuple(
            replace(document, number=number)
            for number, document in enumerate(_documents(plan, library, templates), 1)
        ),
    )


def _documents(plan: Plan, library: Library, templates: Templates) -> Iterator[PlannedDocument]:
    for document in plan.documents:
        row = document.row
        if row.medium == "cover":
            yield document
        elif large := row.large_print:
            sizes = {"max_pages": large.max_pages, "sheet": large.sheet}
            yield replace(
                document,
                row=row.model_copy(update=sizes),
                layout=templates.sheets[large.sheet] if large.sheet else None,
                reader=_large_print_band(row.read_by, library) if row.read_by else None,
            )


def _large_print_band(name: str, library: Library) -> Band:
    band = library.bands[name]
    if band.large_print is None:
        path, message = library.paths[f"bands:{name}"], f"“{name}” has no large-print edition"
        fix = "add large_print: with body_pt, line_mm and tick_mm"
        raise NotFitToPrint([Problem("no-large-print", path, message, fix)])
    return band.model_copy(update=dict(band.large_print))
