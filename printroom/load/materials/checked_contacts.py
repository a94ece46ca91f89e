"""Write in `contacts.yaml` who has checked a helpline, and change nothing else in the file.

The places of keys and values are those that our YAML reader found; the text between them stays as
a person wrote it, comments and line ends included. What is written is read again before it counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from printroom.load.sources.text_file import MAX_BYTES, Source, read_bytes
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import YamlText, quoted
from printroom.model import NotFitToPrint, Problem, numbers_of

_SCALAR = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,#{}\[\]'"][^,#{}\[\]\n\r]*""")
"""A value on one line: in quotes, or plain up to a comment, a comma or a bracket."""
_ANCHOR = "verify_by"
"""Every entry has this key; new keys are written before it."""


@dataclass(frozen=True)
class ContactCheck:
    """A check: somebody has called a number or opened a site."""

    by: str
    on: dt.date
    until: dt.date | None = None
    """The day on which the check runs out; none to leave it as it is written."""
    numbers: str = ""
    """The numbers and addresses of the entry that was checked."""

    @property
    def values(self) -> dict[str, str | dt.date]:
        """The keys of an entry that this writes."""
        values: dict[str, str | dt.date] = {"verified_on": self.on, "verified_by": self.by}
        values |= {"verified_as": self.numbers} if self.numbers else {}
        return values | ({_ANCHOR: self.until} if self.until else {})


def with_checks(file: Path, names: Iterable[str], check: ContactCheck) -> bytes:
    """The content of a file of contacts with these entries checked.

    Raises `NotFitToPrint` where an entry is written so that nothing can be put there.
    """
    raw = read_bytes(file, file.parent, MAX_BYTES).decode("utf-8")
    path = file.as_posix()
    before = read_yaml(_source(path, raw))
    for name in names:
        full = replace(check, numbers=numbers_of(_entries(before.value)[name]))
        wanted = _checked(before.value, name, full)
        for own_line in (True, False):
            text = _edit(raw, before, name, full, own_line)
            after = _read(path, text)
            if after and after.value == wanted:
                raw, before = text, after
                break
        else:
            line, column = before.keys[name,]
            message = f"the check of “{name}” can’t be added automatically to this entry"
            fix = f"write it yourself: {'; '.join(map(': '.join, _yaml_values(full).items()))}"
            raise NotFitToPrint([Problem("not-right", path, message, fix, line, column)])
    return raw.encode()


def _source(path: str, raw: str) -> Source:
    return Source(path, raw.removeprefix("\ufeff").replace("\r\n", "\n"))


def _read(path: str, raw: str) -> YamlText | None:
    """A text as it is read; none if it is not valid."""
    try:
        return read_yaml(_source(path, raw))
    except NotFitToPrint:
        return None


def _checked(value: object, name: str, check: ContactCheck) -> dict[str, Any]:
    """The contacts with one checked, as the edited file must read."""
    entries = _entries(value)
    return {**entries, name: {**entries[name], **check.values}}


def _entries(value: object) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value


def _edit(raw: str, yaml: YamlText, name: str, check: ContactCheck, own_line: bool) -> str:
    """The text with the values replaced, or added on a line of their own or within a line."""
    lines = raw.split("\n")
    edits = []
    added = {}
    for key, text in _yaml_values(check).items():
        if (name, key) in yaml.keys:
            edits.append(_replacement(lines, yaml.positions[name, key], text))
        else:
            added[key] = text
    edits.append(_insertion(lines, yaml.keys[name, _ANCHOR], added, own_line))
    for row, start, end, text in sorted(edits, reverse=True):  # from the end: places stay right
        lines[row] = lines[row][:start] + text + lines[row][end:]
    return "\n".join(lines)


_Edit = tuple[int, int, int, str]
"""The index of a line, the start and end of what is replaced in it, and the new text."""


def _replacement(lines: list[str], position: tuple[int, int], new: str) -> _Edit:
    """The edit that replaces a value; a comment after it is kept."""
    row, start = _place(lines, position)
    old = _SCALAR.match(lines[row], start)
    end = start + len(old[0].rstrip()) if old else start
    needs_space = not old and not lines[row][:start].endswith(" ")
    return row, start, end, f" {new}" if needs_space else new


def _insertion(
    lines: list[str], position: tuple[int, int], added: Mapping[str, str], own_line: bool
) -> _Edit:
    """The edit that adds keys before the key at this position."""
    row, start = _place(lines, position)
    line_end = "\r\n" if lines[row].endswith("\r") else "\n"
    after = f"{line_end}{lines[row][:start]}" if own_line else ", "
    return row, start, start, "".join(f"{key}: {text}{after}" for key, text in added.items())


def _place(lines: list[str], position: tuple[int, int]) -> tuple[int, int]:
    """The indexes of a line and of a character in it; a byte order mark counts in the file only."""
    line, column = position
    return line - 1, column - 1 + (line == 1 and lines[0].startswith("\ufeff"))


def _yaml_values(check: ContactCheck) -> dict[str, str]:
    """Each value as YAML."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else quoted(value)
        for key, value in check.values.items()
    }
