"""Finds what exists before a run: prepared orders, documents in the cache, and packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from printroom.cache import FORMS, Cache
from printroom.deliver.manifest import FileDigests
from printroom.make.pack.bookings import group_by_order
from printroom.make.pack.orders import PreparedOrder, find_order, prepare_order
from printroom.make.pack.pack_builder import PackBuilder
from printroom.make.pack.printed_order import PrintedOrder, field_values
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import DEFAULTS, RunOptions, Sources
from printroom.model import Booking, NotFitToPrint, Order, Problem
from printroom.workers.jobs import FormJob


@dataclass(frozen=True)
class KnownOrder:
    """What is known of an order, and of the packs of its bookings, before a run makes them."""

    bookings: tuple[Booking, ...]
    prepared: PreparedOrder | None
    """The order as composed and inspected; none if it has problems."""
    printed: PrintedOrder | None = None
    """The order as printed, from the cache; none if anything must be printed first."""
    missing: frozenset[str] = frozenset()
    """The keys of documents that are not in the cache; if all are, those of forms."""
    unchanged: int = 0
    """The number of packs that exist, intact and up to date."""
    problems: tuple[Problem, ...] = ()


def known_orders(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    options: RunOptions = DEFAULTS,
) -> Iterator[KnownOrder]:
    """Yield each order of these bookings, one at a time, since it holds all its PDFs in memory.

    An order that is not in the cache is composed and inspected, and added to it; nothing else is
    written.
    """
    digests = FileDigests()
    for order, of_order in group_by_order(bookings, sources.library).items():
        yield _known(order, of_order, sources, press, output, options, digests)


def _known(
    order: Order,
    bookings: Sequence[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    options: RunOptions,
    digests: FileDigests,
) -> KnownOrder:
    try:
        prepared = prepare_order(
            order, press, sources, only=options.only, values={}, as_forms=options.uses_forms
        )
        printed = find_order(prepared, press, sources)
    except NotFitToPrint as error:
        return KnownOrder(tuple(bookings), None, problems=error.problems)
    if printed is None:
        missing = frozenset(_missing_documents(prepared, press.cache))
        return KnownOrder(tuple(bookings), prepared, missing=missing)
    builders = [PackBuilder(printed, booking, sources, press, output) for booking in bookings]
    to_make = [builder for builder in builders if builder.existing(digests) is None]
    missing = frozenset(_missing_forms(printed, to_make, press.cache))
    unchanged = len(builders) - len(to_make)
    return KnownOrder(tuple(bookings), prepared, printed, missing, unchanged)


def _missing_documents(prepared: PreparedOrder, cache: Cache) -> Iterator[str]:
    """The keys of documents that must be laid out; proving one again takes hardly any time."""
    for job in prepared.jobs:
        if cache.get(job.print_key, personal=job.is_personal) is None:
            yield job.print_key


def _missing_forms(
    order: PrintedOrder, builders: Sequence[PackBuilder], cache: Cache
) -> Iterator[str]:
    """The keys of forms that must be laid out before these packs can be filled."""
    for document in order.unfilled:
        given = {frozenset(field_values(document, builder.values)) for builder in builders}
        jobs = (FormJob(document, fields) for fields in given if fields)
        yield from (job.key for job in jobs if cache.value(FORMS, job.key) is None)
