"""The content of `job-sheet.json`, which tells a print shop how to print a pack.

A pack writes it, and a bundle reads it again.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from printroom.model.papers import PaperSize

JOB_SHEET = "job-sheet.json"


class PrintOnlyEntry(BaseModel):
    """A booklet or tiles of a document, for printing only."""

    model_config = ConfigDict(frozen=True, strict=True)

    kind: str
    file: str
    size: PaperSize
    sheets_per_copy: int
    flip: str


class JobSheetEntry(BaseModel):
    """A document of a pack. The cover has none of the fields that may be missing."""

    model_config = ConfigDict(frozen=True, strict=True)

    order: int
    code: str | None = None
    file: str
    title: str
    use: str | None = None
    copies: int
    copies_for: str | None = None
    pages: int | None = None
    sheets: int
    sides: str
    flip: str | None = None
    colour: str
    size: PaperSize
    paper: str
    grams_per_square_metre: int
    finish: tuple[str, ...] | None = None
    ink_percent: int | None = None
    print_only: PrintOnlyEntry | None = None


class JobSheetFile(BaseModel):
    """The job sheet for a number of people. `sheets` counts sheets of paper, for all copies."""

    model_config = ConfigDict(frozen=True, strict=True)

    session: str
    title: str
    band: str
    nation: str
    seed: int
    edition: str
    minutes: int
    follows: bool
    code: str
    people: int
    is_draft: bool
    bring: tuple[str, ...]
    sheets: int
    sheets_by_paper: dict[str, int]
    documents: tuple[JobSheetEntry, ...]

    def as_json(self) -> bytes:
        """The bytes of the file."""
        text = self.model_dump_json(indent=2, exclude_none=True, ensure_ascii=False)
        return f"{text}\n".encode()
