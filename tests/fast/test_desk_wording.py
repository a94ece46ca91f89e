"""The desk's messages name fields and pages, no options and no commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from printroom.desk.common.wording import at_desk
from tests.workshop import HOME

COMMAND_WORDS = re.compile(r"(?<![\w(\"-])--[a-z]|generate\.py")
PACKAGES = ("choose", "inspect", "ledger", "load", "make")
"""The packages whose messages the desk shows."""
GIT = "base_folders.py"
"""Its options are those of git."""


def texts(file: Path) -> Iterator[str]:
    """The texts of a module that are sentences; what is filled into one is “…”."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inner = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
        for part in node.values
    }  # fmt: skip
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in inner | docs:
            yield str(node.value)


def spoken() -> Iterator[str]:
    """Each message of the program that speaks of options or commands."""
    for package in PACKAGES:
        for file in sorted((HOME / "printroom" / package).rglob("*.py")):
            if file.name != GIT:
                found = (text for text in texts(file) if " " in text.strip() and text.isprintable())
                yield from (text for text in found if COMMAND_WORDS.search(text))


def test_no_message_at_the_desk_speaks_the_command_line() -> None:
    """Each message that names an option or a command, and there are some, has other words there."""
    texts = list(spoken())
    assert len(texts) > 8
    assert not [text for text in texts if COMMAND_WORDS.search(at_desk(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "add a column Nation; or, if all are in one, --nation with one of england, wales",
            "choose the nation below, if all schools are in one; or add a column Nation",
        ),
        (
            "say which one: --sheet “Spring” or --sheet “Autumn”",
            "type the name of the right one under “Sheet” below: “Spring” or “Autumn”",
        ),
        (
            "fill it in; for all schools without one, add --nation (one of downhill, uphill); or "
            "leave this row out: --leave-out 20",
            "fill it in; for all schools without one, choose the nation below; or leave this row "
            "out below",
        ),
        ("write it as 18 January 2027", "write it as 18 January 2027"),
    ],
)
def test_a_message_names_the_field_where_it_is_answered(text: str, expected: str) -> None:
    """What an option answers on the command line is answered in a field."""
    assert at_desk(text) == expected
