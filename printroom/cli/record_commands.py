"""Commands for the record of what was printed."""

from __future__ import annotations

from pathlib import Path

import click

from printroom.cli.messages import quantity, report_problems
from printroom.cli.parameters import folders, record_in, recorded


@click.group()
def record() -> None:
    """Keep the record of what was printed, in which `verify` looks up codes.

    \b
    python3 generate.py record merge /media/stick/record
    """


@record.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@recorded
@folders
def merge(folder: Path, record: Path | None, materials: Path, templates: Path) -> None:
    """Add the packs of another record, such as that of another computer. Nothing is overwritten.

    Copying the files of that folder into this one does the same.

    \b
    python3 generate.py record merge /media/stick/record
    """
    del templates
    from printroom.ledger.record import PACKS

    if not (folder / PACKS).is_dir():
        raise click.UsageError(f"{folder} is not a record: it has no folder {PACKS}/")
    with report_problems(False, "added"):
        printed_record = record_in(record, materials)
        count = printed_record.merge(folder)
    click.echo(f"{quantity(count, 'pack')} added to {printed_record.folder}.")
    for file in printed_record.damaged:
        click.echo(f"damaged, not added: {file}")
