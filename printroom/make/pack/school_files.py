"""Makes each school's files of a document that has fields.

The document is laid out once as a form, and each school's values are filled into it. If they do not
fit, it is laid out again for that school. The first and the longest file of a form are proven in
full before the others are made, unless an earlier run has proven files as long; all are read back.

A school's file depends on nothing but the values that are filled in.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from printroom.cache import LENGTHS
from printroom.deliver.folder import PackFile
from printroom.make.pack.printed_order import Values, pack_file, press_job
from printroom.make.pack.private_details import withheld
from printroom.make.run.cached_press import CachedPress
from printroom.model import Document, Forbidden, How, NotFitToPrint, Printed, Problem
from printroom.press import Form
from printroom.proof import AllowedContent, SchoolDetails, allowed_content
from printroom.workers.fill_forms import Filled, FillJob, PackedForm, fill
from printroom.workers.job_results import result_of
from printroom.workers.jobs import (
    FormJob,
    PressJob,
    ProofJob,
    ReadJob,
    prove,
    raise_if_blocking,
    read_back,
)

IN_ONE_JOB = 16
"""How many files a worker fills in one job."""
MOST_TRIED = 3
"""How many files of a form are proven, one after the other, until one has no problem."""
AHEAD = 3
"""How many jobs run ahead while the files of an earlier one are written."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """The files of one job; the form and the future are none if they have no form."""

    values: Sequence[Values]
    packed: PackedForm | None
    future: Future[tuple[Filled, ...] | None] | None


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """The file of a document with one school's values, or the problems that prevent it."""

    name: str
    """The name of the document."""
    file: PackFile
    pages: int
    how: How
    """Whether it was filled, laid out, or taken from the cache."""
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_blank: bool = False
    """Whether it has no values: then schools share it."""


@dataclass(frozen=True)
class SchoolFiles:
    """Makes the files of one document, for many schools."""

    document: Document
    forbidden: Forbidden
    press: CachedPress
    school_details: SchoolDetails
    uses_forms: bool
    """Whether to fill values into forms where they fit."""
    is_printed: bool
    """Whether the document was printed without values, for all who have none."""
    proves_all: bool
    """Whether to prove every file in full, not only the first and longest of a form."""

    def files(self, values: Sequence[Values]) -> Iterator[SchoolFile | None]:
        """A file for each of these values, in order; none where the file as printed serves.

        Forms are made and proven now, so this raises `NotFitToPrint` if one cannot be made or has a
        problem. The other files are made as they are taken, and carry their own problems.
        """
        if not self.uses_forms:
            return self._lay_out_in_turn(values)
        packed_forms = {
            fields: PackedForm.of(form, self._allowed)
            for fields, form in self._forms(values).items()
        }
        proven: dict[int, SchoolFile] = {}
        for fields, packed in packed_forms.items():
            alike = {n: given for n, given in enumerate(values) if frozenset(given) == fields}
            proven |= self._first_and_longest(packed, fields, alike)
        return self._fill_in_turn(values, packed_forms, proven)

    def _lay_out_in_turn(self, values: Iterable[Values]) -> Iterator[SchoolFile | None]:
        """Lay out each file when it is taken."""
        for given in values:
            yield self._lay_out(given) if given else self._blank

    def _fill_in_turn(
        self,
        values: Sequence[Values],
        packed_forms: Mapping[frozenset[str], PackedForm],
        proven: Mapping[int, SchoolFile],
    ) -> Iterator[SchoolFile | None]:
        """Yield all files in order; those that are not proven yet are filled in batches."""
        others = [given for n, given in enumerate(values) if given and n not in proven]
        filled = self._fill_in_batches(others, packed_forms)
        for number, given in enumerate(values):
            if not given:
                yield self._blank
            elif number in proven:
                yield proven[number]
            else:
                yield next(filled)

    def _forms(self, values: Iterable[Values]) -> dict[frozenset[str], Form]:
        """Make a form for each set of fields that is filled. Raises `NotFitToPrint`."""
        wanted = list(dict.fromkeys(frozenset(given) for given in values if given))
        with self.press.monitor.time_step("make forms"):
            made = self.press.forms([FormJob(self.document, fields) for fields in wanted])
        return {fields: form for fields, form in zip(wanted, made, strict=True) if form is not None}

    def _first_and_longest(
        self, packed: PackedForm, fields: frozenset[str], values: Mapping[int, Values]
    ) -> dict[int, SchoolFile]:
        """Prove the first and the longest file of a form in full; returns all that were tried.

        If an earlier run has proven two, only a longer one is proven. If a file has a problem, the
        next is tried in its place. Raises `NotFitToPrint` if `MOST_TRIED` files have problems,
        since the form may be the cause.
        """
        key = self._press_job({}).proof_key_of(FormJob(self.document, fields).key)
        longest_proven = int(self.press.cache.value(LENGTHS, key) or b"0")
        lengths = {number: sum(map(len, given.values())) for number, given in values.items()}
        longest_first = sorted(values, key=lengths.__getitem__, reverse=True)
        longer = [number for number in longest_first if lengths[number] > longest_proven]
        files: dict[int, SchoolFile] = {}
        for candidates in [longer] if longest_proven else [list(values), longer]:
            self._prove_one(packed, {number: values[number] for number in candidates}, files)
        sound = [lengths[number] for number, file in files.items() if not file.problems]
        if sound:
            self.press.cache.put_value(LENGTHS, key, b"%d" % max(sound))
        return files

    def _prove_one(
        self, packed: PackedForm, candidates: Mapping[int, Values], files: dict[int, SchoolFile]
    ) -> None:
        """Add files to `files`, until a candidate has no problem or does not fit the form."""
        failures: list[Problem] = []
        for number, given in islice(candidates.items(), MOST_TRIED):
            if number not in files:
                (filled,) = self._fill_now(packed, (given,))
                if not filled.content:
                    return
                found = (*filled.problems, *self._prove(packed, filled.content, given))
                stopping = tuple(problem for problem in found if problem.stops)
                files[number] = self._file(packed, replace(filled, problems=stopping))
            if not files[number].problems:
                return
            failures += withheld(files[number].problems, given)
        if len(candidates) >= MOST_TRIED:
            raise NotFitToPrint([*dict.fromkeys(failures)])

    def _fill_in_batches(
        self, values: Sequence[Values], forms: Mapping[frozenset[str], PackedForm]
    ) -> Iterator[SchoolFile]:
        """Fill each batch in one job; a few jobs run ahead."""
        running: deque[_Batch] = deque()
        for batch in _batches(values):
            packed = forms.get(frozenset(batch[0]))
            future = None if packed is None else self._submit(packed, batch)
            running.append(_Batch(batch, packed, future))
            if len(running) > AHEAD:
                yield from self._files_of(running.popleft())
        while running:
            yield from self._files_of(running.popleft())

    def _files_of(self, batch: _Batch) -> Iterator[SchoolFile]:
        """The files of a batch, once its job has ended."""
        packed, future = batch.packed, batch.future
        if packed is None or future is None:
            for given in batch.values:
                yield self._lay_out(given)
            return
        try:
            with self.press.monitor.time_step("fill and read back"):
                filled = result_of(future, self.document.path)
                if filled is None:  # this worker does not have the form yet
                    filled = self._fill_now(packed, batch.values)
        except NotFitToPrint as error:  # the worker died; the files of other jobs can still be made
            for _ in batch.values:
                yield self._failed_file(error)
            return
        for given, file in zip(batch.values, filled, strict=True):
            yield self._filled_file(packed, file, given) if file.content else self._lay_out(given)

    def _failed_file(self, error: NotFitToPrint) -> SchoolFile:
        """A file that could not be made, with its problems."""
        nothing = PackFile(b"", "")
        return SchoolFile(self.document.name, nothing, 0, "lay out", (), error.problems)

    def _filled_file(self, packed: PackedForm, filled: Filled, values: Values) -> SchoolFile:
        """A file that a worker has filled and read back; it is proven in full if all are."""
        if self.proves_all:
            found = self._prove(packed, filled.content, values)
            filled = replace(filled, problems=(*filled.problems, *found))
        return self._file(packed, filled)

    def _file(self, packed: PackedForm, filled: Filled) -> SchoolFile:
        file = PackFile(filled.content, filled.digest)
        return SchoolFile(self.document.name, file, packed.pages, "fill", (), filled.problems)

    def _lay_out(self, values: Values) -> SchoolFile:
        """Lay out the file of one school."""
        with self.press.monitor.time_step("lay out again"):
            try:
                (printed,) = self.press.print_documents([self._press_job(values)])
                if self.school_details.texts:
                    job = ReadJob(printed.content, values, self._allowed)
                    raise_if_blocking(self.press.run_in_worker(read_back, job, self.document.path))
            except NotFitToPrint as error:
                return self._failed_file(error)
        how: How = "link" if printed.from_cache else "lay out"
        return SchoolFile(printed.name, pack_file(printed), printed.pages, how, printed.warnings)

    @cached_property
    def _blank(self) -> SchoolFile | None:
        """The file of schools without values, laid out for the first; none if it is printed."""
        return None if self.is_printed else replace(self._lay_out({}), how="link", is_blank=True)

    def _prove(self, packed: PackedForm, content: bytes, values: Values) -> Iterable[Problem]:
        """Prove a file in full; returns its problems, or those that prevented the proof."""
        printed = Printed(self.document.key, self.document.name, content, packed.pages)
        job = ProofJob(self._press_job(values), printed)
        with self.press.monitor.time_step("prove in full"):
            try:
                return self.press.run_in_worker(prove, job, self.document.path)
            except NotFitToPrint as error:
                return error.problems

    def _press_job(self, values: Values) -> PressJob:
        return press_job(self.document, values, self.forbidden)

    def _submit(
        self, packed: PackedForm, batch: Sequence[Values]
    ) -> Future[tuple[Filled, ...] | None]:
        return self.press.workers.submit(fill, self._fill_job(packed.by_key, batch))

    def _fill_now(self, packed: PackedForm, batch: Sequence[Values]) -> tuple[Filled, ...]:
        """Fill a batch in a worker that may not have the form, which is sent along."""
        return (
            self.press.run_in_worker(fill, self._fill_job(packed, batch), self.document.path) or ()
        )

    def _fill_job(self, packed: PackedForm, batch: Sequence[Values]) -> FillJob:
        return FillJob(packed, tuple(batch), self.proves_all)

    @cached_property
    def _allowed(self) -> AllowedContent:
        """What the files of this document may contain, whichever school they are for."""
        document = self.document
        return allowed_content(
            document.path,
            document.contacts,
            document.source,
            self.school_details,
            document.no_contacts,
        )


def _batches(values: Iterable[Values]) -> Iterator[tuple[Values, ...]]:
    """Split values into batches for one job each; all in a batch have the same fields."""
    batch: list[Values] = []
    for given in values:
        if batch and (len(batch) == IN_ONE_JOB or frozenset(given) != frozenset(batch[0])):
            yield tuple(batch)
            batch = []
        batch.append(given)
    if batch:
        yield tuple(batch)
