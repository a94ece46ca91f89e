"""The job that prepares a finished file for a print shop, and reads it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from printroom.model import NotFitToPrint, Problem
from printroom.model.print_shop import Trim
from printroom.workers.limits import MAX_CPU_S, budget


@dataclass(frozen=True, slots=True)
class ShopJob:
    """A finished file, and what the print shop asks for."""

    path: str
    content: bytes
    trim: Trim | None
    """Where its pages are cut; `None` leaves them as they are."""
    pdf_x_on: dt.date | None
    """The date of the PDF/X-4 to make of it; `None` makes no PDF/X."""
    bleeds: Mapping[float, int] = field(default_factory=dict)
    """How many of its pages have a bleed of so many millimetres; empty to count none."""


@budget(MAX_CPU_S)
def make_for_shop(job: ShopJob) -> bytes:
    """In a worker: make the file for the print shop. Raises `NotFitToPrint`."""
    made, problems = job.content, list[Problem]()
    # The engines take a while to import, so they are imported when they are first used.
    if job.trim is not None:
        from printroom.press.bleed import with_bleed
        from printroom.proof.trimmed import read_trimmed

        made = with_bleed(made, job.trim)
        problems += read_trimmed(made, job.content, job.trim, job.path)
    if job.pdf_x_on is not None:
        from printroom.press.pdf_x import as_pdf_x
        from printroom.proof.pdf_x_rules import check_pdf_x

        made = as_pdf_x(made, job.pdf_x_on)
        problems += check_pdf_x(made, job.path)
    if job.bleeds:
        from printroom.proof.trimmed import count_bleeds

        problems += count_bleeds(made, job.bleeds, job.path)
    if problems:
        raise NotFitToPrint(problems)
    return made
