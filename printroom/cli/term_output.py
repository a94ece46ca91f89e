"""Output of the term command: before, during and after the run."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from printroom.cli.messages import print_problems, quantity, stderr
from printroom.model import Booking, Built, Delivered, Failed, PackResult, ResolvedTerm

if TYPE_CHECKING:
    from printroom.ledger.term_record import TermRecord
    from printroom.make.term.report import Report
    from printroom.make.term.term_run import TermRun

EVERY, MOST_LINES = 25, 20
"""Without a terminal, a line is written after this many packs, or more for so many lines."""
SHOWN = 8
"""The most packs that are named for one problem; the report has all."""


def print_school_list(resolved: ResolvedTerm, as_json: bool) -> None:
    """Print how the list of schools was read, and warnings about it."""
    print_problems(resolved.warnings)
    if not as_json:
        listed = resolved.listed
        counted_schools = quantity(len(listed.schools), "school")
        stderr().print(f"{counted_schools} in {listed.path} ({listed.read_as}).", soft_wrap=True)


@contextmanager
def pack_progress(count: int, as_json: bool) -> Iterator[Callable[[Built | PackResult], None]]:
    """A function to call with each pack: a live line on a terminal, else plain or JSON lines.

    People see a pack counted when it is built; JSON has a line for what became of it.
    """
    console = stderr()
    if as_json:
        yield _print_event
    elif console.is_terminal:
        with _LiveProgress(count) as table:
            yield table.add
    else:
        yield _PlainProgress(count).add


@dataclass
class _Counts:
    """Packs, failures and pages so far; a pack that was built is counted once."""

    done: int = 0
    failed: int = 0
    pages: int = 0
    built: set[Booking] = field(default_factory=set)

    def add(self, made: Built | PackResult) -> bool:
        """Count a result; whether its pack had not been counted yet."""
        self.failed += isinstance(made, Failed)
        pack = made.pack if isinstance(made, Built) else made
        if pack.booking in self.built:
            return False
        if isinstance(made, Built):
            self.built.add(pack.booking)
        self.done += 1
        self.pages += 0 if isinstance(pack, Failed) else pack.pages
        return True


class _LiveProgress:
    """Packs, pages, rate, time left and failures."""

    def __init__(self, count: int) -> None:
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("packs · {task.fields[pages]:,} pages · {task.fields[rate]} a second ·"),
            TimeRemainingColumn(),
            TextColumn("left{task.fields[failed]}"),
            console=stderr(),
        )
        self._task = self._progress.add_task("", total=count, pages=0, rate="–", failed="")
        self._counts = _Counts()

    def __enter__(self) -> _LiveProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def add(self, made: Built | PackResult) -> None:
        """Count one more pack."""
        counts, is_new = self._counts, self._counts.add(made)
        speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
        self._progress.update(
            self._task,
            advance=int(is_new),
            pages=counts.pages,
            rate=f"{speed:.0f}" if speed else "–",
            failed=f" · [red]{counts.failed} failed[/]" if counts.failed else "",
        )


class _PlainProgress:
    def __init__(self, count: int) -> None:
        self._count, self._counts = count, _Counts()
        self._every = max(EVERY, math.ceil(count / MOST_LINES))

    def add(self, made: Built | PackResult) -> None:
        """Count one more pack."""
        counts = self._counts
        if counts.add(made) and (counts.done % self._every == 0 or counts.done == self._count):
            failed = f", {counts.failed} failed" if counts.failed else ""
            stderr().print(f"{counts.done} of {self._count} packs{failed}")


def _print_event(made: Built | PackResult) -> None:
    if isinstance(made, Built):
        return
    order = made.booking.order
    event: dict[str, object] = {
        "event": "failed" if isinstance(made, Failed) else "pack",
        "school": made.booking.school_id,
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
        "minutes": order.minutes,
        "follows": order.follows,
    }
    if isinstance(made, Delivered):
        event |= {"folder": made.folder, "pages": made.pages, "how": dict(made.how)}
    click.echo(json.dumps(event, ensure_ascii=False))


def print_unchanged(record: TermRecord, folder: Path, as_json: bool) -> None:
    """Print that nothing has changed since the last run."""
    if as_json:
        click.echo(json.dumps({"event": "report", **record.report, "changed": False}))
        return
    count = len(record.packs)
    click.echo(f"Nothing has changed: {quantity(count, 'pack')} in {folder}, all files intact.")


def print_report(report: Report, term: TermRun, as_json: bool, seconds: float) -> None:
    """Print the results of a term."""
    from printroom.cli.plan_output import leftover_text
    from printroom.make.pack.bookings import booking_label
    from printroom.make.term.plan_words import duration
    from printroom.make.term.report import as_json as in_json
    from printroom.make.term.report import group_failures, summary_lines
    from printroom.make.term.term_run import leftover_packs

    if as_json:
        unwritten = [str(problem) for problem in report.unwritten]
        event = {"event": "report", **in_json(report), "changed": True, "unwritten": unwritten}
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    for line in summary_lines(report):
        click.echo(line)
    for problems, those in group_failures(report.failures).items():
        print_problems(problems)
        names = "; ".join(booking_label(failure.booking) for failure in those[:SHOWN])
        more = f" and {len(those) - SHOWN} more" if len(those) > SHOWN else ""
        stderr().print(f"    failed: {names}{more}", soft_wrap=True, highlight=False)
    if others := leftover_packs(term):
        click.echo(leftover_text(others, term.resolved.name))
    print_problems(report.unwritten)
    where = "could not be written" if report.unwritten else term.report.with_suffix(".html")
    click.echo(f"Took {duration(seconds)}. Report: {where}")
