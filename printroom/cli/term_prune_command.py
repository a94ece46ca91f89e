"""The command that removes packs that no longer belong to a term."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printroom.cli.bundle_output import find_old_bundles, print_old_bundles
from printroom.cli.messages import NOT_FIT, quantity, report_problems
from printroom.cli.parameters import FolderPath, default_cache, default_output, folders, today

if TYPE_CHECKING:
    from printroom.make.term.pruning import LeftoverPack


@click.command("prune")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/.")
@folders
def prune_term(name: str, yes: bool, output: Path | None, materials: Path, templates: Path) -> None:
    """Remove packs that no longer belong to a term: of cancelled schools, and of rows that changed.

    It shows what it would remove, and asks. A pack with files that you added or changed is kept.

    \b
    python3 generate.py term prune 2027-spring
    python3 generate.py term prune 2027-spring --yes
    """
    from printroom import make
    from printroom.deliver import pack_folder
    from printroom.make.term.pruning import leftover_packs, remove_packs

    output = output or default_output()
    with report_problems(False, "removed"):
        _, resolved = make.read_term(materials, templates, name, None, default_cache(name))
        bookings = make.bookings_of(resolved, today())
        found = leftover_packs(resolved, bookings, output)
        removed = [pack for pack in found if not pack.kept_for]
        _print_packs(found, removed)
        if removed and _may_remove(len(removed), yes=yes):
            count = remove_packs(removed, output / name)
            click.echo(f"{quantity(count, 'pack')} removed.")
            _print_next(output / name, [output / pack_folder(one) for one in bookings])


def _print_packs(found: Sequence[LeftoverPack], removed: Sequence[LeftoverPack]) -> None:
    """Print each pack that would be removed, by reason, and those that are kept."""
    if not found:
        click.echo("All packs belong to this term.")
    for why in dict.fromkeys(pack.why for pack in removed):
        those = [pack for pack in removed if pack.why == why]
        click.echo(f"{quantity(len(those), 'pack')} to remove, because {why}:")
        for pack in those:
            click.echo(f"    {pack.folder}")
    for pack in found:
        if pack.kept_for:
            click.echo(f"Kept: {pack.folder}, because of {', '.join(pack.kept_for)}.")


def _may_remove(count: int, *, yes: bool) -> bool:
    """Whether the packs may be removed: with `--yes`, or if a person at the terminal agrees."""
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(f"Remove {quantity(count, 'pack')}?")
    click.echo("Nothing was removed: add --yes to remove them.")
    sys.exit(NOT_FIT)


def _print_next(folder: Path, packs: Sequence[Path]) -> None:
    """Print what to make again, as it may still have details of these schools."""
    print_old_bundles(folder, find_old_bundles(folder, packs))
    click.echo(f"Next: python3 generate.py term {folder.name}, for a new report.")
