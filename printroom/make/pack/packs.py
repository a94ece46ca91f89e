"""Makes packs: from bookings to delivered folders."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock

from printroom.deliver import pack_folder
from printroom.deliver.folder import recover
from printroom.deliver.manifest import FileDigests
from printroom.ledger.record import Record
from printroom.make.pack.bookings import booking_values, group_by_order
from printroom.make.pack.orders import (
    PreparedOrder,
    prepare_order,
    print_order,
    refuse_unknown_names,
)
from printroom.make.pack.pack_builder import PackBuilder
from printroom.make.pack.printed_order import PrintedOrder, field_values
from printroom.make.pack.private_details import details_of_run, remove_details_from_messages
from printroom.make.pack.publishing import do_nothing, publish_in_batches, publish_waiting_packs
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
    bookings: Sequence[Booking],
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

    `bookings` are those of one term, or one without a term. This is a generator: a single order is
    made as its results are taken; several are made by threads, which start when the first result is
    taken, and run ahead of the results. Packs are recorded before they are delivered. `schools` are
    all of the term, also those without a pack in this run: no file may contain the details of
    another. `on_built` is called with each pack that waits for others, with `all_or_nothing`.
    `digests` caches those of existing files: filled already if an unchanged term was looked for.

    The caller (`make_pack`, `make_term`) holds the lock and has removed what interrupted runs left.
    To stop early it calls `close()`, which waits for packs that are being written.
    """
    maker = _PackMaker(
        sources=sources,
        press=press,
        output=output,
        record=record,
        options=options,
        is_term=any(booking.term for booking in bookings),
        school_details=details_of_run(bookings, schools),
        digests=digests or FileDigests(),
    )
    orders = group_by_order(bookings, sources.library)  # the library: what runs out between visits
    # Packs wait only with `all_or_nothing`; otherwise `packs_of_order` has published them.
    with closing(publish_waiting_packs(_packs_of_orders(maker, orders), on_built)) as results:
        for result in results:
            # Messages may end in a log: remove the school's details. They quote no other school's.
            yield remove_details_from_messages(result)


def make_pack(
    booking: Booking,
    sources: Sources,
    press: CachedPress,
    output: Path,
    record: Record,
    options: RunOptions = DEFAULTS,
) -> Delivered:
    """Make one booking's pack, which no other process may be making. Raises `NotFitToPrint`."""
    refuse_unknown_names(booking.order, sources, options.only)
    folder = output / pack_folder(booking, options.only)
    with lock_pack(folder):
        with suppress(OSError):  # will be reported on delivery
            recover(folder)  # the earlier pack, if replacing it was interrupted
        press.cache.remove_half_written()  # of processes that have ended
        record.remove_half_written()
        (result,) = make_packs([booking], sources, press, output, record, options)
    if isinstance(result, Failed):
        raise NotFitToPrint(result.problems)
    return result


