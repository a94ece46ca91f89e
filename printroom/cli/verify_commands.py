"""Commands that look after packs which were made: are they whole, are they right, why were they."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.messages import NOT_FIT, counted, spoken_problems
from printroom.cli.options import HOME, Day, FolderPath, folders, near, own_cache, today
from printroom.cli.sign_commands import say_code
from printroom.model import NotFitToPrint, Problem

if TYPE_CHECKING:
    from printroom.ledger.verification import Verified

SHOWN = 20


@click.command()
@click.argument("words", metavar="CODE|TERM|FOLDER", nargs=-1, required=True)
@click.option("--as-of", type=Day(), help="Judge what is out of date as on this day.")
@click.option("-o", "--output", type=FolderPath, help="Where the terms are; output/ otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for another program.")
@folders
def verify(
    words: tuple[str, ...],
    as_of: dt.date | None,
    output: Path | None,
    as_json: bool,
    materials: Path,
    templates: Path,
) -> None:
    """Say what a page is worth by its code; or hold every file of a term or folder of packs
    against its manifest.

    A code stands at the foot of each page: it is current, superseded (and what has changed), or
    withdrawn. Of packs, a changed or missing file is found, were it by one byte; and so are packs
    that were withdrawn, and those that today's materials would make otherwise.

    \b
    python3 generate.py verify ABC-DEF
    python3 generate.py verify 2027-spring
    python3 generate.py verify output/undated
    """
    from printroom import ledger, make
    from printroom.ledger.codes import Installation, understood
    from printroom.ledger.term_record import read_record
    from printroom.ledger.verification import CurrentWords

    place, output = " ".join(words), output or near(HOME / "output")
    with spoken_problems(as_json):
        folder, code = _folder(place, output), understood(place)
        if folder is None and code is None:
            message = f"there is no term and no folder “{place}”, and it is no code"
            fix = f"terms stand in {output}; a code looks like ABC-DEF"
            raise NotFitToPrint([Problem("unknown-folder", place, message, fix)])
        library, shapes = make.load_folders(materials, templates)
        day = as_of or today()
        if folder is None:
            say_code(
                code or "",
                output,
                Installation(materials, library, shapes, own_cache(), day),
                as_json,
            )
            return
        now = CurrentWords(library, shapes, day, own_cache())
        record = read_record(folder)
        packs = record.packs if record else ()
        found = ledger.verify(folder, packs, now.is_outdated, now.withdrawn)
    if as_json:
        click.echo(json.dumps(_verified_row(found), ensure_ascii=False, indent=2))
    else:
        _say_verified(found)
    sys.exit(0 if found.is_sound and not found.withdrawn else NOT_FIT)


def _verified_row(found: Verified) -> dict[str, object]:
    """What JSON says of packs that were looked at again."""
    return {
        "packs": len(found.packs),
        "faults": [{"file": one.file.as_posix(), "what": one.what} for one in found.faults],
        "extra": [file.as_posix() for file in found.extra],
        "outdated": {pack.as_posix(): why for pack, why in found.outdated.items()},
        "withdrawn": {
            pack.as_posix(): entry.model_dump(mode="json", exclude_defaults=True)
            for pack, entry in found.withdrawn.items()
        },
    }


def _say_verified(found: Verified) -> None:
    for pack, entry in found.withdrawn.items():
        click.secho(f"WITHDRAWN, do not use: {pack}", fg="red", bold=True)
        click.echo(f"    since {entry.on}: {entry.reason}\n    Instead: {entry.instead}")
    _say_lines(f"{fault.what}: {fault.file}" for fault in found.faults)
    _say_lines(f"not of the pack: {file}" for file in found.extra)
    _say_lines(f"out of date: {pack}: {why}" for pack, why in found.outdated.items())
    sound = "each file is what its manifest says"
    wrong = f"{counted(len(found.faults), 'file is', 'files are')} not what a manifest says"
    outdated = counted(len(found.outdated), "is", "are")
    click.echo(
        f"{counted(len(found.packs), 'pack')}: {sound if found.is_sound else wrong}; "
        f"{outdated} out of date."
    )
    if found.withdrawn:
        withdrawn = counted(len(found.withdrawn), "was", "were")
        click.echo(f"{withdrawn} withdrawn and must not be used.")


@click.command(name="why-rebuilt")
@click.argument("pack", type=click.Path(path_type=Path, exists=True, file_okay=False))
@folders
def why_rebuilt(pack: Path, materials: Path, templates: Path) -> None:
    """Say which inputs changed when the pack in this folder was made again, and since.

    \b
    python3 generate.py why-rebuilt output/2027-spring/SCHOOL/PACK
    """
    from printroom.deliver.manifest import read_manifest
    from printroom.ledger.verification import reasons_between, reasons_since

    manifest = read_manifest(pack)
    if manifest is None:
        raise click.UsageError(f"{pack} is no folder of a pack: it has no manifest.json")
    cache = own_cache()
    before = manifest.before
    if not before:
        click.echo("It was made once: there was no pack in its place.")
    elif (reasons := reasons_between(before, manifest, cache)) is None:
        click.echo("It was made again; what the one before was made from is no longer known.")
    else:
        click.echo("It was made again, because of this:" if reasons else "Nothing had changed.")
        _say_lines(f"    {reason}" for reason in map(str, reasons))
    since = reasons_since(manifest, (materials, templates), cache)
    click.echo("Since then this has changed:" if since else "Since then nothing has changed.")
    _say_lines(f"    {reason}" for reason in map(str, since))


def _folder(place: str, output: Path) -> Path | None:
    """The folder that a word means: a term's, or one by its path."""
    return next((one for one in (output / place, Path(place)) if one.is_dir()), None)


def _say_lines(lines: Iterable[str]) -> None:
    lines = list(lines)
    for line in lines[:SHOWN]:
        click.echo(line)
    if len(lines) > SHOWN:
        click.echo(f"    and {len(lines) - SHOWN} more")
