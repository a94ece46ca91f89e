"""Makes packs: from bookings to delivered folders."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock

from printroom.choose import plan_for
from printroom.deliver import pack_folder
from printroom.deliver.folder import recover
from printroom.deliver.manifest import FileDigests
from printroom.ledger.record import Record
from printroom.make.pack.bookings import booking_values, group_by_order
from printroom.make.pack.orders import (
    ComposedOrder,
    compose_order,
    print_order,
    refuse_unknown,
)
from printroom.make.pack.pack_builder import PackBuilder
from printroom.make.pack.printed_order import PrintedOrder, field_values
from printroom.make.pack.private_details import school_details, withhold_details
from printroom.make.pack.publishing import do_nothing, publish_held_packs, publish_in_batches
from printroom.make.pack.release import release_refusals
from printroom.make.pack.school_files import SchoolFile, SchoolFiles
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.concurrent_results import concurrent_results
from printroom.make.run.locking import Deliveries, lock_pack
from printroom.make.run.options import DEFAULTS, RunOptions, Sources
from printroom.model import (
    Booking,
    Built,
    Delivered,
    Document,
    Failed,
    NotFitToPrint,
    Order,
    PackResult,
    School,
)
from printroom.proof import SchoolDetails


def make_packs(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions = DEFAULTS,
    *,
    schools: Iterable[School] = (),
    on_built: Callable[[Built], None] = do_nothing,
) -> Generator[PackResult]:
    """Yield one result for each booking: its pack, or why there is none; in order of completion.

    Packs are recorded before they are delivered. `schools`: every school in the term, including
    those not being printed in this run; no file may contain another school's details.
    `on_built` is called with each pack that waits for the others, so only with `all_or_nothing`.
    The caller holds the lock of the output folder and removes what interrupted runs left:
    `make_pack` for one pack, `make_term` for a term. A caller that stops early must call `close()`,
    which returns when no pack is being written any more.
    """
    # The library has the dates by which bookings of different days can share an order.
    orders = group_by_order(bookings, sources.library)
    # A term is recognised by its bookings, not by how many there are: a term with one school
    # makes the same files as one with many.
    is_term = any(booking.term for group in orders.values() for booking in group)
    maker = _PackMaker(
        sources=sources,
        press=press,
        output=output,
        record=record,
        options=replace(options, uses_forms=options.uses_forms and is_term),
        is_term=is_term,
        school_details=_details_of_run(orders, schools),
        deliveries=Deliveries(),
        digests=FileDigests(),
    )
    return _without_details(publish_held_packs(_make_concurrently(maker, orders), on_built))


def _without_details(made: Generator[PackResult]) -> Generator[PackResult]:
    """The results of a run, as they come, without schools' details in their problems."""
    with closing(made):
        for result in made:
            yield withhold_details(result)


def make_pack(
    booking: Booking,
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions = DEFAULTS,
) -> Delivered:
    """Make one booking's pack, which no other process may be making. Raises `NotFitToPrint`."""
    _refuse_unknown_names(booking.order, sources, options)
    folder = output / pack_folder(booking, options.only)
    with lock_pack(folder):
        with suppress(OSError):  # a failure will be reported on delivery
            recover(folder)
        press.cache.remove_half_written()
        record.remove_half_written()
        (result,) = make_packs([booking], sources, press, output, record, options)
    if isinstance(result, Failed):
        raise NotFitToPrint(result.problems)
    return result


def _refuse_unknown_names(order: Order, sources: Sources, options: RunOptions) -> None:
    """Raise `NotFitToPrint` for unknown names, which would become part of the folder's path."""
    library = sources.library
    is_known = order.session in library.sessions and order.band in library.bands
    if options.only or not is_known:
        refuse_unknown(options.only, plan_for(order, library, sources.templates))


