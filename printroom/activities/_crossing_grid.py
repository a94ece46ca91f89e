"""Builds crossword grids: every word crosses another, and no two merely touch.

Many grids are built greedily, and the most compact is kept. A word that did not fit is placed
earlier in the next attempt, so difficult words soon come first. The same random numbers give the
same grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from printroom.activities._seeded import SeededRandom

MAX_SQUARES = 15
"""Squares across and down: the most that fit on a page with the widest squares."""
_PITCH = 4 * MAX_SQUARES + 4
"""The distance between rows of the board. The first word starts in the middle; whatever crosses
what crosses it ends within the board, even where the grid would become too large.
"""
_MIDDLE = (2 * MAX_SQUARES + 1) * (_PITCH + 1)
_ENOUGH_COMPLETE = 20
"""The number of complete grids to choose from."""
_MIN_GRIDS, _MAX_GRIDS = 40, 250
"""Attempts before stopping with a complete grid, and before giving up."""
_DELAY_STEP = 2
"""By how many letters a word that did not fit counts as longer in the next attempt."""
_JITTER = 4
"""How many letters longer a word may be than one that is placed before it."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word in the grid: the column and row of its first letter, and its direction."""

    word: str
    x: int
    y: int
    is_down: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Placed words with their extent, wider than high; `left_out` did not fit."""

    words: tuple[PlacedWord, ...]
    width: int
    height: int
    left_out: tuple[str, ...] = ()


def build_grid(words: tuple[str, ...], random: SeededRandom, limit: int = MAX_SQUARES) -> Grid:
    """The most compact of several grids up to `limit` squares wide and high.

    If none holds all words, one that holds the most.
    """
    delays = dict.fromkeys(words, 0)
    complete = 0
    best: _Board | None = None
    for attempt in range(_MAX_GRIDS):
        board = _Board(random, limit)
        board.place_all(words, delays)
        if best is None or board.badness() < best.badness():
            best = board
        for word in board.left_out:
            delays[word] += _DELAY_STEP
        complete += not board.left_out
        if complete == _ENOUGH_COMPLETE or (complete and attempt >= _MIN_GRIDS):
            break
    assert best is not None
    return best.grid()


class _Board:
    """A grid under construction. A place is `y * _PITCH + x`; steps are 1 across, `_PITCH` down."""

    def __init__(self, random: SeededRandom, limit: int) -> None:
        self._random, self._limit = random, limit
        self._letters = [""] * (_PITCH * _PITCH)
        self._runs: dict[int, set[int]] = {1: set(), _PITCH: set()}
        self._where: dict[str, list[int]] = {}
        self._box = (_PITCH, _PITCH, 0, 0)
        self._placed: list[tuple[str, int, int]] = []
        self._crossings = 0
        self.left_out: tuple[str, ...] = ()

    def place_all(self, words: tuple[str, ...], delays: Mapping[str, int]) -> None:
        """Place the longest and most delayed words first, roughly; retry those that do not fit."""

        def priority(word: str) -> int:
            return len(word) + delays[word] + self._random.below(_JITTER)

        first, *waiting = sorted(self._random.shuffled(words), key=priority, reverse=True)
        self._place(first, _MIDDLE, 1)
        has_progress = True
        while waiting and has_progress:
            left = [word for word in waiting if not self._place_best(word)]
            has_progress = len(left) < len(waiting)
            waiting = left
        self.left_out = tuple(waiting)

    def badness(self) -> tuple[int, int, int, int]:
        """A rating: the best grid has the lowest.

        In this order: words left out; the sides, of which the shorter becomes the height and takes
        space from the clues; the area; and few crossings.
        """
        short, long = sorted(self._size(self._box))
        return (len(self.left_out), 2 * short + long, short * long, -self._crossings)

    def grid(self) -> Grid:
        """The words, counted from the top left corner; a high grid is transposed."""
        left, top, _, _ = self._box
        width, height = self._size(self._box)
        placed = []
        for word, start, step in self._placed:
            y, x = divmod(start, _PITCH)
            placed.append(PlacedWord(word, x - left, y - top, step != 1))
        if height > width:
            placed = [PlacedWord(word.word, word.y, word.x, not word.is_down) for word in placed]
            width, height = height, width
        return Grid(tuple(placed), width, height, self.left_out)

    def _place_best(self, word: str) -> bool:
        """Place a word where it crosses many others and enlarges the grid little."""
        best: tuple[int, int] | None = None
        least = 0
        for start, step, cost in self._candidates(word):
            rated = cost * 8 + self._random.below(8)
            if best is None or rated < least:
                best, least = (start, step), rated
        if best:
            self._place(word, *best)
        return best is not None

    def _candidates(self, word: str) -> Iterator[tuple[int, int, int]]:
        """Each place where a word fits, its step, and its cost."""
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
        """How many words a word would cross; 0 if it would touch or extend another."""
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

    def _place(self, word: str, start: int, step: int) -> None:
        self._box = self._box_with(word, start, step)
        self._placed.append((word, start, step))
        for number, sign in enumerate(word):
            place = start + number * step
            if self._letters[place]:
                self._crossings += 1
            else:
                self._letters[place] = sign
                self._where.setdefault(sign, []).append(place)
            self._runs[step].add(place)

    def _box_with(self, word: str, start: int, step: int) -> tuple[int, int, int, int]:
        """The bounding box with one more word."""
        left, top, right, bottom = self._box
        y, x = divmod(start, _PITCH)
        end_y, end_x = divmod(start + (len(word) - 1) * step, _PITCH)
        return min(left, x), min(top, y), max(right, end_x), max(bottom, end_y)

    def _size(self, box: tuple[int, int, int, int]) -> tuple[int, int]:
        left, top, right, bottom = box
        return right - left + 1, bottom - top + 1
