"""What the program says: results to standard output; progress and problems to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from printroom.model import NotFitToPrint, Problem

if TYPE_CHECKING:
    from printroom.make.options import Monitor

NOT_FIT, SOME_FAILED, INTERRUPTED = 1, 3, 130


@contextmanager
def spoken_problems(as_json: bool) -> Iterator[None]:
    """Say what is not fit to print, all at once, and leave with 1; with 130 when interrupted."""
    try:
        yield
    except NotFitToPrint as error:
        if as_json:
            rows = [asdict(problem) for problem in error.problems]
            click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))
        else:
            say_problems(error.problems)
            count = len(error.problems)
            err().print(f"{counted(count, 'error')}: nothing was printed.", style="bold")
        sys.exit(NOT_FIT)
    except KeyboardInterrupt:
        err().print("Interrupted: nothing half-made was left behind.")
        sys.exit(INTERRUPTED)


def say_problems(problems: Iterable[Problem]) -> None:
    """Each problem at its place, with the line as it was written and how to mend it."""
    console = err()
    for problem in problems:
        word = "[bold red]" if problem.stops else "[yellow]"
        place = f"{problem.path}:{problem.line}:{problem.column}"
        console.print(
            f"{escape(place)} {word}{problem.code}[/] {escape(problem.message)}",
            soft_wrap=True,
            highlight=False,
        )
        excerpt = problem.excerpt or _line(problem)
        if excerpt.strip():
            console.print(f"    {escape(excerpt)}", soft_wrap=True, highlight=False)
            console.print(f"    {' ' * (problem.column - 1)}^", soft_wrap=True, highlight=False)
        if problem.fix:
            console.print(f"    {escape(problem.fix)}", soft_wrap=True, highlight=False)


def said_damage(keys: Iterable[str]) -> None:
    """Say which entries of the cache were damaged, and made again."""
    for key in keys:
        err().print(f"A damaged entry of the cache was made again: {key}")


def counted(count: int, one: str, many: str = "") -> str:
    """A number with what it counts, such as “1 sheet” or “1,200 sheets”."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _line(problem: Problem) -> str:
    """The line of a problem that was found when its file was no longer at hand."""
    try:
        return Path(problem.path).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return ""


@contextmanager
def progress(as_json: bool) -> Iterator[Monitor]:
    """Progress on standard error: a live line on a terminal, plain lines otherwise."""
    from printroom.make.options import IGNORED

    console = err()
    if as_json:
        yield IGNORED
    elif console.is_terminal:
        with console.status("") as status:
            yield _steps_to(status.update)
    else:
        yield _steps_to(console.print)


def _steps_to(write: Callable[[str], None]) -> Monitor:
    """A monitor that writes the name of each step."""
    from printroom.make.options import Monitor

    class Steps(Monitor):
        def step(self, name: str) -> None:
            write(f"{name} …")

    return Steps()


def err() -> Console:
    return Console(stderr=True, emoji=False)  # “:100:” is a line of a file
