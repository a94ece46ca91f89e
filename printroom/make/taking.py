"""Takes a finished pack away: as a zip, or as one file for a printer."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from printroom.deliver.manifest import MANIFEST, read_manifest
from printroom.files import read_regular
from printroom.make.cached_press import CachedPress
from printroom.make.pack_builder import JOB_SHEET
from printroom.model import NotFitToPrint, PrintPart, Problem
from printroom.workers.print_runs import make_print_run

MAX_BYTES = 500_000_000
_ANY_DAY = (2000, 1, 1, 0, 0, 0)
"""The day of each file in a zip, so that the same pack gives the same bytes."""


def zipped(*folders: Path) -> bytes:
    """A zip of the files of packs, each in a folder of its name. Raises `NotFitToPrint`."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for folder in folders:
            for name in (*_files(folder), MANIFEST):
                entry = zipfile.ZipInfo(f"{folder.name}/{name}", _ANY_DAY)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, _read(folder, name))
    return content.getvalue()


def papers(folder: Path) -> Mapping[str, int]:
    """The sheets of each paper, such as “A4 plain”, in the order of the pack.

    Raises `NotFitToPrint`.
    """
    sheets: Counter[str] = Counter()
    for row in _job_sheet(folder):
        sheets[_paper(row)] += row["sheets"]
    return sheets


def print_run(folder: Path, paper: str, press: CachedPress) -> bytes:
    """One file with all copies of what prints on one paper, or on any if `paper` is empty.

    The documents are in the order of the pack. Raises `NotFitToPrint`.
    """
    rows = [row for row in _job_sheet(folder) if not paper or _paper(row) == paper]
    if not rows:
        message = f"nothing in this pack prints on “{paper}”"
        fix = f"there are: {', '.join(papers(folder))}"
        raise NotFitToPrint([Problem("no-paper", "--paper", message, fix, 0)])
    parts = tuple(
        PrintPart(
            _read(folder, row["file"]), row["copies"], row["sides"] == "double", row.get("flip", "")
        )
        for row in rows
    )
    return press.run_in_worker(make_print_run, (parts, f"{folder.name} – to print"), str(folder))


def run_name(folder: Path, paper: str) -> str:
    """The name of the file to print, such as `…--to-print-a4-card.pdf`."""
    ending = f"-{paper.casefold().replace(' ', '-')}" if paper else ""
    return f"{folder.name}--to-print{ending}.pdf"


def _paper(row: Mapping[str, Any]) -> str:
    return f"{row['size']} {row['paper']}"


def _job_sheet(folder: Path) -> list[dict[str, Any]]:
    """The documents on the job sheet of a pack, in its order."""
    if JOB_SHEET not in _files(folder):
        message = "this pack has no job sheet, so nobody knows how many copies to print"
        raise NotFitToPrint([Problem("no-job-sheet", str(folder), message, "print it again", 0)])
    documents: list[dict[str, Any]] = json.loads(_read(folder, JOB_SHEET))["documents"]
    there = _files(folder)
    return [row for row in documents if row["file"] in there]


def _files(folder: Path) -> list[str]:
    """The files that the manifest of a pack lists."""
    try:
        manifest = read_manifest(folder)
    except OSError:
        manifest = None
    if manifest is None:
        message = "there is no pack here"
        fix = "name the folder of a pack: `pack` prints it"
        raise NotFitToPrint([Problem("no-pack", str(folder), message, fix, 0)])
    return list(manifest.files)


def _read(folder: Path, name: str) -> bytes:
    try:
        return read_regular(folder / name, MAX_BYTES)
    except OSError as error:
        message = f"this file of the pack cannot be read: {error.strerror or error}"
        path = (folder / name).as_posix()
        raise NotFitToPrint([Problem("unreadable", path, message, "print it again", 0)]) from error
