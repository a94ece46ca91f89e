"""Finds one school's details (the values of its fields) in another school's file.

Names are looked for as whole words: “Hope” is not in “hopeful”. Words that are in the document for
everybody, or that the school itself wrote, are no alarm, even if another school has that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from printroom.text.fingerprint import words

WordRun = tuple[str, ...]
"""A text as its words, folded."""


@dataclass(frozen=True, slots=True)
class SchoolDetails:
    """Texts of many schools, and for each first word of one the numbers of words to look at."""

    texts: frozenset[WordRun] = frozenset()
    lengths: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def find_in(self, said: Sequence[str]) -> Iterator[tuple[int, WordRun]]:
        """Each of these texts that a page contains, with its position."""
        for at, word in enumerate(said):
            for length in self.lengths.get(word, ()):
                if (text := tuple(said[at : at + length])) in self.texts:
                    yield at, text

    def as_text(self) -> str:
        """All of them as plain text, for `details_from`."""
        return "\n".join(map(" ".join, sorted(self.texts)))

    def without(self, said: Sequence[str]) -> SchoolDetails:
        """The details without those that these words contain anyway."""
        return _indexed(self.texts - {text for _, text in self.find_in(said)})


def details_of(schools: Iterable[Mapping[str, str]]) -> SchoolDetails:
    """The details of all schools: their values, by field, in any order."""
    texts = (tuple(words(value)) for values in schools for value in values.values())
    return _indexed(frozenset(text for text in texts if text))


def details_from(text: str) -> SchoolDetails:
    """The details that were written as text."""
    return _indexed(frozenset(tuple(line.split(" ")) for line in text.splitlines()))


def _indexed(texts: frozenset[WordRun]) -> SchoolDetails:
    lengths: dict[str, set[int]] = {}
    for text in texts:
        lengths.setdefault(text[0], set()).add(len(text))
    return SchoolDetails(texts, {word: frozenset(found) for word, found in lengths.items()})


def details_of_others(
    details: SchoolDetails, said: Sequence[str], own: Iterable[str]
) -> list[WordRun]:
    """The details of other schools in the words of a page; none within its own values."""
    values = {text for value in own if (text := _value(value))}
    firsts = {text[0] for text in values}
    starts = [at for at, word in enumerate(said) if word in firsts]
    covered = {
        place
        for text in values
        for at in starts
        if tuple(said[at : at + len(text)]) == text
        for place in range(at, at + len(text))
    }
    found = {
        text
        for at, text in details.find_in(said)
        if not covered.issuperset(range(at, at + len(text)))
    }
    return sorted(found)


@lru_cache(500)  # the day and the title of a pack are on the sheets of many schools
def _value(text: str) -> WordRun:
    return tuple(words(text))
