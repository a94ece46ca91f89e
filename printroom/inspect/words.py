"""The words of a plan, held against its band, at the file and line where they were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from printroom.fingerprint import withheld_in
from printroom.model import Document, Node, Plan, PlannedPart, Problem

_SPEAKING = ("paragraph", "heading", "cell", "header", "picture")


def inspect(plan: Plan, documents: Iterable[Document]) -> list[Problem]:
    """Every problem with the words of the documents for participants."""
    del documents
    return list(_withheld(plan))


def _withheld(plan: Plan) -> Iterator[Problem]:
    """Words that the band is not to read, wherever a participant could read or hear them."""
    for document in plan.documents:
        if document.row.audience != "participant":
            continue
        for part in document.parts:
            for line, words in _said(part):
                for found in withheld_in(words, plan.band.withheld):
                    yield Problem(
                        "withheld-word",
                        part.path,
                        f"“{found}” is withheld from {plan.order.band}, "
                        f"and this stands in the {document.row.title.lower()}",
                        "say it in other words, or write a variant for this band",
                        line,
                    )


def _said(part: PlannedPart) -> Iterator[tuple[int, str]]:
    """Each paragraph, heading, cell or picture of a part, with its line."""
    yield part.line, part.title
    for top in part.nodes:
        for node in top.walk():
            if node.kind in _SPEAKING or (node.kind == "item" and not _has_paragraph(node)):
                yield node.line, node.words()


def _has_paragraph(node: Node) -> bool:
    return any(child.kind == "paragraph" for child in node.children)
