"""Plan a run: what it would make and reuse, and what that costs. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from printroom.compose.job import cover_row, job_rows, sheets_by_document
from printroom.deliver.manifest import Digests
from printroom.make.bookings import by_order
from printroom.make.cached_press import CachedPress
from printroom.make.options import DEFAULTS, RunOptions, Sources
from printroom.make.orders import PrintedOrder, compose_order, find_order
from printroom.make.pack_builder import PackBuilder
from printroom.make.term_run import Rate
from printroom.model import Booking, NotFitToPrint, Order, Plan, Printed, Problem

FIELDS = ("lead", "reach", "room")
OWN_BYTES = 60_000
"""About what a file takes on the disk."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What the packs of a term are going to be."""

    packs: int
    unchanged: int
    """Packs that are there already, every byte as it would be made."""
    orders: int
    """Different packs, before any school's words."""
    unprinted: int
    """Orders of which something is not in the cache: of these it is known how much at most."""
    files: int
    pages: int
    sheets: Mapping[str, int]
    """Sheets of paper by document, for all people."""
    size: int
    """Bytes on the disk, about."""
    seconds: float | None
    """About how long it takes, by this machine's own last rate."""
    lacking: Mapping[str, tuple[str, ...]]
    """The ids of schools that lack something, and what."""
    problems: tuple[Problem, ...]
    """What will fail."""


def plan_run(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    options: RunOptions = DEFAULTS,
    rate: Rate | None = None,
) -> RunPlan:
    """What making these bookings would mean."""
    orders = by_order(bookings)
    counted = [
        _counted(order, those, sources, press, output, options.only)
        for order, those in orders.items()
    ]
    packs = sum(map(len, orders.values()))
    unchanged = sum(one.unchanged for one in counted)
    unprinted = sum(one.is_unprinted for one in counted)
    sheets: Counter[str] = Counter()
    for one in counted:
        sheets.update(one.sheets)
    return RunPlan(
        packs,
        unchanged,
        len(orders),
        unprinted,
        sum(one.files for one in counted),
        sum(one.pages for one in counted),
        dict(sheets),
        sum(one.size for one in counted),
        None if rate is None else rate.seconds(unprinted, packs - unchanged),
        _lacking(booking for those in orders.values() for booking in those),
        tuple(problem for one in counted for problem in one.problems),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    files: int = 0
    pages: int = 0
    sheets: Mapping[str, int] = field(default_factory=dict)
    size: int = 0
    unchanged: int = 0
    is_unprinted: bool = False
    problems: tuple[Problem, ...] = ()


def _counted(
    order: Order,
    bookings: Sequence[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    only: str,
) -> _Counted:
    """What the packs of one order are, from the cache if everything of it is there."""
    try:
        composed = compose_order(order, press, sources, only=only, values={})
        printed = find_order(composed, press, sources)
    except NotFitToPrint as error:
        return _Counted(problems=error.problems)
    if printed is None:
        return _unprinted(composed.plan, bookings)
    builders = [PackBuilder(printed, one, sources, press, output, only) for one in bookings]
    return _printed(printed, builders)


def _unprinted(plan: Plan, bookings: Sequence[Booking]) -> _Counted:
    """At most: each document with all the pages that its row allows."""
    rows = [document.row for document in plan.documents]
    full = [Printed("", row.name, b"", row.max_pages) for row in rows]
    job = job_rows(plan, full)
    sheets: Counter[str] = Counter()
    for booking in bookings:
        sheets.update(sheets_by_document(job, booking.people, cover_row(plan)))
    own = sum(row.medium == "cover" or row.contacts for row in rows)
    return _Counted(
        len(bookings) * (len(rows) + 1),
        len(bookings) * sum(one.pages for one in full),
        dict(sheets),
        (len(rows) + len(bookings) * own) * OWN_BYTES,
        is_unprinted=True,
    )


def _printed(order: PrintedOrder, builders: Sequence[PackBuilder]) -> _Counted:
    sheets: Counter[str] = Counter()
    for builder in builders:
        sheets.update(builder.sheets)
    pages = sum(one.pages for one in order.printed.values())
    cover = next((d.row.max_pages for d in order.plan.documents if d.row.medium == "cover"), 0)
    digests = Digests()
    shared = sum(len(file.content) for file in order.files.values())
    own = len(order.personal) * OWN_BYTES
    return _Counted(
        len(builders) * len(builders[0].file_names),
        len(builders) * (pages + cover),
        dict(sheets),
        shared + len(builders) * own,
        sum(builder.existing(digests) is not None for builder in builders),
    )


def _lacking(bookings: Iterable[Booking]) -> dict[str, tuple[str, ...]]:
    schools = {one.school_id: one.school for one in bookings if one.school}
    missing = {
        school_id: tuple(name for name in FIELDS if not getattr(school, name))
        for school_id, school in schools.items()
    }
    return {school_id: names for school_id, names in missing.items() if names}
