"""A YAML text that was read: its values, the place of each, and problems at those places."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import Source
from printroom.model import Problem, list_all, nearest

KeyPath = tuple[str | int, ...]
"""The keys and list indexes that lead from the top of a file to a value in it."""
_PATTERNS = ("bands", "language", "not-in-puzzles", "spread")
"""Files that hold patterns and names, and no text that prints."""
_MARKUP = re.compile(
    r"\*\*[^*\n]+\*\*"
    r"|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])"
    r"|`[^`\n]+`|~~|==\w|\[[ xX]\]|\[\^|\[[^\]\n]*\]\([^)\n]*\)"
    r"|</?[a-z][^<>\n]*>|&\w+;"
    r"|\$[^\s$][^$\n]*[^\s$]\$(?!\d)"
)


@dataclass(frozen=True, slots=True)
class YamlText:
    """A YAML text that was read: its value, and the line and column of each value and key."""

    value: object
    source: Source
    positions: Mapping[KeyPath, tuple[int, int]]
    keys: Mapping[KeyPath, tuple[int, int]]
    first_line: int = 1

    def position(self, at: KeyPath) -> tuple[int, int]:
        """Line and column of the value at a key path, or of the nearest value around it."""
        while at and at not in self.positions:
            at = at[:-1]
        return self.positions.get(at, (self.first_line, 1))

    def problem(self, at: KeyPath, code: str, message: str, fix: str = "") -> Problem:
        """A problem of the value at a key path, or of the nearest value around it."""
        line, column = self.position(at)
        return self.source.problem(code, message, fix, line=line, column=column)

    def key_problem(self, at: KeyPath, code: str, message: str, fix: str = "") -> Problem:
        """A problem of the last key of a key path."""
        line, column = self.keys.get(at, self.positions.get(at, (self.first_line, 1)))
        return self.source.problem(code, message, fix, line=line, column=column)

    def unknown(
        self, kind: str, name: str, known: Iterable[str], at: KeyPath, fix: str = ""
    ) -> Iterator[Problem]:
        """A problem of the name at a key path, unless the name is known."""
        names = tuple(known)
        if name not in names:
            message = f"there is no {kind} “{name}”"
            fix = fix or (list_all(names) if kind == "nation" else nearest(name, names))
            yield self.problem(at, f"unknown-{kind}", message, fix)

    def unknown_in(
        self, kind: str, names: Iterable[str], known: Iterable[str], at: KeyPath
    ) -> Iterator[Problem]:
        """A problem of each unknown name in the list at a key path."""
        all_known = tuple(known)
        for number, name in enumerate(names):
            yield from self.unknown(kind, name, all_known, (*at, number))


def unknown_bands(
    names: Iterable[str],
    known: Iterable[str],
    yaml: YamlText,
    at: KeyPath,
    hint: Callable[[str], str] = lambda _: "",
) -> Iterator[Problem]:
    """A problem of each band in the list at a key path that is unknown, or appears twice.

    Bands are exact names from a closed list: there are no ranges, wildcards or defaults. `hint` is
    a better fix for some names, such as school years.
    """
    names, known = tuple(names), tuple(known)
    for number, name in enumerate(names):
        if name in known and name in names[:number]:
            message = f"“{name}” appears twice"
            yield yaml.problem((*at, number), "duplicate-id", message, "delete one")
        else:
            yield from yaml.unknown("band", name, known, (*at, number), hint(name))


class Number(int):
    """A whole number that remembers how it was written: 0800 is a telephone, not eight hundred."""

    written: str

    def __new__(cls, value: int, written: str) -> Number:
        number = super().__new__(cls, value)
        number.written = written
        return number


class Fraction(float):
    """A number with a point that remembers how it was written: 1.10 is a version."""

    written: str

    def __new__(cls, value: float, written: str) -> Fraction:
        number = super().__new__(cls, value)
        number.written = written
        return number


def quoted(value: object) -> str:
    """A text, a number or true as YAML has it: a text in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def markup_in_yaml(texts: Mapping[str, YamlText]) -> Iterator[Problem]:
    """A problem of each text in YAML with Markdown or HTML, which would print as it is."""
    for kind, yaml in texts.items():
        if kind not in _PATTERNS:
            yield from parse_if_changed(yaml.source.path, _find_markup, yaml)


def _find_markup(yaml: YamlText) -> list[Problem]:
    """The problems of `markup_in_yaml` in one file."""
    found = []
    for at, text in _strings(yaml.value, ()):
        if sign := _MARKUP.search(text):
            message = f"“{sign[0][:60]}” would print as it is: texts in YAML are plain"
            fix = "leave the signs out, or move the text below a heading of a snippet"
            found.append(yaml.problem(at, "not-printed", message, fix))
    return found


def _strings(value: object, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*at, key))
    elif isinstance(value, tuple | list):
        for number, inner in enumerate(value):
            yield from _strings(inner, (*at, number))
