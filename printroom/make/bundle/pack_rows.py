"""Reads what prints from a delivered pack: its job sheet, and its files as they were proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from printroom.deliver.manifest import MAX_FILE_BYTES, Manifest
from printroom.files import read_regular
from printroom.make.pack.pack_builder import JOB_SHEET
from printroom.model import NotFitToPrint, PrintPart, Problem

AGAIN = "make the pack again"


@dataclass(frozen=True, slots=True)
class Row:
    """A document on the job sheet of a pack: its file, copies and paper."""

    file: str
    digest: str
    title: str
    copies: int
    sheets: int
    sides: str
    flip: str
    paper: str
    """Size and kind of paper, such as “A4 plain”."""
    colour: str
    is_filled: bool
    """Whether it has the booking's own details."""

    @property
    def document(self) -> str:
        """The name of the document, such as "help-page"."""
        return self.file.partition("-")[2].removesuffix(".pdf")

    @property
    def paper_and_ink(self) -> str:
        """What a print shop sorts by, such as “A4 plain, colour”."""
        return f"{self.paper}, {self.colour}"

    def part(self, folder: Path) -> PrintPart:
        """The document with its copies, as it was delivered. Raises `NotFitToPrint`."""
        content = read_delivered(folder / self.file, self.digest)
        return PrintPart(content, self.copies, self.sides == "double", self.flip)


@dataclass(frozen=True, slots=True)
class PackSheet:
    """The job sheet of a delivered pack."""

    title: str
    band: str
    people: int
    rows: tuple[Row, ...]
    """Those documents that are in the pack."""


def read_pack_sheet(folder: Path, manifest: Manifest) -> PackSheet:
    """The job sheet that a pack was delivered with. Raises `NotFitToPrint`."""
    file = folder / JOB_SHEET
    if JOB_SHEET not in manifest.files:
        message = "this pack has no job sheet, so nobody knows how many copies to print"
        raise NotFitToPrint([Problem("no-job-sheet", folder.as_posix(), message, AGAIN, 0)])
    sheet = json.loads(read_delivered(file, manifest.files[JOB_SHEET]))
    rows = (_row(row, manifest) for row in sheet["documents"] if row["file"] in manifest.files)
    return PackSheet(sheet["title"], sheet["band"], sheet["people"], tuple(rows))


def read_delivered(file: Path, digest: str) -> bytes:
    """The content of a file of a pack with this SHA-256. Raises `NotFitToPrint` for any other."""
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


def _row(row: Mapping[str, Any], manifest: Manifest) -> Row:
    return _shared(
        Row(
            intern(row["file"]),
            manifest.files[row["file"]],
            intern(row["title"]),
            row["copies"],
            row["sheets"],
            intern(row["sides"]),
            intern(row.get("flip", "long")),
            intern(f"{row['size']} {row['paper']}"),
            intern(row["colour"]),
            row["file"] in (manifest.filled or ()),
        )
    )


@lru_cache(2_000)  # most rows are the same in all packs, and a bundle holds those of thousands
def _shared(row: Row) -> Row:
    return row
