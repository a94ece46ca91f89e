"""Prints the shared documents of a term into the cache in advance; delivers nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from printroom.make.pack.bookings import group_by_order
from printroom.make.pack.orders import prepare_order, print_order
from printroom.make.pack.printed_order import PrintedOrder, field_values
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Booking, NotFitToPrint, Order, Problem
from printroom.workers.jobs import FormJob


def fill_cache(
    bookings: Iterable[Booking], sources: Sources, press: CachedPress
) -> Iterator[tuple[Order, tuple[Problem, ...]]]:
    """Print and prove the documents that these bookings share, and make their forms.

    Yields each order with the problems that stopped it, if any.
    """
    for order, group in group_by_order(bookings, sources.library).items():
        try:
            prepared = prepare_order(order, press, sources, values={}, as_forms=True)
            printed = print_order(prepared, press, sources)
            _make_forms(printed, group, press)
        except NotFitToPrint as error:
            yield order, error.problems
        else:
            yield order, ()


def _make_forms(printed: PrintedOrder, bookings: Iterable[Booking], press: CachedPress) -> None:
    """Make a form of each document, for each set of fields that bookings fill."""
    given = [printed.values(booking) for booking in bookings]
    press.forms(
        [
            FormJob(document, fields)
            for document in printed.unfilled
            for fields in dict.fromkeys(
                frozenset(field_values(document, values)) for values in given
            )
            if fields
        ]
    )
