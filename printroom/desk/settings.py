"""Where the desk reads and writes, and how it knows the day: all that the command line decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 8484
LOCAL = "127.0.0.1"
"""The one address that the desk listens on: no other computer can reach it."""


@dataclass(frozen=True)
class Settings:
    """The folders of one desk."""

    materials: Path
    templates: Path
    output: Path
    record: Path
    cache: Path
    printers: Path
    """The file of saved printers."""
    today: Callable[[], dt.date]
    editor: str = ""
    """The scheme of links that open a file in an editor, such as vscode; none if empty."""
    bases: tuple[Path, ...] = ()
    """Folders that packs may be compared with, beside the revisions in git."""
    shown_options: str = ""
    """Options such as `--materials DIR` that each command shown needs as well, with a space before
    each."""
    shown_folders: str = ""
    """The same for commands that do not take `--record`."""
