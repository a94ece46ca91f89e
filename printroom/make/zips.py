"""Zips of many packs, or of a bundle: made piece by piece, as they may not fit into memory."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

from printroom.deliver.folder import write_problem
from printroom.deliver.manifest import MANIFEST, MAX_BYTES, MAX_FILE_BYTES, packs_below
from printroom.files import read_regular
from printroom.make.bundling import CONTENTS, bundle_files
from printroom.make.pack_rows import read_delivered
from printroom.make.taking import ANY_DAY, manifest_in
from printroom.model import NotFitToPrint

File = tuple[str, Callable[[], bytes]]
"""The name of a file in a zip, and what reads it."""


def zip_pieces(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a zip, one file after the other. Raises what reading a file raises."""
    window = _Window()
    with zipfile.ZipFile(window, "w") as archive:
        for name, read in files:
            entry = zipfile.ZipInfo(name, ANY_DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, read())
            yield window.taken()
    yield window.taken()


class _Window(BytesIO):
    """The end of a file that is written: what comes before has been taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._base = 0

    def tell(self) -> int:
        """The place in the whole file."""
        return self._base + super().tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the whole file that was not taken away yet."""
        return self._base + super().seek(offset - self._base, whence)

    def taken(self) -> bytes:
        """What was written since this was called last."""
        content = self.getvalue()
        self._base += len(content)
        super().seek(0)
        self.truncate()
        return content


def packs_to_zip(folder: Path, packs: Iterable[Path]) -> Iterator[File]:
    """The files of packs below the folder of a term, each checked as it is read."""
    for pack in sorted(packs):
        below = f"{folder.name}/{pack.relative_to(folder).as_posix()}"
        for name, digest in manifest_in(pack).files.items():
            yield f"{below}/{name}", partial(read_delivered, pack / name, digest)
        yield f"{below}/{MANIFEST}", partial(read_regular, pack / MANIFEST, MAX_BYTES)


def bundle_to_zip(folder: Path) -> Iterator[File]:
    """The files of a bundle."""
    for name in bundle_files(folder):
        yield f"{folder.name}/{name}", partial(read_regular, folder / name, MAX_FILE_BYTES)


def folder_to_zip(folder: Path) -> Iterator[File]:
    """The files of a bundle, or of all packs of a term. Raises `NotFitToPrint` if it is neither."""
    if (folder / CONTENTS).is_file():
        return bundle_to_zip(folder)
    packs = list(packs_below(folder)) or [folder]
    manifest_in(packs[0])
    return packs_to_zip(folder, packs)


def write_zip(file: Path, files: Iterable[File]) -> None:
    """Write a zip, or nothing. Raises `NotFitToPrint`."""
    new = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as stream:
            stream.writelines(zip_pieces(files))
        new.replace(file)
    except OSError as error:
        raise NotFitToPrint([write_problem(file, error)]) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
