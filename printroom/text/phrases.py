"""Finds phrase patterns in a text.

A pattern consists of words separated by spaces. Each word matches all its inflections (put: puts,
putting); `*` is any ending (exploit*: exploitation), `/` separates alternatives (he/she), and `…`
is a gap of up to `GAP` words. Capitals, accents, apostrophes, hyphens, line breaks and double
spaces do not matter. A match does not continue beyond the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from printroom.model import LanguageRule
from printroom.text.fingerprint import letters

GAP = 4
"""The greatest number of words in a gap."""
_MOST_KNOWN = 16384
"""The most words whose patterns are cached."""
_SHORTEST = 3
"""The fewest letters of a word with inflections."""

# Characters without width, and combining accents, do not end a word.
_WITHIN = "'’‘`´ʼ\u0300-\u036f\u034f\u200b-\u200f\u2060-\u2064\ufeff"
_TOKEN = re.compile(
    rf"(?P<word>[^\W_](?:[^\W_]|[{_WITHIN}])*)"
    r"|(?<=\S)(?P<hyphen>[-\u00ad\u2010\u2011\u2043]\s*)(?=\w)"
    r"|(?P<end>(?<![.…])[.!?:;](?![.…])|\n[ \t]*\n)"
)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A match: the id of the rule, the words as written, and their start and end."""

    rule: str
    words: str
    start: int
    end: int


class Rulebook:
    """Language rules by id, with compiled patterns, to apply to many texts."""

    def __init__(self, rules: Mapping[str, LanguageRule]) -> None:
        self._phrases = _Phrases((name, p) for name, rule in rules.items() for p in rule.phrases)
        self._exceptions = _Phrases((name, p) for name, rule in rules.items() for p in rule.unless)

    def find_matches(self, text: str) -> list[PhraseMatch]:
        """The matches of rules in a text except `unless`; of overlapping ones only the first."""
        words = folded_words(text)
        found = list(self._phrases.find_matches(words, text))
        exceptions = list(self._exceptions.find_matches(words, text)) if found else []
        return [
            item
            for item in found
            if not any(
                item.rule == other.rule and item.start < other.end and other.start < item.end
                for other in exceptions
            )
        ]


def contains_any(phrases: tuple[str, ...], text: str) -> bool:
    """Whether a text contains any of the phrases."""
    return any(_compiled(phrases).find_matches(folded_words(text), text))


