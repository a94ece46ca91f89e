"""YAML 1.2: our reader agrees with ruamel.yaml, which shares no code with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml import read_yaml
from printroom.load.sources.yaml_text import Fraction, KeyPath, Number, YamlText
from printroom.model import NotFitToPrint

HOME = Path(__file__).resolve().parents[2]
LINES = st.text("ab01-_.:,#?!&*|>'\"[]{}%@`~=<y \n\\\u00a0é☀", max_size=24)
RARE = re.compile(r"(^|[\s\[{,:])[&*!:]|\\", re.MULTILINE)
"""An anchor, an alias, a tag, a key of no letters, or an escape between double quotes."""
REFUSED = "refused"
"""The result for a text that is not read."""


def texts() -> Iterator[str]:
    """Every YAML text of the project, and the front matter of each snippet."""
    for folder in ("materials", "templates", "tests/tiny"):
        for file in sorted((HOME / folder).rglob("*")):
            if file.suffix == ".yaml":
                yield file.read_text("utf-8")
            elif file.suffix == ".md" and (text := file.read_text("utf-8")).startswith("---\n"):
                yield text[4:].partition("\n---\n")[0]


def found(text: str) -> object:
    """What is read of a text: its values with their places, and its keys.

    Nothing has no place of its own: one reader sees it after the colon, the other after the space.
    """
    try:
        read: YamlText = read_yaml(Source("a.yaml", text))
    except NotFitToPrint:
        return REFUSED
    return repr(read.value), without_nothing(read.value, read.positions), read.keys


def by_ruamel(text: str) -> object:
    """The same, by ruamel.yaml."""
    reference = Reference()
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        value = reference.read(node, ()) if node is not None else {}
    except (MarkedYAMLError, RecursionError, Refused):
        return REFUSED
    return repr(value), without_nothing(value, reference.places), reference.keys


def without_nothing(top: object, places: dict[KeyPath, tuple[int, int]] | Any) -> object:
    """The places of all values but those that are nothing."""
    kept = {}
    for at, place in places.items():
        value: Any = top
        for step in at:
            value = value[step]
        if value is not None:
            kept[at] = place
    return kept


class Refused(Exception):
    """Something that this project does not use in YAML, or does not print."""


class Reference:
    """Makes values of ruamel's nodes, and keeps their places."""

    def __init__(self) -> None:
        self.places: dict[KeyPath, tuple[int, int]] = {}
        self.keys: dict[KeyPath, tuple[int, int]] = {}

    def read(self, node: Any, at: KeyPath) -> object:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        is_odd = getattr(node, "anchor", None) is not None or kind.startswith("!") or len(at) > 20
        if is_odd or (node.ctag and str(node.ctag) == "!"):
            raise Refused
        self.places[at] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.id == "mapping":
            return {name: self.read(value, (*at, name)) for name, value in self.pairs(node, at)}
        if node.id == "sequence":
            return tuple(self.read(child, (*at, n)) for n, child in enumerate(node.value))
        return scalar(kind, str(node.value))

    def pairs(self, node: Any, at: KeyPath) -> Iterator[tuple[str, Any]]:
        names = [str(key.value) for key, _ in node.value]
        if len(set(names)) < len(names) or any(key.id != "scalar" for key, _ in node.value):
            raise Refused
        if any(key.anchor is not None for key, _ in node.value):
            raise Refused
        for name, (key, value) in zip(names, node.value, strict=True):
            self.keys[*at, name] = (key.start_mark.line + 1, key.start_mark.column + 1)
            yield name, value


def scalar(kind: str, text: str) -> object:
    """The value of a scalar; what cannot be a number or a date after all is its text."""
    try:
        if kind == "int":
            return Number(int(text, 10), text)
        if kind == "float":
            return Fraction(float(text), text)
        if kind == "timestamp":
            return dt.date.fromisoformat(text)
    except ValueError:
        return text
    if kind in ("bool", "null"):
        return text.casefold() == "true" if kind == "bool" else None
    if (text and not text.strip()) or any(sign in text for sign in ("{{", "{%", "{#")):
        raise Refused
    return text


@pytest.mark.slow
def test_all_of_the_project_is_read_alike() -> None:
    """Every text of the project has the same values, at the same places, for both readers."""
    for text in texts():
        assert found(text) == by_ruamel(text) != REFUSED


@settings(max_examples=8 * settings().max_examples, derandomize=True)
@given(LINES)
@example("a: yes\nb: 1:30\nc: 0o17\nd: 1_000\ne: 017\nf: ~\n<<: 3")
@example("a: {b:c, d: e}")
@example("[" * 1100)
@example("a: &b c\nd: *b")
@example("a: !!int 3")
@example("a: ! 3")
@example("a: |# lost\n b")
@example("# * and &\na: 1\n  # !b\nc: |\n # *d\n  e\nf: 'g\n  # &h'")
def test_whatever_is_typed_is_read_alike_or_refused(text: str) -> None:
    """Both readers give the same for any text, or it has one of YAML's rarer signs and is refused.

    (A text that is one block of lines and nothing else no file of ours can be.)
    """
    assume(not text.lstrip().startswith(("|", ">")))
    if found(text) != by_ruamel(text):
        assert found(text) == REFUSED
        assert RARE.search(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("no", "Yes", "on", "off", "y", "1:30", "0o17", ".inf", "<<")),
        *((word, word) for word in ("2027-02-31", "2027-01-31 10:00", "+", "1.2.3", "1e")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((f"'{word}'", word) for word in ("", "true", "12", "1.5", "2027-01-31", "~")),
        *(("12", 12), ("-3", -3), ("1_000", 1000), ("1.5", 1.5), ("2e3", 2000.0), (".5", 0.5)),
        ("2027-01-31", dt.date(2027, 1, 31)),
    ],
)
def test_a_word_is_what_yaml_1_2_says(text: str, value: object) -> None:
    """No, 08:30 and 0o17 are texts; quotes make a text of anything."""
    read: Any = read_yaml(Source("a.yaml", f"key: {text}")).value
    assert read == {"key": value}
    assert isinstance(read["key"], type(value))


@pytest.mark.parametrize("text", ["0800", "08081570123", "1.10", "007", "1_0"])
def test_a_number_remembers_how_it_was_written(text: str) -> None:
    """A telephone number without quotes is known by its zero when it is refused."""
    read: Any = read_yaml(Source("a.yaml", f"key: {text}")).value
    assert read["key"].written == text
