"""The timed plan: the segments of a session and its template, in order."""

from __future__ import annotations

from dataclasses import dataclass

from printroom.model import Note, PlannedSegment, Segment, Session, SessionTemplate


@dataclass(frozen=True, slots=True)
class TimetableEntry:
    """A segment with its time and its snippets; without a segment, the notes after the plan."""

    segment: PlannedSegment | None
    snippets: tuple[Note, ...]


def timetable(session: Session, template: SessionTemplate) -> tuple[TimetableEntry, ...]:
    """Opening, the session's own segments with the break, talk, closing, then the notes.

    Talk takes the minutes that the others leave; if none are left it is omitted.
    """
    others = [*template.opening, *_middle(session, template), *template.closing]
    left = session.minutes - sum(segment.minutes for segment in others)
    rows = [(s.title, s.minutes, s.mode, s.serves, s.snippets) for s in others]
    if left > 0:
        talk = (template.talk.title, left, "talk", (), session.talk or template.talk.snippets)
        rows.insert(len(rows) - len(template.closing), talk)  # type: ignore[arg-type]
    entries, now = [], 0
    for title, minutes, mode, serves, snippets in rows:
        planned = PlannedSegment(title, minutes, now, mode, serves)
        entries.append(TimetableEntry(planned, tuple(Note(snippet=name) for name in snippets)))
        now += minutes
    return (*entries, TimetableEntry(None, (*session.notes, *template.notes)))


def _middle(session: Session, template: SessionTemplate) -> tuple[Segment, ...]:
    """The session's own segments, with the break before the first that starts late enough."""
    pause, own = template.pause, session.segments
    if pause is None:
        return own
    now = sum(segment.minutes for segment in template.opening)
    for number, segment in enumerate(own):
        if now >= pause.from_minute:
            return (*own[:number], pause, *own[number:])
        now += segment.minutes
    return (*own, pause)
