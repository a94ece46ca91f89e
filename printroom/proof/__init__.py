"""Proof: reads a finished PDF again with other libraries, and reports what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.model import Document, Forbidden, Printed, Problem
from printroom.proof.filled import Readable, compare, read_back, read_sample, readable
from printroom.proof.form_layout import Box, FormLayout, FormPage, Setting
from printroom.proof.sample import Sample
from printroom.proof.school_details import SchoolDetails, details_of

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
    "read_back",
    "read_sample",
    "readable",
]

ENGINES = ("page", "pikepdf", "pypdfium2", "pypdfium2.raw")
"""What a worker imports before its first job, so that no job's time goes into it."""


def proof(
    document: Document,
    printed: Printed,
    forbidden: Forbidden | None,
    values: Mapping[str, str],
) -> list[Problem]:
    """Everything that is wrong with a finished document; nothing, if it may be given out.

    A document for participants must not say what `forbidden` knows. Every document must say what
    its source says, with these values in its fields, and nothing else; name declared contacts
    only; be readable for a screen reader; and carry nothing but pages.

    Raises `KeyError` if `forbidden` says nothing about a document for participants.
    """
    # The engines take a while to import: whoever proves nothing does not wait for them.
    from printroom.proof.completeness import complete
    from printroom.proof.contacts import contacts
    from printroom.proof.forbidden_features import foreign_parts
    from printroom.proof.hidden_text import hidden_texts, misplaced_texts
    from printroom.proof.leaks import seal
    from printroom.proof.page_text import Unreadable, read_surfaces
    from printroom.proof.source_text import read_source
    from printroom.proof.tag_structure import structure

    is_for_participants = document.audience == "participant"
    try:
        surfaces = read_surfaces(
            printed.content, hidden_texts if is_for_participants else misplaced_texts
        )
    except Unreadable as error:
        return [Problem("unreadable-file", document.path, str(error), "Print it again.")]
    problems = [
        Problem(
            "foreign-part",
            document.path,
            f"the file holds {part}, which no page to print needs",
            "Only the press may finish a file: look for what changed it, or for a strange asset.",
        )
        for part in foreign_parts(printed.content, surfaces)
    ]
    if is_for_participants and forbidden is not None:
        problems += seal(document, surfaces, forbidden)
    problems += complete(document, surfaces, read_source(document.source, values))
    problems += contacts(document, surfaces, values)
    problems += structure(document, printed, surfaces)
    return problems


def ink_percent(content: bytes) -> float:
    """About how much of its paper a finished file covers, in per cent of one full ink."""
    from printroom.proof.ink import ink_percent as weigh

    return weigh(content)
