"""Sessions as they are written: their segments, their notes, and the shorter lengths they offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from printroom.model.base import Authored, BandIds, Mode, NonEmptyStr, WithFigures

LONGEST_TITLE = 42
"""The letters that fit beside the code at the head of the narrowest sheet, pocket cards."""
Minutes = Annotated[int, Field(ge=1, le=120)]


class Segment(Authored):
    """A segment of a session: its minutes, its mode and the snippets that it uses."""

    title: NonEmptyStr
    minutes: Minutes
    mode: Mode
    snippets: tuple[NonEmptyStr, ...]
    serves: tuple[NonEmptyStr, ...] = ()
    """The purposes it serves: names that rules of the session template require, and others."""


class Note(Authored):
    """A snippet that the guide prints after the plan, on a new page if `new_page` is set."""

    snippet: NonEmptyStr
    new_page: bool = False


class Cut(Authored):
    """A shorter length of a session: what is left out, and which segments take another time."""

    minutes: Annotated[int, Field(ge=15, le=480)]
    """The length of the whole session, opening and closing included."""
    leave_out: tuple[NonEmptyStr, ...] = ()
    """Titles of segments, and names of snippets in segments or notes."""
    times: Mapping[NonEmptyStr, Minutes] = {}
    """The minutes of segments that take another time than in full, by title."""
    aim: NonEmptyStr | None = None
    """The aim, if it is not that of the full session."""
    outcomes: tuple[NonEmptyStr, ...] = ()
    """What participants can do by the end, if it is not what the full session lists."""


class Session(WithFigures):
    """One workshop: its own segments are inserted into its session template."""

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE)]
    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
    template: NonEmptyStr
    bands: BandIds
    minutes: int
    version: NonEmptyStr
    review_by: dt.date
    aim: NonEmptyStr
    outcomes: Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]
    why: NonEmptyStr
    today: Mapping[NonEmptyStr, NonEmptyStr]
    """What is said aloud at the welcome: what today is about, in a sentence for each band."""
    i_can: NonEmptyStr | None = None
    """A sentence of its own that start and exit slips ask to rate, such as “I can …”."""
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]
    talk: tuple[NonEmptyStr, ...] = ()
    """Snippets for the time to talk, in place of those of the session template."""
    private: bool = False
    """What is written on its worksheet is private, so that it has no line for a name."""
    notes: tuple[Note, ...] = ()
    law: tuple[NonEmptyStr, ...] = ()
    """The matters of law that the guide explains, named as in the nations."""
    follows: tuple[NonEmptyStr, ...] = ()
    """The sessions that it builds on."""
    help: tuple[NonEmptyStr, ...] = ()
    """Contacts that its help page lists besides those of its band: services its pages speak of."""
    local: Annotated[tuple[NonEmptyStr, ...], Field(max_length=3)] = ()
    """Local services: its help page has a line for the name and number of each."""
    cuts: tuple[Cut, ...] = ()
    """The shorter lengths at which it can be printed."""

    @property
    def own_snippets(self) -> frozenset[str]:
        """The snippets that it names itself."""
        in_segments = (name for segment in self.segments for name in segment.snippets)
        return frozenset((*in_segments, *self.talk, *(note.snippet for note in self.notes)))

    @property
    def lengths(self) -> tuple[int, ...]:
        """Every length at which it can be printed, in minutes, the full one first."""
        return (self.minutes, *(cut.minutes for cut in self.cuts))

    @property
    def offered(self) -> str:
        """Its lengths in words, such as “60 or 45 minutes”."""
        return f"{' or '.join(map(str, self.lengths))} minutes"

    def shorter(self, minutes: int | None) -> int | None:
        """A length as orders name it: none for the full one."""
        return None if minutes == self.minutes else minutes

    def cut_to(self, minutes: int | None) -> Session:
        """The session at one of its lengths; itself for the full one."""
        cut = next((cut for cut in self.cuts if cut.minutes == minutes), None)
        return self if cut is None else self._without(cut)

    def _without(self, cut: Cut) -> Session:
        gone = frozenset(cut.leave_out)
        segments = (
            segment.model_copy(
                update={
                    "minutes": cut.times.get(segment.title, segment.minutes),
                    "snippets": tuple(name for name in segment.snippets if name not in gone),
                }
            )
            for segment in self.segments
            if segment.title not in gone
        )
        changed = {
            "minutes": cut.minutes,
            "segments": tuple(segments),
            "notes": tuple(note for note in self.notes if note.snippet not in gone),
            "aim": cut.aim or self.aim,
            "outcomes": cut.outcomes or self.outcomes,
        }
        return self.model_copy(update=changed)
