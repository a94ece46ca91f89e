"""The names that people give the columns of a list of schools, read from `columns.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml import read_yaml

FILE = Path(__file__).with_name("columns.yaml")
_FILLERS = frozenset(
    (
        *("a", "an", "and", "at", "for", "in", "is", "of", "our", "please", "s", "the", "to"),
        "your",
    )
)
"""Words that are ignored when headers are compared."""
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]?")
Words = frozenset[str]


@dataclass(frozen=True)
class ColumnWords:
    """Names of columns, as sets of their words."""

    also: Mapping[str, str]
    """Names that every list may use, as they are written, with the column for each."""
    columns: Mapping[Words, str]
    """All names of one column."""
    either: Mapping[Words, tuple[str, ...]]
    """Names that may mean any of these columns: the cells decide."""
    parts: frozenset[Words]
    """Names of parts of an address."""
    not_needed: frozenset[Words]

    def is_part(self, header: str) -> bool:
        """Whether a header names a part of an address, such as Town."""
        return any(words in self.parts for words in _readings(header))

    def candidates(self, header: str) -> tuple[str, ...]:
        """The columns that a header may name; none if it is not known."""
        for words in _readings(header):
            if words in self.columns:
                return (self.columns[words],)
            if words in self.either:
                return self.either[words]
            if words in self.not_needed:
                return ()
        return ()

    def is_not_needed(self, header: str) -> bool:
        """Whether a header names something that a term does not need."""
        unneeded = self.parts | self.not_needed
        return not self.candidates(header) and any(words in unneeded for words in _readings(header))


@cache
def column_words() -> ColumnWords:
    """The names in `columns.yaml`."""
    value = _file()
    columns: dict[Words, str] = {}
    also: dict[str, str] = {}
    for column, names in value["columns"].items():
        also |= dict.fromkeys(names.get("also", ()), column)
        for name in (column, *names.get("also", ()), *names["sent"]):
            columns[header_words(name)] = column
    either = {
        header_words(name): tuple(row["between"])
        for row in value["either"]
        for name in row["names"]
    }
    for words in either:  # “name” alone may be the school's or that of a person
        columns.pop(words, None)
    parts = frozenset(map(header_words, value["parts of deliver_to"]))
    not_needed = frozenset(map(header_words, value["not needed"]))
    return ColumnWords(also, columns, either, parts, not_needed)


@cache
def _file() -> Any:
    return read_yaml(Source(FILE.name, FILE.read_text(encoding="utf-8"))).value


@cache
def _meanings() -> tuple[tuple[Words, str], ...]:
    """Groups of words that mean the same as one other word, the longest first."""
    found = [(_words(text), word) for word, texts in _file()["means"].items() for text in texts]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def header_words(header: str) -> Words:
    """The words of a header for comparison: “Name of the DLP” is {dsl, name}, and N° is no."""
    words = _words(header)
    for those, word in (*_meanings(), *_meanings()):  # “Tel. num” is first “tel no”
        if those <= words:
            words = (words - those) | {word}
    return words


def _words(header: str) -> Words:
    apart = re.sub(r"(?<=[A-Za-z])(?=[A-Z][a-z])", " ", header)  # SchoolName, DSLName
    signs = apart.casefold().replace("#", " no ").replace("№", " no ")
    plain = unicodedata.normalize("NFKD", signs.replace("°", "o"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"(?<=\b[a-z])[.](?=[a-z]\b)", "", plain)  # D.O.B. is dob
    words = frozenset(re.findall(r"[^\W_]+", re.sub(r"['’]s?\b", "", plain)))
    return words - _FILLERS or words


def _readings(header: str) -> list[Words]:
    """A header's words with those in brackets and without them."""
    return [header_words(header), header_words(_BRACKETS.sub(" ", header))]
