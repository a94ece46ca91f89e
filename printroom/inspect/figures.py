"""Finds figures without a source: numbers in running text that make a claim.

A statistic is a fact: it needs a source, a year, a caveat and a review date. Ages, minutes and
numbers of cards make no such claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from printroom.inspect.page_texts import DocumentTexts, PageText
from printroom.inspect.positions import at_source
from printroom.model import Plan, Problem

_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_MANY = rf"{_SMALL}|ten|twenty|fifty|a hundred|a thousand|\d+"
_PEOPLE = (
    r"(?:all |the |these )*(?:children|girls|boys|young people|people who|pupils|teenagers|adults"
)
_PEOPLE += r"|parents|victims|cases|reports|offenders|offences|those)"


@dataclass(frozen=True, slots=True)
class Figure:
    """A pattern for figures, with examples that it must match and others that it must not."""

    pattern: re.Pattern[str]
    fails: tuple[str, ...]
    passes: tuple[str, ...]


def _figure(pattern: str, fails: tuple[str, ...], passes: tuple[str, ...]) -> Figure:
    return Figure(re.compile(pattern, re.IGNORECASE), fails, passes)


FIGURES = (
    _figure(
        rf"\b(?:{_MANY}|\d+[.,]\d+)\s*(?:%|per\s?cent\b)",
        ("About 44 % were told.", "3.5% of plans", "fifty per cent"),
        ("Print at actual size.", "An overcoat costs 30 pounds."),
    ),
    _figure(
        rf"\b(?:{_SMALL}|\d+)\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_MANY})\b(?!\s*(?:minutes|weeks|days))",
        ("One in four children is harmed.", "It is 9 out of 10.", "one out of every five"),
        ("One in the team is ill.", "Put three in order.", "Say it once in ten minutes."),
    ),
    _figure(
        r"\b\d{1,3}(?:,\d{3})+\b",
        ("There were 7,432 referrals.",),
        ("In 2017, 2018 and 2019.", "Cards 7,8 and 9."),
    ),
    _figure(
        rf"\b(?:hundreds|thousands?|millions?)\s+(?:of\s+)?{_PEOPLE}\b",
        ("Thousands of children are referred.", "two million children"),
        ("Vale, whom thousands follow.", "A thousand thanks."),
    ),
    _figure(
        rf"\b(?:half|(?:a|one|two|three)[ -](?:thirds?|quarters?)|majority)\s+of\s+{_PEOPLE}\b",
        ("Half of all girls know.", "The majority of victims are known.", "two-thirds of cases"),
        ("Half of the groups take this card.", "A quarter of an hour."),
    ),
)


def unsourced_figures(plan: Plan, documents: DocumentTexts) -> Iterator[Problem]:
    """A warning for each figure in authors' text that does not link to a fact."""
    for _, texts in documents:
        for page_text in texts:
            if page_text.is_named or page_text.is_quoted or page_text.is_shown:
                continue
            for start, end in figures(page_text.text):
                if not any(first <= start and end <= last for first, last in page_text.facts):
                    yield _problem(page_text, start, end, plan)


@lru_cache(maxsize=16384)
def figures(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of each figure in a text."""
    return tuple(found.span() for figure in FIGURES for found in figure.pattern.finditer(text))


def _problem(page_text: PageText, start: int, end: int, plan: Plan) -> Problem:
    at = at_source(page_text, plan)
    line, column = at.place(start)
    return Problem(
        "figure",
        at.path,
        f"“{page_text.text[start:end]}” is a figure without a source, so nobody can check it",
        "write it into facts.yaml and link it, [words](fact:…), or say it without the number",
        line,
        column,
        stops=False,
    )
