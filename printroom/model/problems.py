"""Problems that a person has to fix, and the exception that carries them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from printroom.characters import INVISIBLE, on_one_line

WORKBOOKS = (".xlsx", ".ods")
"""The endings of files whose lines and columns are the rows and columns of a sheet."""
LONGEST_PATH = 500
"""Characters of a path that are shown: somebody may give a page of text in place of a name."""
MOST_QUOTED = 100
"""Characters of a line, or of a name, that a message repeats."""
MOST_DOCUMENTS = 3
"""Documents that a message names."""
_ON_PAGE = re.compile(r"^On page \d+, ")
_VARYING = re.compile(r"“[^”]*”|\d+(?:\.\d+)?")
"""What differs from document to document in messages about one line of a template or style."""
_LONG_QUOTE = re.compile(f"“([^”]{{{MOST_QUOTED}}})[^”]+”")


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle on a page (from 1), in millimetres from the top left corner of its sheet."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person has to fix: its place, what is wrong, and the fix.

    `path` is a file, or the option of a command that is wrong. `line` is 0 for an option, and for a
    file as a whole.
    """

    code: str
    path: str
    message: str
    fix: str = ""
    line: int = 1
    column: int = 1
    excerpt: str = ""
    stops: bool = True
    spot: Spot | None = field(default=None, compare=False)
    """Where it is on a page, if it was found in a layout."""
    documents: tuple[str, ...] = field(default=(), compare=False)
    """The titles of the documents in which it was found, if it was found in printed ones."""

    @property
    def place(self) -> str:
        """The file with line and column, where there is a line, or with its cell; or the option."""
        if self.line and self.path.casefold().endswith(WORKBOOKS):
            return f"{self.path}, cell {column_letters(self.column)}{self.line}"
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        return f"{self.place} {self.code} {self.message}"

    def shorten(self) -> Problem:
        """The problem without invisible characters, and with what it quotes cut short.

        The column is kept: it is that of the file. The message ends with the documents, if it
        concerns several.
        """
        texts = (self.path, self._message_of_all(), self.fix)
        path, message, fix = (_LONG_QUOTE.sub(r"“\1…”", on_one_line(text)) for text in texts)
        path = path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}…"
        excerpt = self.window()[0]
        return replace(self, path=path, message=message, fix=fix, excerpt=excerpt)

    def _message_of_all(self) -> str:
        """The message with the documents that it concerns, if these are several."""
        count = len(self.documents)
        names = ", ".join(title.lower() for title in self.documents[:MOST_DOCUMENTS])
        more = f" and {count - MOST_DOCUMENTS} more" if count > MOST_DOCUMENTS else ""
        which = f" (in {count} documents: {names}{more})"
        if count < 2 or self.message.endswith(which):
            return self.message
        return f"{self.message.rstrip('.')}{which}"

    def window(self) -> tuple[str, int]:
        """At most 100 characters of the excerpt around the column, and the column within them."""
        line = INVISIBLE.sub("\ufffd", self.excerpt.replace("\t", " ").replace("\n", " "))
        half = MOST_QUOTED // 2
        start = max(0, min(self.column - 1 - half, len(line) - MOST_QUOTED))
        return line[start : start + MOST_QUOTED], self.column - start


def column_letters(number: int) -> str:
    """The name of a column in a spreadsheet: 1 is A, 26 Z, 27 AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def nearest(wrong: str, names: Iterable[str]) -> str:
    """A fix for an unknown name: the most similar known name, otherwise all known names."""
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(wrong.casefold(), list(folded), n=1, cutoff=0.5)
    if close:
        return f"did you mean “{folded[close[0]]}”?"
    return list_all(folded.values())


def list_all(names: Iterable[str]) -> str:
    """A fix for an unknown name that must not be guessed: all known names.

    The name nearest to N. Ireland is Ireland, whose helplines are others.
    """
    known = ", ".join(sorted(set(names)))
    return f"choose from: {known}" if known else "there are none yet"


def join_words(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c; empty if there are none."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def problems_as_json(problems: Iterable[Problem]) -> str:
    """Problems as JSON that `problems_from_json` reads."""
    return json.dumps([asdict(problem) for problem in problems])


def problems_from_json(text: str) -> tuple[Problem, ...]:
    """The problems in JSON. Raises `KeyError`, `TypeError` or `ValueError` for other texts."""
    return tuple(map(_problem, json.loads(text)))


def _problem(row: dict[str, Any]) -> Problem:
    spot, documents = row.pop("spot"), row.pop("documents")
    return Problem(**row, spot=Spot(**spot) if spot else None, documents=tuple(documents))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, each mistake once, sorted by file and place."""
    kept: dict[object, Problem] = {}
    for problem in sorted(problems, key=_place_and_words):
        first = kept.setdefault(_mistake(problem), problem)
        if not set(problem.documents) <= set(first.documents):
            titles = tuple(sorted({*first.documents, *problem.documents}))
            kept[_mistake(problem)] = replace(first, documents=titles)
    return tuple(sorted(kept.values(), key=_place_and_words))


def _place_and_words(problem: Problem) -> tuple[str, int, int, str, str]:
    return problem.path, problem.line, problem.column, problem.code, problem.message


def _mistake(problem: Problem) -> object:
    """A key that is equal for problems that come from one mistake of a designer.

    In other documents it is on other pages, and quotes other words.
    """
    if not problem.documents:
        return problem
    words = _ON_PAGE.sub("", problem.message)
    about = (problem.code, problem.line, problem.column, problem.stops)
    if problem.path.endswith((".html", ".css")) and problem.line > 1:
        for title in problem.documents:
            words = words.replace(title.lower(), "")
        return problem.path, *about, _VARYING.sub("", words)
    return (words, *about) if "/documents/" in problem.path else problem


class WrongOption(ValueError):
    """An option cannot have this value, or not together with another."""

    def __init__(self, option: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.option, self.value = option, value

    @property
    def given(self) -> str:
        """The option as it was given."""
        return f"{self.option} {self.value}".strip()


class NotFitToPrint(Exception):
    """What people wrote cannot be printed; `problems` lists everything that is wrong at once."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[NotFitToPrint], tuple[tuple[Problem, ...]]]:
        return NotFitToPrint, (self.problems,)
