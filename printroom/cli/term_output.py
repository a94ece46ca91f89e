"""Output of the term command: before and after the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import print_problems, quantity, stderr
from printroom.model import ResolvedTerm

if TYPE_CHECKING:
    from printroom.ledger.term_record import TermRecord
    from printroom.make.term.report import Report
    from printroom.make.term.term_run import TermRun

SHOWN = 8
"""The most packs that are named for one problem; the report has all."""


def print_school_list(resolved: ResolvedTerm, as_json: bool) -> None:
    """Print how the list of schools was read, and warnings about it."""
    print_problems(resolved.warnings)
    if not as_json:
        listed = resolved.listed
        counted_schools = quantity(len(listed.schools), "school")
        stderr().print(f"{counted_schools} in {listed.path} ({listed.read_as}).", soft_wrap=True)


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
