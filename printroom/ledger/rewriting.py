"""Changes files of materials that people also edit: locks, reads again and replaces them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from printroom.deliver.folder import write_file, write_problem
from printroom.files import leads_out_of, locked_folder
from printroom.load.sources.text_file import MAX_BYTES, read_text
from printroom.model import NotFitToPrint, Problem

PATIENCE_SECONDS = 60.0


@contextmanager
def locked_materials(materials: Path) -> Iterator[None]:
    """Lock the materials against other processes of this program. Raises `NotFitToPrint`."""
    try:
        with locked_folder(materials, PATIENCE_SECONDS):
            yield
    except TimeoutError:
        message = "another process has been writing here for a minute"
        fix = "wait until it has finished, or stop it"
        raise NotFitToPrint([Problem("busy", materials.as_posix(), message, fix, 0)]) from None
    except OSError as error:
        raise NotFitToPrint([write_problem(materials, error)]) from error


def rewritten(file: Path, materials: Path, change: Callable[[str], str]) -> bytes:
    """Apply `change` to the current text of a file of locked materials; returns the new content.

    The text of a file that does not exist is empty. Raises `NotFitToPrint`.
    """
    old = read_text(file, materials).text if os.path.lexists(file) else ""
    new = change(old).encode()
    if len(new) > MAX_BYTES:
        message = f"this file would have more than {MAX_BYTES:,} bytes"
        raise NotFitToPrint([Problem("file-too-large", file.as_posix(), message, "shorten it")])
    return new


def replace_file(file: Path, materials: Path, content: bytes) -> None:
    """Replace a file of locked materials; a link within the materials is followed."""
    if leads_out_of(file, materials):
        message = "this is a link to a file outside this folder, which is not written"
        fix = "put the file itself here"
        raise NotFitToPrint([Problem("link-outside", file.as_posix(), message, fix)])
    write_file(Path(os.path.realpath(file)), content)
