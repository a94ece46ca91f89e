"""Pseudo-random choices that are identical on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import count
from typing import TypeVar

T = TypeVar("T")

_BITS = 64


class SeededRandom:
    """An endless sequence of numbers that depends on a seed and words alone.

    Python's own `random` guarantees the same numbers only for some of its methods; a digest always
    does.
    """

    def __init__(self, seed: int, *words: str) -> None:
        self._numbers = _numbers("\0".join((str(seed), *words)))

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1, uniform to one part in 2^40."""
        return next(self._numbers) % limit

    def one_of(self, choices: tuple[T, ...]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, items: Iterable[T]) -> tuple[T, ...]:
        """The items in random order (Fisher-Yates)."""
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
