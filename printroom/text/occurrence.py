"""Tests whether a text contains given words or a given number, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from printroom.text.fingerprint import words

_COUNTRY = re.compile(r"(?:\+|\b00)\s*(?:44|353)[\s.()\u2010-\u2015-]*0?[\s()]*")
"""A country code and what may follow it; within the country, 0 takes its place."""
_BETWEEN = r"[\s().\u2010-\u2015\u2212\u2043-]*"
_NUMBER = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_WITHIN_NUMBER = re.compile(rf"(?<=\d){_BETWEEN}(?=\d)")


def contains(text: str, wanted: str) -> bool:
    """Whether a text contains the wanted words, each whole, or the wanted number.

    Numbers are compared by their digits: spaces, hyphens and brackets between them do not count,
    and a number with the country code of the United Kingdom or Ireland is the same without it.
    """
    if _NUMBER.fullmatch(number := _national(wanted).strip()):
        return re.sub(r"\D", "", number) in _numbers(text)
    return _folded(wanted) in _folded(text) or _folded(_joined(wanted)) in _folded(_joined(text))


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    """The words of a text, each between spaces, so that only whole words match."""
    return f" {' '.join(words(text))} "


@lru_cache(maxsize=65536)
def _joined(text: str) -> str:
    """The text without the separators within its numbers."""
    return _WITHIN_NUMBER.sub("", _national(text))


@lru_cache(maxsize=65536)
def _numbers(text: str) -> frozenset[str]:
    """Every number in a text; successive groups of digits count alone and joined."""
    return frozenset(_numbers_in(text)) if any(map(str.isdigit, text)) else frozenset()


def _numbers_in(text: str) -> Iterator[str]:
    for run in _NUMBER.findall(_national(text)):
        groups = re.findall(r"\d+", run)
        for start in range(len(groups)):
            yield from accumulate(groups[start:])


def _national(text: str) -> str:
    return _COUNTRY.sub("0", text)
