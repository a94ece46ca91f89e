"""Previews one document as pictures of its printed pages, made again when its sources change.

The process stays, as for `watching`: its workers have the engine loaded, and unchanged files are
not read again. A save that changes nothing in the document prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from printroom.make.cached_press import CachedPress
from printroom.make.options import read_sources
from printroom.make.orders import compose_order
from printroom.make.sample_cover import cover_job
from printroom.model import NotFitToPrint, Order, Printed, Problem, RefusedPage
from printroom.workers.jobs import PressJob

DPI = 110


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages of a document as they last were good, and what is wrong with it now."""

    pages: tuple[bytes, ...] = ()
    """Pictures (PNG); empty if it was never good."""
    printed: Printed | None = None
    """The file that the pictures show."""
    is_new: bool = False
    """Whether the pages are not those of the preview before."""
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why it cannot be printed now; the pages are then those of the last good save."""
    refused: tuple[RefusedPage, ...] = ()
    """The pages on which it is refused now, with the faults outlined."""


class DocumentPreview:
    """The preview of one document of an order; `folders` are those of materials and templates.

    A cover is shown with the largest job that it can list, so that no other document is printed.
    """

    def __init__(
        self,
        order: Order,
        document: str,
        folders: tuple[Path, Path],
        press: CachedPress,
        dpi: int = DPI,
    ) -> None:
        self.order, self.document, self.folders = order, document, folders
        self.last = Preview()
        self._press, self._dpi = press, dpi
        self._shown = self._proven = ""
        """The keys of the document that `last` shows, and of its proof."""
        self._failed: PressJob | None = None
        """What is refused now."""

    def refresh(self) -> Preview:
        """Read the folders again, and print the document if it has changed."""
        try:
            job = self._job()
        except NotFitToPrint as error:
            self._fail(None, error, ())
            return self.last
        if self._fails_again(job):
            self.last = replace(self.last, is_new=False)
            return self.last
        try:
            self.last, self._failed = self._made(job), None
        except NotFitToPrint as error:
            self._fail(job, error, self._refused(job))
        return self.last

    def _fails_again(self, job: PressJob) -> bool:
        """Whether a document would be refused as it was: its layout does not know the proof."""
        failed = self._failed
        if failed is None:
            return False
        is_layout = bool(self.last.refused) and job.print_key == failed.print_key
        return is_layout or job.proof_key == failed.proof_key

    def _fail(
        self, job: PressJob | None, error: NotFitToPrint, refused: tuple[RefusedPage, ...]
    ) -> None:
        """Keep the last good pages beside the problems."""
        self._failed = job
        self.last = replace(self.last, is_new=False, problems=error.problems, refused=refused)

    def after_each(self, saves: Iterable[object]) -> Iterator[Preview]:
        """The preview now, and after each of `saves`."""
        yield self.refresh()
        for _ in saves:
            yield self.refresh()

    def _job(self) -> PressJob:
        """What has to be printed. Raises `NotFitToPrint`."""
        sources = read_sources(*self.folders, {}, sets_aside=True)
        composed = compose_order(self.order, self._press, sources, only=(self.document,), values={})
        jobs = {job.document.name: job for job in composed.jobs}
        if self.document not in jobs and composed.cover:
            return cover_job(composed.cover, composed.plan, composed.forbidden)
        return jobs[self.document]

    def _made(self, job: PressJob) -> Preview:
        """The preview of a job. Raises `NotFitToPrint`."""
        good = replace(self.last, is_new=False, problems=(), refused=())
        if job.proof_key == self._proven:
            return good
        (printed,) = self._press.print_documents([job])
        if job.print_key != self._shown:
            pages = self._press.draw_pages(printed, self._dpi)
            good = Preview(pages, printed, is_new=True, warnings=printed.warnings)
        self._shown, self._proven = job.print_key, job.proof_key
        return good

    def _refused(self, job: PressJob) -> tuple[RefusedPage, ...]:
        """The pages on which a document is refused."""
        try:
            return self._press.draw_refused(job, self._dpi)
        except NotFitToPrint:  # what stopped the press stops it here, and is reported already
            return ()
