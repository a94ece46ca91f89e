"""Builds word-search grids that contain each word once, and no excluded word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printroom.activities._seeded import SeededRandom
from printroom.activities._spelling import without_accents
from printroom.model import Direction

_GRIDS, _REPAIRS = 60, 200
"""Grids to try before giving up on a size, and rounds of repairs to a filled grid."""
_COMMON = "eeeaaattooiinnsshrrddlluucmwfgypbk"
"""Filler letters besides those of the words, with about their frequency in English."""
_OWN = 2
"""The weight of the words' own letters among fillers, which makes the filling look like words."""
_EMPTY = "."


@dataclass(frozen=True, slots=True)
class HiddenWord:
    """The place where a word starts, counted from 0, and its direction."""

    word: str
    row: int
    column: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class LetterGrid:
    """A filled grid, row by row, and where its words are."""

    rows: tuple[str, ...]
    hidden: tuple[HiddenWord, ...]


@dataclass(frozen=True, slots=True)
class GridRequest:
    """The words to hide, their directions, and letters that nothing in the grid may spell."""

    words: tuple[str, ...]
    directions: tuple[Direction, ...]
    excluded: tuple[str, ...]

    def build(self, size: int, random: SeededRandom) -> LetterGrid | None:
        """A grid of this size, or None if no attempt succeeds."""
        for _ in range(_GRIDS):
            grid = _Grid(self, lines(size), random)
            if grid.hide_all() and grid.fill():
                return grid.result()
        return None


class _Grid:
    """A grid under construction. A place is `row * size + column`."""

    def __init__(self, request: GridRequest, grid_lines: Lines, random: SeededRandom) -> None:
        self._request, self._lines, self._random = request, grid_lines, random
        self._size = grid_lines.size
        self._letters = [_EMPTY] * (self._size * self._size)
        self._places: dict[str, range] = {}
        self._directions: dict[str, Direction] = {}

    def hide_all(self) -> bool:
        """Place the longest words first; whether all words were placed."""
        directions = self._random.shuffled(self._request.directions)
        mixed = self._random.shuffled(self._request.words)
        for number, word in enumerate(sorted(mixed, key=len, reverse=True)):
            first = number % len(directions)  # every direction is used about equally often
            rotated = (*directions[first:], *directions[:first])
            if not any(self._hide(word, direction) for direction in rotated):
                return False
        return True

    def fill(self) -> bool:
        """Fill empty places, redrawing letters that spell excluded words; whether it succeeded."""
        free = {place for place, letter in enumerate(self._letters) if letter == _EMPTY}
        fillers = tuple("".join(self._request.words) * _OWN + _COMMON)
        for place in sorted(free):
            self._letters[place] = self._random.one_of(fillers)
        for _ in range(_REPAIRS):
            violations = tuple(self._violations())
            for places in violations:
                open_places = tuple(place for place in places if place in free)
                if not open_places:
                    return False
                self._letters[self._random.one_of(open_places)] = self._random.one_of(fillers)
            if not violations:
                return True
        return False

    def result(self) -> LetterGrid:
        """The grid as it is now."""
        text, size = "".join(self._letters), self._size
        hidden = tuple(
            HiddenWord(word, *divmod(self._places[word][0], size), self._directions[word])
            for word in self._request.words
        )
        rows = tuple(text[start : start + size] for start in range(0, size * size, size))
        return LetterGrid(rows, hidden)

    def _hide(self, word: str, direction: Direction) -> bool:
        """Place a word in this direction wherever it fits; whether it was placed."""
        for places in self._random.shuffled(self._runs(word, direction)):
            if self._fits(word, places):
                for place, letter in zip(places, word, strict=True):
                    self._letters[place] = letter
                self._places[word], self._directions[word] = places, direction
                return True
        return False

    def _runs(self, word: str, direction: Direction) -> Iterator[range]:
        """Each run of places that is long enough."""
        across, down = STEPS[direction]
        step, reach = down * self._size + across, len(word) - 1
        for row in range(max(0, -down * reach), self._size - max(0, down * reach)):
            for column in range(max(0, -across * reach), self._size - max(0, across * reach)):
                start = row * self._size + column
                end = start + step * len(word)
                yield range(start, end, step)

    def _fits(self, word: str, places: range) -> bool:
        """Whether no letter conflicts, and no other word shares more than one letter."""
        for place, letter in zip(places, word, strict=True):
            if self._letters[place] not in (_EMPTY, letter):
                return False
        return all(len(set(places) & set(other)) <= 1 for other in self._places.values())

    def _violations(self) -> Iterator[tuple[int, ...]]:
        """The places of every excluded word, and of each second copy of a word."""
        text = self._lines.read(self._letters)
        for word in self._request.words:
            own = set(self._places[word])
            # A palindrome is found twice in its own place.
            yield from (copy for copy in self._lines.find(word, text) if set(copy) != own)
        plain = without_accents(text)
        for word in self._request.excluded:
            yield from self._lines.find(word, plain)


# --- lines of a grid ----------------------------------------------------------------------------

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
    """All lines of a square grid in eight directions, concatenated, as numbers of places.

    A place is `row * size + column`; the number after the last place separates two lines.
    """

    size: int
    places: tuple[int, ...]

    def read(self, letters: Sequence[str]) -> str:
        """The text of all lines, separated by spaces."""
        return "".join(map([*letters, " "].__getitem__, self.places))

    def find(self, word: str, text: str) -> Iterator[tuple[int, ...]]:
        """The places of each occurrence of a word in a text from `read`, in spelling order."""
        start = text.find(word)
        while start >= 0:
            yield self.places[start : start + len(word)]
            start = text.find(word, start + 1)


@lru_cache(maxsize=16)
def lines(size: int) -> Lines:
    """The lines of a grid with as many rows as columns."""
    places: list[int] = []
    for across, down in STEPS.values():
        for start in _edge(size, across, down):
            row, column = start
            while 0 <= row < size and 0 <= column < size:
                places.append(row * size + column)
                row, column = row + down, column + across
            places.append(size * size)
    return Lines(size, tuple(places))


def _edge(size: int, across: int, down: int) -> Iterator[tuple[int, int]]:
    """The row and column of each place where a line in this direction starts."""
    for row in range(size):
        for column in range(size):
            if not (0 <= row - down < size and 0 <= column - across < size):
                yield row, column
