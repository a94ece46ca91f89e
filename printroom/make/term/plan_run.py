"""Estimates what a run would make, reuse and cost, without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from printroom.cache import FORMS
from printroom.compose.job_sheet import cover_row, job_sheet_rows, paper_needs
from printroom.deliver.manifest import FileDigests
from printroom.make.pack.bookings import booking_label, draft_reasons, group_by_order
from printroom.make.pack.orders import PreparedOrder, find_order, prepare_order
from printroom.make.pack.pack_builder import PackBuilder
from printroom.make.pack.printed_order import PrintedOrder, field_values
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import DEFAULTS, RunOptions, Sources
from printroom.make.run.speed import read_speed
from printroom.make.term.plan_gaps import assumed_numbers, lacking
from printroom.make.term.report import add_up_paper
from printroom.model import (
    Booking,
    NotFitToPrint,
    Order,
    PaperNeed,
    Printed,
    Problem,
)
from printroom.model.drafts import DraftReason
from printroom.workers.jobs import FormJob, PressJob

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


def plan_run(
    bookings: Iterable[Booking],
    sources: Sources,
    press: CachedPress,
    output: Path,
    options: RunOptions = DEFAULTS,
) -> RunPlan:
    """The plan for making these bookings."""
    orders = group_by_order(bookings, sources.library)
    speed = read_speed(press.cache)
    planner = _Planner(sources, press, output, options.only, speed.file_bytes or BYTES_PER_FILE)
    estimates = [planner.estimate(order, of_order) for order, of_order in orders.items()]
    all_bookings = list(chain.from_iterable(orders.values()))
    packs = len(all_bookings)
    unchanged = sum(estimate.unchanged for estimate in estimates)
    layouts = len(frozenset(chain.from_iterable(estimate.layouts for estimate in estimates)))
    return RunPlan(
        packs,
        unchanged,
        len(orders),
        sum(estimate.is_unprinted for estimate in estimates),
        sum(estimate.files for estimate in estimates),
        sum(estimate.pages for estimate in estimates),
        add_up_paper(chain.from_iterable(estimate.paper for estimate in estimates)),
        round(sum(estimate.size for estimate in estimates)),
        round(sum(estimate.copied_size for estimate in estimates)),
        layouts,
        speed.first_seconds(layouts),
        speed.filling_seconds(len(orders), packs - unchanged),
        lacking(all_bookings),
        assumed_numbers(all_bookings),
        _drafts(estimate.drafts for estimate in estimates),
        tuple(problem for estimate in estimates for problem in estimate.problems),
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
    """The keys of what must be laid out first: several orders may need the same."""
    drafts: tuple[tuple[DraftReason, str], ...] = ()
    """Each reason why a pack will be a draft, with the pack's label."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Planner:
    """Estimates the packs of one order after the other."""

    sources: Sources
    press: CachedPress
    output: Path
    only: tuple[str, ...]
    file_bytes: float
    """The size of a file with a school's details."""

    def estimate(self, order: Order, bookings: Sequence[Booking]) -> _Estimate:
        """The packs of one order, from the cache if everything is in it."""
        press, sources, only = self.press, self.sources, self.only
        try:
            prepared = prepare_order(order, press, sources, only=only, values={})
            printed = find_order(prepared, press, sources)
        except NotFitToPrint as error:
            return _Estimate(problems=error.problems)
        drafts = tuple(
            (reason, booking_label(booking))
            for booking in bookings
            for reason in draft_reasons(prepared.plan, booking)
        )
        if printed is None:
            return replace(self._upper_bound(prepared, bookings), drafts=drafts)
        builders = [
            PackBuilder(printed, booking, sources, press, self.output) for booking in bookings
        ]
        return replace(self._from_printed(printed, builders), drafts=drafts)

    def _upper_bound(self, prepared: PreparedOrder, bookings: Sequence[Booking]) -> _Estimate:
        """An upper limit: each document with the most pages that its row allows."""
        plan = prepared.plan
        rows = [document.row for document in plan.documents]
        full = [Printed("", row.name, b"", row.max_pages) for row in rows]
        sheet_rows = job_sheet_rows(plan, full)
        people = Counter(booking.people for booking in bookings)
        needs = {count: paper_needs(sheet_rows, count, cover_row(plan)) for count in people}
        missing = {job.print_key for job in prepared.jobs if not self._is_laid_out(job)}
        forms = {f"{job.print_key} form" for job in prepared.jobs if job.document.fields}
        cover = {f"{plan.order} cover"} if cover_row(plan) else set()
        filled = len(forms) + len(cover)
        shared = len(rows) - filled + len(prepared.impose_jobs(full))
        return _Estimate(
            len(bookings) * (shared + filled + 1),
            len(bookings) * sum(document.pages for document in full),
            tuple(chain.from_iterable(needs[booking.people] for booking in bookings)),
            shared * BYTES_PER_FILE + len(bookings) * self._own_bytes(filled),
            len(bookings) * (shared * BYTES_PER_FILE + self._own_bytes(filled)),
            is_unprinted=True,
            layouts=frozenset(missing | forms | cover),
        )

    def _is_laid_out(self, job: PressJob) -> bool:
        """Whether a document is in the cache; to prove it again takes next to no time."""
        return self.press.cache.get(job.print_key, personal=bool(job.values)) is not None

    def _from_printed(self, order: PrintedOrder, builders: Sequence[PackBuilder]) -> _Estimate:
        pages = sum(document.pages for document in order.printed.values())
        cover = next((d.row.max_pages for d in order.plan.documents if d.row.medium == "cover"), 0)
        digests = FileDigests()
        filled = {document.name for document in order.unfilled}
        sizes = (len(file.content) for name, file in order.files.items() if name not in filled)
        shared, own = sum(sizes), self._own_bytes(len(filled))
        to_make = [builder for builder in builders if builder.existing(digests) is None]
        return _Estimate(
            len(builders) * len(builders[0].file_names),
            len(builders) * (pages + cover),
            tuple(chain.from_iterable(builder.paper for builder in builders)),
            shared + len(builders) * own,
            len(builders) * (shared + own),
            len(builders) - len(to_make),
            layouts=frozenset(self._missing_forms(order, to_make)),
        )

    def _missing_forms(self, order: PrintedOrder, builders: Sequence[PackBuilder]) -> Iterator[str]:
        """The keys of forms that must be laid out before these packs can be filled."""
        for document in order.unfilled:
            given = {frozenset(field_values(document, builder.values)) for builder in builders}
            jobs = (FormJob(document, fields) for fields in given if fields)
            cache = self.press.cache
            yield from (job.key for job in jobs if cache.value(FORMS, job.key) is None)

    def _own_bytes(self, filled: int) -> float:
        """What a school has for itself: filled files, the job sheet and the manifest."""
        return filled * self.file_bytes + BYTES_PER_PACK


def _drafts(
    found: Iterable[Iterable[tuple[DraftReason, str]]],
) -> dict[DraftReason, tuple[str, ...]]:
    """The packs for each reason; first the reason of most packs."""
    packs: dict[DraftReason, list[str]] = {}
    for reason, label in chain.from_iterable(found):
        packs.setdefault(reason, []).append(label)
    by_number = sorted(packs.items(), key=lambda item: (-len(item[1]), item[0].text))
    return {reason: tuple(labels) for reason, labels in by_number}
