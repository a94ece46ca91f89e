"""Solves crosswords and word searches, to compare the solutions with the key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from printroom.activities.crossword import Crossword, CrosswordPage
from printroom.activities.word_search import WordSearch, WordSearchPage
from printroom.model import Arranged, KeyRow
from tools.stress.solvers import compared
from tools.stress.task import Task, strings

ROOM_MM = (162.0, 235.0)
"""The width and height of the smallest page within its margins and below a heading."""
CROSSWORD_LINES, SEARCH_TICKS, SEARCH_EDGE_MM = 0.8, 1.5, 8.0
"""The sizes of squares in crossword.css and word-search.css, as multiples of --line and --tick."""
EIGHT = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) != (0, 0))
RUNS = {
    "right": (1, 0, "to the right"),
    "left": (-1, 0, "to the left"),
    "down": (0, 1, "down"),
    "up": (0, -1, "up"),
    "down-right": (1, 1, "down and to the right"),
    "down-left": (-1, 1, "down and to the left"),
    "up-right": (1, -1, "up and to the right"),
    "up-left": (-1, -1, "up and to the left"),
}


def crossword_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Number the squares, write each word at the number of its clue, and read the grid."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, CrosswordPage)
    assert isinstance(activity, Crossword)
    square_mm = task.band.line_mm * CROSSWORD_LINES
    if page.width * square_mm > ROOM_MM[0] or page.height * square_mm > ROOM_MM[1]:
        yield f"{page.width} by {page.height} squares do not fit on a page"
    squares = {(square.x, square.y): square.number for square in page.squares}
    if len(squares) != len(page.squares) or not _is_boxed(squares, page):
        yield "squares lie on each other, or not within the grid"
    runs = _runs(squares)
    starts = sorted({(y, x) for _, x, y, _ in runs})
    numbers = {(x, y): number for number, (y, x) in enumerate(starts, 1)}
    if {place: number for place, number in squares.items() if number} != numbers:
        yield "the numbers do not follow the words"
    written: dict[tuple[int, int], str] = {}
    entries = {entry.clue: entry for entry in activity.words}
    solved, used = [], Counter[str]()
    for way, clues in (("across", page.across), ("down", page.down)):
        places = {numbers[x, y]: (x, y, long) for is_way, x, y, long in runs if is_way == way}
        if len(places) != len(clues) or len(runs) != len(activity.words):
            yield f"there are other words {way} than clues, or words that nobody wrote"
        for clue in clues:
            entry = entries[clue.text]
            word = _capitals(entry.word)
            used[word] += 1
            x, y, long = places.get(clue.number, (0, 0, 0))
            if long != len(word) or clue.lengths != _lengths(entry.word):
                yield f"{clue.number} {way} has {long} squares and {clue.lengths} letters"
            for step, letter in enumerate(word):
                place = (x + step, y) if way == "across" else (x, y + step)
                if written.setdefault(place, letter) != letter:
                    yield f"{clue.number} {way} crosses a word with another letter"
            cased = getattr(entry.word, task.band.puzzle.letters)()
            solved.append(KeyRow(f"{clue.number} {way}", cased, entry.why))
    if any(count != 1 for count in used.values()) or len(used) != len(activity.words):
        yield "a word is missing or is there twice"
    if written.keys() != squares.keys() or not _is_whole(set(squares)):
        yield "the words do not fill one grid"
    if any(says(text, used) for text in strings(page)):
        yield "the sheet says one of the words"
    yield from compared(solved, arranged)


def _is_boxed(squares: Mapping[tuple[int, int], int], page: CrosswordPage) -> bool:
    """Whether the squares reach each edge of the grid, and none is outside."""
    across, down = {x for x, _ in squares}, {y for _, y in squares}
    edges = (min(across), max(across), min(down), max(down))
    return edges == (0, page.width - 1, 0, page.height - 1)


def _runs(squares: Collection[tuple[int, int]]) -> list[tuple[str, int, int, int]]:
    """Every run of two squares or more: its direction, column, row and length."""
    found = []
    for way, across, down in (("across", 1, 0), ("down", 0, 1)):
        for x, y in squares:
            if (x - across, y - down) in squares:
                continue
            long = 1
            while (x + long * across, y + long * down) in squares:
                long += 1
            if long > 1:
                found.append((way, x, y, long))
    return found


def _is_whole(squares: set[tuple[int, int]]) -> bool:
    """Whether all squares are connected."""
    if not squares:
        return False
    seen, edge = set[tuple[int, int]](), {min(squares)}
    while edge:
        seen |= edge
        beside = {(x + 1, y) for x, y in edge} | {(x - 1, y) for x, y in edge}
        beside |= {(x, y + 1) for x, y in edge} | {(x, y - 1) for x, y in edge}
        edge = (beside & squares) - seen
    return seen == squares


def says(text: str, capitals: Collection[str]) -> bool:
    """Whether one of these is in a text, as a word or as several words in succession."""
    words = [_capitals(word) for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)]
    runs = {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    return not runs.isdisjoint(capitals)


def word_search_problems(task: Task, arranged: Arranged) -> Iterator[str]:
    """Read from each letter in eight directions, and find the words."""
    page, activity = arranged.page, task.activity
    assert isinstance(page, WordSearchPage)
    assert isinstance(activity, WordSearch)
    size, puzzle = len(page.rows), task.band.puzzle
    if any(len(row) != size for row in page.rows):
        yield "the grid is no square"
        return
    if size * task.band.tick_mm * SEARCH_TICKS + SEARCH_EDGE_MM > ROOM_MM[0]:
        yield f"{size} by {size} squares do not fit on a page"
    if any(row != getattr(row, puzzle.letters)() for row in page.rows):
        yield "the letters are not those that the band reads"
    wanted = tuple(getattr(entry.word, puzzle.letters)() for entry in activity.words)
    if page.words != wanted:
        yield "the list has other words than were written"
    grid = [_capitals(row) for row in page.rows]
    places = {_capitals(entry.word): list[tuple[int, ...]]() for entry in activity.words}
    for x, y, across, down, text in _walks(grid):
        for word, found in places.items():
            if text.startswith(word):
                found.append((x, y, across, down))
    solved, covered = [], set[frozenset[tuple[int, int]]]()
    ways = {RUNS[way][:2]: RUNS[way][2] for way in puzzle.directions}
    for entry, spelled in zip(activity.words, wanted, strict=True):
        word = _capitals(entry.word)
        covers = {
            frozenset((x + across * n, y + down * n) for n in range(len(word)))
            for x, y, across, down in places[word]
        }
        if len(covers) != 1:
            yield f"“{spelled}” is there {len(covers)} times"
        if any(len(one & other) > 1 for one in covers for other in covered):
            yield f"“{spelled}” shares more than one square with another word"
        covered |= covers
        keyed = next((row.answer for row in arranged.key if row.asked == spelled), "")
        runs = {f"row {y + 1}, column {x + 1}, {ways.get((a, d))}" for x, y, a, d in places[word]}
        # A word that reads the same backwards may be found from either end.
        solved.append(KeyRow(spelled, keyed if keyed in runs else "?", entry.why))
    yield from _forbidden(grid, task.excluded)
    yield from compared(solved, arranged)


def _walks(grid: list[str]) -> Iterator[tuple[int, int, int, int, str]]:
    """The text from each square in each direction: column, row, step across, step down, text."""
    size = len(grid)
    for y in range(size):
        for x in range(size):
            for across, down in EIGHT:
                text, column, row = "", x, y
                while 0 <= column < size and 0 <= row < size:
                    text += grid[row][column]
                    column, row = column + across, row + down
                yield x, y, across, down, text


def _forbidden(grid: list[str], excluded: tuple[str, ...]) -> Iterator[str]:
    plain = [_without_marks(row) for row in grid]
    never = re.compile("|".join(sorted({_without_marks(_capitals(word)) for word in excluded})))
    for x, y, _, _, text in _walks(plain):
        if excluded and (found := never.match(text)):
            yield f"“{found[0]}” can be read from row {y + 1}, column {x + 1}"


@lru_cache(maxsize=4096)
def _capitals(text: str) -> str:
    """The letters of a text in a grid: capitals without accents, except Ŵ and Ŷ."""
    letters = unicodedata.normalize("NFC", text.upper())
    kept = (sign if sign in "ŴŶ" else _without_marks(sign) for sign in letters)
    return "".join(sign for sign in "".join(kept) if sign.isalpha())


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _lengths(text: str) -> str:
    """Each word's number of letters, with the hyphens and spaces of the text between them."""
    return re.sub(
        r"[^\W\d_’']+(?:['’][^\W\d_]+)*",
        lambda word: str(len(_capitals(word[0]))),
        text,
    ).replace(" ", ", ")
