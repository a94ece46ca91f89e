"""What is said of a term: before, while and after its packs are made."""

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

from printroom.cli.messages import counted, err, say_problems
from printroom.model import Delivered, Failed, ResolvedTerm

if TYPE_CHECKING:
    from printroom.ledger.term_record import TermRecord
    from printroom.make.plan_run import RunPlan
    from printroom.make.report import Report
    from printroom.make.term_run import TermRun

Made = Delivered | Failed
EVERY = 25
"""Without a terminal a line is written for so many packs."""
SHOWN = 8


def said_list(tour: ResolvedTerm, as_json: bool) -> None:
    """Say how the list of schools was read, and what is odd in it."""
    say_problems(tour.warnings)
    if not as_json:
        listed = tour.listed
        err().print(f"{len(listed.schools)} schools in {listed.path} ({listed.read_as}).")


@contextmanager
def telling(count: int, as_json: bool) -> Iterator[Callable[[Made], None]]:
    """What to call with each pack: a live table on a terminal, else plain or JSON lines."""
    console = err()
    if as_json:
        yield _say_event
    elif console.is_terminal:
        with _Table(count) as table:
            yield table.tell
    else:
        yield _Lines(count).tell


class _Table:
    """Packs, pages, rate, time left and failures, as they come."""

    def __init__(self, count: int) -> None:
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("packs · {task.fields[pages]:,} pages · {task.fields[rate]} a second ·"),
            TimeRemainingColumn(),
            TextColumn("left{task.fields[failed]}"),
            console=err(),
        )
        self._task = self._progress.add_task("", total=count, pages=0, rate="–", failed="")
        self._pages = self._failed = 0

    def __enter__(self) -> _Table:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, made: Made) -> None:
        """One more pack."""
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


class _Lines:
    def __init__(self, count: int) -> None:
        self._count, self._done, self._failed = count, 0, 0

    def tell(self, made: Made) -> None:
        """One more pack."""
        self._done += 1
        self._failed += isinstance(made, Failed)
        if self._done % EVERY == 0 or self._done == self._count:
            failed = f", {self._failed} failed" if self._failed else ""
            err().print(f"{self._done} of {self._count} packs{failed}")


def _say_event(made: Made) -> None:
    order = made.booking.order
    event: dict[str, object] = {
        "event": "failed" if isinstance(made, Failed) else "pack",
        "school": made.booking.school_id,
        "session": order.session,
        "band": order.band,
        "nation": order.nation,
    }
    if isinstance(made, Delivered):
        event |= {"folder": made.folder, "pages": made.pages, "how": dict(made.how)}
    click.echo(json.dumps(event, ensure_ascii=False))


def said_unchanged(record: TermRecord, folder: Path, as_json: bool) -> None:
    """Say that nothing has changed since the last time."""
    if as_json:
        click.echo(json.dumps({"event": "report", **record.report, "changed": False}))
        return
    count = len(record.packs)
    click.echo(
        f"Nothing has changed: {counted(count, 'pack stands', 'packs stand')} in {folder}, "
        "every byte as it was made."
    )


def said_plan(plan: RunPlan, term: TermRun, as_json: bool) -> None:
    """Say what would be made."""
    from printroom.make.term_run import left_over

    others = [pack.as_posix() for pack in left_over(term)]
    if as_json:
        said = {name: getattr(plan, name) for name in plan.__slots__ if name != "problems"}
        problems = [str(problem) for problem in plan.problems]
        said |= {"event": "plan", "problems": problems, "left_over": others}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for line in _plan_lines(plan, term.folder):
        click.echo(line)
    if others:
        click.echo(_said_others(others))
    say_problems(plan.problems)
    click.echo(f"Next: python3 generate.py term {term.tour.name}")


def _said_others(others: Sequence[object]) -> str:
    return f"Of no school of this term: {counted(len(others), 'pack')}, such as {others[0]}."


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
            f"Of {counted(plan.orders, 'different pack')}, {plan.unprinted:,} never "
            "printed here: how many pages they have is known after the first time."
        )
    if plan.seconds is None:
        yield "How long it takes is known after the first time."
    else:
        yield f"It takes about {_long(plan.seconds)}."
    for school_id, names in list(plan.lacking.items())[:SHOWN]:
        yield f"{school_id} lacks: {', '.join(names)}."
    if len(plan.lacking) > SHOWN:
        yield f"{len(plan.lacking) - SHOWN} more schools lack something."


def _long(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"


def said_report(report: Report, term: TermRun, as_json: bool, seconds: float) -> None:
    """Say what came of a term."""
    from printroom.make.report import alike, in_words, whose
    from printroom.make.report import as_json as in_json
    from printroom.make.term_run import left_over

    if as_json:
        unwritten = [str(problem) for problem in report.unwritten]
        said = {"event": "report", **in_json(report), "changed": True, "unwritten": unwritten}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for line in in_words(report):
        click.echo(line)
    for problems, those in alike(report.failures).items():
        say_problems(problems)
        names = "; ".join(whose(one.booking) for one in those[:SHOWN])
        more = f" and {len(those) - SHOWN} more" if len(those) > SHOWN else ""
        err().print(f"    failed: {names}{more}", soft_wrap=True, highlight=False)
    if others := left_over(term):
        click.echo(_said_others(others))
    say_problems(report.unwritten)
    where = "could not be written" if report.unwritten else term.report.with_suffix(".html")
    click.echo(f"In {_long(seconds)}. The report: {where}")
