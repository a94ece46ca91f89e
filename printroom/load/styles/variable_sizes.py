"""Find variables of style sheets that grow when their own variables are put in: a few lines can
make a value of gigabytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.sources.text_file import Source
from printroom.model import Problem

MOST_LETTERS = 20_000
MOST_LEVELS = 100
_SET = re.compile(r"(--[\w-]+)\s*:([^;{}]*)")
_USED = re.compile(r"var\(\s*(--[\w-]+)")


def endless_variables(sheets: Mapping[str, tuple[Source, str]]) -> Iterator[Problem]:
    """A problem of each value that is too long once its variables are put in.

    `sheets` are the style sheets by name, each also with its comments blanked.
    """
    values: dict[str, list[str]] = {}
    for _, plain in sheets.values():
        for found in _SET.finditer(plain):
            values.setdefault(found[1], []).append(found[2])
    sizes = _Sizes(values)
    for source, plain in sheets.values():
        for found in _SET.finditer(plain):
            if sizes.of_value(found[2], ()) > MOST_LETTERS:
                line = plain.count("\n", 0, found.start()) + 1
                column = found.start() - plain.rfind("\n", 0, found.start())
                message = f"“{found[1]}” has more than {MOST_LETTERS:,} letters with its variables"
                fix = "let it use fewer variables, or each once"
                code = "endless-variable"
                yield source.problem(code, message, fix, line=line, column=column)
                return  # those that use it are as long


class _Sizes:
    """How long values are; each variable is measured once."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        self._values = values
        self._known: dict[str, int] = {}

    def of_value(self, value: str, around: tuple[str, ...]) -> int:
        """The length of a value with its variables; one of those around it adds nothing."""
        total = len(value)
        for name in _USED.findall(value):
            total += self._of(name, around)
            if total > MOST_LETTERS:
                break
        return total

    def _of(self, name: str, around: tuple[str, ...]) -> int:
        if name not in self._values or name in around:
            return 0
        if len(around) > MOST_LEVELS:
            return MOST_LETTERS + 1
        if name not in self._known:
            sizes = (self.of_value(value, (*around, name)) for value in self._values[name])
            self._known[name] = max(sizes)
        return self._known[name]
