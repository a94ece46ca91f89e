"""Inspect: checks the wording and the structure of a plan and its composed documents."""

from __future__ import annotations

from collections.abc import Iterable

from printroom.inspect.figures import unsourced_figures
from printroom.inspect.language import withheld_words, words_to_avoid
from printroom.inspect.reading_level import hard_to_read
from printroom.inspect.session_structure import broken_rules
from printroom.inspect.shown_texts import document_texts
from printroom.inspect.time_needed import too_little_time
from printroom.inspect.undeclared import undeclared_contacts
from printroom.model import Document, Plan, Problem

__all__ = ["inspect"]


def inspect(plan: Plan, documents: Iterable[Document]) -> list[Problem]:
    """Every problem with a plan, without duplicates: errors and warnings."""
    texts = document_texts(plan, documents)
    found = (
        *broken_rules(plan, texts),
        *withheld_words(plan, texts),
        *words_to_avoid(plan, texts),
        *unsourced_figures(plan, texts),
        *undeclared_contacts(plan, texts),
        *hard_to_read(plan),
        *too_little_time(plan),
    )
    return list(dict.fromkeys(found))
