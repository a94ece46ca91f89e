"""Crossing: words in, a grid out in which each crosses another and no two merely touch.

Many grids are built greedily, and the most compact is kept. Whichever word found no place is laid
earlier the next time: soon the difficult words come first. The same chance gives the same grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.activities._chance import Chance

LIMIT = 15
"""Squares across and down: the most that a page holds where squares are widest."""
_PITCH = 4 * LIMIT + 4
"""From one row of the board to the next. The first word begins in the middle: whatever crosses
what crosses it ends within the board, also where it would make the grid too large."""
_MIDDLE = (2 * LIMIT + 1) * (_PITCH + 1)
_ENOUGH = 20
"""Whole grids to choose from."""
_PATIENCE, _MOST = 40, 250
"""Grids to begin: for the sake of a choice, and before the words are given up."""
_HASTE = 2
"""By how many letters a word that found no place is taken to be longer the next time."""
_LAXITY = 4
"""How many letters longer a word may be than one that is laid before it."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A word in the grid: the column and the row of its first letter, and whether it runs down."""

    word: str
    x: int
    y: int
    is_down: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Laid words with what they measure, wider than high; `left_out` found no place."""

    words: tuple[Laid, ...]
    width: int
    height: int
    left_out: tuple[str, ...] = ()


def crossed(words: tuple[str, ...], chance: Chance, limit: int = LIMIT) -> Grid:
    """The most compact of some grids up to `limit` squares wide and high.

    If none holds all words, one that holds the most.
    """
    late = dict.fromkeys(words, 0)
    whole = 0
    best: _Board | None = None
    for turn in range(_MOST):
        board = _Board(chance, limit)
        board.lay_all(words, late)
        if best is None or board.worth() < best.worth():
            best = board
        for word in board.left_out:
            late[word] += _HASTE
        whole += not board.left_out
        if whole == _ENOUGH or (whole and turn >= _PATIENCE):
            break
    assert best is not None
    return best.grid()


class _Board:
    """A grid while it grows. A place is `y * _PITCH + x`; steps are 1 across, `_PITCH` down."""

    def __init__(self, chance: Chance, limit: int) -> None:
        self._chance, self._limit = chance, limit
        self._letters = [""] * (_PITCH * _PITCH)
        self._runs: dict[int, set[int]] = {1: set(), _PITCH: set()}
        self._where: dict[str, list[int]] = {}
        self._box = (_PITCH, _PITCH, 0, 0)
        self._laid: list[tuple[str, int, int]] = []
        self._crossings = 0
        self.left_out: tuple[str, ...] = ()

    def lay_all(self, words: tuple[str, ...], late: Mapping[str, int]) -> None:
        """Lay the longest and latest first, more or less; who finds no place waits for others."""

        def haste(word: str) -> int:
            return len(word) + late[word] + self._chance.below(_LAXITY)

        first, *waiting = sorted(self._chance.shuffled(words), key=haste, reverse=True)
        self._lay(first, _MIDDLE, 1)
        is_growing = True
        while waiting and is_growing:
            left = [word for word in waiting if not self._lay_somewhere(word)]
            is_growing = len(left) < len(waiting)
            waiting = left
        self.left_out = tuple(waiting)

    def worth(self) -> tuple[int, int, int, int]:
        """Less is better: words left out, then the sides, of which the shorter one becomes the
        height and takes room from the clues, the area, and few crossings."""
        short, long = sorted(self._size(self._box))
        return (len(self.left_out), 2 * short + long, short * long, -self._crossings)

    def grid(self) -> Grid:
        """The words, from the top left corner; a high grid is laid on its side."""
        left, top, _, _ = self._box
        width, height = self._size(self._box)
        laid = []
        for word, start, step in self._laid:
            y, x = divmod(start, _PITCH)
            laid.append(Laid(word, x - left, y - top, step != 1))
        if height > width:
            laid = [Laid(one.word, one.y, one.x, not one.is_down) for one in laid]
            width, height = height, width
        return Grid(tuple(laid), width, height, self.left_out)

    def _lay_somewhere(self, word: str) -> bool:
        """Lay a word where it crosses much and makes the grid grow little."""
        best: tuple[int, int] | None = None
        least = 0
        for start, step, cost in self._openings(word):
            rated = cost * 8 + self._chance.below(8)
            if best is None or rated < least:
                best, least = (start, step), rated
        if best:
            self._lay(word, *best)
        return best is not None

    def _openings(self, word: str) -> Iterator[tuple[int, int, int]]:
        """Each place where a word would lie well, its step, and what it costs."""
        for number, sign in enumerate(word):
            for place in self._where.get(sign, ()):
                for step in (1, _PITCH):
                    if place in self._runs[step]:
                        continue
                    start = place - number * step
                    crossings = self._crossings_at(word, start, step)
                    if not crossings:
                        continue
                    width, height = self._size(self._box_with(word, start, step))
                    if max(width, height) <= self._limit:
                        yield start, step, 2 * max(width, height) + width + height - 2 * crossings

    def _crossings_at(self, word: str, start: int, step: int) -> int:
        """How many words a word would cross; none where it would run on or touch another."""
        letters, runs, side = self._letters, self._runs[step], _PITCH + 1 - step
        if letters[start - step] or letters[start + len(word) * step]:
            return 0
        crossings = 0
        for number, sign in enumerate(word):
            place = start + number * step
            there = letters[place]
            if there:
                if there != sign or place in runs:
                    return 0
                crossings += 1
            elif letters[place - side] or letters[place + side]:
                return 0
        return crossings

    def _lay(self, word: str, start: int, step: int) -> None:
        self._box = self._box_with(word, start, step)
        self._laid.append((word, start, step))
        for number, sign in enumerate(word):
            place = start + number * step
            if self._letters[place]:
                self._crossings += 1
            else:
                self._letters[place] = sign
                self._where.setdefault(sign, []).append(place)
            self._runs[step].add(place)

    def _box_with(self, word: str, start: int, step: int) -> tuple[int, int, int, int]:
        """The outer columns and rows, with one more word."""
        left, top, right, bottom = self._box
        y, x = divmod(start, _PITCH)
        end_y, end_x = divmod(start + (len(word) - 1) * step, _PITCH)
        return min(left, x), min(top, y), max(right, end_x), max(bottom, end_y)

    def _size(self, box: tuple[int, int, int, int]) -> tuple[int, int]:
        left, top, right, bottom = box
        return right - left + 1, bottom - top + 1
