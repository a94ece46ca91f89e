"""The reviewer's copy of a pack: each document as it prints, beside the source of its words."""

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
    """A document of a pack: the job that prints it, and what it shows."""

    planned: PlannedDocument
    job: PressJob
    parts: tuple[ShownPart, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.planned.row.name


@dataclass(frozen=True)
class Reading:
    """A pack that can be read: exactly what a signature for its code signs."""

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
    """What an order prints for nobody in particular; its cover has the largest job it can list.

    Raises `NotFitToPrint`, also for a withdrawn pack.
    """
    prepared = prepare_order(order, press, sources, values={})
    plan = prepared.plan
    jobs = {job.document.name: job for job in prepared.jobs}
    if prepared.cover and (
        cover := press.compose_cover(plan, sources.templates, largest_job(plan))
    ):
        jobs[cover.name] = cover_job(cover, plan, prepared.forbidden)
    return Reading(
        plan,
        tuple(
            ReadDocument(planned, job, shown_parts(plan, job.document))
            for planned in plan.documents
            if (job := jobs.get(planned.row.name))
        ),
    )
