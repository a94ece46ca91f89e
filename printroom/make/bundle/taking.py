"""Takes a finished pack away: as a zip, or as one file for a printer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from printroom.deliver.manifest import MANIFEST, MAX_BYTES, Manifest, read_manifest
from printroom.files import read_regular
from printroom.make.bundle.pack_rows import read_delivered, read_pack_sheet
from printroom.make.bundle.zip_stream import File, zip_pieces
from printroom.make.run.cached_press import CachedPress
from printroom.model import NotFitToPrint, Problem
from printroom.workers.bundle_jobs import make_print_run


def zip_packs(*folders: Path) -> bytes:
    """A zip of the files of packs, each in a folder of its own. Raises `NotFitToPrint`."""
    files = (one for folder in folders for one in pack_files(folder, taken_name(folder)))
    return b"".join(zip_pieces(files))


def zipped_files(folder: str, files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, in one folder."""
    return b"".join(
        zip_pieces((f"{folder}/{name}", partial(bytes, data)) for name, data in files.items())
    )


def pack_files(folder: Path, below: str) -> Iterator[File]:
    """The files of a pack and its manifest, for a zip; each is checked as it is read."""
    for name, digest in manifest_in(folder).files.items():
        yield f"{below}/{name}", partial(read_delivered, folder / name, digest)
    yield f"{below}/{MANIFEST}", partial(read_regular, folder / MANIFEST, MAX_BYTES)


def papers(folder: Path) -> Mapping[str, int]:
    """The number of sheets of each paper, such as “A4 plain”, in the order of the pack.

    Raises `NotFitToPrint`.
    """
    sheets: Counter[str] = Counter()
    for row in read_pack_sheet(folder, manifest_in(folder)).rows:
        sheets[row.paper] += row.sheets
    return sheets


def print_run(folder: Path, paper: str, press: CachedPress) -> bytes:
    """One file with all copies of the documents on one paper, or of all if `paper` is empty.

    The documents are in the order of the pack. Raises `NotFitToPrint`.
    """
    rows = read_pack_sheet(folder, manifest_in(folder)).rows
    wanted = [row for row in rows if paper in ("", row.paper)]
    if not wanted:
        message = f"nothing in this pack prints on “{paper}”"
        fix = f"choose from: {', '.join(dict.fromkeys(row.paper for row in rows))}"
        raise NotFitToPrint([Problem("no-paper", "--paper", message, fix, 0)])
    parts = tuple(row.part(folder) for row in wanted)
    return press.run_in_worker(make_print_run, (parts, f"{folder.name} – to print"), str(folder))


def taken_name(folder: Path) -> str:
    """The name of what is taken of a pack: its term or day, its school, and its folder's name.

    Packs of several schools have the same names, and are often taken to one place. Raises
    `NotFitToPrint`.
    """
    manifest, place = manifest_in(folder), folder.resolve()
    is_below_school = place.parent.name.endswith((manifest.school, f"{manifest.school}-"))
    school = place.parent.name if is_below_school else manifest.school
    names = (manifest.term or manifest.date, school if manifest.school else "", place.name)
    return "--".join(filter(None, names))


def run_name(folder: Path, paper: str) -> str:
    """The name of the file to print, such as `…--to-print-a4-card.pdf`. Raises `NotFitToPrint`."""
    ending = f"-{paper.casefold().replace(' ', '-')}" if paper else ""
    return f"{taken_name(folder)}--to-print{ending}.pdf"


def manifest_in(folder: Path) -> Manifest:
    """Read the manifest of a pack. Raises `NotFitToPrint` if there is no pack."""
    try:
        manifest = read_manifest(folder)
    except OSError:
        manifest = None
    if manifest is None:
        message = "there is no pack here"
        fix = "name the folder of a pack: `pack` prints it"
        raise NotFitToPrint([Problem("no-pack", str(folder), message, fix, 0)])
    return manifest
