"""The jobs of workers for previews: a document by itself, and what is known of its places."""

from __future__ import annotations

from dataclasses import replace

from printroom import press, proof
from printroom.model import MarkedPage, Printed
from printroom.workers.jobs import LAYOUT_MB, PRESS_S, PressJob
from printroom.workers.limits import budget


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def print_unproven(job: PressJob) -> Printed:
    """In a worker: print a document, which must be proven before anybody sees it."""
    printed = press.print_document(job.document, job.values)
    return replace(printed, ink_percent=proof.ink_percent(printed.content))


@budget(PRESS_S, memory_mb=LAYOUT_MB)
def mark_pages(job: PressJob) -> tuple[MarkedPage, ...]:
    """In a worker: what is known of the places on each page of a document."""
    from printroom.press.list_page_marks import mark_pages

    return mark_pages(job.document, job.values)
