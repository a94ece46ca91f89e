"""Editions: a plan in, the same words set for who reads large print out.

Its codes and what signs it off are those of the words, and so are the same in every edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from printroom.model import Band, Library, NotFitToPrint, Plan, PlannedDocument, Problem, Templates


def in_large_print(plan: Plan, library: Library, templates: Templates) -> Plan:
    """The cover, and every document that this edition sets, in the sizes of its band.

    Raises `NotFitToPrint` when a band has no such sizes.
    """
    return replace(
        plan,
        band=_enlarged(plan.order.band, library),
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
                reader=_enlarged(row.read_by, library) if row.read_by else None,
            )


def _enlarged(name: str, library: Library) -> Band:
    band = library.bands[name]
    if band.large_print is None:
        path, message = library.paths[f"bands:{name}"], f"“{name}” has no large-print edition"
        fix = "say in large_print what it is set in: body_pt, line_mm and tick_mm"
        raise NotFitToPrint([Problem("no-large-print", path, message, fix)])
    return band.model_copy(update=dict(band.large_print))
