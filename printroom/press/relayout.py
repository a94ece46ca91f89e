"""Lays a document out again if that could fill its pages better, and keeps the better layout.

Higher rows: the items of the list in a part with `data-rows` grow. Each row of a page gets an equal
share of the free space at the foot, as `--more`; the style decides what to do with it, and how much
of it to use. Page breaks stay.

Tighter spacing drops a last page that is less than half full. The style defines it in rules for
`[data-tight]`; font sizes stay. Without such rules, or if no page is saved, nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from printroom.model import Problem
from printroom.press.layouts import Layouts, adds_problems
from printroom.press.reading_order import PX_PER_UNIT, Page, pages_of

Element = Any
Layout = Any

ROWS = "data-rows"
KEPT_FREE_MM = 8
"""Space left at the foot: the engine moves a row that ends closer to it to the next page."""
TIGHT = "data-tight"
"""The attribute of the root that tightens spacing: not a class, because the engine caches those."""
HALF_FULL = 0.5
"""The filled share of its height below which a last page should be dropped."""


def raise_rows(
    layouts: Layouts,
    judge: Callable[[Layout], list[Problem]],
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout with higher rows, and its problems; the given layout if anything would move."""
    shares = {row: mm for page in pages_of(layout) for row, mm in _shares(page).items()}
    if not shares:
        return layout, problems
    for row, mm in shares.items():
        row.set("style", f"--more: {mm:.1f}mm")
    higher = layouts.lay_out("higher rows")
    now = judge(higher)
    if _elements(higher) == _elements(layout) and not adds_problems(now, problems):
        return higher, now
    for row in shares:
        del row.attrib["style"]
    return layout, problems


def _elements(layout: Layout) -> list[list[Element]]:
    """The elements of each page; line breaks may differ, as a wider picture may wrap a sentence."""
    return [
        [*dict.fromkeys(box.element for item in page.flow_items for box in item.around)]
        for page in pages_of(layout)
    ]


def _shares(page: Page) -> dict[Element, float]:
    """The rows of a page, each with its share of the free height in mm."""
    rows = {
        box.element
        for item in page.flow_items
        if any(ROWS in box.element.attrib for box in item.around if box.element is not None)
        for box in item.around
        if box.element_tag == "li"
    }
    left_mm = page.room_px / PX_PER_UNIT["mm"] - KEPT_FREE_MM
    return dict.fromkeys(rows, left_mm / len(rows)) if rows and left_mm > 0 else {}


def drop_short_page(
    layouts: Layouts,
    judge: Callable[[Layout], list[Problem]],
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout and its problems, with fewer pages if tighter spacing is enough for that.

    `judge` finds the problems of a layout.
    """
    if f"[{TIGHT}]" not in layouts.style:
        return layout, problems
    *before, last = pages_of(layout)
    if not before or last.filled_share > HALF_FULL:
        return layout, problems
    layouts.html.etree_element.set(TIGHT, "")
    tighter = layouts.lay_out("tighter spacing")
    if len(tighter.pages) < len(layout.pages):
        now = judge(tighter)
        if not adds_problems(now, problems):
            return tighter, now
    return layout, problems
