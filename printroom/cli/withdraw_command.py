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
@click.argument("words", metavar="CODE|FOLDER", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why it must not be used.")
@click.option("--instead", required=True, help="What to use in its place.")
@click.option("--on", type=Day(), help="The day from which it must not be used; default: today.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@recorded
@folders
def withdraw(
    words: tuple[str, ...],
    reason: str,
    instead: str,
    on: dt.date | None,
    output: Path | None,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Record in materials/withdrawn.yaml that a pack or a page must no longer be used.

    CODE is the one on the cover for a whole pack, or the one at the foot of a single document; the
    folder of a pack, or a file in it, will do. It is not printed any more, and `verify` warns of it
    and of each page of a withdrawn pack.

    \b
    python3 generate.py withdraw ABC-DEF --reason "A help line has another number." \\
        --instead "Print the pack again; it has the new number."
    """
    from printroom import make
    from printroom.ledger.given_codes import meant_code
    from printroom.ledger.withdrawing import withdraw
    from printroom.model import Withdrawn

    where, day = output or relative(HOME / "output"), on or today()
    code = meant_code(" ".join(words), where)
    if code is None:
        message = "a code looks like ABC-DEF; or name the folder of a pack"
        raise click.UsageError(f"{' '.join(words)}: {message}")
    if not (reason.strip() and instead.strip()):
        raise click.UsageError("--reason and --instead are sentences")
    entry = Withdrawn(codes=(code,), on=day, reason=reason.strip(), instead=instead.strip())
    with report_problems(False, "withdrawn"), make.compose_workers() as workers:
        current = read_current(materials, templates, workers)
        withdraw(entry, where, current, record_in(record, materials))
    print_set_aside(current.library)
    click.echo(f"{code} is withdrawn from {day}. Recorded in {materials / 'withdrawn.yaml'}.")
    click.echo(f"Packs that contain it: python3 generate.py verify {where}")
