"""Zips of many packs, or of a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from printroom.deliver.folder import write_problem
from printroom.deliver.manifest import MAX_FILE_BYTES, packs_below
from printroom.files import read_regular, replacing
from printroom.ledger.bundle_contents import CONTENTS, bundle_files
from printroom.make.bundle.taking import manifest_in, pack_files
from printroom.make.bundle.zip_stream import File, zip_pieces
from printroom.model import NotFitToPrint


def packs_to_zip(folder: Path, packs: Iterable[Path]) -> Iterator[File]:
    """The files of packs below the folder of a term, each checked as it is read."""
    for pack in sorted(packs):
        below = f"{folder.name}/{pack.relative_to(folder).as_posix()}"
        yield from pack_files(pack, below)


def bundle_to_zip(folder: Path) -> Iterator[File]:
    """The files of a bundle, and its contents, by which an old zip is found."""
    for name in (*bundle_files(folder), CONTENTS):
        yield f"{folder.name}/{name}", partial(read_regular, folder / name, MAX_FILE_BYTES)


def folder_to_zip(folder: Path) -> Iterator[File]:
    """The files of a bundle, or of all packs of a term. Raises `NotFitToPrint` if it is neither."""
    if bundle_files(folder):
        return bundle_to_zip(folder)
    packs = list(packs_below(folder)) or [folder]
    manifest_in(packs[0])
    return packs_to_zip(folder, packs)


def write_zip(file: Path, files: Iterable[File]) -> None:
    """Write a zip, or nothing. Raises `NotFitToPrint`."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as stream:
            stream.writelines(zip_pieces(files))
    except OSError as error:
        raise NotFitToPrint([write_problem(file, error)]) from error
