"""The withheld words of a band, wherever its participants could read or hear them: plan in."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.inspect.said import Everything, Said, at_home
from printroom.model import Plan, PlannedDocument, Problem
from printroom.text.fingerprint import withheld_in


def withheld_words(plan: Plan, everything: Everything) -> Iterator[Problem]:
    """Each word that the band is not to read, at the line that says or names it."""
    for document, texts in everything:
        if document.row.audience == "participant":
            for said in texts:
                for found in withheld_in(said.text, plan.band.withheld):
                    yield _problem(found, said, document, plan)


def _problem(found: str, said: Said, document: PlannedDocument, plan: Plan) -> Problem:
    at = said if said.is_named else at_home(said, plan.places)
    return Problem(
        "withheld-word",
        at.path,
        f"“{found}” is withheld from {plan.order.band}, "
        f"and this stands in the {document.row.title.lower()}",
        "say it in other words, or write a variant for this band",
        at.line,
        at.column,
    )
