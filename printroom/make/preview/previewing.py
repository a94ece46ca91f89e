"""Previews one document as pictures of its printed pages, made again when its sources change.

The process stays, as for `watching`: its workers have the engine loaded, and unchanged files are
not read again. A save that changes nothing in the document prints nothing. The words that the page
must not have are gathered, and its own are inspected, while it is printed. The first page is shown
before the others are drawn.
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
"""Faults that depend on what other documents and other age groups say."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages of a document as they last were good, and what is wrong with it now."""

    pages: tuple[bytes, ...] = ()
    """Pictures (PNG); none if it was never good. A page that is not drawn yet is empty."""
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
    """The preview of one document of an order; `read` reads both folders, as they are now.

    A cover is shown with the largest job that it can list, so that no other document is printed.
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
        self._beside = ThreadPoolExecutor(1)
        self._forbidden: tuple[Library, str, Forbidden] | None = None
        """What was forbidden last, for which library and which printed content."""
        self._good: PressJob | None = None
        """What printed the pages that `last` shows."""
        self._shown = self._failed = ""
        """The keys of the document that `last` shows, and of the one that the press refused."""

    def refresh(self, early: Callable[[Preview], None] = lambda _: None) -> Preview:
        """Read the folders again, and print the document if it has changed.

        `early` is called with a preview that has the first page only, once that is there.
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
        """What is known of the places on the last good pages; they are laid out for that.

        Raises `NotFitToPrint`.
        """
        job = self._good
        return self._press.run_in_worker(mark_pages, job, job.document.path) if job else ()

    def close(self) -> None:
        """Let go of the thread."""
        self._beside.shutdown(wait=False, cancel_futures=True)

    def _kept(self, problems: Iterable[Problem], refused: tuple[RefusedPage, ...] = ()) -> Preview:
        """The last good pages, beside what is wrong now."""
        stopping = tuple(problem for problem in problems if problem.stops)
        return replace(self.last, is_new=False, problems=stopping, refused=refused)

    def _job(self, composed: Composed, sources: Sources) -> PressJob:
        """What prints the document, whatever it must not contain. Raises `NotFitToPrint`."""
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
        """The preview of a job: the press works while its words are inspected."""
        printing = self._beside.submit(self._press.print_unproven, job)
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
        """The preview of a printed document; its pages are drawn while it is proven.

        Raises `NotFitToPrint`.
        """
        if job.print_key == self._shown:
            self._press.print_documents([job])
            return self._kept(())
        first = self._beside.submit(self._drawn, printed, 0, 1)
        rest = self._beside.submit(self._drawn, printed, 1, printed.pages)
        self._press.print_documents([job])
        self._shown, self._good = job.print_key, job
        made = Preview(first.result(), printed, is_new=True, warnings=printed.warnings)
        early(replace(made, pages=(*made.pages, *(b"" for _ in range(1, printed.pages)))))
        return replace(made, pages=(*made.pages, *rest.result()))

    def _drawn(self, printed: Printed, start: int, end: int) -> tuple[bytes, ...]:
        """The pictures of some pages."""
        return self._press.draw_pages(printed, self._dpi, start, end) if start < end else ()

    def _forbidden_for(self, plan: Plan, sources: Sources) -> Forbidden:
        """What the document must not contain; gathered again only if words have changed."""
        known, printed = self._forbidden, printed_digest(plan)
        if known and known[0] is sources.library and known[1] == printed:
            return known[2]
        forbidden = forbidden_for(plan, sources.library, sources.templates)
        self._forbidden = sources.library, printed, forbidden
        return forbidden

    def _refused(self, job: PressJob) -> tuple[RefusedPage, ...]:
        """The pages on which a document is refused."""
        try:
            return self._press.draw_refused(job, self._dpi)
        except NotFitToPrint:  # what stopped the press stops it here, and is reported already
            return ()


def compose_document(order: Order, name: str, sources: Sources, press: CachedPress) -> Composed:
    """A plan with one document, which is as in the whole pack. Raises `NotFitToPrint`.

    Others are composed only if it matters whether the pack is signed, and for a cover.
    """
    plan = plan_for(order, sources.library, sources.templates)
    planned = next((one for one in plan.documents if one.row.name == name), None)
    if planned is None:
        raise unknown_document(name, plan)
    is_cover = planned.row.medium == "cover"
    if not is_cover and (plan.draft or not plan.signed):  # a draft, whatever the others are
        plan = _alone(plan, name)
    composed = compose_plan(plan, press, sources)
    refuse_withdrawn(composed.plan, sources.library, partial(composed_plan, press, sources))
    if is_cover:
        return composed
    documents = tuple(one for one in composed.documents if one.name == name)
    return Composed(_alone(composed.plan, name), documents)


def _alone(plan: Plan, name: str) -> Plan:
    """A plan of one document, without the rules, which apply to whole packs."""
    documents = tuple(one for one in plan.documents if one.row.name == name)
    standard = _alone(plan.standard, name) if plan.standard else None
    criteria = replace(plan.criteria, rules=())
    return replace(plan, documents=documents, standard=standard, criteria=criteria)
