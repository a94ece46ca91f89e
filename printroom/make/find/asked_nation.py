"""Finds the nation that a search names, by its own name or by that of a place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from printroom.model import Library, name_key

MOST_WORDS = 5
"""The most words that a name has, such as “The Republic of Ireland” or “Isle of Man”."""
_BEFORE = frozenset({"in", "near", "around", "for", "from"})


@dataclass(frozen=True, slots=True)
class AskedNation:
    """A nation that a search names, and the search without that name."""

    nation: str
    """Empty if it names none."""
    name: str
    """The name as it was written, such as “Cardiff”."""
    rest: str


def asked_nation(query: str, library: Library) -> AskedNation:
    """The nation of the longest name in a search; the first, if several are as long."""
    words, names = query.split(), _names(library)
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


def _names(library: Library) -> Mapping[str, str]:
    """The nation of each name and place, by its letters."""
    names = library.names
    return {**names.places, **names.nations}
