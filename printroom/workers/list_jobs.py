"""The job of workers for lists of schools: a spreadsheet may hang or crash its reader."""

from __future__ import annotations

from dataclasses import dataclass

from printroom.load.spreadsheets.import_values import Choices, SchoolImport
from printroom.load.spreadsheets.school_import import import_content
from printroom.model import KnownNames
from printroom.workers.limits import budget

READING_S = 20.0
"""A workbook with 3,000 schools takes less than two seconds of a processor."""


@dataclass(frozen=True, slots=True)
class SentList:
    """A list as somebody sent it: its name, which says what kind of file it is, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ImportJob:
    """A list, and all that decides how it is understood."""

    sent: SentList
    names: KnownNames
    choices: Choices
    kept: Choices


@budget(READING_S)
def import_list(job: ImportJob) -> SchoolImport:
    """In a worker: a list as it is understood. Raises `NotFitToPrint`."""
    sent = job.sent
    return import_content(sent.path, sent.content, job.names, job.choices, job.kept)
