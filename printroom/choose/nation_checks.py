"""Checks that a nation provides its part of a pack: definition, curriculum, law and a helpline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from printroom.model import Law, Library, Order, PlannedDocument, Problem


def missing_for_nation(
    order: Order, library: Library, documents: Iterable[PlannedDocument]
) -> Iterator[Problem]:
    """A problem for each thing missing: for the guide, and for the strip on participant pages."""
    documents = tuple(documents)
    for document in documents:
        if document.guide is not None:
            yield from _missing_for_guide(order, library, document)
    pages = [document for document in documents if document.row.audience == "participant"]
    if any(not page.strip for page in pages):
        homes = (path for name, path in library.paths.items() if name.startswith("contacts:"))
        nation, band = library.nations[order.nation].title, order.band
        yield Problem(
            "no-strip",
            next(homes, "contacts.yaml"),
            f"no helpline is listed at the foot of the pages for {band} in {nation}",
            f"write strip: true for a contact that is for {order.nation}, {band} and participants",
        )


def law_of(order: Order, library: Library) -> tuple[Law, ...]:
    """The law of the order's nation on the session's matters; missing matters are left out."""
    law = library.nations[order.nation].law
    return tuple(law[matter] for matter in library.sessions[order.session].law if matter in law)


def _missing_for_guide(
    order: Order, library: Library, document: PlannedDocument
) -> Iterator[Problem]:
    nation, band = library.nations[order.nation], order.band
    path, audience = library.paths[f"nations:{order.nation}"], document.row.audience
    definition = nation.definition
    if band not in definition.bands or audience not in definition.audiences:
        message = f"{nation.title} has no definition for the {audience} of {band}"
        fix = f"add {band} to the bands of its definition, and {audience} to the audiences"
        yield Problem("no-definition", path, message, fix)
    if not nation.curriculum.get(band):
        message = f"{nation.title} has no curriculum links for {band}"
        yield Problem("no-curriculum", path, message, f"write some below curriculum: {band}:")
    for matter in library.sessions[order.session].law:
        if matter not in nation.law:
            message = f"{nation.title} does not say what its law is on “{matter}”"
            fix = f"{order.session} needs it: write it below law: {matter}:"
            yield Problem("no-law", path, message, fix)
