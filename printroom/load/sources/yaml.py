"""Read YAML 1.2 into plain values, with the line and column of every key and value.

libyaml parses; its events become dicts, tuples and scalars here. That keeps what a loader would
lose: where each value is, how a number was written, keys that appear twice, anchors and tags.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from yaml import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml.cyaml import CParser

from printroom.load.sources.stray_characters import invisible, stray
from printroom.load.sources.text_file import Source, template_code
from printroom.load.sources.yaml_text import Fraction, KeyPath, Number, YamlText
from printroom.model import NotFitToPrint, Problem

Event = Any
"""An event of libyaml, which comes without types."""
_MAX_DEPTH = 20
_TAG = "tag:yaml.org,2002:"
_TAGS = ("map", "seq", "str", "int", "float", "timestamp", "bool", "null")
_CONSTANTS = {
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "bool"),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
}
_INT = re.compile(r"[-+]?[0-9][0-9_]*")
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*(\.[0-9_]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
    r"|[-+]?\.[0-9_]+([eE][-+][0-9]+)?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GLUED_COMMENT = re.compile(r"[|>][-+0-9]*#")
"""What libyaml takes for a comment, and YAML does not allow: its words would be lost."""


def read_yaml(source: Source, first_line: int = 1, text: str | None = None) -> YamlText:
    """Parse a YAML text: all of a source, or a part of it that begins at `first_line`.

    Raises `NotFitToPrint` with all that is wrong.
    """
    reader = _Reader(source, first_line, source.text if text is None else text)
    value = reader.document()
    if reader.problems:
        raise NotFitToPrint(reader.problems)
    return YamlText(value, source, reader.positions, reader.keys, first_line)


class _StopReading(Exception):
    """The rest of the text is not worth reading."""


class _Reader:
    """Builds values from libyaml's events, and keeps their positions."""

    def __init__(self, source: Source, first_line: int, text: str) -> None:
        self.source, self.first_line, self.text = source, first_line, text
        self.next_event = CParser(text).get_event
        self.positions: dict[KeyPath, tuple[int, int]] = {}
        self.keys: dict[KeyPath, tuple[int, int]] = {}
        self.problems: list[Problem] = []

    def document(self) -> object:
        """The value of the only document; an empty text has no keys."""
        try:
            self.next_event()  # the stream begins
            if isinstance(self.next_event(), StreamEndEvent):
                return {}
            value = self._value(self.next_event(), ())
            self.next_event()  # the document ends
            rest = self.next_event()
            if not isinstance(rest, StreamEndEvent):
                message = "this is not valid YAML: a file holds one document only"
                self._refuse(rest, "invalid-yaml", message, _CHECK)
            return value
        except _StopReading:
            return None
        except YAMLError as error:
            self.problems = [self._invalid(error)]  # what was found before may follow from it
            return None

    def _value(self, event: Event, at: KeyPath) -> object:
        self.positions[at] = self._position(event)
        if len(at) > _MAX_DEPTH:
            self._refuse(event, *_TOO_DEEP)
            raise _StopReading
        if event.anchor is not None:
            message = "anchors and aliases are not used here"
            self._skip(event, "yaml-anchor", message, "write it out in full")
            return None
        tag = (event.tag or "").removeprefix(_TAG)
        if tag not in ("", *_TAGS):
            message = f"the tag !!{tag} is not allowed here"
            self._skip(event, "invalid-yaml", message, "remove it")
            return None
        if isinstance(event, ScalarEvent):
            return self._scalar(event, tag)
        if isinstance(event, MappingStartEvent):
            return self._mapping(at)
        items: list[object] = []
        while not isinstance(child := self.next_event(), SequenceEndEvent):
            items.append(self._value(child, (*at, len(items))))
        return tuple(items)

    def _mapping(self, at: KeyPath) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(key := self.next_event(), MappingEndEvent):
            if not isinstance(key, ScalarEvent) or key.anchor is not None:
                self._skip(key, "invalid-yaml", "a key must be a word", "put it in quotes")
                self._pass_over(self.next_event())
                continue
            name = str(key.value)
            self.keys[*at, name] = self._position(key)
            if name in found:
                self._refuse(key, "duplicate-id", f"“{name}” appears twice", "delete one")
            found[name] = self._value(self.next_event(), (*at, name))
        return found

    def _scalar(self, event: Event, tag: str) -> object:
        text = str(event.value)
        kind = tag or (_kind(text) if event.implicit[0] else "str")
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
        self._check_text(event, text)
        return text

    def _check_text(self, event: Event, text: str) -> None:
        """Refuse text that would print as nothing, or as the code of a template."""
        if event.style in ("|", ">") and _GLUED_COMMENT.match(self.text, event.start_mark.index):
            message = "a comment needs a space before #"
            self._refuse(
                event,
                "invalid-yaml",
                message,
                "put a space there, or move the text to the next line",
            )
        if text and not text.strip():
            self._refuse(event, "empty", "this holds only spaces", "fill it in")
        if code := template_code(text):
            message = f"“{code[0]}” is template code, which does not run here"
            self._refuse(event, "template-code", message, "remove it")
        if character := (stray if self.source.quotes else invisible)(text):
            message = f"this holds {character}"
            self._refuse(event, "control-character", message, "delete it")

    def _skip(self, event: Event, code: str, message: str, fix: str) -> None:
        """Refuse a value, and pass over it."""
        self._refuse(event, code, message, fix)
        self._pass_over(event)

    def _pass_over(self, event: Event) -> None:
        depth = 0
        while True:
            depth += isinstance(event, (MappingStartEvent, SequenceStartEvent))
            depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
            if depth == 0:
                return
            event = self.next_event()

    def _position(self, event: Event) -> tuple[int, int]:
        mark = event.start_mark
        return mark.line + self.first_line, mark.column + 1

    def _refuse(self, event: Event, code: str, message: str, fix: str) -> None:
        line, column = self._position(event)
        self.problems.append(self.source.problem(code, message, fix, line=line, column=column))

    def _invalid(self, error: YAMLError) -> Problem:
        """The problem of invalid YAML, where it is or began; never at the empty end of the text."""
        end = len(self.text.rstrip())
        marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
        mark = next((mark for mark in marks if mark and mark.index < end), None)
        before = self.text[: mark.index if mark else max(end - 1, 0)]
        line, column = before.count("\n"), len(before) - before.rfind("\n")
        reason = str(getattr(error, "problem", None) or "it cannot be read")
        reason = next((ours for theirs, ours in _REASONS.items() if theirs in reason), reason)
        text = ("invalid-yaml", f"this is not valid YAML: {reason}", _CHECK)
        if "nesting depth" in reason:
            text = _TOO_DEEP
        return self.source.problem(*text, line=line + self.first_line, column=column)


