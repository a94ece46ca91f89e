"""Read YAML 1.2 into plain frozen values.

Sequences become tuples, so that what is read is what is kept. Every message has the place: the
place of each value is remembered by its path through the file. libyaml is the quicker reader;
what it refuses, and the rarer signs of YAML, ruamel.yaml reads, which says what is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml as libyaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.resolver import implicit_resolvers

from printroom.load.text import Source, invisible
from printroom.model import NotFitToPrint, Problem, nearest

Way = tuple[str | int, ...]
Node = Any
"""A node of the tree that either reader makes."""
_TAG = "tag:yaml.org,2002:"
_MAX_DEPTH = 20
_KINDS = ("map", "seq", "str", "int", "float", "timestamp", "bool", "null")
_TOO_DEEP = ("too-deep", "this is nested too deeply", "write it flatter")
_CAREFULLY = re.compile(
    r"^%|(?:^|[\s\[{,:])[&*!?]|[|>]\S*#|[\t\x85\u2028\u2029\ufeff]|\A\s*[|>]|^---|^\.\.\.",
    re.MULTILINE,
)
"""Where the rarer signs of YAML may stand (a directive, an anchor, an alias, a tag, a long key), or
a tab or an odd end of a line: libyaml reads them otherwise, or does not tell of them."""
_COMMENT = re.compile(r"^ *#[^\t\x85\u2028\u2029\ufeff\n]*$", re.MULTILINE)
"""A line in which such signs are only spoken of."""
_CODE = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True)
class Written:
    """What a YAML text says, and where each value and each key of it stands."""

    value: object
    source: Source
    places: Mapping[Way, tuple[int, int]]
    keys: Mapping[Way, tuple[int, int]]
    first_line: int = 1

    def at_key(self, way: Way, code: str, message: str, fix: str = "") -> Problem:
        """A problem at the key that this way ends with."""
        line, column = self.keys.get(way, self.places.get(way, (self.first_line, 1)))
        return self.source.problem(code, message, fix, line=line, column=column)

    def place(self, way: Way) -> tuple[int, int]:
        """Line and column of the value that this way leads to, or of the nearest thing around."""
        while way and way not in self.places:
            way = way[:-1]
        return self.places.get(way, (self.first_line, 1))

    def problem(self, way: Way, code: str, message: str, fix: str = "") -> Problem:
        """A problem at the value that this way leads to, or at the nearest thing around it."""
        line, column = self.place(way)
        return self.source.problem(code, message, fix, line=line, column=column)

    def unknown(self, what: str, name: str, known: Iterable[str], way: Way) -> Iterator[Problem]:
        """A problem at the value that this way leads to, if it names nothing that is known."""
        names = tuple(known)
        if name not in names:
            message, fix = f"there is no {what} “{name}”", nearest(name, names)
            yield self.problem(way, f"unknown-{what}", message, fix)


def read_yaml(source: Source, first_line: int = 1, text: str | None = None) -> Written:
    """Parse a YAML text: all of a source, or a part of it that begins at `first_line`.

    Raises `NotFitToPrint`, with the place of what cannot be read.
    """
    words = source.text if text is None else text
    try:
        root = _composed(words)
    except RecursionError:
        raise NotFitToPrint([_too_deep(source, first_line, words)]) from None
    except (MarkedYAMLError, ReaderError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None or mark.index >= len(words.rstrip()):
            mark = getattr(error, "context_mark", None) or mark  # where it began, not the end
        line = mark.line + first_line if mark else first_line
        said = _in_plain_words(getattr(error, "problem", None) or "it cannot be read")
        raise NotFitToPrint(
            [
                source.problem(
                    "invalid-yaml",
                    f"this is not valid YAML: {said}",
                    "look at the quotes, colons and indents of this line and the one before",
                    line=line,
                    column=mark.column + 1 if mark else 1,
                )
            ]
        ) from None
    reader = _Reader(source, first_line)
    value = reader.read(root, ()) if root is not None else {}
    if reader.problems:
        raise NotFitToPrint(reader.problems)
    return Written(value, source, reader.places, reader.keys, first_line)


class _Quick(libyaml.cyaml.CParser, libyaml.resolver.BaseResolver):  # type: ignore[misc]
    """libyaml, with the rules of YAML 1.2 for what is a number, a date or a word."""

    def __init__(self, text: str) -> None:
        libyaml.cyaml.CParser.__init__(self, text)
        libyaml.resolver.BaseResolver.__init__(self)


for _versions, _tag, _pattern, _first in implicit_resolvers:
    if (1, 2) in _versions:
        _Quick.add_implicit_resolver(_tag, _pattern, _first)


def _composed(text: str) -> Node:
    """The tree of a text, of which nothing is made yet."""
    if not _CAREFULLY.search(_COMMENT.sub("#", text)):
        try:
            return _Quick(text).get_single_node()
        except libyaml.YAMLError:
            pass  # it is about to be said why
    return YAML(typ="safe", pure=True).compose(text)


def _too_deep(source: Source, first_line: int, text: str) -> Problem:
    """The place from which a text is nested too deeply."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > _MAX_DEPTH:
            mark = event.start_mark
            line, column = mark.line + first_line, mark.column + 1
            return source.problem(*_TOO_DEEP, line=line, column=column)
    return source.problem(*_TOO_DEEP, line=first_line)


