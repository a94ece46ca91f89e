"""Finds words about a segment that a version of a session leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from printroom.inspect.page_texts import DocumentTexts
from printroom.inspect.positions import at_source
from printroom.model import FOLLOWING, Plan, Problem


def mentions_of_what_is_left_out(plan: Plan, texts: DocumentTexts) -> Iterator[Problem]:
    """A warning for each text that names a segment which this version does not have."""
    for title in plan.left_out:
        for _, own in texts:
            for text in own:
                if not text.is_shown and f"“{title}”" in text.text:
                    place = at_source(text, plan)
                    version = FOLLOWING if plan.order.follows else str(plan.minutes)
                    message = f"“{title}” is left out, and this names it"
                    fix = f"put it between ::: not-in {version} and :::, or reword it"
                    yield Problem(
                        "left-out", place.path, message, fix, place.line, place.column, stops=False
                    )
