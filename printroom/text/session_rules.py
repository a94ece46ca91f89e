"""Checks whether a session satisfies a rule for its kind of session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from printroom.model import Mode, PlannedSegment, SessionRule
from printroom.text.phrases import contains_any

_SEGMENT = re.compile(rf"(\d+) ({'|'.join(get_args(Mode))})((?: [a-z]+(?:-[a-z]+)*)*)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts for a rule: segments, documents of the pack, and texts that participants read."""

    segments: tuple[PlannedSegment, ...] = ()
    prints: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    def percent(self, mode: Mode) -> float:
        """The share of the minutes in a mode, in per cent."""
        total = sum(segment.minutes for segment in self.segments)
        in_mode = sum(segment.minutes for segment in self.segments if segment.mode == mode)
        return 100 * in_mode / (total or 1)


def is_kept(rule: SessionRule, evidence: Evidence) -> bool:
    """Whether a session satisfies a rule."""
    if rule.needs is not None:
        serving = (segment for segment in evidence.segments if rule.needs in segment.serves)
        latest = rule.within_minutes
        return any(
            latest is None or segment.starts_at + segment.minutes <= latest for segment in serving
        )
    if rule.prints is not None:
        return rule.prints in evidence.prints
    if rule.mode is not None and rule.at_most_percent is not None:
        return evidence.percent(rule.mode) <= rule.at_most_percent
    return any(contains_any(rule.says, text) for text in evidence.reads)


def example(rule: SessionRule, written: str) -> Evidence | None:
    """The evidence that an example of a rule describes; none if it cannot be parsed."""
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