def _in_plain_words(said: str) -> str:
    """What the YAML reader says, as an author would."""
    for theirs, ours in _PLAIN.items():
        if theirs in said:
            return ours
    return said.strip()


_PLAIN = {
    "mapping values are not allowed": "a second colon stands in this line, or the indent is wrong",
    "could not find expected ':'": "a colon is missing",
    "found unexpected end of stream": "a quote or a bracket is opened and never closed",
    "found another document": "only one document may stand in a file",
    "expected <block end>": "this does not belong to what stands above it",
    "cannot start any token": "this sign must be in quotes",
    "found unexpected ':'": "a colon stands where none is expected",
    "expected ',' or": "a comma or a closing bracket is missing",
}


class _Reader:
    """Turns YAML's nodes into values, and keeps their places."""

    def __init__(self, source: Source, first_line: int) -> None:
        self.source, self.first_line = source, first_line
        self.places: dict[Way, tuple[int, int]] = {}
        self.keys: dict[Way, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def read(self, node: Node, way: Way) -> object:
        self.places[way] = self._place(node)
        if len(way) > _MAX_DEPTH:
            self._refuse(node, *_TOO_DEEP)
            return None
        if getattr(node, "anchor", None) is not None:
            said = "anchors and aliases are not used here"
            self._refuse(node, "yaml-anchor", said, "write it out")
            return None
        kind = str(node.tag).removeprefix(_TAG)
        if kind not in _KINDS:
            self._refuse(node, "invalid-yaml", f"the tag !!{kind} is not used here", "drop it")
            return None
        if node.id == "mapping":
            return self._mapping(node, way)
        if node.id == "sequence":
            return tuple(self.read(child, (*way, n)) for n, child in enumerate(node.value))
        return self._scalar(node)

    def _mapping(self, node: Node, way: Way) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if key.id != "scalar":
                self._refuse(key, "invalid-yaml", "a key must be a word", "quote it")
                continue
            name = str(key.value)
            self.keys[*way, name] = self._place(key)
            if name in found:
                self._refuse(key, "duplicate-id", f"“{name}” stands here twice", "delete one")
            found[name] = self.read(value, (*way, name))
        return found

    def _scalar(self, node: Node) -> object:
        kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
        try:
            if kind == "int":
                return Number(int(text, 10), text)
            if kind == "float":
                return Fraction(float(text), text)
            if kind == "timestamp":
                return dt.date.fromisoformat(text)
        except ValueError:
            return text
        if kind == "bool":
            return text.casefold() == "true"
        if kind == "null":
            return None
        self._refuse_odd(node, text)
        return text

    def _refuse_odd(self, node: Node, text: str) -> None:
        """Refuse words that would print as nothing, or as a template's code."""
        if text and not text.strip():
            self._refuse(node, "empty", "nothing but spaces stands here", "fill it in")
        code = _CODE.search(text)
        if code:
            self._refuse(
                node,
                "template-code",
                f"“{code[0]}” belongs in templates: here it never runs",
                "take it out",
            )
        odd = invisible(text) or ("U+0009" if "\t" in text else "")
        if odd:
            self._refuse(
                node,
                "control-character",
                f"an invisible character stands here ({odd})",
                "delete it",
            )

    def _place(self, node: Node) -> tuple[int, int]:
        return node.start_mark.line + self.first_line, node.start_mark.column + 1

    def _refuse(self, node: Node, code: str, message: str, fix: str) -> None:
        line, column = self._place(node)
        self.problems.append(self.source.problem(code, message, fix, line=line, column=column))


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
