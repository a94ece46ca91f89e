"""Output of `term --plan`: what would be made, what it costs, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import counted, print_problems
from printroom.cli.parameters import given

if TYPE_CHECKING:
    from printroom.make.options import RunOptions
    from printroom.make.plan_run import RunPlan
    from printroom.make.term_run import TermRun


def print_plan(plan: RunPlan, term: TermRun, options: RunOptions, as_json: bool) -> None:
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
        click.echo(leftover_text(others))
    for line in _draft_lines(plan, is_release=options.is_release):
        click.echo(line)
    print_problems(plan.problems)
    for line in _next_lines(plan, term, options):
        click.echo(line)


def leftover_text(others: Sequence[object]) -> str:
    """How many packs in the term's folder are not part of it."""
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
        yield f"This takes about {duration(plan.seconds)}."
    lacking: dict[tuple[str, ...], list[str]] = {}
    for school_id, names in plan.lacking.items():
        lacking.setdefault(names, []).append(school_id)
    for names, schools in lacking.items():
        verb = "lacks" if len(schools) == 1 else "lack"
        yield f"{', '.join(schools)} {verb}: {', '.join(names)}."


def _draft_lines(plan: RunPlan, *, is_release: bool) -> Iterator[str]:
    """How many packs will be drafts; for a release, every reason with every pack it stops."""
    if plan.drafts and not is_release:
        packs = counted(plan.drafted, "pack")
        yield f"{packs} will be DRAFTS: --release --plan lists every reason."
    if not (plan.drafts and is_release):
        return
    yield f"{counted(plan.drafted, 'pack')} of {plan.packs:,} cannot be released:"
    for reason, labels in plan.drafts.items():
        yield f"    {reason}"
        if len(labels) == plan.packs > 1:
            yield "        every pack"
        else:
            yield from (f"        {rows}" for rows in _by_order(labels))


def _by_order(labels: Iterable[str]) -> Iterator[str]:
    """The packs of each order in a line: all its schools, and then what they get."""
    schools: dict[str, list[str]] = {}
    for label in labels:
        school, _, order = label.partition(": ")
        schools.setdefault(order, []).append(school)
    return (f"{', '.join(those)}: {order}" for order, those in schools.items())


def _next_lines(plan: RunPlan, term: TermRun, options: RunOptions) -> Iterator[str]:
    """The command that makes the packs; for a release, only if it would make any."""
    command = f"python3 generate.py term {term.resolved.name}"
    if not (options.is_release and plan.drafted):
        yield f"Next: {command}{given(without='is_plan')}"
    elif plan.drafted < plan.packs and not options.all_or_nothing:
        yield f"Next, for those that can be released: {command}{given(without='is_plan')}"
    else:
        yield f"Nothing can be released yet. To print drafts: {command}"


def duration(seconds: float) -> str:
    """A duration in seconds or minutes."""
    if seconds < 90:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
