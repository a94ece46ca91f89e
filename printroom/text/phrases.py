"""Phrases to look for: patterns as people write them in, and where a text says one of them out.

A pattern is words with a space between them. Each word stands for all its inflections (put: puts,
putting); `*` stands for any ending (exploit*: exploitation), `/` parts words of which any will do
(he/she), and `…` is a gap of up to `GAP` words. Neither capitals, accents, apostrophes, hyphens,
line breaks nor double spaces hide a phrase; the end of a sentence ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printroom.model import LanguageRule
from printroom.text.fingerprint import letters

GAP = 4
"""The most words that a gap may have."""
_SHORTEST = 3
"""Letters of the shortest word that has inflections."""

# What has no width, or is set above a letter, is no letter, and yet does not end a word.
_WITHIN = "'’‘`´ʼ\u0300-\u036f\u034f\u200b-\u200f\u2060-\u2064\ufeff"
_TOKEN = re.compile(
    rf"(?P<word>[^\W_](?:[^\W_]|[{_WITHIN}])*)"
    r"|(?<=\S)(?P<hyphen>[-\u00ad\u2010\u2011\u2043]\s*)(?=\w)"
    r"|(?P<end>(?<![.…])[.!?:;](?![.…])|\n[ \t]*\n)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Which rule found something, the words themselves, and where they begin and end."""

    rule: str
    words: str
    start: int
    end: int


class Rulebook:
    """Rules by id, ready to be held against many texts; their phrases are read once."""

    def __init__(self, rules: Mapping[str, LanguageRule]) -> None:
        self._phrases = _Phrases((name, p) for name, rule in rules.items() for p in rule.phrases)
        self._innocent = _Phrases((name, p) for name, rule in rules.items() for p in rule.unless)

    def found(self, text: str) -> list[Found]:
        """Each place where a text breaks a rule; of a rule's overlapping phrases the first."""
        words = _words(text)
        found = list(self._phrases.found(words, text))
        innocent = list(self._innocent.found(words, text)) if found else []
        return [
            one
            for one in found
            if not any(
                one.rule == other.rule and one.start < other.end and other.start < one.end
                for other in innocent
            )
        ]


def is_said(phrases: tuple[str, ...], text: str) -> bool:
    """Whether a text says any of the phrases."""
    return any(_ready(phrases).found(_words(text), text))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, folded; none where a sentence ends. A hyphen may tie it to the last."""

    folded: str
    start: int
    end: int
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class _Any:
    """A word of a pattern: all the words that it stands for, and the stems with any ending."""

    words: frozenset[str]
    stems: tuple[str, ...]

    def fits(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)


_Pattern = tuple[_Any | None, ...]
"""The words of a pattern in their order; none for a gap."""


class _Phrases:
    """Patterns, each with the rule that it belongs to, by their first words: few are tried."""

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

    def found(self, words: Sequence[_Word], text: str) -> Iterator[Found]:
        """Each place where words of a text say a phrase."""
        ends: dict[str, int] = {}
        said = {word for at in range(len(words)) for _, word in _readings(words, at)}
        for at, word in enumerate(words):
            for rule, pattern in self._beginning(words, at):
                if word.start < ends.get(rule, 0) or not _can_end(pattern, said):
                    continue
                last = _last(pattern, words, at)
                if last is not None:
                    ends[rule] = end = words[last].end
                    shown = " ".join(text[word.start : end].rstrip("'’‘`´").split())
                    yield Found(rule, shown, word.start, end)

    def _beginning(self, words: Sequence[_Word], at: int) -> Iterator[tuple[str, _Pattern]]:
        """The patterns whose first word may stand here."""
        for _, word in _readings(words, at):
            yield from self._by_word.get(word, ())
            for length in self._stem_lengths:
                yield from self._by_stem.get(word[:length], ())


@lru_cache(maxsize=64)
def _ready(phrases: tuple[str, ...]) -> _Phrases:
    return _Phrases(("", phrase) for phrase in phrases)


def _can_end(pattern: _Pattern, said: set[str]) -> bool:
    """Whether the last word of a pattern is said at all: most are not, and need not be tried."""
    last = pattern[-1]
    return last is None or bool(last.stems) or not last.words.isdisjoint(said)


def _words(text: str) -> list[_Word]:
    """The words of a text, folded, with their places; a hyphen parts two and ties them."""
    words: list[_Word] = []
    is_tied = False
    for token in _TOKEN.finditer(text):
        if token["word"]:
            start, end = token.span()
            words.append(_Word(_folded(token["word"]), start, end, is_tied))
        elif token["end"]:
            words.append(_Word("", *token.span()))
        is_tied = bool(token["hyphen"])
    return words


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    return letters(word)


def _readings(words: Sequence[_Word], at: int) -> Iterator[tuple[int, str]]:
    """What may be read as one word here, and the last of its members: hyphens part or join."""
    read = words[at].folded
    yield at, read
    for number in range(at + 1, len(words)):
        if not words[number].is_tied:
            return
        read += words[number].folded
        yield number, read


def _last(pattern: _Pattern, words: Sequence[_Word], at: int) -> int | None:
    """The place of the last word, if the pattern can be read from here; else none."""
    wanted, rest = pattern[0], pattern[1:]
    if wanted is None:
        return _after_gap(rest, words, at)
    if at >= len(words):
        return None
    for number, word in _readings(words, at):
        if word and wanted.fits(word):
            last = _last(rest, words, number + 1) if rest else number
            if last is not None:
                return last
    return None


def _after_gap(rest: _Pattern, words: Sequence[_Word], at: int) -> int | None:
    """The same for what follows a gap; words that hyphens tie together count as one of its."""
    skipped = 0
    for number in range(at, len(words)):
        skipped += number > at and not words[number].is_tied
        last = _last(rest, words, number) if skipped <= GAP else None
        if last is not None or skipped > GAP or not words[number].folded:
            return last
    return None


def _pattern(written: str) -> _Pattern:
    """A pattern as it was written, ready to be held against a text."""
    found: list[_Any | None] = []
    for word in written.replace("…", " … ").split():
        if word == "…":
            found.append(None)
            continue
        found.extend(_any(options.split("/")) for options in _HYPHEN.split(word))
    return tuple(found)


_HYPHEN = re.compile("[-\u2010\u2011]")


def _any(options: Iterable[str]) -> _Any:
    words: set[str] = set()
    stems: list[str] = []
    for option in options:
        if option.endswith("*"):
            stems.append(letters(option))
        else:
            words |= inflected(letters(option))
    return _Any(frozenset(words), tuple(stems))


def inflected(word: str) -> set[str]:
    """A word and what English makes of it by rule: -s, -ed and -ing, and the possessive.

    Irregular forms (told, gone) have no rule: whoever writes a pattern lists them.
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
