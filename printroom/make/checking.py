"""Checking: two folders in, everything that is wrong or to know with every order out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from printroom.cache import Cache
from printroom.choose import all_orders, choose, plan_for
from printroom.inspect import inspect
from printroom.inspect.spread import Cast, cast
from printroom.ledger.withdrawal import marks_of, withdrawal
from printroom.load import load_folders
from printroom.make.orders import PrintRoom, Tell, press, printed_documents
from printroom.model import NotFitToPrint, Order, Problem, SpreadEntry, in_order
from printroom.workers import WorkerPool
from printroom.workers.jobs import compose_documents, run


def check(
    materials: Path,
    templates: Path,
    workers: WorkerPool,
    as_of: dt.date,
    *,
    cache: Cache | None = None,
    tell: Tell = lambda _: None,
) -> list[Problem]:
    """Everything that is wrong, or to know, with two folders: each order is composed.

    With a cache each is also printed, though not delivered, and what the press sees on its pages
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
            if cache is not None:
                room = PrintRoom(library, shapes, cache, workers, tell)
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
