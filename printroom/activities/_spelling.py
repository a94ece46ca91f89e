"""Spelling for puzzles: an author's words in, the letters of a grid out.

A grid has one letter a square. Spaces, hyphens and apostrophes are dropped, and accents are
folded (é is e), as in every printed crossword. Welsh ŵ and ŷ stay: they are letters that a Welsh
reader looks for. What is kept out of a puzzle is compared without any accent.
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
"""Letters below which a word is no word to look for: every grid is full of them."""


def spelt(text: str) -> str:
    """The small letters that a text has in a grid."""
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", text.casefold()))
    return "".join(sign if sign in _WELSH else _unmarked(sign) for sign in composed)


def _unmarked(sign: str) -> str:
    parts = unicodedata.normalize("NFD", sign)
    return "".join(part for part in parts if not unicodedata.combining(part))


def bare(letters: str) -> str:
    """Letters of a grid without any accent, one for one."""
    return letters.translate(_BARE)


def is_spelt(letters: str) -> bool:
    """Whether these are letters only, each of which has one capital."""
    return letters.isalpha() and len(letters.upper()) == len(letters)


def lengths(text: str) -> str:
    """How many letters the words of a text have: "7, 5", and "4-5" where a hyphen joins."""
    parts = [[spelt(part) for part in _HYPHEN.split(word)] for word in text.split()]
    return ", ".join("-".join(str(len(part)) for part in word if part) for word in parts)


def says(text: str, letters: str) -> bool:
    """Whether a text says, in whole words, what these letters spell."""
    words = [spelt(word) for word in _WORD.findall(text)]
    return any(
        letters == "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


@lru_cache(maxsize=64)
def excluded_letters(words: tuple[str, ...]) -> tuple[str, ...]:
    """The bare letters of the words that no puzzle may spell, each once."""
    found = (bare(spelt(word)) for word in words)
    return tuple(dict.fromkeys(word for word in found if len(word) >= _FEWEST))
