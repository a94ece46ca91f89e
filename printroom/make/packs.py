"""Packs: one order and all its bookings in, a folder or the reasons why not out for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from printroom.deliver.folder import pack_folder, recover
from printroom.make.bookings import by_order, missing_lead, written_by_school
from printroom.make.locking import Gate, only_this_pack
from printroom.make.orders import Pressed, PrintRoom, chosen, press
from printroom.make.pack_builder import PackBuilder
from printroom.make.school_files import SchoolFile, SchoolFiles
from printroom.model import Booking, Delivered, Failed, NotFitToPrint, Order, Plan, Problem, School
from printroom.proof import Roster, roster_of

Made = Delivered | Failed


def make_packs(
    bookings: Iterable[Booking],
    room: PrintRoom,
    output: Path,
    *,
    schools: Iterable[School] = (),
) -> Iterator[Made]:
    """Each booking's pack, as soon as it stands or is known not to; in no particular order.

    `schools` are those whose words may be in no other's file, beside those of the bookings.
    """
    orders = by_order(bookings)
    booked = (one.school for group in orders.values() for one in group if one.school)
    rows = {school: written_by_school(school) for school in (*schools, *booked)}
    roster = roster_of(rows.values()) if len(rows) > 1 else Roster()
    made: SimpleQueue[Made | None] = SimpleQueue()
    room = replace(room, gate=Gate())

    def make(order: Order) -> None:
        try:
            for one in make_order(room, order, orders[order], output, roster):
                made.put(one)
        finally:
            made.put(None)

    # While the packs of one order are written, a worker lays out the next.
    threads = ThreadPoolExecutor(room.workers.count + 1)
    running = [threads.submit(make, order) for order in orders]
    try:
        for _ in running:
            while (one := made.get()) is not None:
                yield one
        for order_made in running:
            order_made.result()
    finally:
        # Whoever is interrupted does not wait for what is being printed, only for what is written.
        threads.shutdown(wait=False, cancel_futures=True)
        room.gate.shut()


def make_pack(booking: Booking, room: PrintRoom, output: Path) -> Delivered:
    """One booking's pack, which nobody else may be making. Raises `NotFitToPrint`."""
    folder = output / pack_folder(booking, room.manner.only)
    with only_this_pack(folder):
        with suppress(OSError):  # then delivering says so
            recover(folder)
        room.cache.sweep()
        (made,) = make_packs([booking], room, output)
    if isinstance(made, Failed):
        raise NotFitToPrint(made.problems)
    return made


def make_order(
    room: PrintRoom, order: Order, bookings: Sequence[Booking], output: Path, roster: Roster
) -> Iterator[Made]:
    """The packs of all bookings of one order: what fails for all is said of each."""
    wanted = list(bookings)
    try:
        plan, forbidden = chosen(room, order)
        refused = _refused(room, plan, bookings)
        yield from refused
        wanted = [one for one in bookings if one not in {failed.booking for failed in refused}]
        if not wanted:
            return
        pressed = press(room, plan, forbidden)
        makers = [PackBuilder(room, pressed, booking, output) for booking in wanted]
        standing = [maker.standing() for maker in makers]
        yield from (made for made in standing if made)
        left = [maker for maker, made in zip(makers, standing, strict=True) if not made]
    except NotFitToPrint as error:
        yield from (Failed(booking, error.problems) for booking in wanted)
        return
    yield from _made(room, pressed, left, roster)


def _made(
    room: PrintRoom, pressed: Pressed, left: Sequence[PackBuilder], roster: Roster
) -> Iterator[Made]:
    """The packs that do not stand yet. A document that fails for all fails each of them."""
    own: list[Iterator[SchoolFile]] = []
    try:
        for document in pressed.personal:
            rows = [values for maker in left if (values := maker.values_of(document))]
            # A term's files are the same bytes whether one is made or all are.
            is_filled = room.manner.is_filled and any(maker.booking.term for maker in left)
            own.append(SchoolFiles(room, pressed, document, roster, is_filled).files(rows))
    except NotFitToPrint as error:
        yield from (Failed(maker.booking, error.problems) for maker in left)
        return
    for number, maker in enumerate(left):
        try:
            files = [
                next(made)
                for document, made in zip(pressed.personal, own, strict=True)
                if maker.values_of(document)
            ]
            yield maker.delivered(files)
        except NotFitToPrint as error:
            yield Failed(maker.booking, error.problems)
        except StopIteration:
            raise AssertionError(f"a document has no file for booking {number}") from None


def _refused(room: PrintRoom, plan: Plan, bookings: Iterable[Booking]) -> list[Failed]:
    """The bookings that are no drafts, and still cannot be released."""
    if not room.manner.is_release:
        return []
    reasons = {booking: (*plan.draft, *missing_lead(booking)) for booking in bookings}
    fix = "see to it, then release"
    return [
        Failed(
            booking,
            tuple(
                Problem("draft", "order", f"cannot be released: {reason}", fix) for reason in said
            ),
        )
        for booking, said in reasons.items()
        if said
    ]
