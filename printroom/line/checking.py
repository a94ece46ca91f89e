"""Checking: two folders in, everything that is wrong or to know with every order out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from printroom.choose import choose, plan_for
from printroom.inspect import inspect
from printroom.inspect.spread import Cast, cast
from printroom.jobs import compose_documents, run
from printroom.line.orders import PrintRoom, Tell, press, printed_documents
from printroom.line.withdrawing import marks_of, withdrawal
from printroom.load import load_folders
from printroom.model import Library, NotFitToPrint, Order, Problem, SpreadEntry, in_order
from printroom.shelf import Shelf
from printroom.workers import Crew


def check(
    materials: Path,
    templates: Path,
    workers: Crew,
    as_of: dt.date,
    *,
    shelf: Shelf | None = None,
    tell: Tell = lambda _: None,
) -> list[Problem]:
    """Everything that is wrong, or to know, with two folders: each order is composed.

    With a shelf each is also printed, though not delivered, and what the press sees on its pages
    is told. All problems come at once, sorted by file; those that do not stop a pack are warnings.
    """
    try:
        library, shapes = load_folders(materials, templates)
    except NotFitToPrint as error:
        return list(error.problems)
    found = list(library.warnings)
    for order in all_orders(library, as_of):
        try:
            tell(f"checking {order.session} for {order.band} in {order.nation}")
            plan = plan_for(order, library, shapes)
            documents = run(workers, compose_documents, (plan, shapes), shapes.folder)
            found += inspect(plan, documents)
            if shelf is not None:
                room = PrintRoom(library, shapes, shelf, workers, tell)
                found += _looked_at(room, order)
        except NotFitToPrint as error:
            found += error.problems
            continue
        path = library.paths[f"sessions:{order.session}"]
        if entry := withdrawal(marks_of(plan), library):
            said = f"{order.band}, {order.nation}: it was withdrawn: {entry[1].reason}"
            found.append(Problem("withdrawn", path, said, entry[1].instead, stops=False))
        found += [
            Problem("draft", path, f"{order.band}, {order.nation}: {reason}", stops=False)
            for reason in plan.draft
        ]
    return list(in_order(found))


def casts(materials: Path, templates: Path) -> tuple[tuple[Cast, ...], Mapping[str, SpreadEntry]]:
    """Who appears in each session for each band, and the lists by which it was counted.

    The stories are the same in all nations: the first one stands for all. Raises `NotFitToPrint`.
    """
    library, shapes = load_folders(materials, templates)
    nation = next(iter(library.nations), "")
    orders = (one for one in all_orders(library, dt.date.max) if one.nation == nation)
    found = (cast(plan_for(order, library, shapes), library.spread) for order in orders)
    return tuple(sorted(found, key=lambda one: (one.code, one.band))), library.spread


def all_orders(library: Library, as_of: dt.date) -> Iterator[Order]:
    """Every order that the library can be given: each session, band and nation."""
    for name, session in library.sessions.items():
        for band in session.bands:
            for nation in library.nations:
                yield Order(name, band, nation, as_of=as_of)


def _looked_at(room: PrintRoom, order: Order) -> list[Problem]:
    """What the press sees on the pages of a pack that is not delivered to anybody.

    Raises `NotFitToPrint` with what stops it.
    """
    plan, forbidden = choose(order, room.library, room.templates)
    pressed = press(room, plan, forbidden)
    printed = [one for _, one in pressed.blanks.values()]
    if pressed.cover:
        printed += printed_documents(room, [(pressed.cover, {})], forbidden)
    return [warning for one in printed for warning in one.warnings]
