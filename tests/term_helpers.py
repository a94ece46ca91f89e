"""Helpers for tests of terms: a miniature term, made in this process or by the program."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from printroom import make
from printroom.cache import FORMS, Cache
from printroom.ledger.record import Record
from printroom.ledger.term_record import TermRequest
from printroom.make.term.report import Report, report_file, report_of
from printroom.make.term.term_run import TermRun, make_term
from printroom.model import NotFitToPrint, PackResult, ResolvedTerm
from printroom.workers import WorkerPool
from printroom.workers.job_results import completed_future
from printroom.workers.jobs import FormJob, PressJob, press_and_proof
from tests.workshop import Workshop

COLUMNS = ("id", "name", "nation", "lead", "reach", "room")
DAY = dt.date(2027, 1, 4)
NO_REPORT = report_file(report_of("season", "A season", (), {}))
SCHOOLS = (
    ("spoke-1", "Spoke Hall", "uphill", "Ms Bell", "Blue door, or 01632 960 701", "The Shed"),
    ("spoke-2", "Ysgol Bryn/Coed", "uphill", "Mr O’Connor", "Office, or 01632 960 702", "Room 2"),
    ("spoke-3", "St Mary's & All Saints", "uphill", "Mx Zoë Łoś", "01632 960 703", "Hall"),
    ("spoke-4", "Hope", "uphill", "Mrs Young", "01632 960 704", "Gym"),
)
"""Four schools whose names are all that a name can be; one is a word of the pages."""
TWO_SESSIONS = (
    "  - {session: repairs/flat-tyre, bands: [juniors]}\n"
    "  - {session: roads/signals, bands: [seniors]}\n"
)
Row = tuple[str, ...]
Job = TypeVar("Job")
Result = TypeVar("Result")


class AtOnce:
    """Workers that do each job in the test's own process: quick, and open to a test."""

    count = 1

    def __init__(self) -> None:
        self.done: list[str] = []
        """The names of the functions that were called, in order."""
        self._one_at_a_time = Lock()

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Do the job at once, and return a finished future."""
        self.done.append(function.__name__)
        future: Future[Result] = Future()
        with self._one_at_a_time:
            try:
                future.set_result(function(job))
            except Exception as error:
                future.set_exception(error)
        return future


class Remembering(AtOnce):
    """The same, but for printing and for making forms: what any test has made is not made again.

    It is found as the program finds it in a cache, by what decides the result; the job counts as
    done all the same, so that a test sees which ones were asked for.
    """

    def __init__(self, prints: Cache) -> None:
        super().__init__()
        self._press = make.CachedPress(prints, AtOnce())

    def submit(self, function: Callable[[Job], Result], job: Job) -> Future[Result]:
        """Do the job at once, or remember what came of it."""
        try:
            result = self._remembered(function, job)
        except NotFitToPrint:  # which the job raises again
            result = None
        if result is None:
            return super().submit(function, job)
        self.done.append(function.__name__)
        return completed_future(result)

    def _remembered(self, function: Callable[[Job], Result], job: Job) -> Any:
        if isinstance(job, PressJob) and function is press_and_proof:
            (printed,) = self._press.print_documents([job])
            key = FormJob(job.document, frozenset(job.values)).key
            form = self._press.cache.value(FORMS, key) if job.is_sample else b""
            if form is not None:
                return replace(printed, cached_at="", from_cache=False, form=form)
        if isinstance(job, FormJob):
            (made,) = self._press.forms([job])
            return made
        return None


def written_list(rows: Iterable[Row]) -> str:
    """A list of schools as a spreadsheet writes it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([COLUMNS, *rows])
    return text.getvalue()


@dataclass(frozen=True)
class Season:
    """A term of the workshop in miniature, and where its packs go."""

    tiny: Workshop
    output: Path
    workers: AtOnce

    def write(self, rows: Iterable[Row] = SCHOOLS, packs: str = "") -> None:
        """Write the list and the term."""
        packs = packs or "  - {session: repairs/flat-tyre, bands: [juniors]}\n"
        self.tiny.write("materials/schools/season.csv", written_list(rows))
        head = "title: A season\npeople: 12\nschools: {file: ../schools/season.csv}\npacks:\n"
        self.tiny.write("materials/terms/season.yaml", head + packs)

    @property
    def folder(self) -> Path:
        """The folder of the term's packs."""
        return self.output / "season"

    @property
    def record(self) -> Record:
        """Where it is noted what was printed."""
        return Record(self.output.parent / "record", DAY)

    def sources(self) -> make.Sources:
        """Today's folders, as a command reads them."""
        return make.read_sources(self.tiny.materials, self.tiny.templates, None, self.cache)

    @property
    def cache(self) -> Cache:
        """The cache of this season."""
        return Cache(self.output / ".cache", "season")

    def press(self, workers: WorkerPool | None = None) -> make.CachedPress:
        """A press with the cache of this season."""
        return make.CachedPress(self.cache, workers or self.workers)

    def run(self, sources: make.Sources, **more: Any) -> TermRun:
        """What is asked for: the whole term."""
        resolved: ResolvedTerm = make.load_term(self.tiny.materials, "season", sources.library)
        request = TermRequest("season", None, (self.tiny.materials, self.tiny.templates))
        bookings = make.bookings_of(resolved, DAY)
        term = TermRun(resolved, bookings, self.output, self.record, request, {})
        return replace(term, **more)

    def make(self, **options: Any) -> tuple[Report, list[PackResult]]:
        """Make the packs of the term."""
        sources = self.sources()
        made: list[PackResult] = []
        report = make_term(
            self.run(sources), sources, self.press(), make.RunOptions(**options), made.append
        )
        return report, made

    def packs(self) -> dict[str, Path]:
        """The one pack of each school, by its id."""
        return {pack.parent.parent.name.rpartition("--")[2]: pack.parent for pack in self._found()}

    def _found(self) -> list[Path]:
        return sorted(self.folder.glob("*/*/manifest.json"))


def texts(pack: Path) -> Mapping[str, str]:
    """What each PDF of a pack says on its pages, by its name."""
    import pypdfium2  # only tests that print may

    by_file = {}
    for file in sorted(pack.glob("*.pdf")):
        with pypdfium2.PdfDocument(file.read_bytes()) as document:
            by_file[file.name] = "\n".join(
                page.get_textpage().get_text_range() for page in document
            )
    return by_file


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but what begins with a dot."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }
