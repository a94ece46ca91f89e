"""The lines of a grid of letters: all that can be read in it, in eight directions, as one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printroom.model import Direction

STEPS: Mapping[Direction, tuple[int, int]] = {
    "right": (1, 0),
    "down": (0, 1),
    "down-right": (1, 1),
    "up-right": (1, -1),
    "left": (-1, 0),
    "up": (0, -1),
    "down-left": (-1, 1),
    "up-left": (-1, -1),
}
"""Columns to the right and rows down, from one letter to the next."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Every line of a square grid, one after the other, by the numbers of its places.

    A place is `row * size + column`; between two lines stands the number after the last place.
    """

    size: int
    places: tuple[int, ...]

    def read(self, letters: Sequence[str]) -> str:
        """The text of all lines, with a space between two of them."""
        return "".join(map([*letters, " "].__getitem__, self.places))

    def find(self, word: str, text: str) -> Iterator[tuple[int, ...]]:
        """The places of each copy of a word in a text that was read, in the order they spell it."""
        start = text.find(word)
        while start >= 0:
            yield self.places[start : start + len(word)]
            start = text.find(word, start + 1)


@lru_cache(maxsize=16)
def lines(size: int) -> Lines:
    """The lines of a grid with as many rows as columns."""
    places: list[int] = []
    for across, down in STEPS.values():
        for row, column in _edge(size, across, down):
            while 0 <= row < size and 0 <= column < size:
                places.append(row * size + column)
                row, column = row + down, column + across
            places.append(size * size)
    return Lines(size, tuple(places))


def _edge(size: int, across: int, down: int) -> Iterator[tuple[int, int]]:
    """The row and column of each place that no line in this direction leads to."""
    for row in range(size):
        for column in range(size):
            if not (0 <= row - down < size and 0 <= column - across < size):
                yield row, column
