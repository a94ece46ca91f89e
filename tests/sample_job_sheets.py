"""Job sheets of packs that were not printed: their documents are on 80 g A4."""

from __future__ import annotations

from typing import Any

from printroom.model.job_sheet_file import JobSheetEntry, JobSheetFile


def sheet_entry(order: int, file: str, copies: int, **more: Any) -> JobSheetEntry:
    """A document of which each copy is one sheet."""
    usual: dict[str, Any] = {
        "title": file[3:-4],
        "sheets": copies,
        "sides": "single",
        "colour": "grey",
        "size": "A4",
        "paper": "plain",
        "grams_per_square_metre": 80,
    }
    return JobSheetEntry(order=order, file=file, copies=copies, **usual | more)


def job_sheet_file(*documents: JobSheetEntry) -> JobSheetFile:
    """The job sheet of these documents for three people."""
    return JobSheetFile(
        session="a/b",
        title="A session",
        band="11-14",
        nation="england",
        seed=1,
        edition="standard",
        minutes=60,
        follows=False,
        code="ABC-DEF",
        people=3,
        is_draft=False,
        bring=(),
        sheets=sum(one.sheets for one in documents),
        sheets_by_paper={},
        documents=documents,
    )
