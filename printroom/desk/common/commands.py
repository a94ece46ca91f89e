"""Writes the command that a page shows: it does what the page does. Pages of all areas use this."""

from __future__ import annotations

import shlex
from pathlib import Path

from printroom.desk.common.settings import Settings

FRONT_DOOR = "python3 generate.py"
WITHOUT_RECORD = frozenset({"bundle", "contacts", "lists", "remark", "take"})
"""Commands that do not read the record."""


def take_command(settings: Settings, folder: Path) -> str:
    """The command that makes a zip of a pack, of a bundle, or of all packs of a term."""
    return f"{command(settings, 'take', folder.as_posix())} --zip"


def command(settings: Settings, *words: str, **options: str | tuple[str, ...]) -> str:
    """A command line; an option without a value is left out, one with several is repeated."""
    line = [FRONT_DOOR, *map(shlex.quote, words)]
    for name, value in options.items():
        values = (value,) if isinstance(value, str) else value
        line += [f"{name} {shlex.quote(one)}" for one in values if one]
    needs_record = words[0] not in WITHOUT_RECORD
    return " ".join(line) + (settings.shown_options if needs_record else settings.shown_folders)
