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

from printroom.deliver.folder import PackFile
from printroom.make.cached_press import CachedPress
from printroom.make.options import RunOptions
from printroom.make.orders import Values, pack_file, press_job
from printroom.model import Document, Forbidden, How, NotFitToPrint, Printed, Problem
from printroom.press import Form
from printroom.proof import Readable, SchoolDetails, readable
from printroom.workers.fill_forms import Filled, FillJob, PackedForm, fill
from printroom.workers.jobs import (
    FormJob,
    PressJob,
    ProofJob,
    ReadJob,
    prove,
    raise_if_blocking,
    read_back,
    result_of,
)

IN_ONE_JOB = 16
"""Files that a worker fills in one job: few enough for memory, enough to be worth a job."""
AHEAD = 3
"""Jobs that run ahead while the files of an earlier one are written."""

Waiting = tuple[Sequence[Values], PackedForm | None, Future[tuple[Filled, ...] | None] | None]


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """One school's own file of a document, or why there is none."""

    name: str
    file: PackFile
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
    school_details: SchoolDetails
    options: RunOptions
    fills_forms: bool
    """Whether values are written into a form; else each file is laid out, with the same pages."""

    def files(self, rows: Sequence[Values]) -> Iterator[SchoolFile]:
        """The file of each row, in their order. Raises `NotFitToPrint` when no row can have one."""
        if not self.fills_forms:
            return (self._laid_out(row) for row in rows)
        packed_forms = {
            given: PackedForm.of(form, self._readable) for given, form in self.forms(rows).items()
        }
        for given, packed in packed_forms.items():
            self._prove_edges(packed, [row for row in rows if frozenset(row) == given])
        return self._filled(rows, packed_forms)

    def forms(self, rows: Iterable[Values]) -> dict[frozenset[str], Form]:
        """A form for each set of fields that rows have. Raises `NotFitToPrint`."""
        wanted = list(dict.fromkeys(frozenset(row) for row in rows))
        with self.press.monitor.timed("make forms"):
            made = self.press.forms([FormJob(self.document, fields) for fields in wanted])
        return {fields: form for fields, form in zip(wanted, made, strict=True) if form is not None}

    def _prove_edges(self, packed: PackedForm, rows: Sequence[Values]) -> None:
        """The first and the longest file of a form are proven in full before any other is made."""
        longest = max(rows, key=lambda row: sum(map(len, row.values())))
        edges = (rows[0],) if longest is rows[0] else (rows[0], longest)
        for row in edges:
            (filled,) = self._filled_now(packed, (row,))
            if filled.content:
                raise_if_blocking((*filled.problems, *self._proven(packed, filled.content, row)))

    def _filled(
        self, rows: Sequence[Values], forms: Mapping[frozenset[str], PackedForm]
    ) -> Iterator[SchoolFile]:
        """Fill each batch of rows in one job; a few jobs run ahead of what is read."""
        batches = _batches(rows)
        waiting: deque[Waiting] = deque()
        for batch in chain(batches, [None] * AHEAD):
            if batch is not None:
                packed = forms.get(frozenset(batch[0]))
                future = None if packed is None else self._submitted(packed, batch)
                waiting.append((batch, packed, future))
                if len(waiting) <= AHEAD:
                    continue
            if waiting:
                yield from self._answered(*waiting.popleft())

    def _answered(
        self,
        rows: Sequence[Values],
        packed: PackedForm | None,
        future: Future[tuple[Filled, ...] | None] | None,
    ) -> Iterator[SchoolFile]:
        if packed is None or future is None:
            yield from (self._laid_out(row) for row in rows)
            return
        try:
            with self.press.monitor.timed("fill and read back"):
                filled = result_of(future, self.document.path) or self._filled_now(packed, rows)
        except NotFitToPrint as error:  # the worker died: the other jobs' files can still be made
            yield from (self._missing(error) for _ in rows)
            return
        for row, one in zip(rows, filled, strict=True):
            yield self._own(packed, one, row) if one.content else self._laid_out(row)

    def _missing(self, error: NotFitToPrint) -> SchoolFile:
        """A file that could not be made, with the reasons."""
        nothing = PackFile(b"", "")
        return SchoolFile(self.document.name, nothing, 0, "lay out", (), error.problems)

    def _own(self, packed: PackedForm, filled: Filled, row: Values) -> SchoolFile:
        problems = filled.problems
        if self.options.proves_all:
            problems = (*problems, *self._proven(packed, filled.content, row))
        file = PackFile(filled.content, filled.digest)
        return SchoolFile(self.document.name, file, packed.pages, "fill", (), problems)

    def _laid_out(self, row: Values) -> SchoolFile:
        """The file of one school that is laid out for it alone."""
        with self.press.monitor.timed("lay out again"):
            try:
                (printed,) = self.press.print_documents([self._press_job(row)])
                if self.school_details.texts:
                    job = ReadJob(printed.content, row, self._readable)
                    raise_if_blocking(self.press.run_in_worker(read_back, job, self.document.path))
            except NotFitToPrint as error:
                return self._missing(error)
        how: How = "link" if printed.from_cache else "lay out"
        return SchoolFile(printed.name, pack_file(printed), printed.pages, how, printed.warnings)

    def _proven(self, packed: PackedForm, content: bytes, row: Values) -> Iterable[Problem]:
        """What a proof in full finds; a proof that fails is a problem of this file alone."""
        printed = Printed(self.document.key, self.document.name, content, packed.pages)
        job = ProofJob(self._press_job(row), printed)
        with self.press.monitor.timed("prove in full"):
            try:
                return self.press.run_in_worker(prove, job, self.document.path)
            except NotFitToPrint as error:
                return error.problems

    def _press_job(self, row: Values) -> PressJob:
        return press_job(self.document, row, self.forbidden)

    def _submitted(
        self, packed: PackedForm, rows: Sequence[Values]
    ) -> Future[tuple[Filled, ...] | None]:
        return self.press.workers.submit(fill, self._job(packed.by_key, rows))

    def _filled_now(self, packed: PackedForm, rows: Sequence[Values]) -> tuple[Filled, ...]:
        """Fill by a worker that may not have the form yet: all of it is sent."""
        return self.press.run_in_worker(fill, self._job(packed, rows), self.document.path) or ()

    def _job(self, packed: PackedForm, rows: Sequence[Values]) -> FillJob:
        return FillJob(packed, tuple(rows), self.options.proves_all)

    @cached_property
    def _readable(self) -> Readable:
        """What may be said in the files of this document, whichever school they are for."""
        document = self.document
        return readable(
            document.path,
            document.contacts,
            document.source,
            self.school_details,
            document.no_contacts,
        )


def _batches(rows: Sequence[Values]) -> Iterator[tuple[Values, ...]]:
    """The rows in batches for one job each, all with the same fields."""
    left = iter(rows)
    held: list[Values] = []
    for row in left:
        if held and (len(held) == IN_ONE_JOB or frozenset(row) != frozenset(held[0])):
            yield tuple(held)
            held = []
        held.append(row)
    if held:
        yield tuple(held)
