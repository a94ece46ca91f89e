"""Proof: reads a finished PDF again with other libraries, and reports what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Forbidden, Printed, Problem
from printroom.proof.form_layout import Box, FormLayout, FormPage, Setting
from printroom.proof.sample import Sample
from printroom.proof.school_details import SchoolDetails, details_of
from printroom.proof.school_file import Readable, compare, read_back, read_sample, readable

__all__ = [
    "ENGINES",
    "Box",
    "FormLayout",
    "FormPage",
    "Readable",
    "Sample",
    "SchoolDetails",
    "Setting",
    "compare",
    "details_of",
    "ink_percent",
    "proof",
    "prove_copy",
    "read_back",
    "read_sample",
    "readable",
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
"""What a worker imports before its first job, so that no job's time goes into it."""


def proof(
    document: Document,
    printed: Printed,
    forbidden: Forbidden | None,
    values: Mapping[str, str],
) -> list[Problem]:
    """Everything that is wrong with a finished document; nothing if it may be given out.

    A document for participants must contain nothing of `forbidden`. Every document must contain the
    text of its source, with these values in its fields, and nothing else; name declared contacts
    only; be readable for a screen reader; and have no parts beside its pages.

    Raises `KeyError` if `forbidden` does not know a document for participants.
    """
    # The engines take a while to import: whoever proves nothing does not wait for them.
    from printroom.proof.completeness import check_completeness
    from printroom.proof.contacts import check_contacts
    from printroom.proof.forbidden_features import check_features
    from printroom.proof.hidden_text import hidden_texts, misplaced_texts
    from printroom.proof.leaks import find_leaks
    from printroom.proof.page_text import Unreadable, read_surfaces
    from printroom.proof.source_text import read_source
    from printroom.proof.tag_structure import check_structure

    is_for_participants = document.audience == "participant"
    # To draw pages takes long. Only a page for participants could hide what they must not read.
    find_hidden = hidden_texts if is_for_participants else misplaced_texts
    try:
        surfaces = read_surfaces(printed.content, find_hidden)
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), "Print it again.")]
    problems = check_features(document, printed.content, surfaces)
    if is_for_participants and forbidden is not None:
        problems += find_leaks(document, surfaces, forbidden, values)
    problems += check_completeness(document, surfaces, read_source(document.source, values))
    problems += check_contacts(document, surfaces, values)
    problems += check_structure(document, printed, surfaces)
    return problems


def prove_copy(
    document: Document, content: bytes, forbidden: Forbidden | None, values: Mapping[str, str]
) -> list[Problem]:
    """What is wrong with an editable copy (DOCX) of a document: the same words, and no others.

    Raises `KeyError` if `forbidden` does not know a document for participants.
    """
    from printroom.proof.edited_copy import prove_copy as prove

    return prove(document, content, forbidden, values)


def ink_percent(content: bytes) -> float:
    """About how much of its paper a finished file covers, in per cent of one full ink."""
    from printroom.proof.ink import ink_percent as weigh

    return weigh(content)
