"""Read a CSV file into rows of cells with their line and column, whatever program saved it.

Python's `csv` gives neither the place of a cell nor that of a quotation mark that is never closed.
The encoding is not guessed by frequency either: charset-normalizer read half of 105 short lists in
Windows-1252 as something else, and the same bytes must always be read as the same text.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from printroom.model import NotFitToPrint, Problem

CellKind = Literal["text", "number", "day", "time", "moment", "other"]
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_GUESSED = "Windows-1252"
"""What Excel writes on Windows in these islands: nothing in the bytes proves it."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, the line in the file and the column of its first character.

    `kind` is the type that a spreadsheet gave it: text, number, day, time, a day with a time, or
    something else.
    """

    text: str
    line: int
    column: int
    kind: CellKind = "text"


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that are not blank; the first of them names the columns.

    `problems` are those of the table's form; a warning among them stops nothing.
    """

    path: str
    rows: tuple[Row, ...]
    read_as: str
    problems: tuple[Problem, ...] = ()


def read_csv(
    path: str, content: bytes, known_columns: Callable[[list[str]], int], first_rows: int = 1
) -> Table:
    """Read the bytes of a CSV file, with the separator that finds most columns in a first row.

    `known_columns` counts the cells of a row that name columns; the row that does is one of the
    `first_rows`. Raises `NotFitToPrint` for bytes that are not text.
    """
    text, encoding = decode(path, content)
    declared = re.match(r"sep=([,;\t])\n", text)
    start = declared.end() if declared else 0
    readers = [
        _Reader(path, text, start, separator)
        for separator in SEPARATORS
        if declared is None or separator == declared[1]
    ]
    best = max(readers, key=lambda reader: max(map(known_columns, reader.first(first_rows))))
    rows = tuple(row for row in best.rows() if not is_blank(row))
    problems = (*best.problems, *_guess_warning(path, text, encoding))
    return Table(path, rows, f"{encoding}, separated by {SEPARATORS[best.separator]}", problems)


def is_blank(row: Row) -> bool:
    """Whether all cells of a row are empty."""
    return not any(cell.text.strip() for cell in row)


def decode(path: str, content: bytes) -> tuple[str, str]:
    """The text of a list with Unix line ends, and the name of its encoding.

    A byte order mark decides, else whether the bytes are UTF-8. Raises `NotFitToPrint`.
    """
    text, encoding = _decoded(path, content)
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n"), encoding


def _decoded(path: str, content: bytes) -> tuple[str, str]:
    if content.startswith(_UTF_32):
        raise _unreadable(path, "this list is saved as UTF-32, which is not supported")
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(codec), name
            except UnicodeDecodeError as error:
                message = f"this list declares {name}, and is not valid {name} from here on"
                raise _unreadable(path, message, content[: error.start]) from None
    if b"\0" in content:
        message = "this is not a plain-text list, or it is UTF-16 without a byte order mark"
        raise _unreadable(path, message, content[: content.index(b"\0")])
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        message = "this list is neither UTF-8 nor Windows-1252"
        raise _unreadable(path, message, content[: error.start]) from None
    if "\r" in text and "\n" not in text:
        message = "this list was saved on an old Mac, in an encoding that is not supported"
        raise _unreadable(path, message)
    return text, _GUESSED


def _unreadable(path: str, message: str, before: bytes = b"") -> NotFitToPrint:
    """The error of a list that cannot be decoded after these bytes."""
    line = before.count(b"\n") + 1
    column = len(before) - before.rfind(b"\n")
    fix = "save it as “CSV UTF-8”, or as .xlsx"
    return NotFitToPrint([Problem("unknown-encoding", path, message, fix, line, column)])


def _guess_warning(path: str, text: str, encoding: str) -> Iterator[Problem]:
    """Warn that the encoding is a guess, at the first letter that depends on it."""
    if encoding != _GUESSED:
        return
    first = next(n for n, letter in enumerate(text) if not letter.isascii())
    line, column = text.count("\n", 0, first) + 1, first - text.rfind("\n", 0, first)
    message = f"this list does not declare its encoding: it is read as {_GUESSED}"
    fix = "check the accents; to be sure, save it as “CSV UTF-8” or .xlsx"
    yield Problem("guessed-encoding", path, message, fix, line, column, stops=False)


_BARE = {separator: re.compile(f"[^{separator}\n]*") for separator in SEPARATORS}
_QUOTED = re.compile(r'[ ]*"([^"]*(?:""[^"]*)*)"[ ]*')
_OPENED = re.compile(r'[ ]*"')


class _Reader:
    """Reads the cells of a text one after the other, and collects problems of their quotes."""

    def __init__(self, path: str, text: str, start: int, separator: str) -> None:
        self.path, self.text, self.start, self.separator = path, text, start, separator
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.problems: list[Problem] = []

    def first(self, count: int) -> list[list[str]]:
        """The texts of the first rows that are not blank; their problems are not kept."""
        rows = list(islice((row for row in self.rows() if not is_blank(row)), count))
        self.problems.clear()
        return [[cell.text for cell in row] for row in rows] or [[]]

    def rows(self) -> Iterator[Row]:
        """All rows, blank ones too."""
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
                message = "a quotation mark is opened here and never closed"
                self._refuse(message, "close it, or take it out", line, column)
                return None, len(self.text)
            end = self._end(at)
            return Cell(self.text[at:end], line, column), end
        end = self._end(quoted.end())
        if end > quoted.end():
            message = "there is text after the closing quotation mark of this cell"
            fix = 'within a cell in quotes, write each quotation mark twice: ""'
            self._refuse(message, fix, line, column)
        return Cell(quoted[1].replace('""', '"'), line, column), end

    def _end(self, at: int) -> int:
        """Where a cell that is not in quotes ends."""
        found = _BARE[self.separator].match(self.text, at)
        return found.end() if found else at

    def _refuse(self, message: str, fix: str, line: int, column: int) -> None:
        self.problems.append(Problem("open-quote", self.path, message, fix, line, column))
