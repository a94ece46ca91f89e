"""Finds the age group of a school year such as Year 8, as each nation counts and calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_UNITS = r"key stage|ks|years?|yr|y|class|[ps]"
_NUMBER = r"(\d{1,2})(?!\d)"
"""A year has two digits at most: what people type may have thousands."""
_BEFORE = re.compile(
    rf"\b({_UNITS})\.?\s*{_NUMBER}(?:\s*(?:to|and|-|–)\s*[ps]?{_NUMBER})?", re.IGNORECASE
)
"""Years 7 to 9, P5 to P7, Key Stage 3."""
_BEHIND = re.compile(
    rf"\b{_NUMBER}(?:st|nd|rd|th)(?:\s+(?:to|and)\s+{_NUMBER}(?:st|nd|rd|th))?\s+(class|year)",
    re.IGNORECASE,
)
"""3rd to 6th class."""
_SAME = {"years": "year", "yr": "year", "y": "year", "ks": "key stage"}

Year = tuple[str, int]


def bands_of_year(text: str, stages: Mapping[str, str]) -> tuple[str, ...]:
    """The age groups that a text such as “Year 8” or “P6” names in a nation with these stages."""
    wanted = set(_years(text))
    return tuple(band for band, stage in stages.items() if wanted & set(_years(stage)))


def _years(text: str) -> Iterator[Year]:
    for unit, first, last in _BEFORE.findall(text):
        yield from _range(unit, first, last)
    for first, last, unit in _BEHIND.findall(text):
        yield from _range(unit, first, last)


def _range(unit: str, first: str, last: str) -> Iterator[Year]:
    name = unit.casefold()
    numbers = range(int(first), int(last or first) + 1)
    yield from ((_SAME.get(name, name), number) for number in numbers)
