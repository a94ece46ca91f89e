"""Estimates what a run would make, reuse and cost, from what is known before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from printroom.compose.job_sheet import cover_row, job_sheet_rows, paper_needs
from printroom.make.pack.bookings import booking_label
from printroom.make.pack.orders import PreparedOrder
from printroom.make.pack.printed_order import PrintedOrder
from printroom.make.pack.release import draft_reasons
from printroom.make.run.speed import Speed
from printroom.make.term.known_orders import KnownOrder
from printroom.make.term.plan_gaps import assumed_numbers, lacking
from printroom.make.term.report import add_up_paper
from printroom.model import PaperNeed, Printed, Problem
from printroom.model.drafts import DraftReason

BYTES_PER_FILE = 60_000
"""Approximate size of a file, until it is printed."""
BYTES_PER_PACK = 24_000
"""Approximate size of a job sheet and a manifest, in whole blocks of a disk."""


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
    paper: tuple[PaperNeed, ...]
    """Copies and sheets of each document, for all people."""
    size: int
    """Approximate size in bytes, where files that schools share are links."""
    copied_size: int
    """The same where they are copies, as on a stick or in a zip."""
    layouts: int
    """Documents that must be laid out first, because they are not in the cache."""
    first_seconds: float | None
    """The approximate time of these first layouts, as measured on this machine."""
    filling_seconds: float | None
    """The approximate time of everything else; none if it was not measured yet."""
    lacking: Mapping[str, tuple[str, ...]]
    """The columns of the list that are empty, by school id."""
    assumed: Mapping[int, tuple[str, ...]]
    """Each number of people that was assumed, with the ids of the schools that gave none."""
    drafts: Mapping[DraftReason, tuple[str, ...]]
    """Each reason why packs will be drafts, with the labels of these packs."""
    problems: tuple[Problem, ...]
    """Problems that will make packs fail."""

    @property
    def drafted(self) -> int:
        """The number of packs that will be drafts, or will not be made if these are refused."""
        return len({label for labels in self.drafts.values() for label in labels})

    @property
    def sheets(self) -> Mapping[str, int]:
        """Sheets of paper by document, for all people."""
        return {need.document: need.sheets for need in self.paper}


def plan_run(orders: Iterable[KnownOrder], speed: Speed) -> RunPlan:
    """Estimate a run by its orders and by the speed of earlier runs; no file is read."""
    file_bytes = speed.file_bytes or BYTES_PER_FILE
    found = [(known.bookings, _estimate(known, file_bytes)) for known in orders]
    estimates = [estimate for _, estimate in found]
    bookings = list(chain.from_iterable(of_order for of_order, _ in found))
    unchanged = sum(estimate.unchanged for estimate in estimates)
    layouts = len(frozenset(chain.from_iterable(estimate.layouts for estimate in estimates)))
    return RunPlan(
        packs=len(bookings),
        unchanged=unchanged,
        orders=len(estimates),
        unprinted=sum(estimate.is_unprinted for estimate in estimates),
        files=sum(estimate.files for estimate in estimates),
        pages=sum(estimate.pages for estimate in estimates),
        paper=add_up_paper(chain.from_iterable(estimate.paper for estimate in estimates)),
        size=round(sum(estimate.size for estimate in estimates)),
        copied_size=round(sum(estimate.copied_size for estimate in estimates)),
        layouts=layouts,
        first_seconds=speed.first_seconds(layouts),
        filling_seconds=speed.filling_seconds(len(estimates), len(bookings) - unchanged),
        lacking=lacking(bookings),
        assumed=assumed_numbers(bookings),
        drafts=_drafts(estimate.drafts for estimate in estimates),
        problems=tuple(problem for estimate in estimates for problem in estimate.problems),
    )


@dataclass(frozen=True, slots=True)
class _Estimate:
    files: int = 0
    pages: int = 0
    paper: tuple[PaperNeed, ...] = ()
    size: float = 0
    copied_size: float = 0
    unchanged: int = 0
    is_unprinted: bool = False
    layouts: frozenset[str] = frozenset()
    """The keys of what must be laid out first, since several orders may need the same."""
    drafts: tuple[tuple[DraftReason, str], ...] = ()
    """Each reason why a pack will be a draft, with the pack's label."""
    problems: tuple[Problem, ...] = ()


