"""In a worker: makes bundles and the papers around them, and reads bundles back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from printroom.model import BundleSection, LabelSheet, NotFitToPrint, PackedSchool, Problem
from printroom.proof.school_details import SchoolDetails
from printroom.workers import Workers, jobs
from printroom.workers.limits import MAX_CPU_S, budget

MODULES = (
    *("pikepdf", "pypdfium2", "pypdfium2.raw", "printroom.workers.bundles"),
    *("printroom.press.bundles", "printroom.press.office_sheets", "printroom.proof.bundles"),
)


@dataclass(frozen=True, slots=True)
class BundleJob:
    """A file of a bundle: one document of some schools, in the order of delivery."""

    path: str
    title: str
    sections: Sequence[BundleSection]
    is_double: bool
    fonts: Mapping[str, bytes]
    details: SchoolDetails
    """Those of all schools of the term."""


@dataclass(frozen=True, slots=True)
class PapersJob:
    """What an office needs besides: address labels, box labels, and a packing list."""

    path: str
    title: str
    schools: Sequence[PackedSchool]
    sheet: LabelSheet
    fonts: Mapping[str, bytes]


def bundle_workers(count: int = 1) -> Workers:
    """Workers for a bundle: they import what merges files and reads them, once for all."""
    return jobs.workers_with(count, *MODULES)


@budget(MAX_CPU_S)
def make_bundle(job: BundleJob) -> bytes:
    """In a worker: the file, read back. Raises `NotFitToPrint`."""
    # The engines take a second to import, so they are imported when they are first used.
    from printroom.press.bundles import bundle
    from printroom.press.office_sheets import separators
    from printroom.proof.bundles import read_bundle

    try:
        sheets = separators(job.sections, job.title, job.fonts)
        made = bundle(job.sections, sheets, job.title, is_double=job.is_double)
    except ValueError as error:
        raise NotFitToPrint([_problem(job.path, error)]) from error
    wrong = read_bundle(made, job.path, job.sections, job.details, is_double=job.is_double)
    if wrong:
        raise NotFitToPrint(wrong)
    return made


@budget(MAX_CPU_S)
def make_papers(job: PapersJob) -> tuple[bytes, bytes, bytes]:
    """In a worker: address labels, box labels, and the packing list. Raises `NotFitToPrint`."""
    from printroom.press.office_sheets import address_labels, box_labels, packing_list

    try:
        return (
            address_labels(job.schools, job.sheet, job.fonts),
            box_labels(job.schools, job.fonts),
            packing_list(job.schools, job.title, job.fonts),
        )
    except ValueError as error:
        raise NotFitToPrint([_problem(job.path, error)]) from error


def _problem(path: str, error: ValueError) -> Problem:
    fix = "shorten the school's name or address in the list of schools"
    return Problem("no-room", path, str(error), fix, 0)
