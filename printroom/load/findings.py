"""Findings: what is wrong with the words of one file, gathered while they are read."""

from __future__ import annotations

from dataclasses import dataclass

from printroom.load.text import Source
from printroom.model import Problem


@dataclass
class Findings:
    """The problems of a file so far; `found` says whether there are more since this began."""

    source: Source
    problems: list[Problem]
    found: bool = False

    def refuse(self, code: str, message: str, fix: str, line: int, column: int = 1) -> None:
        """One more thing that is wrong."""
        self.found = True
        self.problems.append(self.source.problem(code, message, fix, line=line, column=column))

    def knows(self, line: int) -> bool:
        """Whether this line is already told of: one mistake, one problem."""
        return any(p.line == line and p.path == self.source.path for p in self.problems)

    def column(self, words: str, line: int, after: int = 0) -> int:
        """The column in which words begin; those that were written otherwise, where one looks."""
        return max(self.source.line(line).find(words, after), after) + 1
