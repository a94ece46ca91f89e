"""Estimates what a run would make, reuse and cost, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from printroom.compose.job_sheet import cover_row, job_sheet_rows, sheets_by_document
from printroom.deliver.manifest import FileDigests
from printroom.make.bookings import SCHOOL_FIELDS, booking_label, by_order, draft_reasons
from printroom.make.cached_press import CachedPress
from printroom.make.options import DEFAULTS, RunOptions, Sources
from printroom.make.orders import compose_order, find_order
from printroom.make.pack_builder import PackBuilder
from printroom.make.printed_order import PrintedOrder
from printroom.make.term_run import Rate
from printroom.model import Booking, NotFitToPrint, Order, Plan, Printed, Problem

MAY_BE_EMPTY = tuple(name for name in SCHOOL_FIELDS.values() if name != "name")
"""What a list of schools may leave out, and a pack then has a line to write on for."""
BYTES_PER_FILE = 60_000
"""Approximate size of a file."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """The packs that a run would make, and their approximate cost."""

    packs: int
    unchanged: int
    """Packs that already exist, intact and up to date."""
    orders: int
    """The number of different packs, regardless of schools."""
    unprinted: int
    """Orders that are not completely in the cache: for these the counts are upper limits."""
    files: int
    pages: int
    sheets: Mapping[str, int]
    """Sheets of paper by document, for all people."""
    size: int
    """Approximate size in bytes."""
    seconds: float | None
    """Approximate duration, based on this machine's last run."""
    lacking: Mapping[str, tuple[str, ...]]
    """The fields that are missing, by school id."""
    drafts: Mapping[str, tuple[str, ...]]
    """Each reason why packs will be drafts, with the labels of these packs."""
    problems: tuple[Problem, ...]
    """Problems that will make packs fail."""

    @property
    def drafted(self) -> int:
        """The number of packs that will be drafts, or will not be made if these are refused."""
        return len({label for labels in self.drafts.values() for label in labels})


def plan_run(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    options: RunOptions = DEFAULTS,
    rate: Rate | None = None,
) -> RunPlan:
    """The plan for making these bookings."""
    orders = by_order(bookings, sources.library)
    estimates = [
        _estimate(order, of_order, sources, press, output, options.only)
        for order, of_order in orders.items()
    ]
    packs = sum(map(len, orders.values()))
    unchanged = sum(estimate.unchanged for estimate in estimates)
    unprinted = sum(estimate.is_unprinted for estimate in estimates)
    sheets: Counter[str] = Counter()
    for estimate in estimates:
        sheets.update(estimate.sheets)
    return RunPlan(
        packs,
        unchanged,
        len(orders),
        unprinted,
        sum(estimate.files for estimate in estimates),
        sum(estimate.pages for estimate in estimates),
        dict(sheets),
        sum(estimate.size for estimate in estimates),
        None if rate is None else rate.seconds(unprinted, packs - unchanged),
        lacking(booking for of_order in orders.values() for booking in of_order),
        _drafts(estimate.drafts for estimate in estimates),
        tuple(problem for estimate in estimates for problem in estimate.problems),
    )


@dataclass(frozen=True, slots=True)
class _Estimate:
    files: int = 0
    pages: int = 0
    sheets: Mapping[str, int] = field(default_factory=dict)
    size: int = 0
    unchanged: int = 0
    is_unprinted: bool = False
    drafts: tuple[tuple[str, str], ...] = ()
    """Each reason why a pack will be a draft, with the pack's label."""
    problems: tuple[Problem, ...] = ()


def _estimate(
    order: Order,
    bookings: Sequence[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    only: tuple[str, ...],
) -> _Estimate:
    """The packs of one order, from the cache if everything is in it."""
    try:
        composed = compose_order(order, press, sources, only=only, values={})
        printed = find_order(composed, press, sources)
    except NotFitToPrint as error:
        return _Estimate(problems=error.problems)
    drafts = tuple(
        (reason, booking_label(booking))
        for booking in bookings
        for reason in draft_reasons(composed.plan, booking)
    )
    if printed is None:
        return replace(_upper_bound(composed.plan, bookings), drafts=drafts)
    builders = [PackBuilder(printed, booking, sources, press, output, only) for booking in bookings]
    return replace(_from_printed(printed, builders), drafts=drafts)


def _drafts(found: Iterable[Iterable[tuple[str, str]]]) -> dict[str, tuple[str, ...]]:
    """The packs for each reason; first the reason of most packs."""
    packs: dict[str, list[str]] = {}
    for reason, label in chain.from_iterable(found):
        packs.setdefault(reason, []).append(label)
    by_number = sorted(packs.items(), key=lambda item: (-len(item[1]), item[0]))
    return {reason: tuple(labels) for reason, labels in by_number}


def _upper_bound(plan: Plan, bookings: Sequence[Booking]) -> _Estimate:
    """An upper limit: each document with the most pages that its row allows."""
    rows = [document.row for document in plan.documents]
    full = [Printed("", row.name, b"", row.max_pages) for row in rows]
    sheet_rows = job_sheet_rows(plan, full)
    sheets: Counter[str] = Counter()
    for booking in bookings:
        sheets.update(sheets_by_document(sheet_rows, booking.people, cover_row(plan)))
    with_fields = sum(row.medium == "cover" or row.contacts for row in rows)
    return _Estimate(
        len(bookings) * (len(rows) + 1),
        len(bookings) * sum(document.pages for document in full),
        dict(sheets),
        (len(rows) + len(bookings) * with_fields) * BYTES_PER_FILE,
        is_unprinted=True,
    )


def _from_printed(order: PrintedOrder, builders: Sequence[PackBuilder]) -> _Estimate:
    sheets: Counter[str] = Counter()
    for builder in builders:
        sheets.update(builder.sheets)
    pages = sum(document.pages for document in order.printed.values())
    cover = next((d.row.max_pages for d in order.plan.documents if d.row.medium == "cover"), 0)
    digests = FileDigests()
    shared = sum(len(file.content) for file in order.files.values())
    of_each_school = len(order.unfilled) * BYTES_PER_FILE
    return _Estimate(
        len(builders) * len(builders[0].file_names),
        len(builders) * (pages + cover),
        dict(sheets),
        shared + len(builders) * of_each_school,
        sum(builder.existing(digests) is not None for builder in builders),
    )


def lacking(bookings: Iterable[Booking]) -> dict[str, tuple[str, ...]]:
    """The fields that are empty for each school, by its id."""
    schools = {booking.school_id: booking.school for booking in bookings if booking.school}
    missing = {
        school_id: tuple(name for name in MAY_BE_EMPTY if not getattr(school, name))
        for school_id, school in schools.items()
    }
    return {school_id: names for school_id, names in missing.items() if names}
