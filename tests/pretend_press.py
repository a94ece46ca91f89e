"""Workers for fast tests of the desk: they compose, and only pretend to print."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from printroom.model import Printed
from printroom.workers.job_results import completed_future
from printroom.workers.jobs import ProofJob, check_styles, draw_pages, print_unproven
from tests.term_helpers import AtOnce

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (300).to_bytes(4, "big") + (400).to_bytes(4, "big")
"""The beginning of a picture of 300 by 400 dots."""


class PretendPress(AtOnce):
    """Workers that compose, and pretend to print: the picture of a page is made of its source."""

    def submit(self, function: Callable[[Any], Any], job: Any) -> Future[Any]:
        """Do the job at once, but for printing."""
        if function is print_unproven:
            self.done.append("press")
            document = job.document
            content = document.source.encode()
            return completed_future(Printed(document.key, document.name, content, 1))
        if function is draw_pages:
            return completed_future((PNG + job[0],))
        if function is check_styles:
            return completed_future([])
        if isinstance(job, ProofJob):
            return completed_future(job.printed)
        return super().submit(function, job)
