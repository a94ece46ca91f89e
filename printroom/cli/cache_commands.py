"""Commands that look after the cache: what is in it, forgetting it, and filling it ahead."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

import click

from printroom.cli.messages import (
    NOT_FIT,
    counted,
    err,
    progress,
    said_damage,
    say_problems,
    spoken_problems,
)
from printroom.cli.options import Day, folders, near, own_cache, today

DAY_SECONDS = 86_400


@click.group()
def cache() -> None:
    """Look after the cache: finished documents that need not be printed again.

    \b
    python3 generate.py cache info
    python3 generate.py cache prune --term 2027-spring
    """


@cache.command(name="info")
def info() -> None:
    """Say what is in the cache, and whose words are in it."""
    kept = own_cache()
    for term, stock in kept.stock().items():
        what = f"with schools’ words, for {term}" if term else "that serve everybody"
        click.echo(f"{stock.documents:6} documents {what}: {stock.size / 1e6:.1f} MB")
    click.echo(f"They lie in {near(kept.folder)}.")


@cache.command(name="prune")
@click.option("--term", "terms", multiple=True, help="Forget what has this term's schools' words.")
@click.option("--unused-days", type=click.IntRange(1), help="Forget what was not used for so long.")
def prune(terms: tuple[str, ...], unused_days: int | None) -> None:
    """Forget finished documents. Packs that were delivered stay as they are.

    \b
    python3 generate.py cache prune --term 2027-spring
    python3 generate.py cache prune --unused-days 180
    """
    if not terms and not unused_days:
        raise click.UsageError("say what to forget: --term NAME, or --unused-days NUMBER")
    count = own_cache().prune(terms)
    if unused_days:
        count += own_cache().prune_unused(time.time() - unused_days * DAY_SECONDS)
    click.echo(f"{count} documents were forgotten.")


@cache.command(name="fill")
@click.argument("term")
@click.option("--jobs", type=click.IntRange(1, 64), help="Workers; as many as there are cores.")
@click.option("--as-of", type=Day(), help="Judge what is out of date as on this day.")
@folders
def fill(
    term: str, jobs: int | None, as_of: dt.date | None, materials: Path, templates: Path
) -> None:
    """Print ahead what all schools of a term share: the term itself then lays out next to nothing.

    \b
    python3 generate.py cache fill 2027-spring
    """
    from printroom import make

    with (
        spoken_problems(False),
        make.press_workers(jobs or os.cpu_count() or 1) as workers,
        progress(False) as monitor,
    ):
        sources = make.read_sources(materials, templates)
        bookings = make.bookings_of(
            make.load_term(materials, term, sources.library), as_of or today()
        )
        press = make.CachedPress(own_cache(term), workers, monitor)
        printed = failed = 0
        for order, problems in make.fill_cache(bookings, sources, press):
            say_problems(problems)
            failed += bool(problems)
            printed += not problems
            if problems:
                err().print(f"    failed: {order.session} for {order.band} in {order.nation}")
    said_damage(press.cache.damaged)
    click.echo(f"{counted(printed, 'pack is', 'packs are')} in the cache, {failed} failed.")
    if failed:
        sys.exit(NOT_FIT)
