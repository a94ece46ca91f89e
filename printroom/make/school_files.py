"""Makes each school's files of the documents that have fields.

A document is laid out once as a form, and each school's values are filled into it. If they do not
fit, the document is laid out again for that school. The first and the longest of a form's files are
proven in full before the others are made; all are read back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from printroom.deliver.folder import Finished
from printroom.make.cached_press import CachedPress
from printroom.make.options import RunOptions
from printroom.make.orders import Values, file_of, press_job
from printroom.model import Document, Forbidden, How, NotFitToPrint, Printed, Problem
from printroom.press import Form
from printroom.proof import Readable, Roster, readable
from printroom.workers.filling import Filled, FillJob, FormKit, fill
from printroom.workers.jobs import (
    FormJob,
    PressJob,
    ProofJob,
    ReadJob,
    prove,
    read_back,
    result_of,
    stop,
)

IN_ONE_JOB = 16
"""Files that a worker fills in one job: few enough for memory, enough to be worth a job."""
AHEAD = 3
"""Jobs that run ahead while the files of an earlier one are written."""

Waiting = tuple[Sequence[Values], FormKit | None, Future[tuple[Filled, ...] | None] | None]


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """One school's own file of a document, or why there is none."""

    name: str
    file: Finished
    pages: int
    how: How
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SchoolFiles:
    """A document whose files are made for many schools."""

    document: Document
    forbidden: Forbidden
    press: CachedPress
    roster: Roster
    options: RunOptions
    overlays: bool
    """Whether values are written into a form; else each file is laid out, with the same pages."""

    def files(self, rows: Sequence[Values]) -> Iterator[SchoolFile]:
        """The file of each row, in their order. Raises `NotFitToPrint` when no row can have one."""
        if not self.overlays:
            return (self._laid_out(row) for row in rows)
        kits = {given: FormKit.of(form, self._readable) for given, form in self.forms(rows).items()}
        for given, kit in kits.items():
            self._prove_edges(kit, [row for row in rows if frozenset(row) == given])
        return self._filled(rows, kits)

    def forms(self, rows: Iterable[Values]) -> dict[frozenset[str], Form]:
        """A form for each set of fields that rows have. Raises `NotFitToPrint`."""
        wanted = list(dict.fromkeys(frozenset(row) for row in rows))
        with self.press.monitor.timed("make forms"):
            made = self.press.forms([FormJob(self.document, one) for one in wanted])
        return {one: form for one, form in zip(wanted, made, strict=True) if form is not None}

    def _prove_edges(self, kit: FormKit, rows: Sequence[Values]) -> None:
        """The first and the longest file of a form are proven in full before any other is made."""
        longest = max(rows, key=lambda row: sum(map(len, row.values())))
        edges = (rows[0],) if longest is rows[0] else (rows[0], longest)
        for row in edges:
            (filled,) = self._filled_now(kit, (row,))
            if filled.content:
                stop((*filled.problems, *self._proven(kit, filled.content, row)))

    def _filled(
        self, rows: Sequence[Values], forms: Mapping[frozenset[str], FormKit]
    ) -> Iterator[SchoolFile]:
        """Runs of rows that share a form are filled by one job, a few jobs ahead of the reader."""
        runs = _runs(rows)
        waiting: deque[Waiting] = deque()
        for run_of_rows in chain(runs, [None] * AHEAD):
            if run_of_rows is not None:
                kit = forms.get(frozenset(run_of_rows[0]))
                future = None if kit is None else self._submitted(kit, run_of_rows)
                waiting.append((run_of_rows, kit, future))
                if len(waiting) <= AHEAD:
                    continue
            if waiting:
                yield from self._answered(*waiting.popleft())

    def _answered(
        self,
        rows: Sequence[Values],
        kit: FormKit | None,
        future: Future[tuple[Filled, ...] | None] | None,
    ) -> Iterator[SchoolFile]:
        if kit is None or future is None:
            yield from (self._laid_out(row) for row in rows)
            return
        try:
            with self.press.monitor.timed("fill and read back"):
                filled = result_of(future, self.document.path) or self._filled_now(kit, rows)
        except NotFitToPrint as error:  # the worker died: the other jobs' files can still be made
            yield from (self._missing(error) for _ in rows)
            return
        for row, one in zip(rows, filled, strict=True):
            yield self._own(kit, one, row) if one.content else self._laid_out(row)

    def _missing(self, error: NotFitToPrint) -> SchoolFile:
        """A file that could not be made, with the reasons."""
        nothing = Finished(b"", "")
        return SchoolFile(self.document.name, nothing, 0, "lay out", (), error.problems)

    def _own(self, kit: FormKit, filled: Filled, row: Values) -> SchoolFile:
        problems = filled.problems
        if self.options.proves_all:
            problems = (*problems, *self._proven(kit, filled.content, row))
        file = Finished(filled.content, filled.digest)
        return SchoolFile(self.document.name, file, kit.pages, "fill", (), problems)

    def _laid_out(self, row: Values) -> SchoolFile:
        """The file of one school that is laid out for it alone."""
        with self.press.monitor.timed("lay out again"):
            try:
                (one,) = self.press.print_documents([self._press_job(row)])
                if self.roster.texts:
                    job = ReadJob(one.content, row, self._readable)
                    stop(self.press.run(read_back, job, self.document.path))
            except NotFitToPrint as error:
                return self._missing(error)
        how: How = "link" if one.from_cache else "lay out"
        return SchoolFile(one.name, file_of(one), one.pages, how, one.warnings)

    def _proven(self, kit: FormKit, content: bytes, row: Values) -> list[Problem]:
        printed = Printed(self.document.key, self.document.name, content, kit.pages)
        job = ProofJob(self._press_job(row), printed)
        with self.press.monitor.timed("prove in full"):
            return self.press.run(prove, job, self.document.path)

    def _press_job(self, row: Values) -> PressJob:
        return press_job(self.document, row, self.forbidden)

    def _submitted(self, kit: FormKit, rows: Sequence[Values]) -> Future[tuple[Filled, ...] | None]:
        return self.press.workers.submit(fill, self._job(kit.by_key, rows))

    def _filled_now(self, kit: FormKit, rows: Sequence[Values]) -> tuple[Filled, ...]:
        """Fill by a worker that may not have the form yet: all of it is sent."""
        return self.press.run(fill, self._job(kit, rows), self.document.path) or ()

    def _job(self, kit: FormKit, rows: Sequence[Values]) -> FillJob:
        return FillJob(kit, tuple(rows), self.options.proves_all)

    @cached_property
    def _readable(self) -> Readable:
        """What may be said in the files of this document, whichever school they are for."""
        document = self.document
        return readable(document.path, document.contacts, document.source, self.roster)


def _runs(rows: Sequence[Values]) -> Iterator[tuple[Values, ...]]:
    """The rows in runs that have the same fields, none longer than one job."""
    left = iter(rows)
    held: list[Values] = []
    for row in left:
        if held and (len(held) == IN_ONE_JOB or frozenset(row) != frozenset(held[0])):
            yield tuple(held)
            held = []
        held.append(row)
    if held:
        yield tuple(held)
