"""The line: bookings in, packs out. Load, choose, compose, inspect, press, proof, deliver.

What may hang or explode (templates, the press, reading a finished file) runs in a worker; this
process keeps the story, the shelf and the output folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from printroom import press
from printroom.bookings import written_by_school
from printroom.deliver import write_file
from printroom.jobs import compose_workers, press_workers
from printroom.line.checking import check
from printroom.line.orders import Manner, PrintRoom, a_font
from printroom.line.packs import Made, make_order
from printroom.load import load_materials, load_school, load_templates
from printroom.model import Booking, Order, School
from printroom.proof import Roster, roster_of

__all__ = [
    "Manner",
    "PrintRoom",
    "check",
    "compose_workers",
    "load_materials",
    "load_school",
    "load_templates",
    "make_packs",
    "press_workers",
    "write_printer_sheet",
]


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
    orders: dict[Order, list[Booking]] = {}
    for booking in bookings:
        orders.setdefault(booking.order, []).append(booking)
    booked = (one.school for group in orders.values() for one in group if one.school)
    rows = {school: written_by_school(school) for school in (*schools, *booked)}
    roster = roster_of(rows.values()) if len(rows) > 1 else Roster()
    made: SimpleQueue[Made | None] = SimpleQueue()

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
        threads.shutdown(wait=False, cancel_futures=True)


def write_printer_sheet(templates: Path, file: Path) -> None:
    """Write the sheet on which a printer shows how far it is off. Raises `NotFitToPrint`."""
    content = press.printer_sheet(a_font(load_templates(templates)))
    write_file(file, content)
