"""Read YAML 1.2 into plain frozen values, and hold each against its model.

Sequences become tuples, so that what is read is what is kept. Every message has the place: the
place of each value is remembered by its path through the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from printroom.load.text import Source, invisible, nearest
from printroom.model import NotFitToPrint, Problem

M = TypeVar("M", bound=BaseModel)
Way = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
_MAX_DEPTH = 20
_KINDS = ("map", "seq", "str", "int", "float", "timestamp", "bool", "null")
_CODE = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True)
class Written:
    """What a YAML text says, and where each value and each key of it stands."""

    value: object
    source: Source
    places: Mapping[Way, tuple[int, int]]
    keys: Mapping[Way, tuple[int, int]]
    first_line: int = 1

    def at_key(self, way: Way, code: str, message: str, mend: str = "") -> Problem:
        """A problem at the key that this way ends with."""
        line, column = self.keys.get(way, self.places.get(way, (self.first_line, 1)))
        return self.source.problem(code, message, mend, line=line, column=column)

    def problem(self, way: Way, code: str, message: str, mend: str = "") -> Problem:
        """A problem at the value that this way leads to, or at the nearest thing around it."""
        while way and way not in self.places:
            way = way[:-1]
        line, column = self.places.get(way, (self.first_line, 1))
        return self.source.problem(code, message, mend, line=line, column=column)


def read_yaml(source: Source, first_line: int = 1, text: str | None = None) -> Written:
    """Parse a YAML text: all of a source, or a part of it that begins at `first_line`.

    Raises `NotFitToPrint`, with the place of what cannot be read.
    """
    words = source.text if text is None else text
    try:
        _refuse_endless(source, first_line, words)
        root = YAML(typ="safe", pure=True).compose(words)
    except (MarkedYAMLError, ReaderError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
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


def _refuse_endless(source: Source, first_line: int, text: str) -> None:
    """Refuse what is nested too deeply, or repeats itself, before a tree is built of it."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > _MAX_DEPTH:
            said = ("too-deep", "this is nested too deeply", "write it flatter")
        elif getattr(event, "anchor", None) is not None:
            said = ("yaml-anchor", "anchors and aliases are not used here", "write it out")
        else:
            continue
        mark = event.start_mark
        line, column = mark.line + first_line, mark.column + 1
        raise NotFitToPrint([source.problem(*said, line=line, column=column)])


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
        if str(node.tag).removeprefix(_TAG) not in _KINDS:
            self._refuse(node, "invalid-yaml", f"the tag {node.tag} is not used here", "drop it")
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, way)
        if isinstance(node, SequenceNode):
            return tuple(self.read(child, (*way, n)) for n, child in enumerate(node.value))
        return self._scalar(node) if isinstance(node, ScalarNode) else None

    def _mapping(self, node: MappingNode, way: Way) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._refuse(key, "invalid-yaml", "a key must be a word", "quote it")
                continue
            name = str(key.value)
            self.keys[*way, name] = self._place(key)
            if name in found:
                self._refuse(key, "duplicate-id", f"“{name}” stands here twice", "delete one")
            found[name] = self.read(value, (*way, name))
        return found

    def _scalar(self, node: ScalarNode) -> object:
        kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
        try:
            if kind == "int":
                return _Number(int(text, 10), text)
            if kind == "float":
                return _Fraction(float(text), text)
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

    def _refuse(self, node: Node, code: str, message: str, mend: str) -> None:
        line, column = self._place(node)
        self.problems.append(self.source.problem(code, message, mend, line=line, column=column))


class _Number(int):
    """A whole number that remembers how it was written: 0800 is a telephone, not eight hundred."""

    written: str

    def __new__(cls, value: int, written: str) -> _Number:
        number = super().__new__(cls, value)
        number.written = written
        return number


class _Fraction(float):
    """A number with a point that remembers how it was written: 1.10 is a version."""

    written: str

    def __new__(cls, value: float, written: str) -> _Fraction:
        number = super().__new__(cls, value)
        number.written = written
        return number


def _plain(value: Any) -> Any:
    if isinstance(value, _Number):
        return int(value)
    if isinstance(value, _Fraction):
        return float(value)
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


