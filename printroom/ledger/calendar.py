"""Writes what runs out as a calendar file (iCalendar, RFC 5545), to import into any calendar.

There is no library for it among those that the project has, and all that is needed are days
with a text: a few lines, and the rules for escaping and folding these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from printroom.ledger.run_out import RunsOut

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
