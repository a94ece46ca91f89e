"""The report of a term as `report.json` has it, for other programs.

A term's record has it too, to be shown again while nothing has changed.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from printroom.model.documents import How


class PaperEntry(BaseModel):
    """The copies of a document on one kind of paper, and their sheets, for all packs."""

    model_config = ConfigDict(frozen=True, strict=True)

    document: str
    size: str
    paper: str
    colour: str
    copies: int
    sheets: int
    stock: str


class FailedEntry(BaseModel):
    """A pack that could not be made."""

    model_config = ConfigDict(frozen=True, strict=True)

    school: str
    session: str
    band: str
    nation: str
    minutes: int | None
    follows: bool
    problems: tuple[str, ...]


class ReportFile(BaseModel):
    """The results of a term. `sheets` counts sheets of paper, for all people."""

    model_config = ConfigDict(frozen=True, strict=True)

    term: str
    title: str
    packs: int
    made: int
    unchanged: int
    failed: int
    documents: dict[How, int]
    pages: int
    sheets: int
    sheets_by_document: dict[str, int]
    paper: tuple[PaperEntry, ...]
    without_lead: tuple[str, ...]
    without_address: tuple[str, ...]
    drafts: int
    draft_reasons: dict[str, int]
    laid_out_for: tuple[str, ...]
    seconds: dict[str, float]
    failures: tuple[FailedEntry, ...]

    def as_json(self) -> bytes:
        """The bytes of the file."""
        return f"{self.model_dump_json(indent=2, ensure_ascii=False)}\n".encode()
