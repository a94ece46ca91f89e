"""The language of a plan: all that anybody reads in it, held against the words to avoid.

X stops a pack, and so does Q, unless the words stand in a marked quotation; W warns. A quotation
is marked by `>` at the start of its lines, in an activity that `quotes` by quotation marks, or is
one by what it is: a nation's definition, and what an exercise in language puts right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from printroom.inspect.said import Everything, Said, at_home
from printroom.model import LanguageRule, Plan, PlannedDocument, Problem
from printroom.text.phrases import PhraseMatch, Rulebook


def words_to_avoid(plan: Plan, everything: Everything) -> Iterator[Problem]:
    """Each place where a rule is broken: what is wrong with the words, and what to say instead."""
    book = _book(tuple(plan.language.items()))
    for document, texts in everything:
        for said in texts:
            for found in _found(book, said.text):
                rule = plan.language[found.rule]
                if not _is_met(rule, said, document):
                    continue
                if not (_may_be_quoted(rule, plan) and _is_quoted(said, found)):
                    yield _problem(found, rule, said, plan)


@lru_cache(maxsize=8)
def _book(rules: tuple[tuple[str, LanguageRule], ...]) -> Rulebook:
    return Rulebook(dict(rules))


@lru_cache(maxsize=16384)
def _found(book: Rulebook, text: str) -> tuple[PhraseMatch, ...]:
    return tuple(book.found(text))


def _is_met(rule: LanguageRule, said: Said, document: PlannedDocument) -> bool:
    """Whether the words reach whom the rule keeps them from: a group reads its pages, and hears."""
    if rule.audience is None or rule.audience == document.row.audience:
        return True
    return rule.audience == "participant" and said.is_heard


def _may_be_quoted(rule: LanguageRule, plan: Plan) -> bool:
    return rule.rule != "X" or plan.order.band in rule.quoted_for


def _is_quoted(said: Said, found: PhraseMatch) -> bool:
    """Whether the words are not ours but quoted, and marked as such."""
    before = said.text[: found.start]
    is_inside = before.rfind("“") > before.rfind("”")
    return said.is_quoted or (said.is_critique and is_inside)


def _problem(found: PhraseMatch, rule: LanguageRule, said: Said, plan: Plan) -> Problem:
    at = at_home(said, plan.places)
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
