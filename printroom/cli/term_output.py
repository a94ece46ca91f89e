"""Output of the term command: its plan, and what is printed before and after a run."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import (
    bundle_command,
    old_bundles_after_run,
    old_bundles_json,
    print_old_bundles,
    term_command,
)
from printroom.cli.messages import print_problems, quantity, stderr
from printroom.cli.parameters import given_options, today
from printroom.model import ResolvedTerm

if TYPE_CHECKING:
    from printroom.ledger.term_record import TermRecord
    from printroom.make.run.options import RunOptions
    from printroom.make.term.plan_run import RunPlan
    from printroom.make.term.report import Report
    from printroom.make.term.term_run import TermRun
    from printroom.model import PaperNeed

SHOWN = 8
"""The most packs that are named for one problem; the report has all."""
FEW_SCHOOLS = 3
"""The most schools that are named in a command that makes their packs again."""
NOT_FOR_A_RUN = ("is_plan", "lacking")
"""The options that only a plan has."""


def print_school_list(resolved: ResolvedTerm, as_json: bool) -> None:
    """Print how the list of schools was read, and warnings about it."""
    print_problems(resolved.warnings)
    if not as_json:
        listed = resolved.listed
        counted_schools = quantity(len(listed.schools), "school")
        stderr().print(f"{counted_schools} in {listed.path} ({listed.read_as}).", soft_wrap=True)


def print_unchanged(record: TermRecord, folder: Path, as_json: bool) -> None:
    """Print that nothing has changed since the last run."""
    from printroom.ledger.bundle_contents import old_bundles

    bundles = old_bundles(folder, record.packs)
    if as_json:
        event = {"event": "report", **record.report.model_dump(), "changed": False}
        click.echo(json.dumps(event | {"old_bundles": old_bundles_json(bundles)}))
        return
    count = len(record.packs)
    click.echo(f"Nothing has changed: {quantity(count, 'pack')} in {folder}, all files intact.")
    print_old_bundles(folder, bundles)


def print_report(
    report: Report, term: TermRun, as_json: bool, seconds: float, *, is_part: bool = False
) -> None:
    """Print the results of a term, and the next commands unless it made a part of each pack."""
    from printroom import make
    from printroom.deliver import pack_folder
    from printroom.make.pack.bookings import booking_label
    from printroom.make.term.plan_words import duration
    from printroom.make.term.report import group_failures, report_file, summary_lines
    from printroom.make.term.term_run import leftovers_of

    bookings = make.bookings_of(term.resolved, today())
    packs = (term.output / pack_folder(one) for one in bookings)
    bundles = old_bundles_after_run(term.folder, packs)
    if as_json:
        unwritten = [str(problem) for problem in report.unwritten]
        values = report_file(report).model_dump()
        event = {"event": "report", **values, "changed": True, "unwritten": unwritten}
        event["old_bundles"] = old_bundles_json(bundles)
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    for line in summary_lines(report):
        click.echo(line)
    for problems, those in group_failures(report.failures).items():
        print_problems(problems)
        names = "; ".join(booking_label(failure.booking) for failure in those[:SHOWN])
        more = f" and {len(those) - SHOWN} more" if len(those) > SHOWN else ""
        stderr().print(f"    failed: {names}{more}", soft_wrap=True, highlight=False)
    if others := leftovers_of(term):
        click.echo(leftover_text(others, term.resolved.name))
    print_problems(report.unwritten)
    where = "could not be written" if report.unwritten else term.report.with_suffix(".html")
    click.echo(f"Took {duration(seconds)}. Report: {where}")
    print_old_bundles(term.folder, bundles)
    if not (report.failures or report.unwritten or is_part):
        same = given_options("as_of", "output", "record", "materials", "templates")
        click.echo(f"Next: python3 generate.py verify {term.resolved.name}{same}")
        if not bundles:
            click.echo(f"Then, to print: {bundle_command(term.folder)}")


def print_plan(plan: RunPlan, term: TermRun, options: RunOptions, as_json: bool) -> None:
    """Print what would be made; for a release, each reason that stops it."""
    from printroom.make.term.term_run import leftovers_of

    others = [pack.as_posix() for pack in leftovers_of(term)]
    if as_json:
        event = {name: getattr(plan, name) for name in plan.__slots__ if name != "problems"}
        event["paper"] = [{**asdict(need), "stock": need.stock} for need in plan.paper]
        event["drafts"] = {reason.text: labels for reason, labels in plan.drafts.items()}
        problems = [str(problem) for problem in plan.problems]
        event |= {"event": "plan", "problems": problems, "left_over": others}
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    for line in _plan_lines(plan, term.folder):
        click.echo(line)
    if others:
        click.echo(leftover_text(others, term.resolved.name))
    for line in _draft_lines(plan, is_release=options.is_release):
        click.echo(line)
    print_problems(plan.problems)
    for line in _next_lines(plan, term, options):
        click.echo(line)


def leftover_text(others: Sequence[object], name: str) -> str:
    """How many packs in the term's folder are not part of it, and how to remove them."""
    packs = quantity(len(others), "pack")
    return (
        f"Not part of this term: {packs}, such as {others[0]}. "
        f"To remove what is left over: python3 generate.py term prune {name}"
    )


