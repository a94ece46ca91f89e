"""The jobs of workers for previews: a document with the picture of its first page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from printroom import press, proof
from printroom.model import MarkedPage, Printed
from printroom.workers.jobs import LAYOUT_MB, PRESS_S, DrawJob, PressJob, press_and_proof
from printroom.workers.limits import budget


@dataclass(frozen=True, slots=True)
class Drawn:
    """A printed document, and its first page as a picture (PNG)."""

    printed: Printed
    first: bytes


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def press_and_draw(job: DrawJob) -> Drawn:
    """In a worker: print and prove a document, and draw its first page at once."""
    return _drawn(press_and_proof(job.press), job.dpi)


@budget(PRESS_S)
def draw_unproven(job: DrawJob) -> Drawn:
    """In a worker: print a document that is proven later, and draw its first page at once."""
    printed = press.print_document(job.press.document, job.press.values)
    weighed = replace(printed, ink_percent=proof.ink_percent(printed.content))
    return _drawn(weighed, job.dpi)


def _drawn(printed: Printed, dpi: int) -> Drawn:
    return Drawn(printed, press.draw_pages(printed.content, dpi, end=1)[0])


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def mark_pages(job: PressJob) -> tuple[MarkedPage, ...]:
    """In a worker: what is known of the places on each page of a document."""
    return press.mark_pages(job.document, job.values)
