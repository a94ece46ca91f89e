"""The laws of the minutes: what a segment asks of a group is added up, and has to fit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from printroom.choose import plan_for
from printroom.inspect.time_needed import too_little_time
from printroom.model import Order, Pace, Plan, PlannedSegment
from tests.workshop import shipped, shipped_library

PACE = Pace(hears=140, reads=120, writes=12, card_s=20, answer_s=10, source="a test")


def plan(**pace: int) -> Plan:
    """A session with a script, cards and lines to write on, at a pace of our own."""
    chosen = plan_for(Order("power/who-has-it", "11-14", "england"), shipped_library(), shipped())
    return replace(
        chosen, band=chosen.band.model_copy(update={"pace": PACE.model_copy(update=pace)})
    )


def with_segments(given: Plan, segments: tuple[PlannedSegment, ...]) -> Plan:
    return replace(given, criteria=replace(given.criteria, segments=segments))


def needed(given: Plan) -> dict[str, int]:
    """The minutes that each segment of a plan needs, if all have one minute."""
    brief = tuple(replace(segment, minutes=1) for segment in given.criteria.segments)
    found = (problem.message for problem in too_little_time(with_segments(given, brief)))
    return {
        match[1]: int(match[2])
        for match in (re.search("“(.+)” has 1 minutes.*about (\\d+)", text) for text in found)
        if match
    }


def test_enough_time_is_no_problem() -> None:
    """A segment that has the minutes that it needs is not mentioned, and one that has not is."""
    minutes = needed(plan())
    assert minutes
    given = plan()
    enough = tuple(
        replace(one, minutes=minutes.get(one.title, 0) + 1) if one.line else one
        for one in given.criteria.segments
    )
    assert not list(too_little_time(with_segments(given, enough)))
    scarce = tuple(replace(one, minutes=max(1, one.minutes - 2)) for one in enough)
    found = list(too_little_time(with_segments(given, scarce)))
    assert {problem.line for problem in found} <= {one.line for one in scarce if one.line}
    assert found
    assert not any(problem.stops for problem in found)


@pytest.mark.parametrize(
    ("field", "slower"),
    [("hears", 14), ("reads", 12), ("writes", 1), ("card_s", 200), ("answer_s", 100)],
)
def test_each_kind_of_work_counts(field: str, slower: int) -> None:
    """Speaking, reading, writing, cards and answers each make a session longer."""
    assert sum(needed(plan(**{field: slower})).values()) > sum(needed(plan()).values())


def test_what_is_not_for_the_lesson_does_not_count() -> None:
    """A handout is to keep: however long it is, the minutes stay the same."""
    given = plan()
    rest = tuple(d for d in given.documents if d.row.name != "handout")
    assert len(rest) < len(given.documents)
    assert needed(replace(given, documents=rest)) == needed(given)


def test_a_band_without_a_pace_is_not_checked() -> None:
    """Without speeds for an age group nothing is added up."""
    given = plan()
    silent = replace(given, band=given.band.model_copy(update={"pace": None}))
    assert not needed(silent)
