"""The jobs of bundles: merge files for printing, make labels and lists, and read bundles back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat

from printroom.model import (
    BundleSection,
    LabelSheet,
    NotFitToPrint,
    PackedSchool,
    PrintPart,
    Problem,
)
from printroom.press.fill.form import fixed_start
from printroom.proof.school_details import SchoolDetails, details_from
from printroom.workers import Workers, worker_pools
from printroom.workers.limits import MAX_CPU_S, budget

MODULES = (
    *("pikepdf", "pypdfium2", "pypdfium2.raw", "printroom.workers.bundle_jobs"),
    *("printroom.press.print_runs", "printroom.press.office_sheets"),
    "printroom.proof.bundle_proof",
)


@dataclass(frozen=True, slots=True)
class BundleJob:
    """A file of a bundle: one document of some schools, in the order of delivery."""

    path: str
    title: str
    sections: Sequence[BundleSection]
    """Without the contents of their files, which are in `contents`, in the same order."""
    contents: Sequence[tuple[bytes, bytes]]
    """Each file in two pieces: the first is pickled once for all files that begin with it."""
    is_double: bool
    fonts: Mapping[str, bytes]
    details: str
    """The details of all schools of the term, in a text that a worker parses once for all jobs."""

    @classmethod
    def of(
        cls,
        path: str,
        title: str,
        sections: Iterable[BundleSection],
        *,
        is_double: bool,
        fonts: Mapping[str, bytes],
        details: str,
    ) -> BundleJob:
        """The job for these sections; only one of their files is held in full at a time."""
        bare: list[BundleSection] = []
        contents: list[tuple[bytes, bytes]] = []
        starts: list[bytes] = []
        for section in sections:
            contents += (_in_pieces(part.content, starts) for part in section.parts)
            bare.append(_with_contents(section, repeat(b"")))
        return cls(path, title, bare, contents, is_double, fonts, details)

    def whole_sections(self) -> list[BundleSection]:
        """The sections with their files."""
        contents = (start + rest for start, rest in self.contents)
        return [_with_contents(section, contents) for section in self.sections]


@dataclass(frozen=True, slots=True)
class PapersJob:
    """What address labels, box labels and a packing list are made from."""

    path: str
    title: str
    schools: Sequence[PackedSchool]
    notes: tuple[str, ...]
    """Sentences at the head of the packing list."""
    sheet: LabelSheet
    fonts: Mapping[str, bytes]


def bundle_workers(count: int = 1) -> Workers:
    """Workers for a bundle: the modules that merge and read files are imported once for all."""
    return worker_pools.workers_with(count, *MODULES)


@budget(MAX_CPU_S)
def make_bundle(job: BundleJob) -> bytes:
    """In a worker: make a file of a bundle, and read it back. Raises `NotFitToPrint`."""
    # The engines take a second to import, so they are imported when they are first used.
    from printroom.press.office_sheets import separators
    from printroom.press.print_runs import bundle
    from printroom.proof.bundle_proof import read_bundle

    sections = job.whole_sections()
    try:
        sheets = separators(sections, job.title, job.fonts)
        made = bundle(sections, sheets, job.title, is_double=job.is_double)
    except ValueError as error:
        raise NotFitToPrint([_problem(job.path, error)]) from error
    details = _details(job.details)
    wrong = read_bundle(made, job.path, sections, details, is_double=job.is_double)
    if wrong:
        raise NotFitToPrint(wrong)
    return made


@budget(MAX_CPU_S)
def make_papers(job: PapersJob) -> tuple[tuple[bytes, int], ...]:
    """In a worker: make address labels, box labels and the packing list, each with its number of
    pages. Raises `NotFitToPrint`."""
    from printroom.press.office_sheets import address_labels, box_labels, packing_list

    try:
        made = (
            address_labels(job.schools, job.sheet, job.fonts),
            box_labels(job.schools, job.fonts),
            packing_list(job.schools, job.title, job.fonts, job.notes),
        )
    except ValueError as error:
        raise NotFitToPrint([_problem(job.path, error)]) from error
    return tuple((content, count_pages(content)) for content in made)


@budget(MAX_CPU_S)
def count_pages(content: bytes) -> int:
    """In a worker: the number of pages of a file."""
    from printroom.proof.page_text import read_text

    return len(read_text(content))


@budget(MAX_CPU_S)
def make_print_run(job: tuple[tuple[PrintPart, ...], str]) -> bytes:
    """In a worker: put all copies of some files into one, with a title. Raises `NotFitToPrint`."""
    from printroom.press.print_runs import print_run
    from printroom.proof.bundle_proof import read_run

    parts, title = job
    made = print_run(parts, title)
    if wrong := read_run(made, title, parts):
        raise NotFitToPrint(wrong)
    return made


def _with_contents(section: BundleSection, contents: Iterator[bytes]) -> BundleSection:
    parts = (replace(part, content=next(contents)) for part in section.parts)
    return replace(section, parts=tuple(parts))


def _in_pieces(content: bytes, starts: list[bytes]) -> tuple[bytes, bytes]:
    """A file in two pieces: the start that it shares with other files of its form, and the rest."""
    start = next(filter(content.startswith, starts), None)
    if start is None:
        start = content[: fixed_start(content)]
        starts.append(start)
    return start, content[len(start) :]


@lru_cache(1)
def _details(text: str) -> SchoolDetails:
    return details_from(text)


def _problem(path: str, error: ValueError) -> Problem:
    fix = "shorten the school's name or address in the list of schools"
    return Problem("no-room", path, str(error), fix, 0)
