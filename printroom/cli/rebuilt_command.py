"""The command that explains why a pack was made again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.code_output import SHOWN, print_words
from printroom.cli.messages import cut_short, print_set_aside
from printroom.cli.parameters import default_cache, folders, read_current, record_in, recorded

if TYPE_CHECKING:
    from printroom.deliver.manifest import Manifest
    from printroom.ledger.record import Record
    from printroom.ledger.verification import Reason
    from printroom.ledger.word_changes import WordChange

UNKNOWN_WORDS = "Which words changed is shown once check finds no mistakes."


@click.command(name="why-rebuilt")
@click.argument("pack", type=click.Path(path_type=Path, exists=True, file_okay=False))
@recorded
@folders
def why_rebuilt(pack: Path, record: Path | None, materials: Path, templates: Path) -> None:
    """Show what changed when the pack in this folder was made again, and since: files and words.

    \b
    python3 generate.py why-rebuilt output/2027-spring/SCHOOL/PACK
    """
    from printroom.deliver.manifest import read_manifest
    from printroom.ledger.verification import reasons_between, reasons_since

    manifest = read_manifest(pack)
    if manifest is None:
        raise click.UsageError(f"{pack} is not a pack folder: it has no manifest.json")
    cache = default_cache()
    before = manifest.before
    if not before:
        click.echo("It was made once: there was no earlier pack.")
    elif (reasons := reasons_between(before, manifest, cache)) is None:
        click.echo("It was made again; the inputs of the earlier pack are no longer known.")
    else:
        click.echo("It was made again because of:" if reasons else "Nothing had changed.")
        _print_reasons(reasons)
    since = reasons_since(manifest, (materials, templates), cache)
    click.echo("Changes since:" if since else "Nothing has changed since.")
    _print_reasons(since)
    _print_changed_words(pack, manifest, record_in(record, materials), (materials, templates))


def _print_changed_words(
    pack: Path, manifest: Manifest, record: Record, folders: tuple[Path, Path]
) -> None:
    """Print which words changed when the pack was made again, and since, if they are recorded."""
    from printroom import make
    from printroom.ledger.word_changes import entry_of, words_between, words_of_pack
    from printroom.model import NotFitToPrint

    with make.compose_workers() as workers:
        try:
            current = read_current(*folders, workers)
        except NotFitToPrint:
            click.echo(UNKNOWN_WORDS)
            return
        old_code = manifest.before.code if manifest.before else ""
        old = entry_of(manifest, old_code, current, record)
        new = entry_of(manifest, manifest.code, current, record)
        if old and new:
            composed = current.compose(new.order(current.as_of))
            _print_words("Words that had changed:", words_between(old, new, composed, record))
        if current.is_printable(pack):
            _print_words("Words that have changed since:", words_of_pack(pack, current, record))
        else:
            click.echo(UNKNOWN_WORDS)
    print_set_aside(current.library)


def _print_words(title: str, changes: Iterable[WordChange]) -> None:
    changes = tuple(changes)
    if changes:
        click.echo(title)
        print_words(changes)


def _print_reasons(reasons: Iterable[Reason]) -> None:
    for line in cut_short((f"    {reason}" for reason in reasons), SHOWN):
        click.echo(line)
