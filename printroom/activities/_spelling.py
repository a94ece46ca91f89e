"""The letters of words in puzzles.

A grid has one letter per square. Spaces, hyphens and apostrophes are dropped, and accents are
removed (é is e), as in printed crosswords. Welsh ŵ and ŷ remain: a Welsh reader expects these
letters. Excluded words are compared without any accents.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HYPHEN = re.compile("[-\u2010\u2011\u2013]")
_DROPPED = re.compile(r"[\s\u00ad'’ʼ\-\u2010\u2011\u2013]")
_WELSH = "ŵŷ"
_BARE = str.maketrans(_WELSH, "wy")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ\-\u2010\u2011][^\W_]+)*")
_FEWEST = 3
"""Shorter words are not excluded: every grid is full of them."""


def spelt(text: str) -> str:
    """The lower-case letters of a text in a grid."""
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", text.casefold()))
    return "".join(sign if sign in _WELSH else _unmarked(sign) for sign in composed)


def _unmarked(sign: str) -> str:
    parts = unicodedata.normalize("NFD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part))


def without_accents(letters: str) -> str:
    """The letters of a grid without accents, one for one."""
    return letters.translate(_BARE)


def is_spelt(letters: str) -> bool:
    """Whether these are all letters, each with a single capital."""
    return letters.isalpha() and len(letters.upper()) == len(letters)


def letter_counts(text: str) -> str:
    """The numbers of letters in the words of a text: "7, 5", or "4-5" if hyphenated."""
    parts = [[spelt(part) for part in _HYPHEN.split(word)] for word in text.split()]
    return ", ".join("-".join(str(len(part)) for part in word if part) for word in parts)


def spells(text: str, letters: str) -> bool:
    """Whether whole words of a text spell these letters."""
    words = [spelt(word) for word in _WORD.findall(text)]
    return any(
        letters == "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


@lru_cache(maxsize=64)
def excluded_letters(words: tuple[str, ...]) -> tuple[str, ...]:
    """The letters, without accents, of the words that no puzzle may spell, without duplicates."""
    found = (without_accents(spelt(word)) for word in words)
    return tuple(dict.fromkeys(word for word in found if len(word) >= _FEWEST))
