"""Finds the folders with which packs are compared: a checkout, or a revision in git."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60
MOST_REVISIONS = 30


class UnknownBase(Exception):
    """There is nothing to compare with; the message is one sentence that explains why."""


@contextmanager
def base_folders(base: str, materials: Path, templates: Path) -> Iterator[tuple[Path, Path]]:
    """The materials and templates in a folder, or in a revision of the current ones.

    Raises `UnknownBase`.
    """
    if Path(base).is_dir():
        found = Path(base) / "materials", Path(base) / "templates"
        if not all(folder.is_dir() for folder in found):
            raise UnknownBase(f"--base {base}: this folder needs materials/ and templates/")
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="printroom-base-") as place:
        read = Path(place) / "materials", Path(place) / "templates"
        for folder, copy in zip((materials, templates), read, strict=True):
            _extract(base, folder, copy)
        yield read


def revisions(materials: Path, templates: Path) -> dict[str, str]:
    """The last revisions that changed materials or templates, and every branch and tag.

    Returns their titles by name; empty without git.
    """
    places = (str(materials.resolve()), str(templates.resolve()))
    log = ("log", f"--max-count={MOST_REVISIONS}", "--format=%h%x09%cs %s", "--", *places)
    named = (
        "for-each-ref",
        "--format=%(refname:short)%09%(refname:short)",
        "refs/heads",
        "refs/tags",
    )
    found = {"HEAD": "The last commit"}
    try:
        for command in (log, named):
            for line in _git(materials, "HEAD", *command).decode(errors="replace").splitlines():
                name, _, title = line.partition("\t")
                found.setdefault(name, title)
    except UnknownBase:
        return {}
    return found


def _extract(revision: str, folder: Path, copy: Path) -> None:
    """Write a folder as it was in a revision into `copy`."""
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, revision, *verify).decode().strip()
    content = _git(folder, revision, "archive", "--format=tar", commit)
    copy.mkdir()
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(copy, filter="data")


def _git(folder: Path, revision: str, *arguments: str) -> bytes:
    """Run git in a folder; returns its output. Raises `UnknownBase` if it fails."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError):
        message = f"--base {revision} is neither a folder nor a revision of {folder} in git"
        raise UnknownBase(f"{message}: name a folder, or a revision such as HEAD or main") from None
    return done.stdout
