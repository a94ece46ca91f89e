"""The language of a plan: all that anybody reads in it, held against the words to avoid.

X stops a pack, and so does Q, unless the words stand in a marked quotation; W warns. A quotation
is marked by `>` at the start of its lines, or is one by what it is: a nation's definition, and
what an exercise in language puts right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from printroom.inspect.said import Said, at_home, said_in
from printroom.model import LanguageRule, Plan, Problem
from printroom.phrases import Found, Rulebook


def words_to_avoid(plan: Plan) -> Iterator[Problem]:
    """Each place where a rule is broken: what is wrong with the words, and what to say instead."""
    book = _book(tuple(plan.language.items()))
    for document in plan.documents:
        for said in said_in(document, plan):
            for found in _found(book, said.text):
                rule = plan.language[found.rule]
                if rule.rule == "X" or not _is_quoted(said, found):
                    yield _problem(found, rule, said, plan)


@lru_cache(maxsize=8)
def _book(rules: tuple[tuple[str, LanguageRule], ...]) -> Rulebook:
    return Rulebook(dict(rules))


@lru_cache(maxsize=16384)
def _found(book: Rulebook, text: str) -> tuple[Found, ...]:
    return tuple(book.found(text))


def _is_quoted(said: Said, found: Found) -> bool:
    """Whether the words are not ours but quoted, and marked as such."""
    before = said.text[: found.start]
    is_inside = before.rfind("“") > before.rfind("”")
    return said.is_quoted or (said.is_critique and is_inside)


def _problem(found: Found, rule: LanguageRule, said: Said, plan: Plan) -> Problem:
    at = at_home(said, plan.places)
    line, column = at.place(found.start)
    mend = f"say: {rule.instead}"
    if rule.rule == "Q":
        mend += "; to reject the words, quote them: lines that begin with >"
    return Problem(
        "words-to-avoid",
        at.path,
        f"“{found.words}”: {rule.why}",
        mend,
        line,
        column,
        stops=rule.rule != "W",
    )
