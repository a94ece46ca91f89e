"""Checks whether a document has more pages than it may have, and by how many lines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from printroom.model import Document, Problem
from printroom.press.blame import template_of
from printroom.press.reading_order import Page, PageItem, place_of_part, text_line_px

ROUNDING = 0.05
"""The part of a line that may come from rounding."""


def too_long(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """A problem if a document has too many pages, at the part that takes most extra space."""
    most = document.max_pages
    if len(pages) <= most:
        return
    allowed = f"{most} page{'s' if most > 1 else ''}"
    if not pages[0].has_flow:
        message = f"“{document.title}” has {len(pages)} pages and may have {allowed}."
        fix = f"Take something out, or {_other_remedy(document)}."
        yield Problem("too-many-pages", document.path, message, fix, spot=pages[most].spot)
        return
    lines = _lines_beyond(pages, most)
    path, line = place_of_part(_part_beyond(pages, most), document)
    yield Problem(
        "too-many-pages",
        path,
        f"“{document.title}” is about {lines} line{'s' if lines > 1 else ''} too long for "
        f"{allowed}, and has {len(pages)} now.",
        f"Shorten this part or one before it, or {_other_remedy(document)}.{template_of(document)}",
        line,
        spot=pages[most].spot,
    )


def _other_remedy(document: Document) -> str:
    """The second half of the fix; documents with fields are too long because of their values."""
    has_fields = bool(document.fields)
    return "what is filled in" if has_fields else "raise max_pages in the session template"


def _lines_beyond(pages: Sequence[Page], most: int) -> int:
    """How many lines of text have to be cut.

    All pages beyond the limit count in full. The free space of the last page allowed is subtracted,
    because an unbreakable block may be only a little too high.
    """
    *whole, last = pages[most:]
    beyond_px = sum(page.area.bottom - page.area.top for page in whole) + last.filled_px
    lines = (beyond_px - pages[most - 1].room_px) / text_line_px(last)
    return max(1, math.ceil(lines - ROUNDING))


def _part_beyond(pages: Sequence[Page], most: int) -> str:
    """The part that takes most space on the extra pages; else the last part before them."""
    space: Counter[str] = Counter()
    for page in pages[most:]:
        for part, items in _by_part(page).items():
            tops = min(item.area.top for item in items)
            space[part] += math.ceil(max(item.area.bottom for item in items) - tops)
    if space:
        return space.most_common(1)[0][0]
    before = (
        t.part for page in reversed(pages[:most]) for t in reversed(page.flow_items) if t.part
    )
    return next(before, "")


def _by_part(page: Page) -> dict[str, list[PageItem]]:
    parts: dict[str, list[PageItem]] = {}
    for item in page.flow_items:
        if item.part:
            parts.setdefault(item.part, []).append(item)
    return parts
