"""Imports a list of schools: writes a clean list, and beside it what its columns mean."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from printroom.deliver.folder import write_file
from printroom.files import read_regular
from printroom.load.schools.school_columns import COLUMNS
from printroom.load.spreadsheets.import_values import Choices, SchoolImport
from printroom.load.spreadsheets.school_import import content_of
from printroom.model import KnownNames, NotFitToPrint, Problem
from printroom.workers import WorkerPool
from printroom.workers.job_results import run_in_worker
from printroom.workers.list_jobs import ImportJob, SentList, import_list

KEPT = "columns.json"
"""The file, beside the clean lists, with what people answered in earlier imports."""
MAX_BYTES = 1_000_000
MOST_NAMED = 20
"""How many schools a line names."""
MAX_LIST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class ListChanges:
    """How a clean list differs from the one that it replaces: the ids of schools."""

    gone: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """A line for each kind of change; none if the lists are alike."""
        found = {"no longer in it": self.gone, "changed": self.changed, "new": self.new}
        return [
            f"    {len(ids):,} {what}: {', '.join(ids[:MOST_NAMED])}{' …' * bool(ids[MOST_NAMED:])}"
            for what, ids in found.items()
            if ids
        ]


class _Kept(BaseModel):
    """The file `columns.json`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    columns: dict[str, str] = {}
    day_first: bool | None = None
    nation: str = ""
    """Files of earlier versions have it; it is no longer used."""


def clean_list(file: Path) -> Path:
    """The default file for the clean list of a file: beside it."""
    name = f"{file.stem}-clean" if file.suffix.casefold() == ".csv" else file.stem
    return file.with_name(f"{name}.csv")


def read_list_file(
    file: Path, output: Path, choices: Choices, names: KnownNames, workers: WorkerPool
) -> SchoolImport:
    """Read a list to import, with what was decided for earlier lists in the same folder.

    It is read in a worker, within limits of time and memory. Raises `NotFitToPrint`.
    """
    sent = SentList(file.as_posix(), content_of(file))
    return read_sent_list(sent, output.parent, choices, names, workers)


def read_sent_list(
    sent: SentList, folder: Path, choices: Choices, names: KnownNames, workers: WorkerPool
) -> SchoolImport:
    """Read a list to import from its content; `folder` is that of earlier lists."""
    job = ImportJob(sent, names, choices, _read_kept(folder))
    return run_in_worker(workers, import_list, job, sent.path)


def changes_of(read: SchoolImport, output: Path) -> ListChanges | None:
    """How the list differs from the clean list that it would replace; none if there is none."""
    try:
        old = _rows_by_id(read_regular(output, MAX_LIST_BYTES).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error):
        return None
    new = _rows_by_id(clean_text(read))
    return ListChanges(
        gone=tuple(one for one in old if one not in new),
        changed=tuple(one for one in new if one in old and new[one] != old[one]),
        new=tuple(one for one in new if one not in old),
    )


def _rows_by_id(text: str) -> dict[str, dict[str, str]]:
    """The values of each school that are not empty, by its id."""
    rows = csv.DictReader(io.StringIO(text))
    filled = ({name: value for name, value in row.items() if value} for row in rows)
    return {row["id"]: row for row in filled if "id" in row}


def write_import(read: SchoolImport, output: Path, choices: Choices) -> None:
    """Write the clean list, and keep the choices for the next one. Raises `NotFitToPrint`."""
    if output.as_posix() == read.path:
        message = "the clean list would replace the file that was imported"
        raise NotFitToPrint([Problem("not-right", read.path, message, "name another: -o", 0)])
    if read.is_open:
        raise NotFitToPrint(list(read.problems))
    write_file(output, clean_text(read).encode())
    kept = _merged(_read_kept(output.parent), choices)
    if kept != Choices({}):
        choice = {"columns": dict(kept.columns), "day_first": kept.day_first}
        text = json.dumps(choice, ensure_ascii=False, indent=2)
        write_file(output.with_name(KEPT), f"{text}\n".encode())


def clean_text(read: SchoolImport) -> str:
    """The clean list as CSV, without columns that are empty for all schools."""
    used = [name for name in COLUMNS if any(row.texts.get(name) for row in read.rows)]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(used)
    writer.writerows([row.texts.get(name, "") for name in used] for row in read.rows)
    return stream.getvalue()


def _read_kept(folder: Path) -> Choices:
    """The choices kept in a folder, if there are any. Raises `NotFitToPrint`."""
    file = folder / KEPT
    try:
        kept = _Kept.model_validate_json(read_regular(file, MAX_BYTES))
    except FileNotFoundError:
        return Choices({})
    except (OSError, ValidationError):
        message = "this file, which keeps what the columns of lists mean, cannot be read"
        fix = "correct it, or delete it and answer again"
        raise NotFitToPrint([Problem("not-right", file.as_posix(), message, fix)]) from None
    return Choices(kept.columns, day_first=kept.day_first)


def _merged(kept: Choices, choices: Choices) -> Choices:
    """Kept and new choices together, without the sheet and the nation, which differ each term."""
    day_first = kept.day_first if choices.day_first is None else choices.day_first
    columns = {**kept.columns, **choices.columns}
    return replace(kept, columns=columns, day_first=day_first)
