"""Checks all text of a plan against language rules and the words withheld from its band.

A rule of kind X stops a pack; so does Q, except in a marked quotation; W is a warning. A quotation
is marked by `>` at the start of its lines, or by quotation marks in an activity with `quotes`. A
nation's definition, and text to be corrected in a language exercise, count as quotations.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from printroom.inspect.page_texts import DocumentTexts, PageText
from printroom.inspect.positions import at_source
from printroom.model import LanguageRule, Plan, PlannedDocument, Problem
from printroom.text.fingerprint import withheld_in
from printroom.text.phrases import PhraseMatch, Rulebook


def words_to_avoid(plan: Plan, documents: DocumentTexts) -> Iterator[Problem]:
    """A problem for each match of a language rule, with the reason and an alternative."""
    book = _book(tuple(plan.criteria.language.items()))
    for document, texts in documents:
        reported = set()
        for page_text in texts:
            for found in _matches(book, page_text.text):
                rule = plan.criteria.language[found.rule]
                if not _applies(rule, page_text, document) or _is_excused(found, page_text, plan):
                    continue
                words = found.rule, found.words.casefold()
                if not (page_text.is_shown and words in reported):
                    reported.add(words)
                    yield _problem(found, rule, page_text, plan)


@lru_cache(maxsize=8)
def _book(rules: tuple[tuple[str, LanguageRule], ...]) -> Rulebook:
    return Rulebook(dict(rules))


@lru_cache(maxsize=16384)
def _matches(book: Rulebook, text: str) -> tuple[PhraseMatch, ...]:
    return tuple(book.find_matches(text))


def _applies(rule: LanguageRule, page_text: PageText, document: PlannedDocument) -> bool:
    """Whether a text reaches the audience of a rule, on a page or read aloud."""
    if rule.audience is None or rule.audience == document.row.audience:
        return True
    return rule.audience == "participant" and page_text.is_read_aloud


def _is_excused(found: PhraseMatch, page_text: PageText, plan: Plan) -> bool:
    """Whether the words are an allowed quotation, or are checked at their source instead."""
    if page_text.is_authored(found.start, found.end):
        return True
    return _may_be_quoted(plan.criteria.language[found.rule], plan) and _is_quoted(page_text, found)


def _may_be_quoted(rule: LanguageRule, plan: Plan) -> bool:
    return rule.rule != "X" or plan.order.band in rule.quoted_for


def _is_quoted(page_text: PageText, found: PhraseMatch) -> bool:
    """Whether the words are in a marked quotation."""
    before = page_text.text[: found.start]
    is_inside = before.rfind("“") > before.rfind("”")
    return page_text.is_quoted or (page_text.quotes_allowed and is_inside)


def _problem(found: PhraseMatch, rule: LanguageRule, page_text: PageText, plan: Plan) -> Problem:
    at = at_source(page_text, plan, found.start, found.end)
    line, column = at.place(found.start)
    fix = f"say: {rule.instead}"
    if rule.rule == "Q":
        fix += "; to reject the words, quote them: lines that begin with >"
    return Problem(
        "words-to-avoid",
        at.path,
        f"“{found.words}”: {rule.why}",
        fix,
        line,
        column,
        stops=rule.rule != "W",
    )


def withheld_words(plan: Plan, documents: DocumentTexts) -> Iterator[Problem]:
    """A problem for each word withheld from the band, at the line that contains or links to it."""
    for document, texts in documents:
        if document.row.audience == "participant":
            reported = set()
            for page_text in texts:
                for found in _withheld_in(page_text.own_text, plan.band.withheld):
                    if not (page_text.is_shown and found in reported):
                        reported.add(found)
                        yield _withheld_problem(found, page_text, document, plan)


@lru_cache(maxsize=16384)
def _withheld_in(text: str, withheld: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(withheld_in(text, withheld))


def _withheld_problem(
    found: str, page_text: PageText, document: PlannedDocument, plan: Plan
) -> Problem:
    start = max(page_text.text.casefold().find(found), 0)
    end = start + len(found)
    at = page_text if page_text.is_named else at_source(page_text, plan, start, end)
    return Problem(
        "withheld-word",
        at.path,
        f"“{found}” is withheld from {plan.order.band}, "
        f"but appears in the {document.row.title.lower()}",
        "say it in other words, or write a variant for this band",
        at.line,
        at.column,
        documents=(document.row.title,),
    )
