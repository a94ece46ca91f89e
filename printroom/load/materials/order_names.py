"""Reads the names in orders, which takes a moment, before all materials, which takes seconds.

A wrong session, band, nation, length or document is then refused at once.
"""

from __future__ import annotations

from pathlib import Path

from printroom.load.materials.entry_files import EntryReader
from printroom.model import (
    Band,
    Library,
    Nation,
    Placeholders,
    Session,
    SessionTemplate,
    Templates,
    Topic,
)


def load_order_names(materials: Path, templates: Path) -> tuple[Library, Templates] | None:
    """Bands, nations, sessions, topics and kinds of session; all else is empty.

    None if one of these files is missing or not valid: reading all of them reports that, with
    everything else that is wrong.
    """
    files, designs = EntryReader(materials), EntryReader(templates)
    library = Library(
        bands=files.entries("bands", Band),
        nations=files.files("nations", Nation),
        sessions=files.files("sessions", Session),
        topics=files.entries("topics", Topic),
        placeholders=files.entries("placeholders", Placeholders),
        contacts={},
        facts={},
        glossary={},
        pictures={},
        snippets={},
        reviews=(),
        not_in_puzzles={},
        paths=files.paths,
    )
    kinds = designs.files("sessions", SessionTemplate)
    is_known = all(session.template in kinds for session in library.sessions.values())
    if files.problems or designs.problems or not (library.sessions and is_known):
        return None
    return library, Templates(kinds, {}, {}, {}, {}, templates.as_posix())
