"""Compares the minutes that the tasks of a segment need with the minutes that it has.

These count: the words that the facilitator reads out, the text on worksheets and cards, lines to
write on, cards to sort, answers to mark, and going through the answers together. A handout and an
Easy Read page do not count, because people keep them. The speeds are those of the band (`pace` in
bands.yaml).

The times of the steps of a segment are compared with it, too. A step of a guide begins with its
time in bold: `**2–7 min**`, counted from the start of the segment, or `**5 min**`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from printroom.model import (
    Node,
    Pace,
    Plan,
    PlannedDocument,
    PlannedPart,
    Problem,
    texts,
    walk_nodes,
)

WORDS_IN_A_LINE = 6
"""The number of words that people write on a line."""
TO_KEEP = ("handout", "easy-read")
"""Documents that are read later, at home."""
_STEP = re.compile(r"(?:\d+–)?(\d+) min")


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of task in a segment, and the minutes that it needs."""

    name: str
    minutes: float


def too_little_time(plan: Plan) -> Iterator[Problem]:
    """A warning for each of the session's own segments whose tasks need more time than it has."""
    pace = plan.band.pace
    if pace is None:
        return
    answers = _answers(plan)
    for segment in plan.criteria.segments:
        if not segment.line:  # the segments of the session template are the same each week
            continue
        parts = tuple(
            (document, part)
            for document in plan.documents
            for part in document.parts
            if part.segment and part.segment.starts_at == segment.starts_at
        )
        tasks = [task for task in _tasks(parts, answers, pace) if task.minutes >= 0.5]
        needed = sum(task.minutes for task in tasks)
        if needed > segment.minutes + 0.5:
            each = ", ".join(f"{task.name} {task.minutes:.0f}" for task in tasks)
            yield Problem(
                "too-little-time",
                plan.path,
                f"{plan.order.band}: “{segment.title}” has {segment.minutes} minutes, but its "
                f"tasks need about {needed:.0f}: {each}",
                "leave some out, or give it more minutes",
                segment.line,
                stops=False,
            )


def _tasks(
    parts: Sequence[tuple[PlannedDocument, PlannedPart]], answers: Mapping[str, int], pace: Pace
) -> tuple[Task, ...]:
    """The tasks of the facilitator and the group in the parts of a segment."""
    guides = [part for document, part in parts if document.row.audience == "facilitator"]
    pages = [
        part
        for document, part in parts
        if document.row.audience == "participant" and document.row.name not in TO_KEEP
    ]
    spoken = sum(_words(block) for part in guides for block in _blocks(part, "say"))
    read = sum(_words_of_page(part) for part in pages)
    lines = sum(_lines(part) for part in pages)
    cards = sum(len(part.activity.cards) for part in pages if part.activity)
    marked = sum(answers.get(title, 0) for title in {p.title for p in pages if p.activity})
    return (
        Task("speaking", spoken / pace.hears),
        Task("reading", read / pace.reads),
        Task("writing", lines * WORDS_IN_A_LINE / pace.writes if pace.writes else 0),
        Task("sorting", cards * pace.card_s / 60),
        Task("checking answers", marked * pace.answer_s / 60),
    )


def _answers(plan: Plan) -> dict[str, int]:
    """The number of answers in the key of each activity, by its title."""
    return {
        title: len(arranged.key)
        for document in plan.documents
        if document.guide
        for title, arranged in document.guide.keys
    }


def _blocks(part: PlannedPart, name: str) -> Iterator[Node]:
    nodes = walk_nodes(part.nodes)
    yield from (node for node in nodes if node.kind == "block" and node.name == name)


def _words(node: Node) -> int:
    return len(node.words().split())


def _words_of_page(part: PlannedPart) -> int:
    own = sum(_words(node) for node in part.nodes)
    activity = part.activity
    shown = (activity.page, activity.cards) if activity else ()
    return own + sum(len(text.split()) for text in texts(shown))


def _lines(part: PlannedPart) -> int:
    """The lines to write on, in blocks and in the activity."""
    own = sum(int(block.text or 0) for block in _blocks(part, "write"))
    return own + (_lines_within(part.activity.page) if part.activity else 0)


def _lines_within(value: object) -> int:
    if isinstance(value, tuple):
        return sum(map(_lines_within, value))
    if not is_dataclass(value):
        return 0
    inner = ((field.name, getattr(value, field.name)) for field in fields(value))
    return sum(
        held if name == "lines" and isinstance(held, int) else _lines_within(held)
        for name, held in inner
    )


def steps_beyond_their_segment(plan: Plan) -> Iterator[Problem]:
    """A warning for each segment whose steps end after its last minute."""
    for segment in plan.criteria.segments:
        parts = [
            part
            for document in plan.documents
            if document.row.audience == "facilitator"
            for part in document.parts
            if part.segment and part.segment.starts_at == segment.starts_at
        ]
        end, place = _end(parts)
        if place and end > segment.minutes:
            minutes = f"“{segment.title}” has {segment.minutes} minutes"
            message = f"the steps end at minute {end}, but {minutes}"
            fix = "give the segment more minutes, or the steps other times"
            yield Problem("steps", place[0], message, fix, place[1], stops=False)


def _end(parts: list[PlannedPart]) -> tuple[int, tuple[str, int] | None]:
    """The minute at which the steps of a segment end, with the place of the last."""
    end, place = 0, None
    for part in parts:
        for node in walk_nodes(part.nodes):
            found = _STEP.fullmatch(node.words()) if node.kind == "strong" else None
            if found:
                is_range = "–" in found[0]
                end = max(end, int(found[1])) if is_range else end + int(found[1])
                place = (part.path, node.line)
    return end, place
