"""Output of the term command: before, during and after the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

from printroom.cli.messages import counted, print_problems, stderr
from printroom.cli.parameters import given
from printroom.model import Delivered, Failed, PackResult, ResolvedTerm

if TYPE_CHECKING:
    from printroom.ledger.term_record import TermRecord
    from printroom.make.plan_run import RunPlan
    from printroom.make.report import Report
    from printroom.make.term_run import TermRun

EVERY = 25
"""Without a terminal, a line is written after this many packs."""
SHOWN = 8


def print_school_list(resolved: ResolvedTerm, as_json: bool) -> None:
    """Print how the list of schools was read, and warnings about it."""
    print_problems(resolved.warnings)
    if not as_json:
        listed = resolved.listed
        stderr().print(f"{len(listed.schools)} schools in {listed.path} ({listed.read_as}).")


@contextmanager
def pack_progress(count: int, as_json: bool) -> Iterator[Callable[[PackResult], None]]:
    """A function to call with each pack: a live line on a terminal, else plain or JSON lines."""
    console = stderr()
    if as_json:
        yield _print_event
    elif console.is_terminal:
        with _LiveProgress(count) as table:
            yield table.add
    else:
        yield _PlainProgress(count).add


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
        self._pages = self._failed = 0

    def __enter__(self) -> _LiveProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def add(self, made: PackResult) -> None:
        """Count one more pack."""
        if isinstance(made, Failed):
            self._failed += 1
        else:
            self._pages += made.pages
        speed = self._progress.tasks[0].finished_speed or self._progress.tasks[0].speed
        self._progress.update(
            self._task,
            advance=1,
            pages=self._pages,
            rate=f"{speed:.0f}" if speed else "–",
            failed=f" · [red]{self._failed} failed[/]" if self._failed else "",
        )


class _PlainProgress:
    def __init__(self, count: int) -> None:
        self._count, self._done, self._failed = count, 0, 0

    def add(self, made: PackResult) -> None:
        """Count one more pack."""
        self._done += 1
        self._failed += isinstance(made, Failed)
        if self._done % EVERY == 0 or self._done == self._count:
            failed = f", {self._failed} failed" if self._failed else ""
            stderr().print(f"{self._done} of {self._count} packs{failed}")


def _print_event(made: PackResult) -> None:
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
    click.echo(f"Nothing has changed: {counted(count, 'pack')} in {folder}, all files intact.")


def print_plan(plan: RunPlan, term: TermRun, as_json: bool, *, is_release: bool) -> None:
    """Print what would be made; for a release, each reason that stops it."""
    from printroom.make.term_run import leftover_packs

    others = [pack.as_posix() for pack in leftover_packs(term)]
    if as_json:
        event = {name: getattr(plan, name) for name in plan.__slots__ if name != "problems"}
        problems = [str(problem) for problem in plan.problems]
        event |= {"event": "plan", "problems": problems, "left_over": others}
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    for line in _plan_lines(plan, term.folder):
        click.echo(line)
    if others:
        click.echo(_leftover_text(others))
    for line in _draft_lines(plan, is_release=is_release):
        click.echo(line)
    print_problems(plan.problems)
    click.echo(f"Next: python3 generate.py term {term.resolved.name}{given(without='is_plan')}")


def _leftover_text(others: Sequence[object]) -> str:
    return f"Not part of this term: {counted(len(others), 'pack')}, such as {others[0]}."


def _plan_lines(plan: RunPlan, folder: Path) -> Iterator[str]:
    yield (
        f"{counted(plan.packs, 'pack')} in {folder}: {plan.unchanged:,} already there, "
        f"{plan.packs - plan.unchanged:,} to be made."
    )
    most = "at most " if plan.unprinted else ""
    yield (
        f"{plan.files:,} files, {most}{plan.pages:,} pages, "
        f"about {plan.size / 1e6:,.0f} MB, {most}{sum(plan.sheets.values()):,} "
        "sheets of paper:"
    )
    for name, sheets in plan.sheets.items():
        yield f"    {sheets:8,} {name}"
    if plan.unprinted:
        yield (
            f"{plan.unprinted:,} of {counted(plan.orders, 'different pack')} have never been "
            "printed here; their exact page counts are known after the first run."
        )
    if plan.seconds is None:
        yield "The duration can be estimated after the first run."
    else:
        yield f"This takes about {_duration(plan.seconds)}."
    for school_id, names in list(plan.lacking.items())[:SHOWN]:
        yield f"{school_id} lacks: {', '.join(names)}."
    if len(plan.lacking) > SHOWN:
        yield f"{len(plan.lacking) - SHOWN} more schools lack something."


def _draft_lines(plan: RunPlan, *, is_release: bool) -> Iterator[str]:
    """How many packs will be drafts; for a release, every reason, and packs that it concerns."""
    if plan.drafts and not is_release:
        packs = counted(plan.drafted, "pack")
        yield f"{packs} will be DRAFTS: --release --plan lists every reason."
    if not (plan.drafts and is_release):
        return
    yield f"{counted(plan.drafted, 'pack')} of {plan.packs:,} cannot be released:"
    for reason, labels in plan.drafts.items():
        more = f" and {len(labels) - 1:,} more" if len(labels) > 1 else ""
        yield f"    {reason}\n        {labels[0]}{more}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"


def print_report(report: Report, term: TermRun, as_json: bool, seconds: float) -> None:
    """Print the results of a term."""
    from printroom.make.bookings import booking_label
    from printroom.make.report import as_json as in_json
    from printroom.make.report import group_failures, summary_lines
    from printroom.make.term_run import leftover_packs

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
        click.echo(_leftover_text(others))
    print_problems(report.unwritten)
    where = "could not be written" if report.unwritten else term.report.with_suffix(".html")
    click.echo(f"Took {_duration(seconds)}. Report: {where}")
