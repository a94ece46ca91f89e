"""Output shared by the commands: problems, progress and exit codes."""

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

NOT_FIT, WRONG_CALL, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130


@contextmanager
def report_problems(as_json: bool) -> Iterator[None]:
    """Print what is not fit to print, and exit with 1; with 130 when interrupted.

    A document that does not exist is a wrong call, which exits with 2.
    """
    try:
        yield
    except NotFitToPrint as error:
        if as_json:
            rows = [asdict(problem) for problem in error.problems]
            click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))
        else:
            print_problems(error.problems)
            count = len(error.problems)
            stderr().print(f"{counted(count, 'error')}: nothing was printed.", style="bold")
        is_wrong = any(
            problem.code == "unknown-document" and not problem.line for problem in error.problems
        )
        sys.exit(WRONG_CALL if is_wrong else NOT_FIT)
    except KeyboardInterrupt:
        stderr().print("Interrupted. No incomplete pack was left behind.")
        sys.exit(INTERRUPTED)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem with its place, the source line and the fix."""
    console = stderr()
    for problem in problems:
        word = "[bold red]" if problem.stops else "[yellow]"
        console.print(
            f"{escape(problem.place)} {word}{problem.code}[/] {escape(problem.message)}",
            soft_wrap=True,
            highlight=False,
        )
        excerpt = problem.excerpt or _source_line(problem)
        if excerpt.strip():
            console.print(f"    {escape(excerpt)}", soft_wrap=True, highlight=False)
            console.print(f"    {' ' * (problem.column - 1)}^", soft_wrap=True, highlight=False)
        if problem.fix:
            console.print(f"    {escape(problem.fix)}", soft_wrap=True, highlight=False)


def print_damaged(keys: Iterable[str]) -> None:
    """Print which damaged entries of the cache were replaced."""
    for key in keys:
        stderr().print(f"Replaced a damaged cache entry: {key}")


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its unit, such as “1 sheet” or “1,200 sheets”."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _source_line(problem: Problem) -> str:
    """The source line of a problem that was found without its file at hand."""
    if not problem.line:
        return ""
    try:
        return Path(problem.path).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return ""


@contextmanager
def progress(as_json: bool) -> Iterator[Monitor]:
    """Show progress on standard error: a live line on a terminal, plain lines otherwise."""
    from printroom.make.options import SILENT

    console = stderr()
    if as_json:
        yield SILENT
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


def stderr() -> Console:
    """A console that writes to standard error."""
    return Console(stderr=True, emoji=False)  # “:100:” is a line of a file
