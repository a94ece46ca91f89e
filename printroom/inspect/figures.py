"""Figures in plain words: what a plan says in, each number that claims something and has no source.

A number that says how much or how many is a fact: it has a source, a year, a caveat and a day by
which somebody looks at it again. Ages, minutes and counts of cards claim nothing of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from printroom.inspect.said import Everything, Said, at_home
from printroom.model import Plan, Problem

_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_MANY = rf"{_SMALL}|ten|twenty|fifty|a hundred|a thousand|\d+"
_PEOPLE = (
    r"(?:all |the |these )*(?:children|girls|boys|young people|people who|pupils|teenagers|adults"
)
_PEOPLE += r"|parents|victims|cases|reports|offenders|offences|those)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One way to write a figure, with examples that it must find and others that it must not."""

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


def unsourced_figures(plan: Plan, everything: Everything) -> Iterator[Problem]:
    """A warning for each figure of the authors' that is no link to a fact."""
    for _, texts in everything:
        for said in texts:
            if said.is_named or said.is_quoted or said.text in plan.phrases:
                continue
            for start, end in figures(said.text):
                if not any(first <= start and end <= last for first, last in said.facts):
                    yield _problem(said, start, end, plan)


@lru_cache(maxsize=16384)
def figures(text: str) -> tuple[tuple[int, int], ...]:
    """Where each figure of a text begins and ends."""
    return tuple(found.span() for one in FIGURES for found in one.pattern.finditer(text))


def _problem(said: Said, start: int, end: int, plan: Plan) -> Problem:
    at = at_home(said, plan.places)
    line, column = at.place(start)
    return Problem(
        "figure",
        at.path,
        f"“{said.text[start:end]}” is a figure without a source: nobody can check it, or will",
        "write it into facts.yaml and link it, [words](fact:…), or say it without the number",
        line,
        column,
        stops=False,
    )
