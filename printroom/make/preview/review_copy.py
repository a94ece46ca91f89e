"""Prepares a pack for a reviewer: each document as it prints, with the sources of its words."""

from __future__ import annotations

from dataclasses import dataclass

from printroom.compose.job_sheet import largest_job
from printroom.ledger.shown_parts import ShownPart, shown_parts
from printroom.make.pack.orders import prepare_order
from printroom.make.pack.sample_cover import cover_job
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import Order, Plan, PlannedDocument
from printroom.workers.jobs import PressJob


@dataclass(frozen=True)
class ReadDocument:
    """A document of a pack: the job that prints it, and the parts that it shows."""

    planned: PlannedDocument
    job: PressJob
    parts: tuple[ShownPart, ...]

    @property
    def name(self) -> str:
        """The name of the document."""
        return self.planned.row.name


@dataclass(frozen=True)
class Reading:
    """A pack to read: exactly what a signature for its code covers."""

    plan: Plan
    documents: tuple[ReadDocument, ...]

    @property
    def is_signed(self) -> bool:
        """Whether somebody has signed these words."""
        return self.plan.digest in self.plan.signed

    def document(self, name: str) -> ReadDocument | None:
        """The document with this name."""
        return next((one for one in self.documents if one.name == name), None)


def reading_of(order: Order, press: CachedPress, sources: Sources) -> Reading:
    """Prepare the pack of an order without a booking; its cover has the largest job sheet.

    Raises `NotFitToPrint`, also for a withdrawn pack.
    """
    prepared = prepare_order(order, press, sources, values={})
    plan = prepared.plan
    folders = sources.library, sources.templates
    jobs = {job.document.name: job for job in prepared.jobs}
    if prepared.cover and (
        cover := press.compose_cover(plan, sources.templates, largest_job(plan))
    ):
        jobs[cover.name] = cover_job(cover, plan, prepared.forbidden)
    return Reading(
        plan,
        tuple(
            ReadDocument(planned, job, shown_parts(plan, job.document, *folders))
            for planned in plan.documents
            if (job := jobs.get(planned.row.name))
        ),
    )
