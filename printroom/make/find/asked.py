"""Understands the places, ages and school years in a search, and what is left to search for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from printroom.model import Library, name_key
from printroom.model.school_years import bands_of_year, year_hint, years_in

MOST_WORDS = 5
"""The most words of a place or nation, such as “The Republic of Ireland”."""
_BEFORE = frozenset({"in", "near", "around", "for", "from"})
"""Words before the name of a place, which are not searched for."""
LITTLE = frozenset(
    ("a", "an", "and", "at", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to", "with")
)
"""Words that are ignored, unless a search has no others."""
_AGES = re.compile(
    r"(?P<before>\b(?:ages?|aged)\s*)?(?<![\w.-])(?P<first>\d{1,2})"
    r"(?:\s*(?P<dash>to|[-\u2010-\u2014]|and)\s*(?P<last>\d{1,2}))?"
    r"(?P<after>[\s-]*years?[\s-]*olds?\b|s\b)?(?![\w-])(?!\s*min)",
    re.IGNORECASE,
)
"""Age 12, ages 11-14, 11 to 14, 12 year olds."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AskedNation:
    """A nation named in a search, and the search without that name."""

    nation: str
    """Empty if the search names none."""
    name: str
    """The name as it was written, such as “Cardiff”."""
    rest: str


def asked_nation(query: str, library: Library) -> AskedNation:
    """Find the longest name of a nation or place in a search; the first of several."""
    words, names = query.split(), {**library.names.places, **library.names.nations}
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - count + 1):
            name = " ".join(words[start : start + count])
            if nation := names.get(name_key(name)):
                before = words[:start]
                if before and before[-1].casefold() in _BEFORE:
                    before.pop()
                rest = " ".join((*before, *words[start + count :]))
                return AskedNation(nation, name.strip(" ,.;"), rest)
    return AskedNation("", "", query)


@dataclass(frozen=True, slots=True)
class AskedAges:
    """The age groups named in a search by ages, school years or words, and the rest of it."""

    bands: tuple[str, ...]
    """Empty if no group of the nation has what is named, or if none is named."""
    name: str
    """What names them, as it was written, such as “Year 8”; empty if nothing does."""
    rest: str

    def within(self, band: str) -> frozenset[str] | None:
        """The bands that are wanted if only `band` may be; empty for all, none for no band."""
        if not self.name:
            return frozenset({band} if band else ())
        return frozenset(self.bands).intersection([band] if band else self.bands) or None


def asked_ages(query: str, library: Library, nation: str) -> AskedAges:
    """Find ages, school years of a nation, and words such as “primary” in a search."""
    stages = library.nations[nation].stages
    bands, spans = set[str](), list[Span]()
    for span, those in (
        *_also_named(query, library),
        *((span, bands_of_year(query[slice(*span)], stages)) for span in years_in(query)),
        *_bands_of_ages(query, library),
    ):
        named = query[slice(*span)]
        is_known = those or year_hint(named, library.nations)
        if is_known and not any(span[0] < end and start < span[1] for start, end in spans):
            bands.update(those)
            spans.append(span)
    if not spans:
        return AskedAges((), "", query)
    spans.sort()
    name = " and ".join(query[slice(*span)].strip() for span in spans)
    return AskedAges(tuple(filter(bands.__contains__, library.bands)), name, _without(spans, query))


def _without(spans: list[Span], query: str) -> str:
    """A search without these parts; empty if nothing but small words is left."""
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(query)]
    rest = " ".join(query[a:b] for a, b in zip(starts, ends, strict=True)).split()
    return " ".join(rest) if any(name_key(word) not in {"", *LITTLE} for word in rest) else ""


def _also_named(query: str, library: Library) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Each word for age groups in a search, such as “primary”, the longest first."""
    words = {word.casefold() for band in library.bands.values() for word in band.also}
    for word in sorted(words, key=lambda one: (-len(one), one)):
        bands = tuple(
            name
            for name, band in library.bands.items()
            if word in {one.casefold() for one in band.also}
        )
        written = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", word)))
        for found in re.finditer(rf"\b{written}\b(?!\s*\d)", query, re.IGNORECASE):
            yield found.span(), bands


def _bands_of_ages(query: str, library: Library) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Each age or span of ages in a search, with the bands that have people of it."""
    titles = {name: _AGES.search(band.title) for name, band in library.bands.items()}
    ages = {
        name: (int(f["first"]), int(f["last"])) for name, f in titles.items() if f and f["last"]
    }
    for found in _AGES.finditer(query):
        is_age = found["before"] or found["after"]
        if not is_age and (found["dash"] or "and").casefold() == "and":
            continue
        first, last = int(found["first"]), int(found["last"] or found["first"])
        bands = tuple(
            name
            for name, (low, high) in ages.items()
            if (low <= first <= high if first == last else first < high and low < last)
        )
        yield found.span(), bands
