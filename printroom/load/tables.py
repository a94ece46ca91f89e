"""Read a table: the bytes of a CSV file in, rows of cells with their places out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from printroom.load.encodings import GUESSED, decode
from printroom.model import Problem

CellKind = Literal["text", "number", "day", "other"]
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and where: the line in the file and the column of its first sign.

    `kind` says what a spreadsheet made of it: a text, a number, a day, or something else.
    """

    text: str
    line: int
    column: int
    kind: CellKind = "text"


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of which none is empty, the first of which names the columns; and what was seen.

    `problems` are what is wrong with the table's form; a warning among them stops nothing.
    """

    path: str
    rows: tuple[Row, ...]
    read_as: str
    problems: tuple[Problem, ...] = ()


def read_csv(path: str, content: bytes, is_header: Callable[[list[str]], int]) -> Table:
    """Read a text file of cells, between whatever separator makes the best header of its first row.

    `is_header` says how many cells of a row name columns. Raises `NotFitToPrint` for bytes that
    are no text.
    """
    text, encoding = decode(path, content)
    declared = re.match(r"sep=([,;\t])\n", text)
    start = declared.end() if declared else 0
    readers = [
        _Reader(path, text, start, sign)
        for sign in SEPARATORS
        if declared is None or sign == declared[1]
    ]
    best = max(readers, key=lambda reader: is_header(reader.first_row()))
    rows = tuple(row for row in best.rows() if not is_blank(row))
    problems = (*best.problems, *_guessed(path, text, encoding))
    return Table(path, rows, f"{encoding}, separated by {SEPARATORS[best.separator]}", problems)


def is_blank(row: Row) -> bool:
    """Whether nothing stands in any cell of a row."""
    return not any(cell.text.strip() for cell in row)


def _guessed(path: str, text: str, encoding: str) -> Iterator[Problem]:
    """Say aloud that the encoding could not be known, at the first letter that depends on it."""
    if encoding != GUESSED:
        return
    first = next(n for n, letter in enumerate(text) if not letter.isascii())
    line, column = text.count("\n", 0, first) + 1, first - text.rfind("\n", 0, first)
    said = f"this list does not say how its letters are saved: it is read as {GUESSED}"
    fix = "look whether the accents are right; to be sure, save it as “CSV UTF-8” or .xlsx"
    yield Problem("guessed-encoding", path, said, fix, line, column, stops=False)


_BARE = {sign: re.compile(f"[^{sign}\n]*") for sign in SEPARATORS}
_QUOTED = re.compile(r'[ ]*"([^"]*(?:""[^"]*)*)"[ ]*')
_OPENED = re.compile(r'[ ]*"')


class _Reader:
    """Reads the cells of a text one after the other, and keeps what is wrong with their quotes."""

    def __init__(self, path: str, text: str, start: int, separator: str) -> None:
        self.path, self.text, self.start, self.separator = path, text, start, separator
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.problems: list[Problem] = []

    def first_row(self) -> list[str]:
        """The first row that is not blank, as texts; nothing is kept of what is wrong in it."""
        row = next((row for row in self.rows() if not is_blank(row)), ())
        self.problems.clear()
        return [cell.text for cell in row]

    def rows(self) -> Iterator[Row]:
        """All the rows, the blank ones too."""
        cells: list[Cell] = []
        at = self.start
        while True:
            cell, at = self._cell(at)
            if cell is None:
                return
            cells.append(cell)
            if not self.text.startswith(self.separator, at):
                yield tuple(cells)
                cells = []
                if at >= len(self.text):
                    return
            at += 1

    def _cell(self, at: int) -> tuple[Cell | None, int]:
        """The cell that begins at an offset, and the offset after it; none if it never ends."""
        line = bisect_right(self.lines, at)
        column = at - self.lines[line - 1] + 1
        quoted = _QUOTED.match(self.text, at)
        if quoted is None:
            if _OPENED.match(self.text, at):
                said = "a quotation mark is opened here and never closed"
                self._refuse("open-quote", said, "close it, or take it out", line, column)
                return None, len(self.text)
            end = self._end(at)
            return Cell(self.text[at:end], line, column), end
        end = self._end(quoted.end())
        if end > quoted.end():
            said = "something stands after the closing quotation mark of this cell"
            fix = 'within a cell in quotes, write each quotation mark twice: ""'
            self._refuse("open-quote", said, fix, line, column)
        return Cell(quoted[1].replace('""', '"'), line, column), end

    def _end(self, at: int) -> int:
        """Where a cell that is not in quotes ends."""
        found = _BARE[self.separator].match(self.text, at)
        return found.end() if found else at

    def _refuse(self, code: str, said: str, fix: str, line: int, column: int) -> None:
        self.problems.append(Problem(code, self.path, said, fix, line, column))
