"""Crossword: words that cross, each with a clue; the grid is built anew for each seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from printroom.activities._chance import Chance
from printroom.activities._crossing import LIMIT, Grid, crossed
from printroom.activities._shuffle import sheet_code
from printroom.activities._spelling import excluded_letters, is_spelt, lengths, says, spelt
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    CannotArrange,
    KeyRow,
    NonEmptyStr,
    Setting,
    misplaced,
)


class CrosswordWord(Authored):
    """A word for the grid, its printed `clue`, and why it matters; `why` is for the key.

    The clue's numbers of letters, such as (7, 5), are added when it is printed.
    """

    word: NonEmptyStr
    clue: NonEmptyStr
    why: str = ""


@dataclass(frozen=True, slots=True)
class Square:
    """A square for one letter, by its column and row; `number` is 0 where no word begins."""

    x: int
    y: int
    number: int


@dataclass(frozen=True, slots=True)
class Clue:
    """A clue with the number of its first square, and how many letters to write."""

    number: int
    text: str
    lengths: str


@dataclass(frozen=True, slots=True)
class CrosswordPage:
    """What the learner sees: empty squares, and the clues. Squares that are missing are blocks."""

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
    def _each_word_can_be_written(self) -> Self:
        seen: dict[str, str] = {}
        for number, entry in enumerate(self.words):
            letters = spelt(entry.word)
            way = ("words", number, "word")
            if not is_spelt(letters):
                fix = "use letters; spaces, hyphens and apostrophes are dropped"
                raise misplaced(f"“{entry.word}” cannot be written into squares", fix, *way)
            if not 2 <= len(letters) <= LIMIT:
                message = f"“{entry.word}” has {len(letters)} letters"
                raise misplaced(message, f"a grid holds words of 2 to {LIMIT} letters", *way)
            if letters in seen:
                message = f"“{entry.word}” and “{seen[letters]}” are the same in a grid"
                raise misplaced(message, "take one out", *way)
            seen[letters] = entry.word
        return self

    @model_validator(mode="after")
    def _no_clue_says_a_word(self) -> Self:
        if told := self._told_by(self.instruction):
            message = f"the instruction says “{told}”, which is to be found"
            raise misplaced(message, "say it in other words", "instruction")
        for number, entry in enumerate(self.words):
            if told := self._told_by(entry.clue):
                message = f"this clue says “{told}”, which is to be found"
                raise misplaced(message, "say it in other words", "words", number, "clue")
        return self

    def _told_by(self, text: str) -> str:
        return next((one.word for one in self.words if says(text, spelt(one.word))), "")

    def arrange(self, setting: Setting) -> Arranged:
        """Build the grid and number it from left to right, from top to bottom.

        Raises `CannotArrange` for a word that no puzzle may spell, and when no grid holds all.
        """
        self._refuse_excluded(setting.excluded)
        letters = tuple(spelt(entry.word) for entry in self.words)
        limit = min(LIMIT, setting.puzzle.squares)
        grid = crossed(letters, Chance(setting.seed, *letters), limit)
        if grid.left_out:
            raise self._left_out(grid.left_out, limit)
        return self._arranged(grid, setting)

    def _refuse_excluded(self, excluded: tuple[str, ...]) -> None:
        """A word may hold such letters (grape), but not be such a word or begin with one."""
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
        for laid in sorted(grid.words, key=lambda one: numbers[one.x, one.y]):
            entry, number = entries[laid.word], numbers[laid.x, laid.y]
            clues[laid.is_down].append(Clue(number, entry.clue, lengths(entry.word)))
            asked = f"{number} {'down' if laid.is_down else 'across'}"
            answer = getattr(entry.word, setting.puzzle.letters)()
            rows[laid.is_down].append(KeyRow(asked, answer, entry.why))
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
    """The number of each square in which a word begins, in reading order."""
    starts = sorted({(laid.y, laid.x) for laid in grid.words})
    return {(x, y): number for number, (y, x) in enumerate(starts, 1)}


def _places(grid: Grid) -> list[tuple[int, int]]:
    """Column and row of each square that has a letter, in reading order."""
    places = {
        (laid.y + step, laid.x) if laid.is_down else (laid.y, laid.x + step)
        for laid in grid.words
        for step in range(len(laid.word))
    }
    return [(x, y) for y, x in sorted(places)]
