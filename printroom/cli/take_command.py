"""The command that writes a finished pack as a zip, or as one PDF for a printer."""

from __future__ import annotations

from pathlib import Path

import click

from printroom.cli.messages import report_problems
from printroom.cli.parameters import FolderPath, default_cache


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--zip", "as_zip", is_flag=True, help="The whole pack (or bundle, or term) as a zip.")
@click.option("--print", "to_print", is_flag=True, help="One PDF to print, with all copies.")
@click.option("--paper", default="", help="With --print: only what prints on it, as “A4 card”.")
@click.option("-o", "--output", type=FolderPath, help="Where to write; default: beside the pack.")
def take(folder: Path, as_zip: bool, to_print: bool, paper: str, output: Path | None) -> None:
    """Make a zip, or one PDF to print, of a finished pack.

    FOLDER is the one that `pack` named. With --zip, it may also be a bundle, or the folder of a
    term with all its packs. The file of a pack is named after its term or day, and its school.

    The PDF to print has all documents in order, in as many copies as the job sheet says, with blank
    backs where they are needed: print it on both sides, at actual size, turned over the long edge.

    \b
    python3 generate.py take output/undated/no-school/power-who-has-it--11-14--wales --zip
    python3 generate.py take output/undated/no-school/power-who-has-it--11-14--wales --print
    python3 generate.py take output/2027-spring --zip
    """
    from printroom import make
    from printroom.make.bundle.taking import print_run, run_name

    if not (as_zip or to_print):
        raise click.UsageError("add --zip, --print, or both")
    if paper and not to_print:
        raise click.UsageError("--paper goes with --print")
    beside = output or folder.parent
    with report_problems(False, "written"):
        if as_zip:
            _zip(folder, beside)
        if to_print:
            with make.compose_workers() as workers:
                press = make.CachedPress(default_cache(), workers)
                content = print_run(folder, paper, press)
            _write(beside / run_name(folder, paper), content)


def _zip(folder: Path, beside: Path) -> None:
    """Write the zip of a pack, of a bundle, or of all packs of a term."""
    from printroom.deliver.manifest import MANIFEST
    from printroom.make.bundle.taking import taken_name, zip_packs
    from printroom.make.bundle.zips import folder_to_zip, write_zip

    if (folder / MANIFEST).is_file():
        _write(beside / f"{taken_name(folder)}.zip", zip_packs(folder))
    else:
        file = beside / f"{folder.name}.zip"
        write_zip(file, folder_to_zip(folder))
        click.echo(str(file))


def _write(file: Path, content: bytes) -> None:
    from printroom.make import write_file

    write_file(file, content)
    click.echo(str(file))
