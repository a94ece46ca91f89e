"""Finds phone numbers and addresses in a finished file that its document does not declare.

A helpline with a wrong digit is found too.
"""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Problem
from printroom.proof.pdf_content import FileContent
from printroom.text.contact_search import declare, find_undeclared

# Entries that nobody reads: colours, fonts, dates and ids of tags look like phone numbers.
_UNREAD = (
    "/CharSet /CreationDate /DA /FontFamily /Headers /ID /Limits /ModDate /Names /Nums /Panose "
    "/Producer "
    "comment content names"
)


def check_contacts(
    document: Document, file: FileContent, values: Mapping[str, str]
) -> list[Problem]:
    """A problem for each undeclared phone number, web address, e-mail address and postcode."""
    declared = declare((*document.contacts, *values.values()), document.no_contacts)
    problems: dict[Problem, None] = {}
    for number, page in enumerate(file.pages, 1):
        for found in find_undeclared(page.text, declared):
            problems[_problem(document, f"page {number}", found)] = None
    unread = _UNREAD.split()
    for text in file.texts:
        if text.key not in unread:
            for found in find_undeclared(text.text, declared):
                problems[_problem(document, text.where, found)] = None
    return list(problems)


def _problem(document: Document, where: str, found: str) -> Problem:
    return Problem(
        "undeclared-contact",
        document.path,
        f"{where} contains a contact that is not declared: “{found[:40]}”",
        "Put it into materials/contacts.yaml, and name it in a text as [Name](contact:id).",
    )
