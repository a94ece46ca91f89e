"""Composes and prints in workers, using the cache for what was printed before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TypeVar

from printroom.cache import Cache, digest_of
from printroom.compose import Composed
from printroom.compose.job_sheet import JobSheetRow
from printroom.make.options import SILENT, Monitor
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
from printroom.press.versions import press_versions
from printroom.workers import WorkerPool
from printroom.workers.composing import compose_cover_in, compose_in, compose_many
from printroom.workers.jobs import (
    DrawJob,
    FormJob,
    ImposeJob,
    PressJob,
    ProofJob,
    align_sides,
    check_styles,
    compare_pages,
    completed_future,
    draw_pages,
    draw_refused,
    facts_of,
    impose,
    make_form,
    press_and_proof,
    prove_or_raise,
    raise_if_blocking,
    result_of,
    run_in_worker,
)

J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True)
class CachedPress:
    """A cache, the workers that make what is not in it, and a progress monitor."""

    cache: Cache
    workers: WorkerPool
    monitor: Monitor = SILENT
    _printing: dict[str, Future[Printed]] = field(default_factory=dict)
    """What is being printed now, by its key: packs of other nations may need the same.

    The lock is for looking up and adding in one step; to remove an entry is one step anyway.
    """
    _lock: Lock = field(default_factory=Lock)

    def run_in_worker(self, function: Callable[[J], R], job: J, path: str) -> R:
        """Run one job in a worker; problems refer to `path`. Raises `NotFitToPrint`."""
        return run_in_worker(self.workers, function, job, path)

    def compose(self, plan: Plan, templates: Templates) -> Composed:
        """A plan with its codes, and its documents. Raises `NotFitToPrint`."""
        with self.monitor.timed("compose"):
            return compose_in(self.workers, plan, templates)

    def compose_all(
        self, plans: Iterable[Plan], templates: Templates
    ) -> Iterator[Composed | tuple[Problem, ...]]:
        """Each plan with its documents, or the problems with it; several in one job."""
        return compose_many(self.workers, plans, templates)

    def compose_cover(
        self, plan: Plan, templates: Templates, rows: tuple[JobSheetRow, ...]
    ) -> Document | None:
        """The cover, if there is one. Raises `NotFitToPrint`."""
        return compose_cover_in(self.workers, plan, templates, rows)

    def check_styles(self, templates: Templates) -> list[Problem]:
        """What is wrong with the style sheets of templates; sound ones are remembered.

        Raises `NotFitToPrint`.
        """
        sheets = {name: text for name, text in templates.sources.items() if name.endswith(".css")}
        key = digest_of("style sheets", sorted(sheets.items()), sorted(press_versions().items()))
        if self.cache.is_proven(key):
            return []
        self.monitor.step("checking the style sheets")
        problems = self.run_in_worker(check_styles, (templates.folder, sheets), templates.folder)
        if not problems:
            self.cache.note_proof(key)
        return problems

    def find(self, job: PressJob) -> Printed | None:
        """A document from the cache, if it was proven against what is forbidden now."""
        cached = self.cache.get(job.print_key, personal=bool(job.values))
        if cached is None or not self.cache.is_proven(job.proof_key):
            return None
        return job.printed_as(cached)

    def print_documents(self, jobs: Iterable[PressJob]) -> list[Printed]:
        """Each document, printed and proven, in the order of the jobs.

        The longest is started first. Raises `NotFitToPrint` with the problems of all.
        """
        jobs = list(jobs)
        longest_first = sorted(range(len(jobs)), key=lambda n: -len(jobs[n].document.source))
        started = {n: self._start(jobs[n]) for n in longest_first}
        printed: list[Printed] = []
        problems: list[Problem] = []
        for number, job in enumerate(jobs):
            kept, future, is_own = started[number]
            try:
                one = self._printed(job, future, is_own=is_own)
            except NotFitToPrint as error:
                self._printing.pop(job.print_key, None)
                problems += error.problems
                continue
            # What the cache holds is taken from the cache, whatever a worker sends back.
            printed.append(kept or self._stored(job, one))
            self.cache.note_proof(job.proof_key)
        raise_if_blocking(problems)
        return printed

    def forms(self, jobs: Sequence[FormJob]) -> list[Form | None]:
        """Each form, or none where the document cannot be filled. Raises `NotFitToPrint`."""
        cached = [self._cached_form(job) for job in jobs]
        futures = [
            completed_future(one[0]) if one else self.workers.submit(make_form, job)
            for job, one in zip(jobs, cached, strict=True)
        ]
        made = [result_of(one, job.document.path) for job, one in zip(jobs, futures, strict=True)]
        for job, before, form in zip(jobs, cached, made, strict=True):
            if before is None:
                self.cache.put_form(job.key, form_as_json(form))
        return made

    def _cached_form(self, job: FormJob) -> tuple[Form | None] | None:
        content = self.cache.form(job.key)
        return None if content is None else (form_from_json(content),)

    def find_imposed(self, job: ImposeJob) -> Printed | None:
        """A booklet or tiles from the cache."""
        cached = self.cache.get(job.key, personal=False)
        return job.printed_as(cached) if cached else None

    def impose(self, jobs: Sequence[ImposeJob]) -> list[Printed]:
        """The booklet or the tiles of each document. Raises `NotFitToPrint`."""
        found = [self.find_imposed(job) for job in jobs]
        futures = [
            completed_future(cached) if cached else self.workers.submit(impose, job)
            for job, cached in zip(jobs, found, strict=True)
        ]
        made = [result_of(one, job.name) for job, one in zip(jobs, futures, strict=True)]
        return [
            cached or self._stored_as(job.key, one, personal=False)
            for job, cached, one in zip(jobs, found, made, strict=True)
        ]

    def draw_pages(self, printed: Printed, dpi: int) -> tuple[bytes, ...]:
        """Each page of a document as a picture (PNG). Raises `NotFitToPrint`."""
        return self.run_in_worker(draw_pages, (printed.content, dpi), printed.name)

    def draw_refused(self, job: PressJob, dpi: int) -> tuple[RefusedPage, ...]:
        """The pages on which a document is refused, as pictures. Raises `NotFitToPrint`.

        They are neither cached nor delivered.
        """
        return self.run_in_worker(draw_refused, DrawJob(job, dpi), job.document.path)

    def compare_pages(
        self, pairs: Iterable[tuple[bytes, bytes]], dpi: int
    ) -> list[tuple[PagePair, ...]]:
        """The pages of each two finished files, which may be empty. Raises `NotFitToPrint`."""
        futures = [self.workers.submit(compare_pages, (*pair, dpi)) for pair in pairs]
        return [result_of(future, "the comparison") for future in futures]

    def align_sides(self, printed: Printed, printer: Printer) -> Printed:
        """A document with backs and fronts aligned for one printer. Raises `NotFitToPrint`."""
        job = (replace(printed, cached_at=""), printer)
        return self.run_in_worker(align_sides, job, printed.name)

    def _start(self, job: PressJob) -> tuple[Printed | None, Future[Printed], bool]:
        """A document from the cache, proven again if necessary, or printed for this job or another.

        What is forbidden depends on other documents too: a change there changes no byte here, but
        requires a new proof.
        """
        found = self.cache.get(job.print_key, personal=bool(job.values))
        if found is None:
            with self._lock:
                if running := self._printing.get(job.print_key):
                    return None, running, False
                self.monitor.step(f"printing {job.document.title.lower()}")
                future = self.workers.submit(press_and_proof, job)
                self._printing[job.print_key] = future
            return None, future, True
        kept = job.printed_as(found)
        if self.cache.is_proven(job.proof_key):
            return kept, completed_future(kept), True
        return kept, self.workers.submit(prove_or_raise, ProofJob(job, kept)), True

    def _printed(self, job: PressJob, future: Future[Printed], *, is_own: bool) -> Printed:
        """The document of a job; what was printed for another nation is proven for this one.

        Raises `NotFitToPrint`.
        """
        path = job.document.path
        if is_own:
            return result_of(future, path)
        try:
            one = result_of(future, path)
        except NotFitToPrint:  # it may be fit here: other words are forbidden
            return result_of(self.workers.submit(press_and_proof, job), path)
        return result_of(self.workers.submit(prove_or_raise, ProofJob(job, one)), path)

    def _stored(self, job: PressJob, printed: Printed) -> Printed:
        stored = self._stored_as(job.print_key, printed, personal=bool(job.values))
        self._printing.pop(job.print_key, None)
        return stored

    def _stored_as(self, key: str, printed: Printed, *, personal: bool) -> Printed:
        cached = self.cache.put(key, printed.content, facts_of(printed), personal=personal)
        return replace(printed, cached_at=str(cached.file or ""))
