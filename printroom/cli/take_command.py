"""The command that writes a finished pack as a zip, or as one PDF for a printer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import (
    bundle_command,
    find_old_bundles,
    term_command,
    with_commands,
)
from printroom.cli.messages import report_problems
from printroom.cli.parameters import FolderPath, current_of, default_cache, folders, relative

if TYPE_CHECKING:
    from printroom.ledger.current_content import CurrentContent


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--zip", "as_zip", is_flag=True, help="The whole pack (or bundle, or term) as a zip.")
@click.option("--print", "to_print", is_flag=True, help="One PDF to print, with all copies.")
@click.option("--paper", default="", help="With --print: only what prints on it, as “A4 card”.")
@click.option("-o", "--output", type=FolderPath, help="Where to write; default: beside the pack.")
@folders
def take(
    folder: Path,
    as_zip: bool,
    to_print: bool,
    paper: str,
    output: Path | None,
    materials: Path,
    templates: Path,
) -> None:
    """Make a zip, or one PDF to print, of a finished pack.

    FOLDER is the one that `pack` named. With --zip, it may also be a bundle, or the folder of a
    term with all its packs. The file of a pack is named after its term or day, and its school.
    Packs that were withdrawn or are out of date are refused, as `bundle` does.

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
    with report_problems(False, "written"), make.compose_workers() as workers:
        sources = make.read_sources(materials, templates, None, default_cache(), sets_aside=True)
        _refuse_unfit(folder, current_of(materials, sources, workers))
        if as_zip:
            _zip(folder, beside)
        if to_print:
            press = make.CachedPress(default_cache(), workers)
            content = print_run(folder, paper, press)
            _write(beside / run_name(folder, paper), content)


def _refuse_unfit(folder: Path, current: CurrentContent) -> None:
    """Raise `NotFitToPrint` if a pack, or one of a bundle or a term, must not be sent."""
    from printroom.deliver.manifest import packs_below
    from printroom.ledger.bundle_contents import CONTENTS
    from printroom.make.bundle.not_bundled import AGAIN, TAKE_AGAIN, refuse_to_take
    from printroom.model import NotFitToPrint

    is_bundle = (folder / CONTENTS).is_file()
    again = AGAIN if is_bundle else TAKE_AGAIN
    packs = _bundled(folder) if is_bundle else [*packs_below(folder)]
    try:
        refuse_to_take(packs, current.unfit, again)
    except NotFitToPrint as error:
        found = with_commands(error.problems, again, _command(packs))
        raise NotFitToPrint(found) from None
    if is_bundle and packs:
        _refuse_old_bundle(folder)
    elif is_bundle:
        click.echo("The packs of this bundle are not beside it: not compared with them.", err=True)


def _bundled(folder: Path) -> list[Path]:
    """The packs of a bundle that are beside it; all packs there, if nobody knows which."""
    from printroom.deliver.manifest import packs_below
    from printroom.ledger.bundle_contents import read_contents

    home = folder.resolve().parent
    there = [*packs_below(home)]
    try:
        names = read_contents(folder).packs
    except (OSError, ValueError):
        names = None
    return there if names is None else [one for one in there if _name(one, home) in names]


def _name(pack: Path, home: Path) -> str:
    return pack.relative_to(home).as_posix()


def _refuse_old_bundle(folder: Path) -> None:
    """Raise `NotFitToPrint` for a bundle that `verify` calls old or incomplete."""
    from printroom.ledger.term_record import read_record
    from printroom.model import NotFitToPrint, Problem

    home = folder.resolve().parent
    term = read_record(home)
    packs = [home / name for name in term.packs] if term else []
    for one in find_old_bundles(home, packs):
        if one.place == home / folder.name:
            message = f"this bundle is {one.state}, do not print or send it. {one}"
            fix = f"make it again: {bundle_command(relative(home), one.options)}"
            raise NotFitToPrint([Problem("old-bundle", folder.as_posix(), message, fix, 0)])


def _command(packs: Iterable[Path]) -> str:
    """The command that makes these packs again."""
    from printroom.deliver.manifest import read_manifest

    for pack in packs:
        home, made = pack.resolve().parent.parent, read_manifest(pack)
        if made and made.term == home.name:
            return term_command(relative(home))
    return "python3 generate.py pack"


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
