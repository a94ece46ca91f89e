"""Lists the dates on which help lines, facts, definitions, law and sessions run out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from printroom.model import Library


@dataclass(frozen=True, slots=True)
class RunsOut:
    """A day after which packs are drafts until some things of one kind are checked again."""

    day: dt.date
    kind: str
    """What they are, in the plural: "help lines"."""
    names: tuple[str, ...]


def what_runs_out(library: Library) -> tuple[RunsOut, ...]:
    """Everything with a date, by day and kind."""
    found: dict[tuple[dt.date, str], list[str]] = {}
    for day, kind, name in _dated(library):
        found.setdefault((day, kind), []).append(name)
    return tuple(RunsOut(*key, tuple(names)) for key, names in sorted(found.items()))


def _dated(library: Library) -> Iterator[tuple[dt.date, str, str]]:
    for contact_id, contact in library.contacts.items():
        reach = ", ".join(channel.value for channel in contact.channels)
        yield contact.verify_by, "help lines", f"{contact_id}: {contact.name}, {reach}"
    for name, fact in library.facts.items():
        yield fact.review_by, "facts", name
    for nation in library.nations.values():
        yield nation.definition.review_by, "definitions", nation.title
        for matter, law in nation.law.items():
            yield law.review_by, "texts on the law", f"{nation.title}: {matter}"
    for session in library.sessions.values():
        yield session.review_by, "sessions", f"{session.code} {session.title}"
