"""The command that withdraws a pack or a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import cut_short, print_set_aside, progress, quantity, report_problems
from printroom.cli.parameters import (
    Day,
    FolderPath,
    default_output,
    folders,
    given_options,
    read_current,
    record_in,
    recorded,
    today,
)

if TYPE_CHECKING:
    from printroom.model import Withdrawn

SHOWN = 20
"""How many packs are listed."""


@click.command()
@click.argument("words", metavar="CODE|FOLDER", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why it must not be used.")
@click.option("--instead", required=True, help="What to use in its place.")
@click.option("--by", default="", help="The full name of the person who withdraws it.")
@click.option("--on", type=Day(), help="The day from which it must not be used; default: today.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@recorded
@folders
def withdraw(
    words: tuple[str, ...],
    reason: str,
    instead: str,
    by: str,
    on: dt.date | None,
    output: Path | None,
    record: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Record in materials/withdrawn.yaml that a pack or a page must no longer be used.

    CODE is the one on the cover for a whole pack, or the one at the foot of a single document; the
    folder of a pack, or a file in it, will do. It is not printed any more, whatever the --seed, and
    `verify` warns of it and of each page of a withdrawn pack.

    \b
    python3 generate.py withdraw ABC-DEF --reason "A helpline has another number." \\
        --instead "Print the pack again; it has the new number."
    """
    from printroom.make.requests.new_entries import withdrawn_entry

    where, day = output or default_output(), on or today()
    code = _parse_code(" ".join(words), where)
    with report_problems(False, "withdrawn"):
        entry = withdrawn_entry(code, reason, instead, by, day)
        written = _withdraw(entry, where, (materials, templates), record)
    click.echo(f"{code} is withdrawn from {day}. Recorded in {materials / 'withdrawn.yaml'}.")
    click.echo("Packs with the same text and another --seed are withdrawn, too.")
    _print_packs(written, where)


def _print_packs(entry: Withdrawn, output: Path) -> None:
    """Print which packs must not be used any more, and how to look for others."""
    from printroom.ledger.withdrawal import packs_with

    packs = [f"    {pack}" for pack, _ in packs_with(entry.codes, output)]
    count = quantity(len(packs), "pack")
    has_none = f"No pack in {output} has this code."
    click.echo(f"{count} in {output} must not be used:" if packs else has_none)
    for line in cut_short(packs, SHOWN):
        click.echo(line)
    same = given_options("materials", "templates", "record")
    click.echo(f"For packs in another folder, name it: python3 generate.py verify FOLDER{same}")


def _parse_code(text: str, output: Path) -> str:
    """The code in a text, or of the pack with this path; any other text is a usage error."""
    from printroom.ledger.given_codes import meant_code

    if (code := meant_code(text, output)) is None:
        message = "a code looks like ABC-DEF; or name the folder of a pack"
        raise click.UsageError(f"{text}: {message}")
    return code


def _withdraw(
    entry: Withdrawn, output: Path, folders: tuple[Path, Path], record: Path | None
) -> Withdrawn:
    """Write the entry, and record the packs that have its code."""
    from printroom import make
    from printroom.ledger.withdrawing import withdraw
    from printroom.make.requests.new_entries import refuse_no_name

    with make.compose_workers() as workers:
        current = read_current(*folders, workers)
        if entry.by:
            refuse_no_name(entry.by, current.library.names)
        with progress(False) as monitor:

            def compared(done: int, count: int) -> None:
                monitor.step(
                    f"comparing it with what would be printed now: {done} of {count} packs"
                )

            printed = record_in(record, folders[0])
            written = withdraw(entry, output, current, printed, compared)
    print_set_aside(current.library)
    return written
