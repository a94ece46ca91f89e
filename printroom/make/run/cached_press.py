"""The services of a run: composing, printing and imposing, in workers and with the cache.

What may hang or crash runs in workers; what was made before comes from the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TypeVar

from printroom.cache import FORMS, Cache
from printroom.compose import Composed
from printroom.compose.job_sheet import JobSheetRow
from printroom.make.run.changed_design import with_changed_design
from printroom.make.run.compiled_templates import CompiledTemplates
from printroom.make.run.concurrent_results import numbers_as_they_end
from printroom.make.run.options import SILENT, Monitor
from printroom.model import (
    Document,
    NotFitToPrint,
    PagePair,
    Plan,
    Printed,
    Printer,
    Problem,
    RefusedPage,
    Templates,
)
from printroom.press import Form
from printroom.press.fill.form_json import form_as_json, form_from_json
from printroom.workers import WorkerPool
from printroom.workers.composing import compose_cover_in, compose_in, compose_many
from printroom.workers.job_results import completed_future, layout_result, result_of
from printroom.workers.jobs import (
    DrawJob,
    FormJob,
    ImposeJob,
    PressJob,
    ProofJob,
    align_sides,
    compare_pages,
    draw_pages,
    draw_refused,
    facts_of,
    impose,
    make_form,
    press_and_proof,
    print_unproven,
    prove_or_raise,
    raise_if_blocking,
)

J = TypeVar("J")
R = TypeVar("R")


def ignore(_: Printed) -> None:
    """Do nothing with a document that was printed."""


@dataclass(frozen=True, slots=True)
class _Started:
    """A document whose printing or proof has started."""

    future: Future[Printed]
    cached: Printed | None = None
    """The same document from the cache, if it is there; it may be proven again."""
    is_shared: bool = False
    """Whether it is printed for a job of another order."""


@dataclass(frozen=True)
class CachedPress:
    """Composes, prints and imposes in workers, unless the cache has the result.

    `monitor` receives the steps of the run and their times.
    """

    cache: Cache
    workers: WorkerPool
    monitor: Monitor = SILENT
    _printing: dict[str, Future[Printed]] = field(default_factory=dict)
    """The documents being printed now, by key: the order of another nation may need the same."""
    _lock: Lock = field(default_factory=Lock)
    """Held while a document is looked up in `_printing` and added, so that none is printed twice.

    To remove one is a single operation, and needs no lock.
    """
    compiled: CompiledTemplates = field(default_factory=CompiledTemplates)
    laid_out: list[str] = field(default_factory=list)
    """The keys of documents and forms that were not in the cache; threads may append to it."""

    def run_in_worker(self, function: Callable[[J], R], job: J, path: str) -> R:
        """Run one job in a worker; problems refer to `path`. Raises `NotFitToPrint`."""
        return result_of(self.workers.submit(function, job), path)

    def compose(self, plan: Plan, templates: Templates) -> Composed:
        """Compose a plan: its codes, and its documents. Raises `NotFitToPrint`."""
        with self.monitor.time_step("compose"):
            return compose_in(self.workers, plan, templates, self.compiled.of(templates))

    def compose_all(
        self, plans: Iterable[Plan], templates: Templates
    ) -> Iterator[Composed | tuple[Problem, ...]]:
        """Compose plans, several in each job; yields each pack, or its problems."""
        return compose_many(self.workers, plans, templates)

    def compose_cover(
        self, plan: Plan, templates: Templates, rows: tuple[JobSheetRow, ...]
    ) -> Document | None:
        """Compose the cover, if there is one, with these rows. Raises `NotFitToPrint`."""
        return compose_cover_in(self.workers, plan, templates, rows)

    def find(self, job: PressJob) -> Printed | None:
        """A document from the cache, if it was proven against what is currently forbidden."""
        cached = self.cache.get(job.print_key, personal=job.is_personal)
        if cached is None or not self.cache.is_proven(job.proof_key):
            return None
        return job.printed_as(cached)

    def print_documents(
        self, jobs: Iterable[PressJob], on_printed: Callable[[Printed], None] = ignore
    ) -> list[Printed]:
        """Print and prove documents; returns them in the order of the jobs.

        The longest is started first. `on_printed` is called with each as soon as it is finished.
        Raises `NotFitToPrint` with the problems of all.
        """
        jobs = list(jobs)
        longest_first = sorted(range(len(jobs)), key=lambda n: -len(jobs[n].document.source))
        started = {n: self._start(jobs[n]) for n in longest_first}
        printed: dict[int, Printed] = {}
        problems: list[Problem] = []
        for number in numbers_as_they_end({n: one.future for n, one in started.items()}):
            try:
                printed[number] = self._finish(jobs[number], started[number])
            except NotFitToPrint as error:
                problems += error.problems
            else:
                on_printed(printed[number])
        raise_if_blocking(problems)
        return [printed[n] for n in sorted(printed)]

    def forms(self, jobs: Sequence[FormJob]) -> list[Form | None]:
        """Lay out forms; none if a document cannot be filled. Raises `NotFitToPrint`."""
        cached = [self._cached_form(job) for job in jobs]
        futures = [
            completed_future(known[0]) if known else self.workers.submit(make_form, job)
            for job, known in zip(jobs, cached, strict=True)
        ]
        made = [
            layout_result(future, job.document) for job, future in zip(jobs, futures, strict=True)
        ]
        for job, known, form in zip(jobs, cached, made, strict=True):
            if known is None:
                self.cache.put_value(FORMS, job.key, form_as_json(form))
                self.laid_out.append(job.key)
        return made

    def _cached_form(self, job: FormJob) -> tuple[Form | None] | None:
        """The cached result for a form, which may be that there is none; none if not cached."""
        content = self.cache.value(FORMS, job.key)
        if content is not None:
            with suppress(ValueError):  # what is no form is made again
                return (form_from_json(content),)
        return None

    def find_imposed(self, job: ImposeJob) -> Printed | None:
        """A booklet or tiles from the cache."""
        cached = self.cache.get(job.key, personal=False)
        return job.printed_as(cached) if cached else None

    def start_imposing(self, job: ImposeJob) -> Callable[[], Printed]:
        """Start to make a booklet or tiles, and return a function that waits for them.

        It may raise `NotFitToPrint`.
        """
        if cached := self.find_imposed(job):
            return lambda: cached
        future = self.workers.submit(impose, job)
        return lambda: self._stored_as(job.key, result_of(future, job.name), personal=False)

    def print_unproven(self, job: PressJob) -> Printed:
        """Print a document that `print_documents` must still prove. Raises `NotFitToPrint`."""
        if cached := self.cache.get(job.print_key, personal=job.is_personal):
            return job.printed_as(cached)
        return self._stored(job, self.run_in_worker(print_unproven, job, job.document.path))

    def draw_pages(
        self, printed: Printed, dpi: int, start: int = 0, end: int | None = None
    ) -> tuple[bytes, ...]:
        """Draw the pages of a document, from `start` to before `end`, as pictures (PNG).

        Raises `NotFitToPrint`.
        """
        return self.run_in_worker(draw_pages, (printed.content, dpi, start, end), printed.name)

    def draw_refused(self, job: PressJob, dpi: int) -> tuple[RefusedPage, ...]:
        """Draw the pages on which a document is refused. Raises `NotFitToPrint`.

        The pictures are neither cached nor delivered.
        """
        return self.run_in_worker(draw_refused, DrawJob(job, dpi), job.document.path)

    def compare_pages(
        self, pairs: Iterable[tuple[bytes, bytes]], dpi: int
    ) -> list[tuple[PagePair, ...]]:
        """Compare the pages of pairs of files, which may be empty. Raises `NotFitToPrint`."""
        futures = [self.workers.submit(compare_pages, (*pair, dpi)) for pair in pairs]
        return [result_of(future, "the comparison") for future in futures]

    def align_sides(self, printed: Printed, printer: Printer) -> Printed:
        """Align the fronts and backs of a document for one printer. Raises `NotFitToPrint`."""
        own = replace(printed, cached_at="")
        return self.run_in_worker(align_sides, (own, printer), printed.name)

    def _start(self, job: PressJob) -> _Started:
        """Take a document from the cache, and prove it again if necessary; or start printing it.

        What is forbidden depends on other documents, too: a change in one changes no byte here,
        but requires a new proof.
        """
        entry = self.cache.get(job.print_key, personal=job.is_personal)
        if entry is None:
            with self._lock:
                if running := self._printing.get(job.print_key):
                    return _Started(running, is_shared=True)
                self.monitor.step(f"printing {job.document.title.lower()}")
                future = self.workers.submit(press_and_proof, job)
                self._printing[job.print_key] = future
            return _Started(future)
        cached = job.printed_as(entry)
        if self.cache.is_proven(job.proof_key):
            return _Started(completed_future(cached), cached)
        return _Started(self.workers.submit(prove_or_raise, ProofJob(job, cached)), cached)

    def _finish(self, job: PressJob, started: _Started) -> Printed:
        """The document of a job, stored and known to be proven. Raises `NotFitToPrint`."""
        try:
            document = self._result(job, started)
        except NotFitToPrint as error:
            self._printing.pop(job.print_key, None)
            raise NotFitToPrint(with_changed_design(error.problems, job.document)) from error
        # The bytes that a worker returns after proving a cached document are not used: a file
        # that took over the worker could have changed them.
        printed = started.cached or self._stored(job, document)
        if started.cached is None and not started.is_shared:
            self.laid_out.append(job.print_key)
        self.cache.set_proven(job.proof_key)
        self.monitor.printed(printed)
        return printed

    def _result(self, job: PressJob, started: _Started) -> Printed:
        """Wait until the document of a job is printed and proven against what this job forbids.

        A document printed for another job was proven against what that job forbids. So it is
        proven again for this one and, if it failed there, printed again. Raises `NotFitToPrint`.
        """
        document = job.document
        if not started.is_shared:
            return layout_result(started.future, document)
        try:
            printed = layout_result(started.future, document)
        except NotFitToPrint:  # it may pass here, where other words are forbidden
            return layout_result(self.workers.submit(press_and_proof, job), document)
        proven = self.workers.submit(prove_or_raise, ProofJob(job, printed))
        return result_of(proven, document.path)

    def _stored(self, job: PressJob, printed: Printed) -> Printed:
        if job.is_sample and printed.form:
            key = FormJob(job.document, frozenset(job.values)).key
            self.cache.put_value(FORMS, key, printed.form)
        stored = self._stored_as(job.print_key, printed, personal=job.is_personal)
        self._printing.pop(job.print_key, None)
        return stored

    def _stored_as(self, key: str, printed: Printed, *, personal: bool) -> Printed:
        cached = self.cache.put(key, printed.content, facts_of(printed), personal=personal)
        return replace(printed, cached_at=str(cached.file or ""), form=b"")