def _estimate(known: KnownOrder, file_bytes: float) -> _Estimate:
    """Estimate the packs of one order; `file_bytes` is the mean size of a school's own file."""
    prepared, printed = known.prepared, known.printed
    if prepared is None:
        return _Estimate(problems=known.problems)
    if printed is None:
        estimate = _upper_bound(prepared, known, file_bytes)
    else:
        estimate = _from_printed(printed, known, file_bytes)
    drafts = (
        (reason, booking_label(booking))
        for booking in known.bookings
        for reason in draft_reasons(prepared.plan, booking)
    )
    return replace(estimate, drafts=tuple(drafts))


def _upper_bound(prepared: PreparedOrder, known: KnownOrder, file_bytes: float) -> _Estimate:
    """An upper limit: each document has the most pages that its row allows."""
    plan, bookings = prepared.plan, known.bookings
    rows = [document.row for document in plan.documents]
    full = [Printed("", row.name, b"", row.max_pages) for row in rows]
    sheet_rows = job_sheet_rows(plan, full)
    people = Counter(booking.people for booking in bookings)
    needs = {count: paper_needs(sheet_rows, count, cover_row(plan)) for count in people}
    fillable = [job for job in prepared.jobs if job.document.fields]
    forms = {f"{job.document.key} form" for job in fillable if not job.is_sample}
    cover = {f"{plan.order} cover"} if cover_row(plan) else set()
    filled = len(fillable) + len(cover)
    shared = len(rows) - filled + len(prepared.impose_jobs(full))
    own = _own_bytes(filled, file_bytes)
    return _Estimate(
        files=len(bookings) * (shared + filled + 1),
        pages=len(bookings) * sum(document.pages for document in full),
        paper=tuple(chain.from_iterable(needs[booking.people] for booking in bookings)),
        size=shared * BYTES_PER_FILE + len(bookings) * own,
        copied_size=len(bookings) * (shared * BYTES_PER_FILE + own),
        is_unprinted=True,
        layouts=frozenset(known.missing | forms | cover),
    )


def _from_printed(order: PrintedOrder, known: KnownOrder, file_bytes: float) -> _Estimate:
    names = {*order.printed, *(document.name for document in order.unfilled)}
    pages = sum(row.pages for row in order.job_sheet_rows if row.row.name in names)
    cover = next((d.row.max_pages for d in order.plan.documents if d.row.medium == "cover"), 0)
    filled = {document.name for document in order.unfilled}
    alike = [one for one in (*order.printed.values(), *order.imposed) if one.name not in filled]
    shared, own = sum(len(one.content) for one in alike), _own_bytes(len(filled), file_bytes)
    sheets = (order.job_sheet(booking.people) for booking in known.bookings)
    packs = len(known.bookings)
    return _Estimate(
        files=packs * (len(alike) + len(filled) + 1),
        pages=packs * (pages + cover),
        paper=tuple(chain.from_iterable(sheet.paper for sheet in sheets)),
        size=shared + packs * own,
        copied_size=packs * (shared + own),
        unchanged=known.unchanged,
        layouts=known.missing,
    )


def _own_bytes(filled: int, file_bytes: float) -> float:
    """The size of a school's own files: filled ones, the job sheet and the manifest."""
    return filled * file_bytes + BYTES_PER_PACK


def _drafts(
    found: Iterable[Iterable[tuple[DraftReason, str]]],
) -> dict[DraftReason, tuple[str, ...]]:
    """The packs for each reason; first the reason of most packs."""
    packs: dict[DraftReason, list[str]] = {}
    for reason, label in chain.from_iterable(found):
        packs.setdefault(reason, []).append(label)
    by_number = sorted(packs.items(), key=lambda item: (-len(item[1]), item[0].text))
    return {reason: tuple(labels) for reason, labels in by_number}
