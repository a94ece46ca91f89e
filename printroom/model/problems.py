"""Problems that a person has to fix, and the exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person has to fix: its place, what is wrong, and the fix.

    `path` is a file, or the option of a command that is wrong; an option has no line.
    """

    code: str
    path: str
    message: str
    fix: str = ""
    line: int = 1
    column: int = 1
    excerpt: str = ""
    stops: bool = True

    @property
    def place(self) -> str:
        """The file with line and column, or the option."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        return f"{self.place} {self.code} {self.message}"


def nearest(wrong: str, names: Iterable[str]) -> str:
    """A fix for an unknown name: the most similar known name, otherwise all known names."""
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(wrong.casefold(), list(folded), n=1, cutoff=0.5)
    if close:
        return f"did you mean “{folded[close[0]]}”?"
    return list_all(folded.values())


def list_all(names: Iterable[str]) -> str:
    """A fix for an unknown name that must not be guessed: all known names.

    The name nearest to N. Ireland is Ireland, whose help lines are others.
    """
    known = ", ".join(sorted(set(names)))
    return f"there are: {known}" if known else "there are none yet"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without duplicates, sorted by file and place."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message)))


class NotFitToPrint(Exception):
    """What people wrote cannot be printed; `problems` lists everything that is wrong at once."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[NotFitToPrint], tuple[tuple[Problem, ...]]]:
        return NotFitToPrint, (self.problems,)
