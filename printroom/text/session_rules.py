"""Rules of a kind of session: a rule and what a session has in, whether it is kept out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from printroom.model import Mode, PlannedSegment, SessionRule
from printroom.text.phrases import is_said

_SEGMENT = re.compile(rf"(\d+) ({'|'.join(get_args(Mode))})((?: [a-z]+(?:-[a-z]+)*)*)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule is held against: the timed plan, the pack's documents, what its group reads."""

    segments: tuple[PlannedSegment, ...] = ()
    prints: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def percent(self, mode: Mode) -> float:
        """How much of the minutes is in a mode."""
        minutes = sum(one.minutes for one in self.segments)
        return 100 * sum(one.minutes for one in self.segments if one.mode == mode) / (minutes or 1)


def is_kept(rule: SessionRule, given: Evidence) -> bool:
    """Whether a session keeps a rule of its kind."""
    if rule.needs is not None:
        serving = (one for one in given.segments if rule.needs in one.serves)
        latest = rule.within_minutes
        return any(latest is None or one.starts_at + one.minutes <= latest for one in serving)
    if rule.prints is not None:
        return rule.prints in given.prints
    if rule.mode is not None and rule.at_most_percent is not None:
        return given.percent(rule.mode) <= rule.at_most_percent
    return any(is_said(rule.says, text) for text in given.reads)


def example(rule: SessionRule, written: str) -> Evidence | None:
    """What an example beside a rule stands for; nothing when it cannot be read."""
    if rule.says:
        return Evidence(reads=(written,))
    members = [member.strip() for member in written.split(",")]
    if rule.prints is not None:
        return Evidence(prints=tuple(members))
    segments: list[PlannedSegment] = []
    now = 0
    for member in members:
        found = _SEGMENT.fullmatch(member)
        if found is None:
            return None
        minutes, mode = int(found[1]), cast(Mode, found[2])
        segments.append(PlannedSegment(member, minutes, now, mode, tuple(found[3].split())))
        now += minutes
    return Evidence(tuple(segments))
