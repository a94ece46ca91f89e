"""Finds contacts in texts that their document does not declare, at their source position.

Proof searches the finished pages for them again, but without source positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from printroom.inspect.page_texts import DocumentTexts, PageText
from printroom.inspect.positions import at_source
from printroom.model import Plan, PlannedDocument, Problem
from printroom.text.contact_search import Declared, declare, find_undeclared, may_hold_contact

_FIX = (
    "put it into contacts.yaml and name it as [its name](contact:id); if it is no contact, mark "
    "it: [words](figure:what-it-is) in a snippet’s text, figures: in its front matter or in YAML"
)


def undeclared_contacts(plan: Plan, documents: DocumentTexts) -> Iterator[Problem]:
    """A problem for each phone number, address and postcode that its document does not declare."""
    for document, texts in documents:
        declared = _declared(document)
        for page_text in texts:
            for found in _undeclared_in(page_text.own_text, declared):
                yield _problem(page_text, found, plan)


@lru_cache(maxsize=16384)
def _undeclared_in(text: str, declared: Declared) -> tuple[str, ...]:
    return tuple(dict.fromkeys(find_undeclared(text, declared))) if _may_hold_one(text) else ()


_may_hold_one = lru_cache(maxsize=16384)(may_hold_contact)


def _declared(document: PlannedDocument) -> Declared:
    values = (channel.value for contact in document.declared() for channel in contact.channels)
    return declare(values, document.no_contacts)


def _problem(page_text: PageText, found: str, plan: Plan) -> Problem:
    start = max(page_text.text.find(found), 0)
    at = at_source(page_text, plan, start, start + len(found))
    line, column = at.place(start)
    message = f"“{found[:40]}” looks like a contact that is not declared"
    return Problem("undeclared-contact", at.path, message, _FIX, line, column)