def remake_text(folder: Path, packs: Sequence[Path], count: int) -> str:
    """The command that makes some of the `count` packs in a term's folder again.

    It makes only those of their schools, if these are few.
    """
    from printroom.deliver.manifest import read_manifest

    manifests = [read_manifest(pack) for pack in packs]
    schools = dict.fromkeys(one.school for one in manifests if one)
    is_part = len(packs) < count and len(schools) <= FEW_SCHOOLS
    only = "".join(f" --only {shlex.quote(school)}" for school in schools) if is_part else ""
    command = term_command(folder, only, "materials", "templates", "record")
    return f"To make {'it' if len(packs) == 1 else 'them'} again: {command}"


def _plan_lines(plan: RunPlan, folder: Path) -> Iterator[str]:
    from printroom.make.term.plan_words import assumed_lines, lacking_alike, time_line

    yield (
        f"{quantity(plan.packs, 'pack')} in {folder}: {plan.unchanged:,} already there, "
        f"{plan.packs - plan.unchanged:,} to be made."
    )
    most = "at most " if plan.unprinted else ""
    yield f"{plan.files:,} files, {most}{plan.pages:,} pages."
    yield from _paper_lines(plan.paper, most)
    if plan.unprinted:
        yield (
            f"{plan.unprinted:,} of {quantity(plan.orders, 'different pack')} have never been "
            "printed here; their exact page counts are known after the first run."
        )
    yield (
        f"About {plan.size / 1e6:,.0f} MB on this disk, where schools share files; "
        f"{plan.copied_size / 1e6:,.0f} MB as a copy or as zips."
    )
    yield time_line(plan)
    for names, schools in lacking_alike(plan).items():
        verb = "lacks" if len(schools) == 1 else "lack"
        yield f"{', '.join(schools)} {verb}: {', '.join(names)}."
    for text, ids in assumed_lines(plan):
        yield f"{text} for {', '.join(ids)}."


def _paper_lines(paper: Sequence[PaperNeed], most: str) -> Iterator[str]:
    """Lines with the sheets and reams of each kind of paper, and the copies of each document."""
    from printroom.make.term.plan_words import paper_by_stock

    yield f"{most}{sum(need.sheets for need in paper):,} sheets of paper:".capitalize()
    for stock, count, reams in paper_by_stock(paper):
        yield f"    {count:8,} {stock}" + (f" ({quantity(reams, 'ream')})" if reams else "")
    yield "Copies:"
    for need in paper:
        sheets_of = quantity(need.sheets, "sheet")
        yield f"    {need.copies:8,} {need.document} ({sheets_of}, {need.stock})"


def _draft_lines(plan: RunPlan, *, is_release: bool) -> Iterator[str]:
    """Why packs will be drafts; for a release, every reason with every pack it stops."""
    from printroom.make.term.plan_words import drafts_in_short

    if not plan.drafts:
        return
    if not is_release:
        yield f"{quantity(plan.drafted, 'pack')} will be DRAFTS:"
        for reason, packs in drafts_in_short(plan.drafts).items():
            count = f" ({quantity(len(packs), 'pack')})" if len(packs) < plan.packs else ""
            yield f"    {reason.text}{count}"
        yield "--release --plan lists every reason in full, with its packs."
        return
    yield f"{quantity(plan.drafted, 'pack')} of {plan.packs:,} cannot be released:"
    for reason, labels in plan.drafts.items():
        yield f"    {reason.text}"
        if len(labels) == plan.packs > 1:
            yield "        every pack"
        else:
            yield from (f"        {rows}" for rows in _by_order(labels))


def _by_order(labels: Iterable[str]) -> Iterator[str]:
    """A line for each order: its schools, then the order."""
    schools: dict[str, list[str]] = {}
    for label in labels:
        school, _, order = label.partition(": ")
        schools.setdefault(order, []).append(school)
    return (f"{', '.join(those)}: {order}" for order, those in schools.items())


def _next_lines(plan: RunPlan, term: TermRun, options: RunOptions) -> Iterator[str]:
    """The next command: for a release that can make no pack, the one that prints drafts."""
    command = f"python3 generate.py term {term.resolved.name}"
    same = given_options(without=NOT_FOR_A_RUN)
    if not (options.is_release and plan.drafted):
        yield f"Next: {command}{same}"
    elif plan.drafted < plan.packs and not options.all_or_nothing:
        yield f"Next, for those that can be released: {command}{same}"
    else:
        same = given_options(without=(*NOT_FOR_A_RUN, "release"))
        yield f"Nothing can be released yet. To print drafts: {command}{same}"
