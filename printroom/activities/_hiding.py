"""Hiding: words in, a grid of letters out that holds each once, and nothing that is kept out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printroom.activities._chance import Chance
from printroom.activities._lines import STEPS, Lines, lines
from printroom.activities._spelling import bare
from printroom.model import Direction

_GRIDS, _REPAIRS = 60, 200
"""Grids to begin before a size is given up, and rounds in which a filled one is mended."""
_COMMON = "eeeaaattooiinnsshrrddlluucmwfgypbk"
"""Letters to fill with beside those of the words, about as often as English has them."""
_OWN = 2
"""How often the words' own letters count: with them the filling looks like the words."""
_EMPTY = "."


@dataclass(frozen=True, slots=True)
class Hidden:
    """Where a word begins, counted from 0, and how it runs."""

    word: str
    row: int
    column: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Hiding:
    """A full grid, row by row, and where its words are."""

    rows: tuple[str, ...]
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What is hidden, how words may run, and the letters that nothing in the grid may spell."""

    words: tuple[str, ...]
    directions: tuple[Direction, ...]
    never: tuple[str, ...]

    def hiding(self, size: int, chance: Chance) -> Hiding | None:
        """A grid of this size; none where none was found."""
        for _ in range(_GRIDS):
            grid = _Grid(self, lines(size), chance)
            if grid.hide_all() and grid.fill():
                return grid.hiding()
        return None


class _Grid:
    """A grid while it is made. A place is `row * size + column`."""

    def __init__(self, search: Search, its_lines: Lines, chance: Chance) -> None:
        self._search, self._lines, self._chance = search, its_lines, chance
        self._size = its_lines.size
        self._letters = [_EMPTY] * (self._size * self._size)
        self._places: dict[str, range] = {}
        self._directions: dict[str, Direction] = {}

    def hide_all(self) -> bool:
        """Lay down the longest words first; whether all have found a place."""
        ways = self._chance.shuffled(self._search.directions)
        mixed = self._chance.shuffled(self._search.words)
        for number, word in enumerate(sorted(mixed, key=len, reverse=True)):
            first = number % len(ways)  # every way is used about as often
            if not any(self._hide(word, way) for way in (*ways[first:], *ways[:first])):
                return False
        return True

    def fill(self) -> bool:
        """Fill what is empty; letters that spell what they must not are drawn anew."""
        free = {place for place, letter in enumerate(self._letters) if letter == _EMPTY}
        fillers = tuple("".join(self._search.words) * _OWN + _COMMON)
        for place in sorted(free):
            self._letters[place] = self._chance.one_of(fillers)
        for _ in range(_REPAIRS):
            wrong = tuple(self._wrong_places())
            for places in wrong:
                open_places = tuple(place for place in places if place in free)
                if not open_places:
                    return False
                self._letters[self._chance.one_of(open_places)] = self._chance.one_of(fillers)
            if not wrong:
                return True
        return False

    def hiding(self) -> Hiding:
        """The grid as it is now."""
        text, size = "".join(self._letters), self._size
        hidden = tuple(
            Hidden(word, *divmod(self._places[word][0], size), self._directions[word])
            for word in self._search.words
        )
        rows = tuple(text[start : start + size] for start in range(0, size * size, size))
        return Hiding(rows, hidden)

    def _hide(self, word: str, way: Direction) -> bool:
        """Lay a word down in this direction, in any place where it fits."""
        for places in self._chance.shuffled(self._openings(word, way)):
            if self._fits(word, places):
                for place, letter in zip(places, word, strict=True):
                    self._letters[place] = letter
                self._places[word], self._directions[word] = places, way
                return True
        return False

    def _openings(self, word: str, way: Direction) -> Iterator[range]:
        """Each row of places that is long enough."""
        across, down = STEPS[way]
        step, reach = down * self._size + across, len(word) - 1
        for row in range(max(0, -down * reach), self._size - max(0, down * reach)):
            for column in range(max(0, -across * reach), self._size - max(0, across * reach)):
                start = row * self._size + column
                end = start + step * len(word)
                yield range(start, end, step)

    def _fits(self, word: str, places: range) -> bool:
        """Whether no letter is in the way, and no other word shares more than one of them."""
        for place, letter in zip(places, word, strict=True):
            if self._letters[place] not in (_EMPTY, letter):
                return False
        return all(len(set(places) & set(other)) <= 1 for other in self._places.values())

    def _wrong_places(self) -> Iterator[tuple[int, ...]]:
        """The places of whatever is spelt and kept out, and of each second copy of a word."""
        text = self._lines.read(self._letters)
        for word in self._search.words:
            own = set(self._places[word])
            # A word that reads the same backwards is found twice in its own place.
            yield from (copy for copy in self._lines.find(word, text) if set(copy) != own)
        plain = bare(text)
        for word in self._search.never:
            yield from self._lines.find(word, plain)
