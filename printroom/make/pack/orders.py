"""Prepares and prints orders: makes what all bookings of an order share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from printroom.cache import ORDERS
from printroom.choose import forbidden_for, plan_for, unknown_document
from printroom.compose import Composed
from printroom.compose.job_sheet import JobSheetRow, cover_row, job_sheet_rows
from printroom.inspect import inspect, inspect_cover
from printroom.ledger.record import Texts, texts_of
from printroom.ledger.uses import uses
from printroom.ledger.withdrawal import refuse_withdrawn
from printroom.make.pack.printed_order import PrintedOrder, Values, order_job
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.make.run.remembered import CachePart, keep, recall, value_key
from printroom.model import (
    Document,
    Forbidden,
    NotFitToPrint,
    Order,
    Plan,
    Printed,
    Problem,
    Templates,
)
from printroom.workers.jobs import ImposeJob, PressJob, raise_if_blocking

Inspected = tuple[Composed, Forbidden]
CoverAndUses = tuple[Document | None, Mapping[str, str]]
_INSPECTED = CachePart[Inspected](ORDERS)
_COVERS = CachePart[CoverAndUses](ORDERS)
MIN_BOOKLET_PAGES = 3
"""The fewest pages for which a booklet is made."""


@dataclass(frozen=True)
class PreparedOrder:
    """The documents of an order except its cover, composed and inspected, with their print jobs."""

    plan: Plan
    forbidden: Forbidden
    jobs: tuple[PressJob, ...]
    only: tuple[str, ...]
    """The documents to print; all if empty."""
    font: bytes
    """A plain font from the templates, for the few words on print-only files."""
    cover: Document | None
    """The cover that is signed off, with the largest job sheet."""

    @property
    def is_whole_for_cover(self) -> bool:
        """Whether more documents are laid out than delivered, for the page counts on the cover."""
        return bool(self.only) and any(job.document.name not in self.only for job in self.jobs)

    @property
    def texts(self) -> Mapping[str, Texts]:
        """What each document that is delivered shows, without the values of a booking."""
        covers = (self.cover,) if self.cover else ()
        documents = (*(job.document for job in self.jobs), *covers)
        wanted = [document for document in documents if not self.only or document.name in self.only]
        return {document.name: texts_of(document) for document in wanted}

    def impose_jobs(self, printed: Iterable[Printed]) -> list[ImposeJob]:
        """The jobs that impose printed documents as booklets and tiles."""
        rows = {document.row.name: document.row for document in self.plan.documents}
        jobs = []
        for document in printed:
            row = rows[document.name]
            is_too_short = row.print_only == "booklet" and document.pages < MIN_BOOKLET_PAGES
            if row.print_only and not is_too_short:
                jobs.append(ImposeJob(document, row.print_only_name, row.print_only, self.font))
        return jobs


def prepare_order(
    order: Order,
    press: CachedPress,
    sources: Sources,
    *,
    only: tuple[str, ...] = (),
    values: Values,
    as_forms: bool = False,
) -> PreparedOrder:
    """Choose, compose and inspect an order; `values` are those of its only booking, or empty.

    With `as_forms`, samples of its documents with fields are printed: see `order_job`. All of them
    are composed even if `only` names one, since they decide the pack's code. Raises
    `NotFitToPrint`, also for a withdrawn pack.
    """
    key = _key(sources, order, only)
    inspected = recall(press.cache, _INSPECTED, key)
    if inspected is None:
        inspected = _inspected(order, press, sources, only)
        keep(press.cache, _INSPECTED, key, inspected)
    composed, forbidden = inspected
    return with_print_jobs(
        composed, forbidden, sources, only=only, values=values, as_forms=as_forms
    )


def _key(sources: Sources, *made_from: object) -> str:
    """The key of what is made from these sources and values; empty if the sources have no key."""
    return value_key("orders", sources.key, made_from) if sources.key else ""


def _inspected(
    order: Order, press: CachedPress, sources: Sources, only: tuple[str, ...]
) -> Inspected:
    """Choose, compose and inspect an order: its documents, and what is forbidden in them."""
    plan = plan_for(order, sources.library, sources.templates)
    refuse_unknown(only, plan)
    with ThreadPoolExecutor(1) as beside:
        composing = beside.submit(compose_plan, plan, press, sources)
        # This takes as long as a worker takes to compose.
        forbidden = forbidden_for(plan, sources.library, sources.templates)
        composed = composing.result()
    refuse_withdrawn(composed.plan, sources.library, partial(composed_plan, press, sources))
    composed = _limited_to(only, composed)
    raise_if_blocking(inspect_plan(composed, press))
    return composed, forbidden


def composed_plan(press: CachedPress, sources: Sources, order: Order) -> Plan:
    """The plan of an order with its codes. Raises `NotFitToPrint`."""
    return compose_plan(plan_for(order, sources.library, sources.templates), press, sources).plan


def compose_plan(plan: Plan, press: CachedPress, sources: Sources) -> Composed:
    """Compose a plan: its codes, and its documents. Raises `NotFitToPrint`."""
    press.monitor.step("composing")
    return press.compose(plan, sources.templates)


def inspect_plan(composed: Composed, press: CachedPress) -> list[Problem]:
    """The problems with the words and the structure of a composed plan."""
    with press.monitor.time_step("inspect"):
        return inspect(composed.plan, (*composed.documents, *composed.covers))


def with_print_jobs(
    composed: Composed,
    forbidden: Forbidden,
    sources: Sources,
    *,
    only: tuple[str, ...] = (),
    values: Values,
    as_forms: bool = False,
) -> PreparedOrder:
    """Add the jobs that print the documents of a composed plan. Raises `NotFitToPrint`."""
    planned = composed.plan.documents
    imposed = {document.row.name for document in planned if document.row.print_only}
    jobs = tuple(
        order_job(document, values, forbidden, as_form=as_forms)
        if document.name not in imposed
        else order_job(document, {}, forbidden)  # booklets and tiles are made of empty fields
        for document in composed.documents
    )
    font = plain_font(sources.templates) if imposed else b""
    return PreparedOrder(composed.plan, forbidden, jobs, only, font, composed.cover)


def print_order(prepared: PreparedOrder, press: CachedPress, sources: Sources) -> PrintedOrder:
    """Print a prepared order. Raises `NotFitToPrint`."""
    if prepared.is_whole_for_cover:
        press.monitor.step("laying out the whole pack, whose pages the cover counts")
    imposing: dict[str, Callable[[], Printed]] = {}

    def start_imposing(document: Printed) -> None:
        for job in prepared.impose_jobs([document]):
            imposing[document.name] = press.start_imposing(job)

    with press.monitor.time_step("print"):
        printed = press.print_documents(prepared.jobs, start_imposing)
        imposed = [imposing[one.name]() for one in printed if one.name in imposing]
        return _with_cover(prepared, printed, imposed, press, sources)


def find_order(
    prepared: PreparedOrder, press: CachedPress, sources: Sources
) -> PrintedOrder | None:
    """Take a prepared order from the cache; none if anything would have to be printed first."""
    printed = [one for job in prepared.jobs if (one := press.find(job))]
    if len(printed) < len(prepared.jobs):
        return None
    jobs = prepared.impose_jobs(printed)
    imposed = [one for job in jobs if (one := press.find_imposed(job))]
    if len(imposed) < len(jobs):
        return None
    return _with_cover(prepared, printed, imposed, press, sources)


def _with_cover(
    prepared: PreparedOrder,
    printed: Sequence[Printed],
    imposed: Sequence[Printed],
    press: CachedPress,
    sources: Sources,
) -> PrintedOrder:
    """Compose the cover of a printed order, which comes last because it lists page counts."""
    plan, only = prepared.plan, prepared.only
    rows = job_sheet_rows(plan, (*printed, *imposed))
    cover, used = _cover_and_uses(prepared, rows, press, sources)
    jobs = prepared.jobs
    unfilled = [job.document for job in jobs if job.document.fields and not job.is_personal]
    samples = {job.document.name for job in jobs if job.is_sample}
    if cover:
        unfilled.append(cover)
    if only:  # the cover lists page counts of documents that are not wanted
        wanted = _names_with_print_only(plan, only)
        printed = [document for document in printed if document.name in wanted]
        imposed = [document for document in imposed if document.name in wanted]
        unfilled = [document for document in unfilled if document.name in wanted]
    return PrintedOrder(
        plan=plan,
        forbidden=prepared.forbidden,
        printed={one.name: one for one in printed if one.name not in samples},
        imposed=tuple(imposed),
        unfilled=tuple(unfilled),
        job_sheet_rows=rows,
        cover=cover,
        texts=prepared.texts,
        uses=used,
        only=only,
    )


def _cover_and_uses(
    prepared: PreparedOrder, rows: tuple[JobSheetRow, ...], press: CachedPress, sources: Sources
) -> CoverAndUses:
    """The cover with these rows on its job sheet, if there is one, and everything the order uses.

    Raises `NotFitToPrint`.
    """
    plan = prepared.plan
    key = _key(sources, plan.order, prepared.only, rows)
    made = recall(press.cache, _COVERS, key)
    if made is not None:
        return made
    cover = press.compose_cover(plan, sources.templates, rows) if cover_row(plan) else None
    if cover and prepared.cover:
        raise_if_blocking(inspect_cover(plan, cover, prepared.cover))
    made = cover, uses(plan, sources.library, sources.templates)
    keep(press.cache, _COVERS, key, made)
    return made


def plain_font(templates: Templates) -> bytes:
    """A plain font from the templates. Raises `NotFitToPrint` if there is none."""
    fonts = sorted(name for name in templates.files if name.endswith(".ttf"))
    plain = [name for name in fonts if "Regular" in name] or fonts
    if not plain:
        message = "booklets and tiles need a font for their labels, and there is no .ttf in fonts/"
        fix = "add one, or take print_only out of the session template"
        raise NotFitToPrint([Problem("no-font", templates.folder, message, fix, 0)])
    return templates.files[plain[0]]


def refuse_unknown_names(order: Order, sources: Sources, only: tuple[str, ...]) -> None:
    """Raise `NotFitToPrint` for unknown names, which would become part of the folder's path."""
    library = sources.library
    is_known = (
        order.session in library.sessions
        and order.band in library.bands
        and order.nation in library.nations
    )
    if only or not is_known:
        plan = plan_for(order, library, sources.templates)  # refuses an unknown session and so on
        refuse_unknown(only, plan)


def refuse_unknown(only: tuple[str, ...], plan: Plan) -> None:
    """Raise `NotFitToPrint` for the first of these documents that a pack does not have."""
    rows = {document.row.name for document in plan.documents}
    if unknown := [name for name in only if name not in rows]:
        raise unknown_document(unknown[0], plan)


def _limited_to(only: tuple[str, ...], composed: Composed) -> Composed:
    """Leave only some documents of a plan; for its cover, which lists all, leave all."""
    plan = composed.plan
    planned = tuple(document for document in plan.documents if document.row.name in only)
    if not only or any(document.row.medium == "cover" for document in planned):
        return composed
    criteria = replace(plan.criteria, rules=())  # rules apply to whole packs
    plan = replace(plan, documents=planned, criteria=criteria)
    return Composed(
        plan, tuple(document for document in composed.documents if document.name in only)
    )


def _names_with_print_only(plan: Plan, only: tuple[str, ...]) -> set[str]:
    """The names of these documents, and of their print-only versions."""
    rows = [document.row for document in plan.documents if document.row.name in only]
    return {*only, *(row.print_only_name for row in rows if row.print_only)}
