"""Finds one school's details (the values of its fields) in another school's file.

Names match whole words only: “Hope” is not in “hopeful”. Text that every school's document has, or
that is a value of the school itself, is not reported even if it is also a detail of another school.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from printroom.text.fingerprint import words

WordRun = tuple[str, ...]
"""The folded words of a text."""


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """Texts of many schools, and the lengths in words of those that begin with each word."""

    texts: frozenset[WordRun] = frozenset()
    lengths: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def find_in(self, found: Sequence[str]) -> Iterator[tuple[int, WordRun]]:
        """Each of these texts among the words of a page, with its position."""
        for at, word in enumerate(found):
            for length in self.lengths.get(word, ()):
                if (text := tuple(found[at : at + length])) in self.texts:
                    yield at, text

    def as_text(self) -> str:
        """All texts, one on each line, for `details_from`."""
        return "\n".join(map(" ".join, sorted(self.texts)))

    def without(self, common: Sequence[str]) -> SchoolDetails:
        """The details without those among the words that every school's document has."""
        return _indexed(self.texts - {text for _, text in self.find_in(common)})


def details_of(schools: Iterable[Mapping[str, str]]) -> SchoolDetails:
    """The details of schools, from the values of each by field."""
    texts = (tuple(words(value)) for values in schools for value in values.values())
    return _indexed(frozenset(text for text in texts if text))


def details_from(text: str) -> SchoolDetails:
    """The details that `as_text` wrote."""
    return _indexed(frozenset(tuple(line.split(" ")) for line in text.splitlines()))


def _indexed(texts: frozenset[WordRun]) -> SchoolDetails:
    lengths: dict[str, set[int]] = {}
    for text in texts:
        lengths.setdefault(text[0], set()).add(len(text))
    return SchoolDetails(texts, {word: frozenset(found) for word, found in lengths.items()})


def details_of_others(
    details: SchoolDetails, found: Sequence[str], own: Iterable[str]
) -> list[WordRun]:
    """The details of other schools among the words of a page, except within its own values."""
    values = {text for value in own if (text := _value(value))}
    firsts = {text[0] for text in values}
    starts = [at for at, word in enumerate(found) if word in firsts]
    covered = {
        place
        for text in values
        for at in starts
        if tuple(found[at : at + len(text)]) == text
        for place in range(at, at + len(text))
    }
    others = {
        text
        for at, text in details.find_in(found)
        if not covered.issuperset(range(at, at + len(text)))
    }
    return sorted(others)


@lru_cache(500)  # dates and titles are on the sheets of many schools
def _value(text: str) -> WordRun:
    return tuple(words(text))
