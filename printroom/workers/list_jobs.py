"""The job that imports a list of schools, since a spreadsheet may hang or crash its reader.

It is a module of its own because it imports `load`, which no other job needs.
"""

from __future__ import annotations

from dataclasses import dataclass

from printroom.load.spreadsheets.import_values import Choices, SchoolImport
from printroom.load.spreadsheets.school_import import import_content
from printroom.model import KnownNames
from printroom.workers.limits import budget

READING_S = 20.0
"""CPU time. A workbook with 3,000 schools takes less than two seconds."""


@dataclass(frozen=True, slots=True)
class SentList:
    """A list of schools as somebody sent it: its file name, with a suffix, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ImportJob:
    """A list, and everything that decides how it is read."""

    sent: SentList
    names: KnownNames
    choices: Choices
    kept: Choices


@budget(READING_S)
def import_list(job: ImportJob) -> SchoolImport:
    """In a worker: read a list of schools. Raises `NotFitToPrint`."""
    sent = job.sent
    return import_content(sent.path, sent.content, job.names, job.choices, job.kept)
