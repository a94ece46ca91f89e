"""Reads a delivered pack: its job sheet, and its files, which must be as they were proven."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from printroom.deliver.manifest import MAX_FILE_BYTES, Manifest
from printroom.files import read_regular
from printroom.model import NotFitToPrint, PrintPart, Problem
from printroom.model.job_sheet_file import JOB_SHEET, JobSheetEntry, JobSheetFile

AGAIN = "make the pack again"


@dataclass(frozen=True, slots=True)
class Row:
    """A document on the job sheet of a pack: its file, copies and paper."""

    file: str
    digest: str
    title: str
    copies: int
    pages: int
    """Pages of one copy; 0 for a cover, whose row does not give them."""
    sheets: int
    sides: str
    flip: str
    size: str
    kind: str
    """The kind of paper, such as “plain”."""
    grams: int
    """The weight of the paper, in grams per square metre."""
    colour: str
    finish: tuple[str, ...]
    """What is done to a printed copy: “cut” or “staple”."""
    is_filled: bool
    """Whether it has the booking's own details."""
    code: str = ""
    """The code at the foot of its pages."""

    @property
    def document(self) -> str:
        """The name of the document, such as "help-page"."""
        return self.file.partition("-")[2].removesuffix(".pdf")

    @property
    def paper(self) -> str:
        """Size and kind of paper, such as “A4 plain”."""
        return f"{self.size} {self.kind}"

    @property
    def paper_and_ink(self) -> str:
        """What a print shop sorts by, such as “A4 plain, colour”."""
        return f"{self.paper}, {self.colour}"

    def part(self, folder: Path) -> PrintPart:
        """The document as it was delivered, with its copies. Raises `NotFitToPrint`."""
        content = read_delivered(folder / self.file, self.digest)
        return PrintPart(content, self.copies, self.sides == "double", self.flip)


@dataclass(frozen=True, slots=True)
class PackSheet:
    """The job sheet of a delivered pack."""

    title: str
    band: str
    people: int
    rows: tuple[Row, ...]
    """The documents that are in the pack."""


def read_pack_sheet(folder: Path, manifest: Manifest) -> PackSheet:
    """Read the job sheet of a delivered pack. Raises `NotFitToPrint`."""
    if JOB_SHEET not in manifest.files:
        message = "this pack has no job sheet, so nobody knows how many copies to print"
        raise _no_sheet(folder, message)
    content = read_delivered(folder / JOB_SHEET, manifest.files[JOB_SHEET])
    filled = manifest.filled or ()
    shared = tuple(one for one in manifest.files.items() if one[0] not in filled)
    try:
        sheet = _sheet(content, shared, filled)
    except ValidationError:
        message = "the job sheet of this pack was written by another version of the program"
        raise _no_sheet(folder, message) from None
    rows = (
        _shared(replace(row, digest=manifest.files[row.file])) if row.is_filled else row
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def _no_sheet(folder: Path, message: str) -> NotFitToPrint:
    return NotFitToPrint([Problem("no-job-sheet", folder.as_posix(), message, AGAIN, 0)])


def read_delivered(file: Path, digest: str) -> bytes:
    """Read a file of a pack. Raises `NotFitToPrint` if it does not have this SHA-256."""
    try:
        content = read_regular(file, MAX_FILE_BYTES)
    except OSError as error:
        message = f"this file of a pack cannot be read: {error.strerror or error}"
        raise _not_as_delivered(file, message) from error
    if sha256(content).hexdigest() != digest:
        raise _not_as_delivered(file, "this file of a pack has changed since it was proven")
    return content


def _not_as_delivered(file: Path, message: str) -> NotFitToPrint:
    return NotFitToPrint([Problem("pack-changed", file.as_posix(), message, AGAIN, 0)])


@lru_cache(100)
def _sheet(
    content: bytes, shared: tuple[tuple[str, str], ...], filled: tuple[str, ...]
) -> PackSheet:
    """Parse a job sheet with the rows of these files; filled files have no digest yet.

    It is parsed once for all packs with the same number of people.
    """
    sheet = JobSheetFile.model_validate_json(content)
    digests = dict(shared) | dict.fromkeys(filled, "")
    rows = (
        _row(entry, digests, filled, entry.code or sheet.code)  # a cover has the code of its pack
        for entry in sheet.documents
        if entry.file in digests
    )
    return PackSheet(sheet.title, sheet.band, sheet.people, tuple(rows))


def _row(
    entry: JobSheetEntry, digests: Mapping[str, str], filled: Container[str], code: str
) -> Row:
    return Row(
        file=entry.file,
        digest=digests[entry.file],
        title=entry.title,
        copies=entry.copies,
        pages=entry.pages or 0,
        sheets=entry.sheets,
        sides=entry.sides,
        flip=entry.flip or "long",
        size=entry.size,
        kind=entry.paper,
        grams=entry.grams_per_square_metre,
        colour=entry.colour,
        finish=entry.finish or (),
        is_filled=entry.file in filled,
        code=code,
    )


@lru_cache(2_000)  # a pack may be read more than once
def _shared(row: Row) -> Row:
    """The same object for equal rows, to save memory."""
    return row
