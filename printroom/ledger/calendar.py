"""Lists what runs out, and when; also as a calendar file (iCalendar, RFC 5545).

None of the project's libraries writes such files, and all that is needed are days with a text: a
few lines, and the rules for escaping and folding them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from printroom.model import Library

LONGEST = 75
"""The most bytes in a line, without its end (RFC 5545, section 3.1)."""
REMIND_DAYS = 28


@dataclass(frozen=True, slots=True)
class RunsOut:
    """The last good day of some entries of one kind; later, packs that print them are drafts."""

    day: dt.date
    kind: str
    """Their kind, in the plural: "helplines"."""
    names: tuple[str, ...]


def what_runs_out(library: Library) -> tuple[RunsOut, ...]:
    """Everything that runs out, by day and kind."""
    found: dict[tuple[dt.date, str], list[str]] = {}
    for day, kind, name in _dated(library):
        found.setdefault((day, kind), []).append(name)
    return tuple(RunsOut(*key, tuple(names)) for key, names in sorted(found.items()))


def _dated(library: Library) -> Iterator[tuple[dt.date, str, str]]:
    """The last good day, the kind and the name of each entry that runs out."""
    for contact_id, contact in library.contacts.items():
        reach = ", ".join(channel.value for channel in contact.channels)
        yield contact.verify_by, "helplines", f"{contact_id}: {contact.name}, {reach}"
    for name, fact in library.facts.items():
        yield fact.review_by, "facts", name
    for nation in library.nations.values():
        yield nation.definition.review_by, "definitions", nation.title
        for matter, law in nation.law.items():
            yield law.review_by, "texts on the law", f"{nation.title}: {matter}"
    for session in library.sessions.values():
        yield session.review_by, "sessions", f"{session.code} {session.title}"


def as_calendar(found: Iterable[RunsOut], today: dt.date) -> bytes:
    """A calendar file with an event on each day; importing it again replaces the events."""
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
    """Escape a text (RFC 5545, section 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Fold a line into parts of at most 75 bytes; all but the first begin with a space."""
    part = b""
    for sign in line:
        if len(part) + len(sign.encode()) > LONGEST:
            yield part
            part = b" "
        part += sign.encode()
    yield part
