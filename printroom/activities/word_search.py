"""Word search: words hidden in a grid of letters; each seed gives another grid."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from printroom.activities._letter_grid import GridRequest, HiddenWord, LetterGrid
from printroom.activities._seeded import SeededRandom
from printroom.activities._shuffle import sheet_code
from printroom.activities._spelling import excluded_letters, is_spelt, spelt, without_accents
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    CannotArrange,
    Direction,
    KeyRow,
    NonEmptyStr,
    Setting,
    error_at,
)

SMALLEST, LARGEST = 5, 12
"""Squares across and down: the largest fits on a page with the widest squares."""
_SHARE = 0.55
"""The share of the squares that the words should take: with more, nothing is hidden."""
_RUNS: dict[Direction, str] = {
    "right": "to the right",
    "down": "down",
    "down-right": "down and to the right",
    "up-right": "up and to the right",
    "left": "to the left",
    "up": "up",
    "down-left": "down and to the left",
    "up-left": "up and to the left",
}


class SearchWord(Authored):
    """A word to find; `why` is for the key."""

    word: NonEmptyStr
    why: str = ""


def _from_word(value: object) -> object:
    return {"word": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class WordSearchPage:
    """The learner's side: the letters, row by row, and the words to find."""

    instruction: str
    rows: tuple[str, ...]
    words: tuple[str, ...]


class WordSearch(ActivityModel):
    """Words to find, each a text alone or `{word: …, why: …}`.

    Without `size`, the grid is as small as the words allow.
    """

    instruction: NonEmptyStr
    words: Annotated[
        tuple[
            Annotated[
                SearchWord, BeforeValidator(_from_word, json_schema_input_type=str | SearchWord)
            ],
            ...,
        ],
        Field(min_length=3, max_length=16),
    ]
    size: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] | None = None
    """The number of rows and columns of the grid."""

    @model_validator(mode="after")
    def _check_words(self) -> Self:
        most = self.size or LARGEST
        for number, entry in enumerate(self.words):
            letters, path = spelt(entry.word), ("words", number)
            if not is_spelt(letters):
                fix = "use letters; spaces, hyphens and apostrophes are dropped"
                raise error_at(f"“{entry.word}” cannot be written into squares", fix, *path)
            if not 3 <= len(letters) <= most:
                message = f"“{entry.word}” has {len(letters)} letters"
                raise error_at(message, f"this grid holds words of 3 to {most} letters", *path)
            for other in self.words[:number]:
                if contained := _contained(other.word, entry.word):
                    fix = "take one out: it would be found twice"
                    raise error_at(f"“{contained[0]}” is contained in “{contained[1]}”", fix, *path)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Hide the words, and fill the grid with letters that spell nothing.

        Raises `CannotArrange` for a word that contains an excluded word, or when no grid holds all
        words.
        """
        never = excluded_letters(setting.excluded)
        self._reject_excluded(never)
        letters = tuple(spelt(entry.word) for entry in self.words)
        request = GridRequest(letters, setting.puzzle.directions, never)
        random = SeededRandom(setting.seed, *letters)
        largest = min(LARGEST, setting.puzzle.squares)
        grids = (request.build(size, random) for size in self._sizes(letters, largest))
        grid = next(filter(None, grids), None)
        if grid is None:
            raise self._does_not_fit(largest)
        return self._arranged(grid, setting.puzzle.letters)

    def _sizes(self, letters: tuple[str, ...], largest: int) -> range:
        """The sizes to try, the best first."""
        if self.size:
            return range(self.size, min(self.size, largest) + 1)
        room = ceil(sqrt(sum(map(len, letters)) / _SHARE))
        longest = max(map(len, letters))
        return range(max(longest, min(max(SMALLEST, room), largest)), largest + 1)

    def _reject_excluded(self, never: tuple[str, ...]) -> None:
        for entry in self.words:
            letters = without_accents(spelt(entry.word))
            for hidden in never:
                if hidden in letters or hidden in letters[::-1]:
                    how = "" if hidden in letters else ", read backwards"
                    message = f"“{entry.word}” holds “{hidden}”{how}, which no puzzle may spell"
                    raise CannotArrange(message, "take it out, or choose another word")

    def _does_not_fit(self, largest: int) -> CannotArrange:
        size = min(self.size or largest, largest)
        longest = max((entry.word for entry in self.words), key=lambda word: len(spelt(word)))
        message = f"a grid of {size} by {size} does not hold all {len(self.words)} words"
        larger = "" if size == largest else "give the grid a larger size, or "
        return CannotArrange(message, f"{larger}take out some, such as “{longest}”")

    def _arranged(self, grid: LetterGrid, case: str) -> Arranged:
        words = tuple(getattr(entry.word, case)() for entry in self.words)
        rows = tuple(getattr(row, case)() for row in grid.rows)
        page = WordSearchPage(self.instruction, rows, words)
        key = tuple(
            KeyRow(word, _where(hidden), entry.why)
            for word, hidden, entry in zip(words, grid.hidden, self.words, strict=True)
        )
        return Arranged(self.kind, "word-search", page, (), key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """Why each word matters; the words themselves are printed on the page."""
        return tuple(entry.why for entry in self.words)


def _contained(one: str, other: str) -> tuple[str, str] | None:
    """The inner and the outer word, if one contains the other forwards or backwards."""
    inner, outer = sorted((one, other), key=lambda word: len(spelt(word)))
    letters = spelt(outer)
    is_held = spelt(inner) in letters or spelt(inner) in letters[::-1]
    return (inner, outer) if is_held else None


def _where(hidden: HiddenWord) -> str:
    return f"row {hidden.row + 1}, column {hidden.column + 1}, {_RUNS[hidden.direction]}"
