"""The command that withdraws a pack or a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from printroom.cli.current import read_current
from printroom.cli.messages import print_set_aside, report_problems
from printroom.cli.parameters import (
    HOME,
    Day,
    FolderPath,
    folders,
    record_in,
    recorded,
    relative,
    today,
)


@click.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why it must not be used.")
@click.option("--instead", required=True, help="What to use in its place.")
@click.option("--on", type=Day(), help="The day from which it must not be used; default: today.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@recorded
@folders
def withdraw(
    code: str,
    reason: str,
    instead: str,
    on: dt.date | None,
    output: Path | None,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Record in materials/withdrawn.yaml that a pack or a page must no longer be used.

    CODE is the one on the cover for a whole pack, or the one at the foot of a single document. It
    is not printed any more, and `verify` warns of it and of each page of a withdrawn pack.

    \b
    python3 generate.py withdraw ABC-DEF --reason "A help line has another number." \\
        --instead "Print the pack again; it has the new number."
    """
    from printroom import make
    from printroom.ledger.codes import parse_code
    from printroom.ledger.withdrawing import withdraw
    from printroom.model import Withdrawn

    parsed, day = parse_code(code), on or today()
    if parsed is None or not (reason.strip() and instead.strip()):
        raise click.UsageError("a code looks like ABC-DEF; --reason and --instead are sentences")
    entry = Withdrawn(codes=(parsed,), on=day, reason=reason.strip(), instead=instead.strip())
    with report_problems(False, "withdrawn"), make.compose_workers() as workers:
        current = read_current(materials, templates, workers)
        where = output or relative(HOME / "output")
        withdraw(entry, where, current, record_in(record, materials))
    print_set_aside(current.library)
    click.echo(f"{parsed} is withdrawn from {day}. Recorded in {materials / 'withdrawn.yaml'}.")
    click.echo(f"Packs that contain it: python3 generate.py verify {where}")
