"""Compares packs before and after an edit: every page that looks different, and how many do not.

Packs of which nothing printed has changed are not composed, and documents whose composed source is
the same are not printed. A page that several packs share is compared once. Codes are not compared:
what was printed before gets the codes of after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from printroom.choose import all_orders
from printroom.deliver import write_file
from printroom.make.cached_press import CachedPress
from printroom.make.differing import (
    Base,
    Differing,
    add_differing,
    composed_side,
    note,
    untouched,
)
from printroom.make.options import Sources
from printroom.model import Edition, NotFitToPrint, Order, PagePair, Problem, in_order
from printroom.workers.jobs import PressJob

DPI = 80
AT_ONCE = 24
"""How many documents are printed and compared before their pictures are written."""
KINDS = ("before", "after", "difference")


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that looks different, and every pack that it belongs to."""

    document: str
    page: int
    share: float
    """The share of its dots that differ; 1 for a page that is new, gone or of another size."""
    orders: tuple[Order, ...]
    before: Path | None = None
    """A picture of it; none if there was no such page."""
    after: Path | None = None
    difference: Path | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an edit changes, the largest change first."""

    changes: tuple[PageChange, ...] = ()
    same_pages: int = 0
    """Pages of the documents that were printed which look the same, but for their codes."""
    same_documents: int = 0
    """Documents whose source is the same but for codes, and which were therefore not printed."""
    packs: int = 0
    changed_packs: int = 0
    """Packs of which a page looks different."""
    problems: tuple[Problem, ...] = ()
    """Why some pages could not be compared."""


def orders_of(
    sources: Iterable[Sources], as_of: dt.date, edition: Edition, *choices: Collection[str]
) -> tuple[Order, ...]:
    """Every order of any of these sources in an edition.

    `choices` are the names of sessions, bands and nations; all if one is empty.
    """
    found = dict[Order, None]()
    for one in sources:
        for order in all_orders(one.library, as_of):
            names = (order.session, order.band, order.nation)
            has_edition = edition == "standard" or one.library.bands[order.band].large_print
            if has_edition and all(
                not chosen or name in chosen for name, chosen in zip(names, choices, strict=True)
            ):
                found[replace(order, edition=edition)] = None
    return tuple(found)


def clear_pictures(folder: Path) -> None:
    """Remove the pictures of an earlier comparison from a folder, and nothing else."""
    for kind in KINDS:
        for file in folder.glob(f"*--*-{kind}.png"):
            file.unlink()


def compare(
    base: Base,
    sources: Sources,
    orders: Iterable[Order],
    press: CachedPress,
    folder: Path,
    dpi: int = DPI,
) -> Comparison:
    """Every page of these orders that differs, with pictures in a folder."""
    orders, problems = tuple(orders), dict[Problem, None]()
    differing: dict[tuple[str, str], Differing] = {}
    same_documents = 0
    for order in orders:
        press.monitor.step(f"comparing {order.session} for {order.band} in {order.nation}")
        count = untouched(order, base.sources, sources)
        if not count:
            before = composed_side(order, base.sources, press, problems, base)
            after = composed_side(order, sources, press, problems)
            count = add_differing(order, before, after, differing)
        same_documents += count
    changes, same_pages = list[PageChange](), 0
    for some in _batches(differing.values(), AT_ONCE):
        for change in _printed(some, base, press, problems, folder, dpi):
            if change.share:
                changes.append(change)
            else:
                same_pages += 1
    return Comparison(
        tuple(sorted(changes, key=lambda one: (-one.share, one.document, one.page))),
        same_pages,
        same_documents,
        len(orders),
        len({order for change in changes for order in change.orders}),
        in_order(problems),
    )


def _batches(all_of_them: Iterable[Differing], size: int) -> Iterator[tuple[Differing, ...]]:
    left = iter(all_of_them)
    while batch := tuple(islice(left, size)):
        yield batch


def _printed(
    differing: Sequence[Differing],
    base: Base,
    press: CachedPress,
    problems: dict[Problem, None],
    folder: Path,
    dpi: int,
) -> Iterator[PageChange]:
    """Each page of some documents, with its pictures if it differs."""
    befores, afters = ([one.before for one in differing], [one.after for one in differing])
    for jobs, side in ((befores, base), (afters, None)):
        try:
            press.print_documents({job.print_key: job for job in jobs if job}.values())
        except NotFitToPrint as error:  # those that are fit are in the cache
            note(error, problems, side)
    pairs = [(_content(one.before, press), _content(one.after, press)) for one in differing]
    both = [
        (one, (before, after))
        for one, (before, after) in zip(differing, pairs, strict=True)
        if before is not None and after is not None
    ]
    compared = press.compare_pages([pair for _, pair in both], dpi)
    for (one, _), pages in zip(both, compared, strict=True):
        yield from (_written(one, page, folder) for page in pages)


def _content(job: PressJob | None, press: CachedPress) -> bytes | None:
    """A printed document; empty if there is none to print, and None if it was refused."""
    if job is None:
        return b""
    found = press.find(job)
    return found.content if found else None


def _written(one: Differing, pair: PagePair, folder: Path) -> PageChange:
    """A page that was compared, with its pictures written into a folder."""
    order = one.orders[0]
    parts = (order.session.replace("/", "-"), order.band, order.nation, order.edition)
    name = f"{'--'.join(parts)}--{one.name}-{pair.page}"
    files: list[Path | None] = []
    for kind in KINDS:
        content: bytes = getattr(pair, kind)
        file = folder / f"{name}-{kind}.png" if content else None
        if file:
            write_file(file, content)
        files.append(file)
    return PageChange(one.name, pair.page, pair.share, tuple(one.orders), *files)
