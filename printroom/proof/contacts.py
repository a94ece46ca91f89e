"""Finds phone numbers and addresses in a finished file that its document does not declare.

A wrong digit in a help line is found too, wherever it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Problem
from printroom.proof.pdf_content import Surfaces
from printroom.text.contact_search import declare, find_undeclared

# Keys of machines: colours, fonts, dates and the ids of tags look like numbers to call.
_UNREAD = (
    "/CharSet /CreationDate /DA /FontFamily /Headers /ID /Limits /ModDate /Names /Nums /Panose "
    "/Producer "
    "comment content names"
)


def check_contacts(
    document: Document, surfaces: Surfaces, values: Mapping[str, str]
) -> list[Problem]:
    """Every phone number, address on the web, e-mail and postcode that is not declared."""
    declared = declare((*document.contacts, *values.values()), document.no_contacts)
    problems: dict[Problem, None] = {}
    for number, page in enumerate(surfaces.pages, 1):
        for found in find_undeclared(page.text, declared):
            problems[_problem(document, f"page {number}", found)] = None
    unread = _UNREAD.split()
    for said in surfaces.texts:
        if said.key not in unread:
            for found in find_undeclared(said.text, declared):
                problems[_problem(document, said.where, found)] = None
    return list(problems)


def _problem(document: Document, where: str, found: str) -> Problem:
    return Problem(
        "undeclared-contact",
        document.path,
        f"{where} contains a contact that is not declared: “{found[:40]}”",
        "Put it into materials/contacts.yaml, and name it in a text as [Name](contact:id).",
    )