class FoldedWord(NamedTuple):
    """A folded word of a text, or the end of a sentence (empty).

    `is_tied` tells whether a hyphen joins it to the word before.
    """

    folded: str
    start: int
    end: int
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class _WordPattern:
    """A word of a pattern: the words that it matches, and stems that match with any ending."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)


_Pattern = tuple[_WordPattern | None, ...]
"""The words of a pattern in order; none for a gap."""


class _Phrases:
    """Patterns with the ids of their rules, indexed by first word."""

    def __init__(self, written: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[tuple[str, _Pattern]]] = {}
        self._by_stem: dict[str, list[tuple[str, _Pattern]]] = {}
        for rule, phrase in written:
            pattern = _pattern(phrase)
            first = pattern[0]
            assert first is not None, "a phrase begins with a word"
            for word in first.words:
                self._by_word.setdefault(word, []).append((rule, pattern))
            for stem in first.stems:
                self._by_stem.setdefault(stem, []).append((rule, pattern))
        self._stem_lengths = sorted(set(map(len, self._by_stem)))
        self._known: dict[str, tuple[tuple[str, _Pattern], ...]] = {}

    def find_matches(self, words: Sequence[FoldedWord], text: str) -> Iterator[PhraseMatch]:
        """Each match of a pattern in a text."""
        ends: dict[str, int] = {}
        readings = [[word for _, word in _readings(words, at)] for at in range(len(words))]
        present = {word for read in readings for word in read}
        for at, word in enumerate(words):
            for rule, pattern in chain.from_iterable(map(self._starting_with, readings[at])):
                if word.start < ends.get(rule, 0) or not _can_match(pattern, present):
                    continue
                last = _match_end(pattern, words, at)
                if last is not None:
                    ends[rule] = end = words[last].end
                    shown = " ".join(text[word.start : end].rstrip("'’‘`´").split())
                    yield PhraseMatch(rule, shown, word.start, end)

    def _starting_with(self, word: str) -> tuple[tuple[str, _Pattern], ...]:
        """The patterns whose first word matches this word; cached, as most words are frequent."""
        known = self._known.get(word)
        if known is None:
            by_stem = (self._by_stem.get(word[:length], ()) for length in self._stem_lengths)
            known = (*self._by_word.get(word, ()), *chain.from_iterable(by_stem))
            if len(self._known) < _MOST_KNOWN:
                self._known[word] = known
        return known


@lru_cache(maxsize=64)
def _compiled(phrases: tuple[str, ...]) -> _Phrases:
    return _Phrases(("", phrase) for phrase in phrases)


def _can_match(pattern: _Pattern, present: set[str]) -> bool:
    """A quick test whether the last word of a pattern occurs in the text at all."""
    last = pattern[-1]
    return last is None or bool(last.stems) or not last.words.isdisjoint(present)


def folded_words(text: str) -> list[FoldedWord]:
    """The folded words of a text with their places; words joined by a hyphen are tied."""
    words: list[FoldedWord] = []
    is_tied = False
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if token.lastgroup == "word":
            words.append(FoldedWord(_folded(token[0]), start, end, is_tied))
        elif token.lastgroup == "end":
            words.append(FoldedWord("", start, end))
        is_tied = token.lastgroup == "hyphen"
    return words


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    return letters(word)


def _readings(words: Sequence[FoldedWord], at: int) -> Iterator[tuple[int, str]]:
    """The words that may be read at a place, each with the index of its last part.

    Parts joined by hyphens may be read as one word or as several.
    """
    read = words[at].folded
    yield at, read
    for number in range(at + 1, len(words)):
        if not words[number].is_tied:
            return
        read += words[number].folded
        yield number, read


def _match_end(pattern: _Pattern, words: Sequence[FoldedWord], at: int) -> int | None:
    """The index of the last word of a match that begins at `at`; none if there is no match."""
    wanted, rest = pattern[0], pattern[1:]
    if wanted is None:
        return _after_gap(rest, words, at)
    if at >= len(words):
        return None
    for number, word in _readings(words, at):
        if word and wanted.fits(word):
            last = _match_end(rest, words, number + 1) if rest else number
            if last is not None:
                return last
    return None


def _after_gap(rest: _Pattern, words: Sequence[FoldedWord], at: int) -> int | None:
    """The same for the rest of a pattern after a gap; words tied by hyphens count as one."""
    skipped = 0
    for number in range(at, len(words)):
        skipped += number > at and not words[number].is_tied
        last = _match_end(rest, words, number) if skipped <= GAP else None
        if last is not None or skipped > GAP or not words[number].folded:
            return last
    return None


def _pattern(written: str) -> _Pattern:
    """Parse a pattern."""
    found: list[_WordPattern | None] = []
    for word in written.replace("…", " … ").split():
        if word == "…":
            found.append(None)
            continue
        found.extend(_word_pattern(options.split("/")) for options in _HYPHEN.split(word))
    return tuple(found)


_HYPHEN = re.compile("[-\u2010\u2011]")


def _word_pattern(options: Iterable[str]) -> _WordPattern:
    words: set[str] = set()
    stems: list[str] = []
    for option in options:
        if option.endswith("*"):
            stems.append(letters(option))
        else:
            words |= inflect(letters(option))
    return _WordPattern(frozenset(words), tuple(stems))


def inflect(word: str) -> set[str]:
    """A word and its regular English inflections: -s, -ed and -ing, and the possessive.

    Irregular forms (told, gone) must be listed in the pattern.
    """
    if len(word) < _SHORTEST:
        return {word}
    found = {word, f"{word}s", f"{word}ed", f"{word}ing"}
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        found.add(f"{word}es")
    if word.endswith("ie"):
        found.add(f"{word[:-2]}ying")
    if word.endswith("e"):
        found |= {f"{word}d", f"{word[:-1]}ing"}
    if word.endswith("y"):
        found |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if word[-1] not in "aeiouwxy":
        found |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return found
