"""Finds all problems of the styles of a folder at once, also where brackets do not match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from printroom.load.styles.style_brackets import UNMATCHED, with_brackets_closed
from printroom.load.styles.style_contrast import style_contrast
from printroom.load.styles.style_effects import style_effects
from printroom.load.styles.style_sheets import style_sheet_problems
from printroom.load.styles.style_words import style_words
from printroom.model import Problem


def style_problems(
    folder: str, sources: Mapping[str, str], files: Mapping[str, bytes]
) -> list[Problem]:
    """Every problem of style sheets and templates' styles, as written in their files.

    What is found in the line of a bracket that could not be closed follows from that.
    """
    closed = {
        name: with_brackets_closed(text) if name.endswith(".css") else text
        for name, text in sources.items()
    }
    of_sheets = list(style_sheet_problems(folder, sources, files))
    unread = {(one.path, one.line) for one in of_sheets if one.code == UNMATCHED}
    found = [*style_words(folder, closed), *style_effects(folder, closed)]
    found += [*style_contrast(folder, closed), *of_sheets]
    lines = {path: text.split("\n") for path, text in sources.items() if text is not closed[path]}
    return [
        _as_written(one, lines.get(one.path.removeprefix(f"{folder}/")))
        for one in found
        if one.code == UNMATCHED or (one.path, one.line) not in unread
    ]


def _as_written(problem: Problem, lines: list[str] | None) -> Problem:
    """A problem with the line of the file, where brackets were closed to read it."""
    if lines is None:
        return problem
    return replace(problem, excerpt=lines[problem.line - 1])
