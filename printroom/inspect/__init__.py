"""Inspect: checks the text and the structure of a plan and its composed documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from printroom.inspect.figures import unsourced_figures
from printroom.inspect.language import withheld_words, words_to_avoid
from printroom.inspect.page_sizes import other_papers
from printroom.inspect.page_texts import DocumentTexts
from printroom.inspect.reading_level import hard_to_read
from printroom.inspect.session_structure import broken_rules, mentions_of_left_out_segments
from printroom.inspect.shown_texts import document_texts
from printroom.inspect.time_needed import steps_beyond_their_segment, too_little_time
from printroom.inspect.undeclared import undeclared_contacts
from printroom.inspect.unsigned_words import unsigned_words
from printroom.model import Document, Plan, Problem

__all__ = ["inspect", "inspect_cover"]


def inspect(plan: Plan, documents: Iterable[Document]) -> list[Problem]:
    """All problems of a plan, errors and warnings, without duplicates."""
    documents = tuple(documents)
    texts = document_texts(plan, documents)
    found = (
        *other_papers(documents),
        *broken_rules(plan, texts),
        *_word_problems(plan, texts),
        *unsourced_figures(plan, texts),
        *hard_to_read(plan),
        *too_little_time(plan),
        *steps_beyond_their_segment(plan),
        *mentions_of_left_out_segments(plan, texts),
    )
    return list(dict.fromkeys(found))


def inspect_cover(plan: Plan, cover: Document, signed: Document) -> list[Problem]:
    """All problems of the text of a cover as it is printed, without duplicates.

    The printed cover has the real page counts and, in a draft, the reasons. `signed` is the cover
    with the largest job sheet, whose words the pack's code covers.
    """
    own = tuple(document for document in plan.documents if document.row.name == cover.name)
    texts = document_texts(replace(plan, documents=own), (cover,))
    return list(dict.fromkeys((*_word_problems(plan, texts), *unsigned_words(cover, signed, plan))))


def _word_problems(plan: Plan, texts: DocumentTexts) -> Iterator[Problem]:
    yield from withheld_words(plan, texts)
    yield from words_to_avoid(plan, texts)
    yield from undeclared_contacts(plan, texts)
