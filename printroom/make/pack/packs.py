"""Makes packs: from bookings to delivered folders."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
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
    PreparedOrder,
    prepare_order,
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
    Plan,
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
    digests: FileDigests | None = None,
) -> Generator[PackResult]:
    """Yield one result for each booking: its pack, or why there is none; in order of completion.

    Making begins when the first result is taken; of several orders, threads run ahead of what is
    taken. Packs are recorded before they are delivered. `schools` are all those of the term, also
    without packs in this run: no file may contain another school's details. With `all_or_nothing`,
    `on_built` is called with each pack that waits for the others. `digests` are those of existing
    packs, if these are known. The caller holds the lock of the output folder and removes what
    interrupted runs left: `make_pack` for one pack, `make_term` for a term. A caller that stops
    early must call `close()`, which returns when no pack is being written any more.
    """
    bookings = tuple(bookings)
    maker = _PackMaker(
        sources=sources,
        press=press,
        output=output,
        record=record,
        options=options,
        is_term=any(booking.term for booking in bookings),
        school_details=_details_of_run(bookings, schools),
        deliveries=Deliveries(),
        digests=digests or FileDigests(),
    )
    orders = group_by_order(bookings, sources.library)
    # With `all_or_nothing`, packs are published here; otherwise in `packs_of_order`.
    results = publish_held_packs(_packs_of_orders(maker, orders), on_built)
    with closing(results):
        for result in results:
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
    if options.only or not is_known:  # `plan_for` refuses a session or band, the other a document
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
    """Whether files may be shared between schools: a term with one school makes them as well."""
    school_details: SchoolDetails
    """The details of all schools: none of them may appear in another school's file."""
    deliveries: Deliveries
    digests: FileDigests
    verify_lock: Lock = field(default_factory=Lock)
    """Held while packs are verified: threads that read many small files hinder one another."""

    def packs_of_order(
        self, order: Order, bookings: Sequence[Booking]
    ) -> Iterator[Built | PackResult]:
        """Yield the pack of each booking of an order, or why there is none.

        A problem of the order, or of a form, fails all bookings that have no result yet. In
        `_build`, a problem fails that booking alone.
        """
        remaining = bookings
        try:
            prepared = self._prepare(order, bookings)
            # Only after composing: whether words are signed off depends on the codes of documents.
            refused, remaining = self._refuse_drafts(prepared.plan, bookings)
            yield from refused
            if not remaining:
                return
            # Even if all packs exist: their key includes the cover, which lists page counts.
            printed = print_order(prepared, self.press, self.sources)
            builders = [
                PackBuilder(printed, booking, self.sources, self.press, self.output)
                for booking in remaining
            ]
            existing, missing = self._find_existing(builders)
            self._record_words(printed, builders, missing)
            yield from existing
            remaining = [builder.booking for builder in missing]
            # Forms are made and proven now; their files when `_build` takes them.
            files = [self._school_files(one, printed, missing) for one in printed.unfilled]
        except NotFitToPrint as error:
            for booking in remaining:
                yield Failed(booking, error.problems)
            return
        built = self._build(missing, files)
        if self.options.all_or_nothing:  # `make_packs` publishes them after those of all orders
            yield from built
        else:
            monitor, flush_each = self.press.monitor, not self.is_term
            yield from publish_in_batches(built, self.deliveries, monitor, flush_each=flush_each)

    def _prepare(self, order: Order, bookings: Sequence[Booking]) -> PreparedOrder:
        """Choose, compose and inspect an order. Raises `NotFitToPrint`, also if it is withdrawn.

        The values of a single pack are laid out with its documents. In a term no values are: each
        school's are filled in later, even if there is only one school, so that its files do not
        depend on which others are in the list.
        """
        is_single_pack = len(bookings) == 1 and not self.is_term
        values = booking_values(bookings[0]) if is_single_pack else {}
        return prepare_order(order, self.press, self.sources, only=self.options.only, values=values)

    def _refuse_drafts(
        self, plan: Plan, bookings: Iterable[Booking]
    ) -> tuple[list[Failed], list[Booking]]:
        """The drafts that a release refuses, and all other bookings."""
        refused, accepted = [], []
        for booking in bookings:
            refusals = release_refusals(plan, booking) if self.options.is_release else ()
            if refusals:
                refused.append(Failed(booking, refusals))
            else:
                accepted.append(booking)
        return refused, accepted

    def _find_existing(
        self, builders: Iterable[PackBuilder]
    ) -> tuple[list[Delivered], list[PackBuilder]]:
        """The packs that exist already, and the builders of those that do not."""
        existing, missing = [], []
        with self.verify_lock, self.press.monitor.time_step("verify existing packs"):
            for builder in builders:
                pack = builder.existing(self.digests)
                if pack is None:
                    missing.append(builder)
                else:
                    existing.append(pack)
        return existing, missing

    def _record_words(
        self,
        printed: PrintedOrder,
        builders: Iterable[PackBuilder],
        missing: Iterable[PackBuilder],
    ) -> None:
        """Record the words of an order's packs: of those to build, and others missing there.

        Packs that exist already may have been printed with another record, or theirs was deleted.
        All packs of an order have the same words, so there is at most one entry for all its drafts,
        and one for all others. Raises `NotFitToPrint`: what cannot be recorded is not delivered.
        """
        states_to_build = {builder.is_draft for builder in missing}
        entries = []
        for is_draft in sorted({builder.is_draft for builder in builders}):
            entry = self.record.entry(
                printed.plan, printed.texts, is_draft=is_draft, uses=printed.uses
            )
            if is_draft in states_to_build or not self.record.has(entry):
                entries.append(entry)
        if entries:
            self.record.add(entries, printed.texts.values())

    def _school_files(
        self, document: Document, printed: PrintedOrder, builders: Iterable[PackBuilder]
    ) -> Iterator[SchoolFile | None]:
        """The file of a document for each builder in turn; none for a school without values.

        A form that cannot be made or proven raises `NotFitToPrint` here, not when a file is taken.
        """
        school_files = SchoolFiles(
            document,
            printed.forbidden,
            self.press,
            self.school_details,
            uses_forms=self.is_term and self.options.uses_forms,
            proves_all=self.options.proves_all,
        )
        return school_files.files([field_values(document, builder.values) for builder in builders])

    def _build(
        self,
        builders: Iterable[PackBuilder],
        files_by_document: Sequence[Iterator[SchoolFile | None]],
    ) -> Iterator[Built | Failed]:
        """Build packs in their staging folders; a problem fails that pack alone.

        Each of `files_by_document` gives one file (or none) for each builder, in their order. They
        are taken a pack at a time, so that few files are in memory at once.
        """
        for builder in builders:
            files = [next(files_of_document) for files_of_document in files_by_document]
            filled = [file for file in files if file is not None]
            try:
                yield builder.build(filled, self.deliveries, flush_each=not self.is_term)
            except NotFitToPrint as error:
                yield Failed(builder.booking, error.problems)


def _details_of_run(bookings: Iterable[Booking], schools: Iterable[School]) -> SchoolDetails:
    """The details of all schools of a run; a single school has no other to be confused with."""
    booked = {booking.school for booking in bookings if booking.school}
    all_schools = booked.union(schools)
    return school_details(all_schools) if len(all_schools) > 1 else SchoolDetails()


def _packs_of_orders(
    maker: _PackMaker, orders: Mapping[Order, Sequence[Booking]]
) -> Generator[Built | PackResult]:
    """The packs of all orders; while one order's packs are written, workers lay out the next."""
    orders_to_make = [
        partial(maker.packs_of_order, order, bookings) for order, bookings in orders.items()
    ]
    if len(orders_to_make) == 1:  # needs no thread
        yield from orders_to_make[0]()
        return
    # One more thread than workers: it writes packs while the others wait for workers. An
    # interrupted run waits for deliveries, but not for printing.
    yield from concurrent_results(
        orders_to_make, maker.press.workers.count + 1, wait_for_writes=maker.deliveries.close
    )
