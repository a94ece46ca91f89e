"""Output shared by the commands: problems, progress and exit codes."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from printroom.cli.parameters import given_options
from printroom.cli.streams import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from printroom.make.run.options import Monitor
    from printroom.model import Library, Problem

NOT_FIT, WRONG_CALL, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130
NO_HALF_PACK = "No incomplete pack was left behind. To go on, run the same command again."
_WRONG_CALLS = ("no-follow-up", "no-name")
"""Codes of problems that are usage errors, beside those about unknown names."""
_ANSWERS = ("unknown-code",)
"""Codes about unknown names that are no usage error: the command was asked whether it is known."""


@contextmanager
def report_problems(as_json: bool, undone: str, left: str = "") -> Iterator[None]:
    """Print the problems of `NotFitToPrint` and exit with 1; exit with 130 when interrupted.

    An option or argument with an unknown name is a usage error, which exits with 2.
    `undone` completes “nothing was …”; `left` says what an interrupted run leaves behind.
    """
    from printroom.model import NotFitToPrint, WrongOption

    try:
        yield
    except NotFitToPrint as error:
        if as_json:
            rows = problem_rows(error.problems)
            print_json({"problems": rows})
        else:
            print_problems(error.problems)
            count = len(error.problems)
            stderr().print(f"{quantity(count, 'error')}: nothing was {undone}.", style="bold")
        sys.exit(WRONG_CALL if any(map(_is_wrong_call, error.problems)) else NOT_FIT)
    except WrongOption as error:
        raise click.UsageError(f"{error.given}: {error}") from None
    except KeyboardInterrupt:
        stderr().print(f"Interrupted. {left}".strip())
        sys.exit(INTERRUPTED)


def print_json(value: object) -> None:
    """Print a value for another program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def in_words(day: dt.date) -> str:
    """A date as pages print it, such as 28 Feb 2027."""
    return f"{day.day} {day:%b %Y}"


def cut_short(lines: Iterable[str], most: int, indent: str = "    ") -> Iterator[str]:
    """The first of these lines; if there are more, how many."""
    lines = list(lines)
    yield from lines[:most]
    if len(lines) > most:
        yield f"{indent}and {len(lines) - most} more"


def print_note(text: str, style: str = "") -> None:
    """Print a line on standard error without markup, colours or line breaks."""
    stderr().print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def _is_wrong_call(problem: Problem) -> bool:
    """Whether a problem is an unknown name on the command line, not in a file."""
    is_unknown = problem.code.startswith("unknown-") and problem.code not in _ANSWERS
    return not problem.line and (is_unknown or problem.code in _WRONG_CALLS)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem with its place, the source line and the fix."""
    from rich.cells import cell_len
    from rich.markup import escape

    console = stderr()
    for found in problems:
        whole = _with_excerpt(found)
        problem, (excerpt, column) = whole.shorten(), whole.window()
        word = "[bold red]" if problem.stops else "[yellow]"
        console.print(
            f"{escape(problem.place)} {word}{problem.code}[/] {escape(problem.message)}",
            soft_wrap=True,
            highlight=False,
        )
        if excerpt.strip():
            console.print(f"    {escape(excerpt)}", soft_wrap=True, highlight=False)
            console.print(
                f"    {' ' * cell_len(excerpt[: column - 1])}^", soft_wrap=True, highlight=False
            )
        if problem.fix:
            console.print(f"    {escape(problem.fix)}", soft_wrap=True, highlight=False)


def print_set_aside(library: Library, affected: Iterable[str] = (), effect: str = "") -> None:
    """Print how many files with mistakes were left out, as they were not needed.

    If the answer is incomplete without them, `effect` says how, and `affected` are the sessions.
    """
    paths = {problem.path for those in library.set_aside.values() for problem in those}
    if paths:
        files = quantity(len(paths), "other file has", "other files have")
        same = given_options("materials", "templates")
        message = f"{files} mistakes: python3 generate.py check{same}"
        stderr().print(message, highlight=False, soft_wrap=True)
    if sessions := ", ".join(sorted(affected)):
        stderr().print(f"{effect}: {sessions}", highlight=False, soft_wrap=True)


def print_damaged(keys: Iterable[str]) -> None:
    """Print which damaged entries of the cache were replaced."""
    for key in dict.fromkeys(keys):
        stderr().print(f"Replaced a damaged cache entry: {key}")


def quantity(count: int, one: str, many: str = "") -> str:
    """A number with its unit, such as “1 sheet” or “1,200 sheets”."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as JSON values."""
    return [asdict(_with_excerpt(problem).shorten()) for problem in problems]


def _with_excerpt(problem: Problem) -> Problem:
    """A problem with its source line, which is read from the file if it is not known yet."""
    from printroom.load.sources.text_file import line_of

    if problem.excerpt or not problem.line:
        return problem
    return replace(problem, excerpt=line_of(problem.path, problem.line))


@contextmanager
def progress(as_json: bool) -> Iterator[Monitor]:
    """Show progress on standard error: a live line on a terminal, plain lines otherwise."""
    from printroom.make.run.options import SILENT

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
    from printroom.make.run.options import Monitor

    class Steps(Monitor):
        def step(self, name: str) -> None:
            write(f"{name} …")

    return Steps()


def stderr() -> Console:
    """A console that writes to standard error."""
    from printroom.cli.console import SafeConsole

    return SafeConsole(file=terminal(), emoji=False)  # “:100:” is a line of a file
