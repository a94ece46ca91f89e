"""Adds the engine's problems with a style sheet to those found by reading it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from printroom.load.sources.text_file import read_text
from printroom.load.styles.style_brackets import UNMATCHED, with_brackets_closed
from printroom.make.run.cached_press import CachedPress
from printroom.model import NotFitToPrint, Problem
from printroom.workers.jobs import check_styles


@contextmanager
def all_sheet_faults(templates: Path, press: CachedPress) -> Iterator[None]:
    """Add the engine's problems with style sheets to a `NotFitToPrint` that the block raises."""
    try:
        yield
    except NotFitToPrint as error:
        raise NotFitToPrint(with_sheet_faults(error.problems, templates, press)) from None


def with_sheet_faults(
    problems: Iterable[Problem], templates: Path, press: CachedPress
) -> list[Problem]:
    """These problems, and those that the engine finds in the style sheets among their files."""
    problems = list(problems)
    folder = templates.as_posix()
    names = {
        one.path.removeprefix(f"{folder}/")
        for one in problems
        if one.path.startswith(f"{folder}/") and one.path.endswith(".css") and one.line
    }
    try:
        sheets = {name: read_text(templates / name, templates) for name in sorted(names)}
        closed = {name: with_brackets_closed(source.text) for name, source in sheets.items()}
        found = press.run_in_worker(check_styles, (folder, closed), folder) if sheets else []
    except NotFitToPrint:  # reported already, or the engine does not end
        return problems
    lines = {source.path: source.line for source in sheets.values()}
    found = [replace(one, excerpt=lines[one.path](one.line)) for one in found]
    return [*problems, *(one for one in found if not any(_covers(one, it) for it in problems))]


def _covers(declared: Problem, other: Problem) -> bool:
    """Whether another problem is within the declaration that the engine drops, or explains it."""
    if (declared.path, declared.line) != (other.path, other.line):
        return False
    if other.code == UNMATCHED:
        return True
    written = declared.excerpt[declared.column - 1 :]
    length = len(written.partition(";")[0].partition("}")[0])
    return 0 <= other.column - declared.column <= length
