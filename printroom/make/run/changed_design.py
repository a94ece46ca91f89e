"""Names recently edited style sheets and templates in problems of words that do not fit.

The words may be no longer than before, and the design may have changed since the last commit.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from printroom.model import SHEET_MARK, Document, Problem

SECONDS = 10
_NO_ROOM = ("too-many-pages", "text-outside", "picture-outside", "box-outside", "text-on-text")


def with_changed_design(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """Add to problems of words that do not fit which files of the design were edited.

    Without git this is unknown, and nothing is added.
    """
    problems = list(problems)
    template = Path(document.path)
    folder = Path(document.templates)
    own = f"{document.templates}/"
    vague = [one for one in problems if one.code in _NO_ROOM and not one.path.startswith(own)]
    if not vague:
        return problems
    sheets = SHEET_MARK.findall(document.source)
    names = dict.fromkeys((*sheets, template.relative_to(folder).as_posix()))
    changed = ", ".join(f"{own}{name}" for name in _changed(folder, names))
    if not changed:
        return problems
    hint = f" If it fitted before, look at what was edited since the last commit: {changed}."
    return [replace(one, fix=f"{one.fix}{hint}") if one in vague else one for one in problems]


def _changed(folder: Path, names: Iterable[str]) -> list[str]:
    """Which of these files below a folder differ from the last commit."""
    command = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "diff", "--no-ext-diff"]
    command += ["--name-only", "--relative", "-z", "HEAD", "--", *names]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError):
        return []
    return [name for name in done.stdout.decode(errors="replace").split("\0") if name]