def check(model: type[M], written: Written, way: Way = ()) -> M:
    """Hold the value at `way` against its model. Raises `NotFitToPrint` with all that is wrong."""
    value: Any = written.value
    for step in way:
        value = value[step]
    return check_value(model, value, written, way)


def check_value(model: type[M], value: Any, written: Written, way: Way) -> M:
    """Hold a value that stands at `way` against a model."""
    try:
        return model.model_validate(_plain(value))
    except ValidationError as error:
        raise NotFitToPrint(
            [_said(model, dict(e), value, written, way) for e in error.errors()]
        ) from None


def _said(
    model: type[BaseModel], error: dict[str, Any], value: Any, written: Written, way: Way
) -> Problem:
    """One complaint of pydantic's in the author's words."""
    steps = tuple(step for step in error["loc"] if not str(step).startswith("function-"))
    there, name = (*way, *steps), str(steps[-1]) if steps else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        line, column = written.keys.get(there, written.places.get(way, (1, 1)))
        return written.source.problem(
            "unknown-key",
            f"“{name}” is not something that is written here",
            nearest(name, _fields(model, steps[:-1])),
            line=line,
            column=column,
        )
    if kind == "missing":
        return written.problem(there, "missing-field", f"“{name}” is missing", f"add {name}: …")
    found = _at(value, steps)
    if kind == "string_type":
        return written.problem(there, *_not_text(name, found))
    if found is None and kind.endswith("_type"):
        what = f"“{name or way[-1]}”" if name or way else "this file"
        return written.problem(there, "empty", f"{what} is empty", "fill it in or take it out")
    if kind in ("literal_error", "enum"):
        names = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        code = "unknown-audience" if "audiences" in there else "unknown-word"
        return written.problem(
            there, code, f"“{found}” is not known here", nearest(str(found), names)
        )
    if kind in ("too_short", "string_too_short"):
        return written.problem(there, "empty", f"“{name}” is empty", "fill it in or take it out")
    if kind == "misplaced":
        there = (*there, *context.get("way", ()))
        return written.problem(there, "not-right", error["msg"], context.get("mend", "mend it"))
    if kind == "tuple_type":
        return written.problem(
            there, "not-right", f"“{name}” must be a list", f"write {name}: [{found}]"
        )
    if kind in ("model_type", "dict_type", "mapping_type"):
        what = f"“{name or way[-1]}”" if name or way else "this file"
        fields = f", such as {next(iter(model.model_fields))}: …" if not steps else ""
        return written.problem(
            there, "not-right", f"{what} must hold names with values", f"write them below{fields}"
        )
    if kind == "string_pattern_mismatch":
        shape = _PATTERNS.get(context["pattern"], f"like {context['pattern']}")
        return written.problem(
            there, "not-right", f"“{name}” cannot be “{found}”", f"write it as {shape}"
        )
    said = error["msg"].replace("Input should", "this should")
    return written.problem(there, "not-right", f"“{name}”: {_lower(said)}", "mend it")


_PATTERNS = {
    r"^[A-Z][0-9]{1,2}$": "a capital letter and one or two digits, such as C2",
    r"^[a-z]+(-[a-z]+)*$": "small letters with hyphens, such as help-page",
}


def _not_text(name: str, found: Any) -> tuple[str, str, str]:
    if isinstance(found, (_Number, _Fraction)):
        return (
            "number-for-text",
            f"“{name}” must be a text, but YAML reads {found.written} as a number",
            f'put it in quotes: "{found.written}"',
        )
    if found is None:
        return "empty", f"“{name}” is empty", "fill it in or take it out"
    if isinstance(found, (bool, dt.date)):
        return "not-right", f"“{name}” must be a text", "put it in quotes"
    return "not-right", f"“{name}” must be one text", "write it on one line, in quotes"


def _at(value: Any, steps: tuple[Any, ...]) -> Any:
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return value
    return value


def _fields(model: type[BaseModel], steps: tuple[Any, ...]) -> list[str]:
    """The names of the fields at the end of this way through nested models."""
    fields = list(model.model_fields)
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            inner = _inner(model.model_fields[step].annotation)
            if inner is None:
                return []
            model, fields = inner, list(inner.model_fields)
    return fields


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner(argument)
        if found is not None:
            return found
    return None


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
