"""Proof: reads a finished PDF with other libraries than made it, and reports its problems."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Forbidden, Printed, Problem
from printroom.proof.form_layout import Box, FormLayout, FormPage, Setting
from printroom.proof.sample import Sample
from printroom.proof.school_details import SchoolDetails, details_of
from printroom.proof.school_file import (
    AllowedContent,
    allowed_content,
    compare_with_sample,
    read_back,
    read_sample,
)

__all__ = [
    "ENGINES",
    "AllowedContent",
    "Box",
    "FormLayout",
    "FormPage",
    "Sample",
    "SchoolDetails",
    "Setting",
    "allowed_content",
    "compare_with_sample",
    "details_of",
    "ink_percent",
    "proof",
    "prove_copy",
    "read_back",
    "read_sample",
]

_STEPS = (
    "completeness",
    "contacts",
    "forbidden_features",
    "hidden_text",
    "ink",
    "leaks",
    "page_text",
    "source_text",
    "tag_structure",
)
ENGINES = (
    "page",
    "pikepdf",
    "pypdfium2",
    "pypdfium2.raw",
    *(f"printroom.proof.{step}" for step in _STEPS),
)
"""The modules that a worker imports before its first job, so that no job has to wait for them."""


def proof(
    document: Document,
    printed: Printed,
    forbidden: Forbidden | None,
    values: Mapping[str, str],
) -> list[Problem]:
    """All problems of a finished document; none if it may be handed out.

    A document for participants must contain nothing of `forbidden`. Every document must contain the
    text of its source, with these values in its fields, and no other text; it must name declared
    contacts only, be accessible to screen readers, and have no features that print does not need.

    Raises `KeyError` if `forbidden` does not list a document for participants.
    """
    # The engines take a while to import: only callers that prove something wait for them.
    from printroom.proof.completeness import check_completeness
    from printroom.proof.contacts import check_contacts
    from printroom.proof.forbidden_features import check_features
    from printroom.proof.hidden_text import hidden_texts, misplaced_texts
    from printroom.proof.leaks import find_leaks
    from printroom.proof.page_text import Unreadable, read_file
    from printroom.proof.source_text import read_source
    from printroom.proof.tag_structure import check_structure

    is_for_participants = document.audience == "participant"
    # Drawing pages is slow, and only text hidden from participants matters.
    find_hidden = hidden_texts if is_for_participants else misplaced_texts
    try:
        file = read_file(printed.content, find_hidden)
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), "Print it again.")]
    problems = check_features(document, printed.content, file)
    if is_for_participants and forbidden is not None:
        problems += find_leaks(document, file, forbidden, values)
    problems += check_completeness(document, file, read_source(document.source, values))
    problems += check_contacts(document, file, values)
    problems += check_structure(document, printed, file)
    return problems


def prove_copy(
    document: Document, content: bytes, forbidden: Forbidden | None, values: Mapping[str, str]
) -> list[Problem]:
    """All problems of an editable copy (DOCX) of a document, which must have the same text.

    Raises `KeyError` if `forbidden` does not list a document for participants.
    """
    from printroom.proof.edited_copy import prove_copy as prove

    return prove(document, content, forbidden, values)


def ink_percent(content: bytes) -> float:
    """An estimate of the ink coverage of a finished file, in per cent of one full ink."""
    from printroom.proof.ink import ink_percent as weigh

    return weigh(content)
