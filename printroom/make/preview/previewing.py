"""Previews one document as pictures of its printed pages, made again when its sources change.

The process keeps running, as in `watching`: its workers have loaded the engine, and unchanged files
are not read again. A save that changes nothing in the document prints nothing. While it is printed,
its words are inspected, and the words that it must not contain are gathered. The first page is
shown before the others are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from printroom.choose import forbidden_for, plan_for, unknown_document
from printroom.choose.digest import printed_digest
from printroom.compose import Composed
from printroom.compose.job_sheet import largest_job
from printroom.ledger.withdrawal import refuse_withdrawn
from printroom.make.pack.orders import compose_plan, composed_plan, inspect_plan
from printroom.make.pack.printed_order import press_job
from printroom.make.pack.sample_cover import cover_values
from printroom.make.run.cached_press import CachedPress
from printroom.make.run.options import Sources
from printroom.model import (
    Forbidden,
    Library,
    MarkedPage,
    NotFitToPrint,
    Order,
    Plan,
    Printed,
    Problem,
    RefusedPage,
)
from printroom.workers.jobs import PressJob, mark_pages

DPI = 110
LEAKS = frozenset({"forbidden-text", "withheld-word"})
"""Codes of problems that depend on the words of other documents and age groups."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The last good pages of a document, and its current problems."""

    pages: tuple[bytes, ...] = ()
    """Pictures (PNG); none if there were no good pages yet. A page not drawn yet is empty."""
    printed: Printed | None = None
    """The file that the pictures show."""
    is_new: bool = False
    """Whether the pages differ from those of the last preview."""
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why it cannot be printed now; the pages are those of the last good save."""
    refused: tuple[RefusedPage, ...] = ()
    """The pages on which it is refused now, with the faults outlined."""


class DocumentPreview:
    """The preview of one document of an order; `read` reads both folders.

    A cover is shown with the largest job sheet, so that no other document has to be printed.
    """

    def __init__(
        self,
        order: Order,
        document: str,
        read: Callable[[], Sources],
        press: CachedPress,
        dpi: int = DPI,
    ) -> None:
        self.order, self.document = order, document
        self.last = Preview()
        self._read, self._press, self._dpi = read, press, dpi
        self._thread = ThreadPoolExecutor(1)
        self._forbidden: tuple[Library, str, Forbidden] | None = None
        """What was last forbidden, with the library and the printed content for which it was."""
        self._good: PressJob | None = None
        """The job that printed the pages in `last`."""
        self._shown = self._failed = ""
        """The keys of the document in `last`, and of the one that the press refused."""

    def refresh(self, early: Callable[[Preview], None] = lambda _: None) -> Preview:
        """Read the folders again, and print the document if it has changed.

        `early` is called with a preview of the first page as soon as that is drawn.
        """
        try:
            sources = self._read()
            composed = compose_document(self.order, self.document, sources, self._press)
            job = self._job(composed, sources)
        except NotFitToPrint as error:
            self._failed = ""
            self.last = self._kept(error.problems)
            return self.last
        if job.print_key == self._failed:  # it would be refused again
            self.last = replace(self.last, is_new=False)
        else:
            self._failed = ""
            self.last = self._printed(job, composed, sources, early)
        return self.last

    def mark_pages(self) -> tuple[MarkedPage, ...]:
        """Facts about the places on the last good pages, which are laid out for that.

        Raises `NotFitToPrint`.
        """
        job = self._good
        return self._press.run_in_worker(mark_pages, job, job.document.path) if job else ()

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _kept(self, problems: Iterable[Problem], refused: tuple[RefusedPage, ...] = ()) -> Preview:
        """The last good pages, with the current problems."""
        stopping = tuple(problem for problem in problems if problem.stops)
        return replace(self.last, is_new=False, problems=stopping, refused=refused)

    def _job(self, composed: Composed, sources: Sources) -> PressJob:
        """The job that prints the document, without what is forbidden. Raises `NotFitToPrint`."""
        plan = composed.plan
        if composed.cover:
            cover = self._press.compose_cover(plan, sources.templates, largest_job(plan))
            assert cover is not None
            return PressJob(cover, cover_values(cover, plan), None)
        return PressJob(composed.documents[0], {}, None)

    def _printed(
        self,
        job: PressJob,
        composed: Composed,
        sources: Sources,
        early: Callable[[Preview], None],
    ) -> Preview:
        """Print a job while its words are inspected; returns the preview."""
        printing = self._thread.submit(self._press.print_unproven, job)
        problems = [one for one in inspect_plan(composed, self._press) if one.stops]
        forbidden = self._forbidden_for(composed.plan, sources)
        try:
            printed = printing.result()
        except NotFitToPrint as error:
            self._failed = job.print_key
            return self._kept([*problems, *error.problems], self._refused(job))
        if problems:
            return self._kept(problems)
        try:
            return self._proven(press_job(job.document, job.values, forbidden), printed, early)
        except NotFitToPrint as error:
            if not LEAKS.issuperset(one.code for one in error.problems):
                self._failed = job.print_key
            return self._kept(error.problems)

    def _proven(self, job: PressJob, printed: Printed, early: Callable[[Preview], None]) -> Preview:
        """Prove a printed document while its pages are drawn; returns the preview.

        Raises `NotFitToPrint`.
        """
        if job.print_key == self._shown:
            self._press.print_documents([job])
            return self._kept(())
        first = self._thread.submit(self._drawn, printed, 0, 1)
        rest = self._thread.submit(self._drawn, printed, 1, printed.pages)
        self._press.print_documents([job])
        self._shown, self._good = job.print_key, job
        made = Preview(first.result(), printed, is_new=True, warnings=printed.warnings)
        early(replace(made, pages=(*made.pages, *(b"" for _ in range(1, printed.pages)))))
        return replace(made, pages=(*made.pages, *rest.result()))

    def _drawn(self, printed: Printed, start: int, end: int) -> tuple[bytes, ...]:
        """Draw some pages."""
        return self._press.draw_pages(printed, self._dpi, start, end) if start < end else ()

    def _forbidden_for(self, plan: Plan, sources: Sources) -> Forbidden:
        """What the document must not contain, gathered again only if words have changed."""
        known, printed = self._forbidden, printed_digest(plan)
        if known and known[0] is sources.library and known[1] == printed:
            return known[2]
        forbidden = forbidden_for(plan, sources.library, sources.templates)
        self._forbidden = sources.library, printed, forbidden
        return forbidden

    def _refused(self, job: PressJob) -> tuple[RefusedPage, ...]:
        """Draw the pages on which a document is refused."""
        try:
            return self._press.draw_refused(job, self._dpi)
        except NotFitToPrint:  # the document cannot be laid out, which is already reported
            return ()


def compose_document(order: Order, name: str, sources: Sources, press: CachedPress) -> Composed:
    """Compose one document as it is in the whole pack. Raises `NotFitToPrint`.

    The others are composed only for a cover, or if the document shows whether the pack is signed.
    """
    plan = plan_for(order, sources.library, sources.templates)
    planned = next((one for one in plan.documents if one.row.name == name), None)
    if planned is None:
        raise unknown_document(name, plan)
    is_cover = planned.row.medium == "cover"
    if not is_cover and (
        plan.draft or not plan.signed
    ):  # it is a draft, whatever the other documents
        plan = _alone(plan, name)
    composed = compose_plan(plan, press, sources)
    refuse_withdrawn(composed.plan, sources.library, partial(composed_plan, press, sources))
    if is_cover:
        return composed
    documents = tuple(one for one in composed.documents if one.name == name)
    return Composed(_alone(composed.plan, name), documents)


def _alone(plan: Plan, name: str) -> Plan:
    """A plan of one document, without rules, which apply to whole packs."""
    documents = tuple(one for one in plan.documents if one.row.name == name)
    standard = _alone(plan.standard, name) if plan.standard else None
    criteria = replace(plan.criteria, rules=())
    return replace(plan, documents=documents, standard=standard, criteria=criteria)
