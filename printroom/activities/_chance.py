"""Chance that is the same on every machine: a seed and words in, numbers and orders out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import count
from typing import TypeVar

T = TypeVar("T")

_BITS = 64


class Chance:
    """An endless row of numbers that the seed and the words decide, and nothing else.

    Python's own `random` promises the same numbers only for some of its methods; a digest
    promises them for ever.
    """

    def __init__(self, seed: int, *words: str) -> None:
        self._numbers = _numbers("\0".join((str(seed), *words)))

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, each as likely as any other (to one part in 2^40)."""
        return next(self._numbers) % limit

    def one_of(self, choices: tuple[T, ...]) -> T:
        """One of some choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, items: Iterable[T]) -> tuple[T, ...]:
        """The items in another order (Fisher and Yates)."""
        row = list(items)
        for last in range(len(row) - 1, 0, -1):
            other = self.below(last + 1)
            row[last], row[other] = row[other], row[last]
        return tuple(row)


def _numbers(words: str) -> Iterator[int]:
    for block in count():
        digest = blake2b(f"{block}\0{words}".encode()).digest()
        for start in range(0, len(digest), _BITS // 8):
            yield int.from_bytes(digest[start : start + _BITS // 8], "big")
