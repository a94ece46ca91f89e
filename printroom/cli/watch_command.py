"""The command that reprints documents while a designer or author edits them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from printroom.cli.messages import print_problems, progress, quantity, report_problems
from printroom.cli.parameters import (
    DEFAULT_NATION,
    EDITIONS,
    FolderPath,
    OrderOptions,
    default_cache,
    default_output,
    folders,
    following,
    known_order,
    length,
)

if TYPE_CHECKING:
    from printroom.make.preview.watching import Reprint

DEBOUNCE_MS = 25
"""Editors save in several steps: a save is complete this long after the last step."""
IDLE_MS = 200
"""How long the watcher waits for a change before it looks whether Ctrl-C was pressed."""


@click.command()
@click.argument("session")
@click.option("--band", required=True, help="The age group, such as 11-14.")
@click.option("--nation", default=DEFAULT_NATION, show_default=True, help="The nation.")
@click.option("--edition", type=click.Choice(EDITIONS), default="standard", show_default=True)
@click.option("--seed", type=click.IntRange(1, 999_999), default=1, help="As for `pack`.")
@length
@following
@click.option("--only", multiple=True, metavar="DOCUMENT", help="Only this document; repeatable.")
@click.option("--pictures", is_flag=True, help="Also draw each page, and each one refused (PNG).")
@click.option("-o", "--output", type=FolderPath, help="The output folder; default: output/watch/.")
@folders
def watch(
    only: tuple[str, ...],
    pictures: bool,
    output: Path | None,
    materials: Path,
    templates: Path,
    **asked: Unpack[OrderOptions],
) -> None:
    """Print documents again after each save in materials/ or templates/, until Ctrl-C.

    Keep the PDF open in a viewer that reloads. Only what a save changes is printed again; after a
    mistake the last good page stays, and the next good save replaces it.

    \b
    python3 generate.py watch C2 --band 11-14 --only worksheet
    """
    from printroom import make
    from printroom.make.preview.watching import watch_order

    read = (materials, templates)
    with report_problems(False, "printed"):
        order = known_order(read, only, **asked)
    saves = _Saves(*read)
    with (
        report_problems(False, "printed", "The pages of the last good save are still there."),
        make.press_workers(os.cpu_count() or 1) as workers,
        progress(True) as monitor,
    ):
        make.read_sources(*read, {}, sets_aside=True)  # a mistake at the start ends the command
        folder = output or default_output() / "watch"
        press = make.CachedPress(default_cache(), workers, monitor)
        for one in watch_order(order, only, read, press, folder, saves, pictures=pictures):
            _print_reprint(one, saves.seconds())


class _Saves:
    """Waits for each save in some folders, and tells how long ago the last one was."""

    def __init__(self, *folders: Path) -> None:
        from watchfiles import watch

        self._last = time.perf_counter()
        self._changes = watch(
            *folders,
            debounce=DEBOUNCE_MS * 8,
            step=DEBOUNCE_MS,
            rust_timeout=IDLE_MS,
            yield_on_timeout=True,
        )
        next(self._changes)  # watching begins here: no save is missed while the first is printed

    def __iter__(self) -> Iterator[object]:
        for changes in filter(None, self._changes):
            self._last = time.perf_counter()
            yield changes

    def seconds(self) -> float:
        """Seconds since the last save."""
        return time.perf_counter() - self._last


def _print_reprint(reprint: Reprint, seconds: float) -> None:
    print_problems((*reprint.problems, *reprint.warnings))
    if reprint.problems:
        click.echo("Nothing was printed; the pages of the last good save are still there.")
        return
    for file in reprint.files:
        click.echo(f"    {file}")
    count = len(reprint.files)
    changed = f"{quantity(count, 'document')} printed" if count else "No page changed"
    click.echo(f"{changed} in {seconds:.2f} s. Waiting for the next save (Ctrl-C ends).")
