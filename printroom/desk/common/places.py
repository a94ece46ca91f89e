"""Adds to problems the source line, and a link that opens it in an editor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from printroom.desk.common.settings import Settings
from printroom.load.sources.text_file import line_of
from printroom.model import Problem

_STYLE = re.compile(r"(\S+\.(?:css|html)):(\d+)")


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem with links that open its files; the links are empty if no editor is configured."""

    problem: Problem
    link: str
    """Opens the place of the problem."""
    style: str = ""
    """The style sheet or template, with its line, that the fix names."""
    style_link: str = ""


def place_problems(problems: Iterable[Problem], settings: Settings) -> list[PlacedProblem]:
    """Problems with their source lines and links."""
    found = []
    for one in problems:
        excerpt = one.excerpt or (line_of(one.path, one.line) if one.line else "")
        link = editor_link(settings, one.path, one.line, one.column)
        style = _STYLE.search(one.fix)
        there = (style[0], editor_link(settings, style[1], int(style[2]))) if style else ("", "")
        found.append(PlacedProblem(replace(one, excerpt=excerpt).shorten(), link, *there))
    return found


def editor_link(settings: Settings, path: str, line: int, column: int = 1) -> str:
    """The link that opens a line of a file in the editor; empty if there is no such file."""
    file = Path(path)
    if not settings.editor or not line or not file.is_file():
        return ""
    absolute = quote(file.resolve().as_posix().lstrip("/"))
    return f"{settings.editor}://file/{absolute}:{line}:{column}"
