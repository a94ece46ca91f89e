"""Two readers of YAML: the quick one reads what the careful one reads, or leaves it to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from printroom.load.text import Source
from printroom.load.yaml import Written, read_yaml
from printroom.model import NotFitToPrint

HOME = Path(__file__).resolve().parents[2]
LINES = st.text("ab01-_.:,#?!&*|>'\"[]{}%@`~=<y \n\\\t\u2028\u0085\u00a0é☀", max_size=24)


def texts() -> Iterator[str]:
    """Every YAML text of the project, and what stands before each snippet."""
    for folder in ("materials", "templates", "tests/tiny"):
        for file in sorted((HOME / folder).rglob("*")):
            if file.suffix == ".yaml":
                yield file.read_text("utf-8")
            elif file.suffix == ".md" and (text := file.read_text("utf-8")).startswith("---\n"):
                yield text[4:].partition("\n---\n")[0]


def found(text: str) -> object:
    """What is read of a text, with its places, or what is said about it.

    Nothing has no place of its own: one reader sees it after the colon, the other after the space.
    """
    try:
        read: Written = read_yaml(Source("a.yaml", text))
    except NotFitToPrint as error:
        return [str(problem) for problem in error.problems]
    places = {way: at for way, at in read.places.items() if value_at(read, way) is not None}
    return repr(read.value), places, read.keys


def value_at(read: Written, way: tuple[str | int, ...]) -> object:
    """The value that a way leads to."""
    value: Any = read.value
    for step in way:
        value = value[step]
    return value


def carefully(text: str) -> object:
    """The same, by the careful reader alone."""

    def refuse(*_: Any) -> None:
        from yaml import YAMLError

        raise YAMLError

    with patch("printroom.load.yaml._Quick", refuse):
        return found(text)


def test_all_of_the_project_is_read_alike() -> None:
    """Every text of the project has the same values, at the same places, for both readers."""
    for text in texts():
        assert found(text) == carefully(text)


def test_no_text_of_the_project_waits_for_the_careful_reader() -> None:
    """libyaml reads all that is shipped; a star or an ampersand in a comment is no sign of YAML."""
    with patch("printroom.load.yaml.YAML.compose", side_effect=AssertionError):
        for text in texts():
            found(text)


@settings(deadline=None, max_examples=2000, derandomize=True)
@given(LINES)
@example("a: yes\nb: 1:30\nc: 0o17\nd: 1_000\ne: 017\nf: ~\n<<: 3")
@example("a: {b:c, d: e}")
@example("[" * 1100)
@example("a: &b c\nd: *b")
@example("a: !!int 3")
@example("# * and &\na: 1\n  # !b\nc: |\n # *d\n  e\nf: 'g\n  # &h'")
@example("%YAML 1.1\n---\na: yes")
def test_whatever_is_typed_is_read_alike(text: str) -> None:
    """Of any text both say the same: its values and places, or what is wrong with it."""
    assert found(text) == carefully(text)
