"""Lists what runs out, and when; also as a calendar file (iCalendar, RFC 5545) for any calendar.

There is no library for it among those that the project has, and all that is needed are days
with a text: a few lines, and the rules for escaping and folding these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from printroom.model import Library

LONGEST = 75
"""The most bytes in a line, without its end (RFC 5545, section 3.1)."""
REMIND_DAYS = 28


def as_calendar(found: Iterable[RunsOut], today: dt.date) -> bytes:
    """A calendar with an event on each last good day; importing it again replaces the events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Printroom//What runs out//EN"]
    for item in found:
        lines += _event(item, today)
    folded = (part for line in [*lines, "END:VCALENDAR"] for part in _folded(line))
    return b"".join(part + b"\r\n" for part in folded)


def _event(item: RunsOut, today: dt.date) -> Iterator[str]:
    count = len(item.names)
    summary = f"{count} {item.kind} run out" if count > 1 else f"Runs out: {item.names[0]}"
    yield "BEGIN:VEVENT"
    yield f"UID:{item.day:%Y%m%d}-{item.kind.replace(' ', '-')}@printroom.invalid"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}"
    yield f"SUMMARY:{_escaped(summary)}"
    lines = ["After this day the packs that print them are drafts.", *item.names]
    yield "DESCRIPTION:" + _escaped("\n".join(lines))
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_escaped(summary)}"
    yield f"TRIGGER:-P{REMIND_DAYS}D"
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text value (section 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most 75 bytes; each but the first begins with a space."""
    part = b""
    for sign in line:
        if len(part) + len(sign.encode()) > LONGEST:
            yield part
            part = b" "
        part += sign.encode()
    yield part


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