@dataclass(frozen=True)
class _PackMaker:
    """Makes the packs of a run, order by order."""

    sources: Sources
    press: CachedPress
    output: Path
    record: Record
    options: RunOptions
    is_term: bool
    """Whether the packs are those of a term, in which files are shared between schools."""
    school_details: SchoolDetails
    """The details of all schools: none of them may appear in another school's file."""
    deliveries: Deliveries
    digests: FileDigests
    verify_lock: Lock = field(default_factory=Lock)
    """Held while packs are verified: threads that read many small files hinder one another."""

    def packs_of_order(
        self, order: Order, bookings: Sequence[Booking]
    ) -> Iterator[Built | PackResult]:
        """The packs of all bookings of one order; a problem of the order fails each of them."""
        try:
            composed = self._compose(order, bookings)
        except NotFitToPrint as error:
            yield from _failed(bookings, error)
            return
        # Only after composing: whether words are signed off depends on the codes of documents.
        refusals = {
            booking: release_refusals(composed.plan, booking) if self.options.is_release else ()
            for booking in bookings
        }
        yield from (Failed(booking, found) for booking, found in refusals.items() if found)
        if accepted := [booking for booking in bookings if not refusals[booking]]:
            yield from self._print_and_deliver(composed, accepted)

    def _compose(self, order: Order, bookings: Sequence[Booking]) -> ComposedOrder:
        """Compose and inspect an order, and refuse it if it is withdrawn. Raises `NotFitToPrint`.

        The values of a single pack are laid out with its documents. In a term no values are: each
        school's are filled in later, even if there is only one school, so that its files do not
        depend on which others are in the list.
        """
        is_single_pack = len(bookings) == 1 and not self.is_term
        values = booking_values(bookings[0]) if is_single_pack else {}
        return compose_order(order, self.press, self.sources, only=self.options.only, values=values)

    def _print_and_deliver(
        self, composed: ComposedOrder, bookings: Sequence[Booking]
    ) -> Iterator[Built | PackResult]:
        """Print an order, and deliver those packs of its bookings that do not exist yet."""
        try:
            # Also for packs that exist: their key includes the cover, which lists page counts.
            printed = print_order(composed, self.press, self.sources)
            builders = [self._builder(printed, booking) for booking in bookings]
            with self.verify_lock, self.press.monitor.time_step("verify existing packs"):
                existing = [builder.existing(self.digests) for builder in builders]
            missing = [
                builder for builder, pack in zip(builders, existing, strict=True) if pack is None
            ]
            self._record_words(printed, builders, missing)
        except NotFitToPrint as error:
            yield from _failed(bookings, error)
            return
        yield from (pack for pack in existing if pack is not None)
        yield from self._deliver_missing(printed, missing)

    def _builder(self, printed: PrintedOrder, booking: Booking) -> PackBuilder:
        return PackBuilder(
            printed, booking, self.sources, self.press, self.output, self.options.only
        )

    def _record_words(
        self,
        printed: PrintedOrder,
        builders: Iterable[PackBuilder],
        missing: Iterable[PackBuilder],
    ) -> None:
        """Record the words of an order's packs: those to deliver, and others that the record lacks.

        Packs that exist already may have been printed with another record, or theirs was deleted.
        All packs of an order have the same words, so there is one entry for the drafts among them
        and one for the others. Raises `NotFitToPrint`: what cannot be recorded is not delivered.
        """
        entries = [
            self.record.entry(printed.plan, printed.texts, is_draft=is_draft, uses=printed.uses)
            for is_draft in sorted({builder.is_draft for builder in builders})
        ]
        to_deliver = {builder.is_draft for builder in missing}
        wanted = [
            entry for entry in entries if entry.is_draft in to_deliver or not self.record.has(entry)
        ]
        if wanted:
            self.record.add(wanted, printed.texts.values())

    def _deliver_missing(
        self, printed: PrintedOrder, builders: Sequence[PackBuilder]
    ) -> Iterator[Built | PackResult]:
        """Deliver packs that do not exist yet: make their files, then their folders.

        A problem with a form, or with its first or longest file, fails all of them. Any other
        problem of a file is in its `SchoolFile.problems`, and fails that pack alone.
        """
        try:
            files_by_document = [
                self._school_files(each, printed, builders) for each in printed.unfilled
            ]
        except NotFitToPrint as error:
            yield from _failed((builder.booking for builder in builders), error)
            return
        built = self._built(builders, files_by_document)
        if self.options.all_or_nothing:
            yield from built
        else:
            monitor, flush_each = self.press.monitor, not self.is_term
            yield from publish_in_batches(built, self.deliveries, monitor, flush_each=flush_each)

    def _built(
        self,
        builders: Iterable[PackBuilder],
        files_by_document: Iterable[Iterator[SchoolFile | None]],
    ) -> Iterator[Built | Failed]:
        """Build packs in their staging folders.

        Each of `files_by_document` gives one file (or none) for each builder, in their order. One
        is taken of each, a pack at a time, so that few files are in memory at once.
        """
        for builder, *files_of_pack in zip(builders, *files_by_document, strict=True):
            school_files = [file for file in files_of_pack if file]
            try:
                yield builder.build(school_files, self.deliveries, flush_each=not self.is_term)
            except NotFitToPrint as error:
                yield Failed(builder.booking, error.problems)

    def _school_files(
        self, document: Document, printed: PrintedOrder, builders: Iterable[PackBuilder]
    ) -> Iterator[SchoolFile | None]:
        """The file of a document for each builder in turn; none if it fills no field.

        A form that cannot be made or proven raises `NotFitToPrint` here, not when a file is taken.
        """
        values_by_builder = [field_values(document, builder.values) for builder in builders]
        school_files = SchoolFiles(
            document, printed.forbidden, self.press, self.school_details, self.options
        ).files([values for values in values_by_builder if values])
        # There is one file for each builder that has values, in the same order.
        return (next(school_files) if values else None for values in values_by_builder)


def _failed(bookings: Iterable[Booking], error: NotFitToPrint) -> Iterator[Failed]:
    return (Failed(booking, error.problems) for booking in bookings)


def _details_of_run(orders: dict[Order, list[Booking]], schools: Iterable[School]) -> SchoolDetails:
    """The details of all schools of a run; a single school has no other to be confused with."""
    booked = (booking.school for group in orders.values() for booking in group if booking.school)
    all_schools = {*schools, *booked}
    return school_details(all_schools) if len(all_schools) > 1 else SchoolDetails()


def _make_concurrently(
    maker: _PackMaker, orders: dict[Order, list[Booking]]
) -> Generator[Built | PackResult]:
    """The packs of all orders; while one order's packs are written, workers lay out the next."""
    if len(orders) == 1:
        yield from maker.packs_of_order(*next(iter(orders.items())))
        return
    makers = [partial(maker.packs_of_order, order, group) for order, group in orders.items()]
    # One more thread than workers: it writes packs while the others wait for workers. An
    # interrupted run waits for deliveries, but not for printing.
    yield from concurrent_results(
        makers, maker.press.workers.count + 1, wait_for_writes=maker.deliveries.close
    )
