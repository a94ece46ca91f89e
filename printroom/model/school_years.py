"""Finds the age group of a school year such as Year 8, which differs between nations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.model.nations import Nation
from printroom.model.problems import join_words

_UNITS = r"key stage|ks|years?|yr|y|class|primary|secondary|[ps]"
_NUMBER = r"(\d{1,2})(?!\d)"
"""A year has two digits at most: what people type may have thousands."""
_UNIT_FIRST = re.compile(
    rf"(?<![\w'’])({_UNITS})\.?\s*{_NUMBER}(?:\s*(?:to|and|-|–)\s*[ps]?{_NUMBER})?", re.IGNORECASE
)
"""Years 7 to 9, P5 to P7, Key Stage 3."""
_UNIT_LAST = re.compile(
    rf"\b{_NUMBER}(?:st|nd|rd|th)(?:\s+(?:to|and)\s+{_NUMBER}(?:st|nd|rd|th))?\s+(class|year)",
    re.IGNORECASE,
)
"""3rd to 6th class."""
_SAME = {
    "years": "year",
    "yr": "year",
    "y": "year",
    "ks": "key stage",
    "primary": "p",
    "secondary": "s",
}

SHORTEST = 5
"""The fewest letters of a name without a number, such as “Junior Cycle”."""
Year = tuple[str, int]


def bands_of_year(text: str, stages: Mapping[str, str]) -> tuple[str, ...]:
    """The age groups that a text such as “Year 8” or “P6” names in a nation with these stages."""
    wanted = set(_years(text))
    return tuple(band for band, stage in stages.items() if wanted & set(_years(stage)))


def years_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names school years: the start and end of each, such as “Years 7 to 9”."""
    for pattern in (_UNIT_FIRST, _UNIT_LAST):
        yield from (found.span() for found in pattern.finditer(text))


def year_hint(text: str, nations: Mapping[str, Nation], own: str = "") -> str:
    """Which age group a school year is: in the nation `own`, or else in all that have such a year.

    Empty if no nation has it. Year 8 and S2 are years of some nations only.
    """
    there = {
        name: bands for name, one in nations.items() if (bands := _bands_named(text, one.stages))
    }
    titles = {name: one.title for name, one in nations.items()}
    if own in there:
        return f"in {titles[own]} that is {' or '.join(there[own])}"
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, bands in there.items():
        groups.setdefault(bands, []).append(titles[name])
    hints = [
        f"in {join_words(names)} that is {' or '.join(bands)}" for bands, names in groups.items()
    ]
    if own not in nations or not hints:
        return "; ".join(hints)
    wanted = {band for bands in groups for band in bands}
    here = [f"{band} is {one}" for band, one in nations[own].stages.items() if band in wanted]
    hints += [f"in {titles[own]}, {', '.join(here)}"] if here else []
    return f"{titles[own]} has no such school year; {'; '.join(hints)}"


def _bands_named(text: str, stages: Mapping[str, str]) -> tuple[str, ...]:
    """The age groups that a text names by a year, or by words alone such as “Transition Year”."""
    words = _words(text)
    return bands_of_year(text, stages) or tuple(
        band
        for band, stage in stages.items()
        if len(words) >= SHORTEST and f" {words} " in f" {_words(stage)} "
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _years(text: str) -> Iterator[Year]:
    for unit, first, last in _UNIT_FIRST.findall(text):
        yield from _range(unit, first, last)
    for first, last, unit in _UNIT_LAST.findall(text):
        yield from _range(unit, first, last)


def _range(unit: str, first: str, last: str) -> Iterator[Year]:
    name = unit.casefold()
    numbers = range(int(first), int(last or first) + 1)
    yield from ((_SAME.get(name, name), number) for number in numbers)
