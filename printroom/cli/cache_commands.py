"""Commands for the cache: show, prune and fill it."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

import click

from printroom.cli.messages import (
    NOT_FIT,
    print_damaged,
    print_problems,
    progress,
    quantity,
    report_problems,
    stderr,
)
from printroom.cli.parameters import Day, default_cache, folders, relative, today

DAY_SECONDS = 86_400


@click.group()
def cache() -> None:
    """Manage the cache of finished documents.

    \b
    python3 generate.py cache info
    python3 generate.py cache prune --term 2027-spring
    """


@cache.command(name="info")
def info() -> None:
    """Show what is in the cache, and for which terms."""
    cache_folder = default_cache()
    for term, part in cache_folder.sizes().items():
        what = f"with school details for {term}" if term else "for all schools"
        click.echo(f"{part.documents:6} documents {what}: {part.size / 1e6:.1f} MB")
    click.echo(f"The cache is in {relative(cache_folder.folder)}.")


@cache.command(name="prune")
@click.option(
    "--term", "terms", multiple=True, help="Delete documents with details of this term's schools."
)
@click.option(
    "--unused-days", type=click.IntRange(1), help="Delete documents not used for this many days."
)
def prune(terms: tuple[str, ...], unused_days: int | None) -> None:
    """Delete finished documents from the cache. Delivered packs are not affected.

    \b
    python3 generate.py cache prune --term 2027-spring
    python3 generate.py cache prune --unused-days 180
    """
    if not terms and not unused_days:
        raise click.UsageError("name what to delete: --term NAME, or --unused-days NUMBER")
    count = default_cache().prune(terms)
    if unused_days:
        count += default_cache().prune_unused(time.time() - unused_days * DAY_SECONDS)
    click.echo(f"{quantity(count, 'document')} deleted.")


@cache.command(name="fill")
@click.argument("term")
@click.option("--jobs", type=click.IntRange(1, 64), help="Workers; default: one per core.")
@click.option("--as-of", type=Day(), help="Check dates as of this day.")
@folders
def fill(
    term: str, jobs: int | None, as_of: dt.date | None, materials: Path, templates: Path
) -> None:
    """Print in advance what all schools of a term share, so that the term itself is quick.

    \b
    python3 generate.py cache fill 2027-spring
    """
    from printroom import make
    from printroom.ledger.term_record import TermRequest

    request = TermRequest(term, None, (materials, templates))
    with (
        report_problems(False, "added to the cache", "What was finished is in the cache."),
        make.press_workers(jobs or os.cpu_count() or 1) as workers,
        progress(False) as monitor,
    ):
        term_cache = default_cache(term)
        day = as_of or today()
        sources, resolved = make.read_term(
            materials, templates, term, inputs=request.inputs, cache=term_cache
        )
        sources, bookings = sources.on_day(day), make.bookings_of(resolved, day)
        press = make.CachedPress(term_cache, workers, monitor)
        printed = failed = 0
        for order, problems in make.fill_cache(bookings, sources, press):
            print_problems(problems)
            failed += bool(problems)
            printed += not problems
            if problems:
                stderr().print(f"    failed: {order.session} for {order.band} in {order.nation}")
    print_damaged(press.cache.damaged)
    click.echo(f"{quantity(printed, 'pack is', 'packs are')} in the cache, {failed} failed.")
    if failed:
        sys.exit(NOT_FIT)
    press.cache.set_complete(request.shared_key)
