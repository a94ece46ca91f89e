"""Inspect: a plan and its composed documents in, what is wrong with words and structure out."""

from __future__ import annotations

from collections.abc import Iterable

from printroom.inspect.figures import unsourced_figures
from printroom.inspect.language import words_to_avoid
from printroom.inspect.reading_level import hard_to_read
from printroom.inspect.said import everything_said
from printroom.inspect.session_structure import broken_rules
from printroom.inspect.words import withheld_words
from printroom.model import Document, Plan, Problem

__all__ = ["inspect"]


def inspect(plan: Plan, documents: Iterable[Document]) -> list[Problem]:
    """Every problem with a plan, and each once: those that stop it, and warnings."""
    said = everything_said(plan, documents)
    found = (
        *broken_rules(plan, said),
        *withheld_words(plan, said),
        *words_to_avoid(plan, said),
        *unsourced_figures(plan, said),
        *hard_to_read(plan),
    )
    return list(dict.fromkeys(found))
