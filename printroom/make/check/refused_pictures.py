"""Writes pictures of refused pages into a folder, and names them in messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from printroom.deliver import write_file
from printroom.make.run.cached_press import CachedPress
from printroom.model import NotFitToPrint, Order, Problem
from printroom.workers.jobs import PressJob

DPI = 100


class RefusedPictures:
    """A folder of pictures of refused pages; a page that several orders share is drawn once."""

    def __init__(self, folder: Path, press: CachedPress) -> None:
        self.folder, self._press = folder, press
        self._drawn: dict[str, dict[Problem, Path]] = {}
        """The pictures of each document, by its key."""

    def add_pictures(
        self, problems: Iterable[Problem], jobs: Iterable[PressJob], order: Order
    ) -> list[Problem]:
        """Draw the refused documents among these jobs, and name each problem's picture in it."""
        files: dict[Problem, Path] = {}
        for job in jobs:
            if self._press.find(job) is None:
                files |= self._draw(job, order)
        return [
            replace(one, message=f"{one.message} See {files[one]}.") if one in files else one
            for one in problems
        ]

    def _draw(self, job: PressJob, order: Order) -> dict[Problem, Path]:
        """The picture of each problem of a document."""
        if job.print_key not in self._drawn:
            self._press.monitor.step(f"drawing {job.document.title.lower()}")
            self._drawn[job.print_key] = dict(self._write_pictures(job, order))
        return self._drawn[job.print_key]

    def _write_pictures(self, job: PressJob, order: Order) -> Iterable[tuple[Problem, Path]]:
        try:
            pages = self._press.draw_refused(job, DPI)
        except NotFitToPrint:  # the document cannot be laid out, which is already reported
            return
        whole = (order.session.replace("/", "-"), order.band, order.nation, order.edition)
        for page in pages:
            file = self.folder / f"{'--'.join(whole)}--{page.document}-{page.page}.png"
            write_file(file, page.picture)
            yield from ((problem, file) for problem in page.problems)