@dataclass(frozen=True)
class _PackMaker:
    """Makes the packs of a run, order by order."""

    sources: Sources
    """Materials and templates, with the digests of their files."""
    press: CachedPress
    """Composes, prints and proves in workers, or takes from the cache what is made already."""
    output: Path
    record: Record
    options: RunOptions
    is_term: bool
    """Whether this is a term, even of one school."""
    school_details: SchoolDetails
    """The details of all schools: none of them may appear in another school's file."""
    digests: FileDigests
    deliveries: Deliveries = field(default_factory=Deliveries)
    """Lets an interruption wait for packs that are being written."""
    existing_lock: Lock = field(default_factory=Lock)
    """Held to read existing packs: threads that read many small files hinder one another."""

    def packs_of_order(
        self, order: Order, bookings: Sequence[Booking]
    ) -> Iterator[Built | PackResult]:
        """Yield the pack of each booking, or why there is none; `Built` only with `all_or_nothing`.

        A problem of the order, of recording or of a form fails all bookings without a result. In
        `_build`, a problem fails that booking alone. Once a run of several orders is interrupted,
        writing a pack raises `DeliveriesClosed`, which ends this thread: nobody takes its results.
        """
        remaining = bookings
        try:
            prepared = self._prepare(order, bookings)
            # Only after composing: whether words are signed off depends on the codes of documents.
            refused, remaining = self._refuse_drafts(prepared.plan, bookings)
            yield from refused
            if not remaining:
                return
            # Before looking for existing packs: their keys include the page counts on the cover.
            printed = print_order(prepared, self.press, self.sources)
            builders = [
                PackBuilder(printed, booking, self.sources, self.press, self.output)
                for booking in remaining
            ]
            existing, missing = self._find_existing(builders)
            self._record_words(printed, builders, missing)
            yield from existing
            remaining = [builder.booking for builder in missing]
            # Makes forms that are not in the cache yet (such as the cover's), and proves the first
            # and longest file of each; the other files are made when `_build` takes them.
            files_by_document = [
                self._files_of_document(document, printed, missing) for document in printed.unfilled
            ]
        except NotFitToPrint as error:
            for booking in remaining:
                yield Failed(booking, error.problems)
            return
        yield from self._publish(self._build(missing, files_by_document))

    def _prepare(self, order: Order, bookings: Sequence[Booking]) -> PreparedOrder:
        """Choose, compose and inspect an order. Raises `NotFitToPrint`, also if it is withdrawn.

        A single pack is printed with its booking's values. A term is printed without: each school's
        follow later (`_files_of_document`), even if there is only one school, so that its files do
        not depend on which others are in the list.
        """
        values = {} if self.is_term else booking_values(bookings[0])
        only, forms = self.options.only, self.is_term and self.options.uses_forms
        return prepare_order(
            order, self.press, self.sources, only=only, values=values, as_forms=forms
        )

    def _refuse_drafts(
        self, plan: Plan, bookings: Iterable[Booking]
    ) -> tuple[list[Failed], list[Booking]]:
        """With `--release`, the bookings that would be drafts, as failed; and all others."""
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
        with self.existing_lock, self.press.monitor.time_step("verify existing packs"):
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
        """Record the words of an order's packs, unless they exist and the record has their words.

        Packs that exist may have been printed with another record, or their entry was deleted. All
        packs of an order have the same words, so there is at most one entry for all its drafts, and
        one for all others. Raises `NotFitToPrint`: what cannot be recorded is not delivered. An
        entry stays even if its packs fail afterwards.
        """
        states_to_build = {builder.is_draft for builder in missing}
        entries = []
        for is_draft in sorted({builder.is_draft for builder in builders}):
            entry = self.record.entry(
                printed.plan, printed.texts, is_draft=is_draft, uses=printed.uses.keys()
            )
            # A pack that is built gets an entry of today, even if there is one of an earlier day.
            if is_draft in states_to_build or not self.record.has(entry):
                entries.append(entry)
        if entries:
            self.record.add(entries, printed.texts.values())

    def _publish(self, packs: Iterator[Built | Failed]) -> Iterator[Built | PackResult]:
        """Publish packs in batches while they are built; with `all_or_nothing` only build them."""
        if self.options.all_or_nothing:  # `make_packs` publishes them after those of all orders
            return packs
        monitor, flush_each = self.press.monitor, not self.is_term  # a term flushes by batches
        return publish_in_batches(packs, self.deliveries, monitor, flush_each=flush_each)

    def _files_of_document(
        self, document: Document, printed: PrintedOrder, builders: Sequence[PackBuilder]
    ) -> Iterator[SchoolFile | None]:
        """A document's file for each builder in turn, with the values of its booking.

        None if the booking fills no field and the order has the document printed with empty fields
        (table in `printed_order.py`). With forms, they are made in this call, which raises
        `NotFitToPrint` if one cannot be made or proven; the iterator raises nothing.
        """
        school_files = SchoolFiles(
            document,
            printed.forbidden,
            self.press,
            self.school_details,
            uses_forms=self.is_term and self.options.uses_forms,
            is_printed=document.name in printed.printed,
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
        self.press.cache.put_inputs(self.sources.digest, self.sources.inputs)  # for `verify`
        for builder in builders:
            # This raises nothing: a file that could not be made carries its problems.
            filled = [file for files in files_by_document if (file := next(files)) is not None]
            try:
                yield builder.build(filled, self.deliveries, flush_each=not self.is_term)
            except NotFitToPrint as error:
                yield Failed(builder.booking, error.problems)


def _packs_of_orders(
    maker: _PackMaker, orders: Mapping[Order, Sequence[Booking]]
) -> Generator[Built | PackResult]:
    """The packs of all orders; while one order's packs are written, workers lay out the next.

    An unexpected error is raised after the results of all other orders.
    """
    orders_to_make = [
        partial(maker.packs_of_order, order, bookings) for order, bookings in orders.items()
    ]
    if len(orders_to_make) == 1:  # in this thread: it writes only between results
        yield from orders_to_make[0]()
        return
    # One more thread than workers: one writes while others wait for workers.
    yield from concurrent_results(
        orders_to_make, maker.press.workers.count + 1, wait_for_writes=maker.deliveries.close
    )
