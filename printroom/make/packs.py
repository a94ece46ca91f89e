"""Makes packs: from bookings to delivered folders."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from printroom.deliver import pack_folder
from printroom.deliver.folder import recover
from printroom.deliver.manifest import FileDigests
from printroom.ledger.record import Record
from printroom.make.bookings import by_order, draft_reasons, school_values, written_by_school
from printroom.make.cached_press import CachedPress
from printroom.make.locking import Deliveries, lock_pack
from printroom.make.options import DEFAULTS, RunOptions, Sources
from printroom.make.orders import (
    ComposedOrder,
    PrintedOrder,
    compose_order,
    print_order,
)
from printroom.make.pack_builder import PackBuilder
from printroom.make.school_files import SchoolFile, SchoolFiles
from printroom.make.school_words import without_school_words
from printroom.model import (
    Booking,
    Delivered,
    Document,
    Failed,
    NotFitToPrint,
    Order,
    PackResult,
    Plan,
    Problem,
    School,
)
from printroom.proof import SchoolDetails, details_of


def make_packs(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions = DEFAULTS,
    *,
    schools: Iterable[School] = (),
) -> Generator[PackResult]:
    """Yield each booking's pack when it is delivered, or why it failed; in any order.

    Each pack is noted in `record` before it is delivered. `schools` are further schools, whose
    details must not appear in another school's file. Whoever stops early closes the generator:
    then no pack is being written any more.
    """
    orders = by_order(bookings, sources.library)
    details = _school_details(orders, schools)
    maker = _PackMaker(
        sources, press, output, record, options, details, Deliveries(), FileDigests()
    )
    return _without_school_words(_make_concurrently(maker, orders))


def _without_school_words(made: Generator[PackResult]) -> Generator[PackResult]:
    with closing(made):
        for result in made:
            yield without_school_words(result)


def make_pack(
    booking: Booking,
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions = DEFAULTS,
) -> Delivered:
    """Make one booking's pack, which no other process may be making. Raises `NotFitToPrint`."""
    folder = output / pack_folder(booking, options.only)
    with lock_pack(folder):
        with suppress(OSError):  # then delivering reports it
            recover(folder)
        press.cache.sweep()
        record.sweep()
        (made,) = make_packs([booking], sources, press, output, record, options)
    if isinstance(made, Failed):
        raise NotFitToPrint(made.problems)
    return made


