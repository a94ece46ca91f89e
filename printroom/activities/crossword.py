"""Crossword: crossing words, each with a clue; each seed gives another grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from printroom.activities._crossing_grid import MAX_SQUARES, Grid, build_grid
from printroom.activities._seeded import SeededRandom
from printroom.activities._shuffle import sheet_code
from printroom.activities._spelling import excluded_letters, is_spelt, letter_counts, spells, spelt
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    CannotArrange,
    KeyRow,
    NonEmptyStr,
    Setting,
    error_at,
)


class CrosswordWord(Authored):
    """A word for the grid, its printed `clue`, and the reason why it matters, for the key.

    The numbers of letters, such as (7, 5), are appended to the printed clue.
    """

    word: NonEmptyStr
    clue: NonEmptyStr
    why: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """A square for one letter, by column and row; `number` is 0 where no word starts."""

    x: int
    y: int
    number: int


@dataclass(frozen=True, slots=True)
class Clue:
    """A clue with the number of its first square and the numbers of letters."""

    number: int
    text: str
    lengths: str


@dataclass(frozen=True, slots=True)
class CrosswordPage:
    """The learner's side: empty squares, and clues. Squares that are missing are blocks."""

    instruction: str
    width: int
    height: int
    squares: tuple[Square, ...]
    across: tuple[Clue, ...]
    down: tuple[Clue, ...]


class Crossword(ActivityModel):
    """Words with clues."""

    instruction: NonEmptyStr
    words: Annotated[tuple[CrosswordWord, ...], Field(min_length=2, max_length=20)]

    @model_validator(mode="after")
    def _check_words(self) -> Self:
        seen: dict[str, str] = {}
        for number, entry in enumerate(self.words):
            letters = spelt(entry.word)
            path = ("words", number, "word")
            if not is_spelt(letters):
                fix = "use letters; spaces, hyphens and apostrophes are dropped"
                raise error_at(f"“{entry.word}” cannot be written into squares", fix, *path)
            if not 2 <= len(letters) <= MAX_SQUARES:
                message = f"“{entry.word}” has {len(letters)} letters"
                raise error_at(message, f"a grid holds words of 2 to {MAX_SQUARES} letters", *path)
            if letters in seen:
                message = f"“{entry.word}” and “{seen[letters]}” are the same in a grid"
                raise error_at(message, "take one out", *path)
            seen[letters] = entry.word
        return self

    @model_validator(mode="after")
    def _check_clues(self) -> Self:
        if revealed := self._word_in(self.instruction):
            message = f"the instruction gives away “{revealed}”"
            raise error_at(message, "say it in other words", "instruction")
        for number, entry in enumerate(self.words):
            if revealed := self._word_in(entry.clue):
                message = f"this clue gives away “{revealed}”"
                raise error_at(message, "say it in other words", "words", number, "clue")
        return self

    def _word_in(self, text: str) -> str:
        return next((word.word for word in self.words if spells(text, spelt(word.word))), "")

    def arrange(self, setting: Setting) -> Arranged:
        """Build the grid and number it from left to right, from top to bottom.

        Raises `CannotArrange` for a word that no puzzle may spell, or when no grid holds all words.
        """
        self._reject_excluded(setting.excluded)
        letters = tuple(spelt(entry.word) for entry in self.words)
        limit = min(MAX_SQUARES, setting.puzzle.squares)
        grid = build_grid(letters, SeededRandom(setting.seed, *letters), limit)
        if grid.left_out:
            raise self._left_out(grid.left_out, limit)
        return self._arranged(grid, setting)

    def _reject_excluded(self, excluded: tuple[str, ...]) -> None:
        """A word may contain excluded letters (grape), but not be or start with such a word."""
        never = excluded_letters(excluded)
        for entry in self.words:
            for part in (entry.word, *entry.word.split()):
                if spelt(part).startswith(never):
                    message = f"“{entry.word}” is a word that no puzzle may spell"
                    raise CannotArrange(message, "ask for it in another kind of activity")

    def _left_out(self, left_out: tuple[str, ...], limit: int) -> CannotArrange:
        written = {spelt(entry.word): entry.word for entry in self.words}
        alone = [
            word
            for letters, word in written.items()
            if not any(set(letters) & set(other) for other in written if other != letters)
        ]
        if alone:
            named = ", ".join(f"“{word}”" for word in alone)
            message = f"no other word can cross {named}: they share no letter"
            return CannotArrange(message, "take it out, or add a word that shares a letter")
        named = ", ".join(f"“{written[letters]}”" for letters in left_out)
        message = f"a grid of {limit} by {limit} has no place for {named}"
        return CannotArrange(message, "take it out, or write one that shares more letters")

    def _arranged(self, grid: Grid, setting: Setting) -> Arranged:
        numbers = _numbers(grid)
        entries = {spelt(entry.word): entry for entry in self.words}
        clues: dict[bool, list[Clue]] = {False: [], True: []}
        rows: dict[bool, list[KeyRow]] = {False: [], True: []}
        for placed in sorted(grid.words, key=lambda one: numbers[one.x, one.y]):
            entry, number = entries[placed.word], numbers[placed.x, placed.y]
            clues[placed.is_down].append(Clue(number, entry.clue, letter_counts(entry.word)))
            asked = f"{number} {'down' if placed.is_down else 'across'}"
            answer = getattr(entry.word, setting.puzzle.letters)()
            rows[placed.is_down].append(KeyRow(asked, answer, entry.why))
        page = CrosswordPage(
            self.instruction,
            grid.width,
            grid.height,
            tuple(Square(x, y, numbers.get((x, y), 0)) for x, y in _places(grid)),
            tuple(clues[False]),
            tuple(clues[True]),
        )
        key = (*rows[False], *rows[True])
        return Arranged(self.kind, "crossword", page, (), key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """The words, and why they matter."""
        return tuple(text for entry in self.words for text in (entry.word, entry.why))


def _numbers(grid: Grid) -> dict[tuple[int, int], int]:
    """The number of each square in which a word starts, in reading order."""
    starts = sorted({(placed.y, placed.x) for placed in grid.words})
    return {(x, y): number for number, (y, x) in enumerate(starts, 1)}


def _places(grid: Grid) -> list[tuple[int, int]]:
    """The column and row of each square with a letter, in reading order."""
    places = {
        (placed.y + step, placed.x) if placed.is_down else (placed.y, placed.x + step)
        for placed in grid.words
        for step in range(len(placed.word))
    }
    return [(x, y) for y, x in sorted(places)]
