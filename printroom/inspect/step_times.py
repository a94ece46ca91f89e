"""Compares the times written before the steps of a segment with the minutes that it has.

A guide's step begins with its time in bold: `**2–7 min**`, counted from the start of the segment,
or `**5 min**`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from printroom.model import Plan, PlannedPart, Problem

_STEP = re.compile(r"(?:\d+–)?(\d+) min")


def steps_beyond_their_segment(plan: Plan) -> Iterator[Problem]:
    """A warning for each segment whose steps go on after its last minute."""
    for segment in plan.segments:
        parts = [
            part
            for document in plan.documents
            if document.row.audience == "facilitator"
            for part in document.parts
            if part.segment and part.segment.starts_at == segment.starts_at
        ]
        end, place = _end(parts)
        if place and end > segment.minutes:
            message = f"the steps end at minute {end}, and “{segment.title}” has {segment.minutes}"
            fix = "give the segment more minutes, or the steps other times"
            yield Problem("steps", place[0], message, fix, place[1], stops=False)


def _end(parts: list[PlannedPart]) -> tuple[int, tuple[str, int] | None]:
    """The minute at which the steps of a segment end, with the place of the last."""
    end, place = 0, None
    for part in parts:
        for node in (inner for top in part.nodes for inner in top.walk()):
            found = _STEP.fullmatch(node.words()) if node.kind == "strong" else None
            if found:
                is_range = "–" in found[0]
                end = max(end, int(found[1])) if is_range else end + int(found[1])
                place = (part.path, node.line)
    return end, place