@dataclass(frozen=True)
class _PackMaker:
    """Makes the packs of a run, order by order."""

    sources: Sources
    press: CachedPress
    output: Path
    record: Record
    options: RunOptions
    school_details: SchoolDetails
    """The details of all schools: none of them may appear in another school's file."""
    deliveries: Deliveries
    digests: FileDigests

    def make_order(self, order: Order, bookings: Sequence[Booking]) -> Iterator[PackResult]:
        """The packs of all bookings of one order; a problem of the order fails each of them."""
        try:
            composed = self._compose(order, bookings)
            refused = {
                booking: why
                for booking in bookings
                if (why := self._draft_problems(composed.plan, booking))
            }
            yield from (Failed(booking, why) for booking, why in refused.items())
            bookings = [booking for booking in bookings if booking not in refused]
            if not bookings:
                return
            printed = print_order(composed, self.press, self.sources)
            builders = [self._builder(printed, booking) for booking in bookings]
            existing = [builder.existing(self.digests) for builder in builders]
            remaining = [
                builder for builder, pack in zip(builders, existing, strict=True) if not pack
            ]
            self._record(printed, builders, remaining)
        except NotFitToPrint as error:
            yield from (Failed(booking, error.problems) for booking in bookings)
            return
        yield from filter(None, existing)
        yield from self._deliver_remaining(printed, remaining)

    def _record(
        self, printed: PrintedOrder, packs: Iterable[PackBuilder], new: Iterable[PackBuilder]
    ) -> None:
        """Record the packs of an order: the new ones, and others that the record lacks.

        Raises `NotFitToPrint`: what cannot be recorded is not delivered.
        """
        new_draft_flags = {bool(pack.draft) for pack in new}
        entries = [
            self.record.entry(printed.plan, printed.texts, is_draft=is_draft, uses=printed.uses)
            for is_draft in sorted({bool(pack.draft) for pack in packs})
        ]
        wanted = [
            entry
            for entry in entries
            if entry.is_draft in new_draft_flags or not self.record.has(entry)
        ]
        if wanted:
            self.record.add(wanted, printed.texts.values())

    def _builder(self, printed: PrintedOrder, booking: Booking) -> PackBuilder:
        """The builder for the pack of one booking."""
        return PackBuilder(
            printed, booking, self.sources, self.press, self.output, self.options.only
        )

    def _compose(self, order: Order, bookings: Sequence[Booking]) -> ComposedOrder:
        """Compose an order; for a single booking, with its values.

        A term uses forms even for one school, so that its files do not depend on the others.
        """
        is_single = len(bookings) == 1 and not bookings[0].term
        values = school_values(bookings[0]) if is_single else {}
        return compose_order(order, self.press, self.sources, only=self.options.only, values=values)

    def _draft_problems(self, plan: Plan, booking: Booking) -> tuple[Problem, ...]:
        """Why a booking's pack may not be released."""
        if not self.options.is_release:
            return ()
        fix = "resolve it, then release"
        return tuple(
            Problem("draft", "--release", f"cannot be released: {reason}", fix, 0)
            for reason in draft_reasons(plan, booking)
        )

    def _deliver_remaining(
        self, printed: PrintedOrder, remaining: Sequence[PackBuilder]
    ) -> Iterator[PackResult]:
        """Deliver the packs that do not exist yet; a problem with a form fails all of them."""
        try:
            files = [
                self._school_files(document, printed, remaining) for document in printed.unfilled
            ]
        except NotFitToPrint as error:
            yield from (Failed(builder.booking, error.problems) for builder in remaining)
            return
        publishes = not self.options.all_or_nothing
        for builder in remaining:
            own = [  # each document's files come in the order of `remaining`
                next(files_of_document)
                for document, files_of_document in zip(printed.unfilled, files, strict=True)
                if builder.values_of(document)
            ]
            try:
                yield builder.deliver(own, self.deliveries, publishes=publishes)
            except NotFitToPrint as error:
                yield Failed(builder.booking, error.problems)

    def _school_files(
        self, document: Document, printed: PrintedOrder, remaining: Sequence[PackBuilder]
    ) -> Iterator[SchoolFile]:
        """The files of one document with fields, for those bookings that fill any."""
        rows = [values for builder in remaining if (values := builder.values_of(document))]
        fills_forms = self.options.uses_forms and any(builder.booking.term for builder in remaining)
        files = SchoolFiles(
            document, printed.forbidden, self.press, self.school_details, self.options, fills_forms
        )
        return files.files(rows)


def _school_details(orders: dict[Order, list[Booking]], schools: Iterable[School]) -> SchoolDetails:
    booked = (booking.school for group in orders.values() for booking in group if booking.school)
    rows = {school: written_by_school(school) for school in (*schools, *booked)}
    return details_of(rows.values()) if len(rows) > 1 else SchoolDetails()


def _make_concurrently(
    maker: _PackMaker, orders: dict[Order, list[Booking]]
) -> Generator[PackResult]:
    """The packs of all orders; while one order's packs are written, workers lay out the next."""
    if len(orders) == 1:
        yield from maker.make_order(*next(iter(orders.items())))
        return
    made: SimpleQueue[PackResult | None] = SimpleQueue()

    def make(order: Order) -> None:
        try:
            for result in maker.make_order(order, orders[order]):
                made.put(result)
        finally:
            made.put(None)

    # One more thread than workers: it writes packs while the others wait for workers.
    threads = ThreadPoolExecutor(maker.press.workers.count + 1)
    running = [threads.submit(make, order) for order in orders]
    try:
        for _ in running:
            while (result := made.get()) is not None:
                yield result
        for order_made in running:
            order_made.result()
    finally:
        # An interrupted run waits for deliveries, but not for printing.
        threads.shutdown(wait=False, cancel_futures=True)
        maker.deliveries.close()