def _kind(text: str) -> str:
    """What an unquoted scalar is by the rules of YAML 1.2, where `no` and 08:30 are texts."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "+-.0123456789":
        for kind, pattern in (("int", _INT), ("float", _FLOAT), ("timestamp", _DATE)):
            if pattern.fullmatch(text):
                return kind
    return "str"


_TOO_DEEP = ("too-deep", "this is nested too deeply", "use fewer levels")
_CHECK = "check the quotes, colons and indents of this line and the one before"
_REASONS = {
    "mapping values are not allowed": "this line has a second colon, or the wrong indent",
    "block sequence entries are not allowed": "a list cannot begin in this line",
    "could not find expected ':'": "a colon is missing",
    "found unexpected end of stream": "a quotation mark or a bracket is opened and never closed",
    "found unexpected document indicator": "a quotation mark is opened and never closed",
    "did not find expected ',' or": "a comma or a closing bracket is missing",
    "did not find expected node content": "a value is missing, or a bracket is never closed",
    "did not find expected key": "this does not belong to the lines above it",
    "did not find expected '-'": "this does not belong to the lines above it",
    "did not find expected <document start>": "this does not belong to the text before it",
    "cannot start any token": "this character must be in quotes",
    "invalid Unicode": "this escape stands for no character: it is a lone surrogate, or too large",
    "escape": "a backslash in double quotes starts an escape: use single quotes",
}
"""libyaml's reasons in plain words."""
