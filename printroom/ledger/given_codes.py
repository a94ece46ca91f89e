"""Finds the folder or code that somebody means by a text, or by the path of a pack or a file."""

from __future__ import annotations

import re
from pathlib import Path

from printroom.deliver.manifest import Manifest, read_manifest
from printroom.load.materials.order_names import load_order_names
from printroom.model import CODE, NotFitToPrint, Problem

_CONFUSED = str.maketrans("OIL", "011")
_IN_TEXT = re.compile(r"(?<![\w/\\-])\w{3}[-\u2010-\u2015\u2212]\w{3}(?![\w/\\-]|\.\w)")
_SEPARATORS = re.compile(r"[\s\u2010-\u2015\u2212.-]+")
_LABEL = re.compile(r"\s*code\b[\s:]*", re.IGNORECASE)


def parse_code(text: str) -> str | None:
    """A code in its printed form; none if the text cannot be a code.

    Case, spaces and dashes are ignored, and O, I and L, which no code contains, are read as 0, 1
    and 1.
    """
    signs = _SEPARATORS.sub("", text).upper().translate(_CONFUSED)
    code = f"{signs[:3]}-{signs[3:]}"
    return code if re.match(CODE, code) else None


def code_in(text: str) -> str | None:
    """A code by itself, or the only one in a text such as that of a card: C4 · 03 ABC-DEF."""
    if whole := parse_code(_LABEL.sub("", text, count=1)):
        return whole
    found = {code for part in _IN_TEXT.findall(text) if (code := parse_code(part))}
    return found.pop() if len(found) == 1 else None


def folder_or_code(place: str, output: Path, folders: tuple[Path, Path]) -> tuple[Path | None, str]:
    """The folder that is named, or else the code. Raises `NotFitToPrint` for anything else."""
    folder, code = _folder(place, output), meant_code(place, output)
    if folder is None and code is None:
        message = f"“{place}” is not a term, a folder or a code"
        fix = f"terms are in {output}; a code looks like ABC-DEF"
        names = load_order_names(*folders)
        session = names[0].sessions.get(names[0].find_session(place)) if names else None
        if session:
            message = f"“{place}” is the session “{session.title}”, not the code of a page"
            fix = "type the code at the foot of the page, such as ABC-DEF"
            fix += f"; to see the session: python3 generate.py list {session.code}"
        raise NotFitToPrint([Problem("unknown-folder", place, message, fix, 0)])
    return folder, code or ""


def _folder(place: str, output: Path) -> Path | None:
    """The folder of the term with this name, or the folder at this path."""
    try:
        return next((folder for folder in (output / place, Path(place)) if folder.is_dir()), None)
    except OSError:  # a name that no folder can have
        return None


def meant_code(text: str, output: Path) -> str | None:
    """The code in a text, or of the pack or file of a pack of which the text is the path."""
    path = _existing(text, output)
    if path is None:
        return code_in(text)
    if path.is_dir():
        manifest = _manifest(path)
        return manifest.code or None if manifest else None
    return _code_of_file(path)


def _existing(text: str, output: Path) -> Path | None:
    places = (Path(text), output / text) if text.strip() else ()
    try:
        return next((path for path in places if path.exists()), None)
    except OSError:  # no file can have such a name
        return None


def _code_of_file(file: Path) -> str | None:
    """The code of a document in a pack; a cover has the code of its pack."""
    manifest = _manifest(file.parent)
    if manifest is None or file.name not in manifest.files:
        return None
    name = file.stem.partition("-")[2].partition("--")[0]
    return manifest.codes.get(name, manifest.code) or None


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except OSError:
        return None
