"""Makes the rows of short pages higher, so that the pages of a list are filled.

A part with `data-rows` has a list whose items grow: each row of a page gets an equal share of the
space that is left at its foot, as `--more`. The style says what a row does with it, and how much
of it at most. The page breaks stay.
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
"""Left at the foot: the engine breaks a page before a row that ends closer to it."""


def raise_rows(
    layouts: Layouts,
    judge: Callable[[Layout], list[Problem]],
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout with higher rows, and its problems; the first one if anything would move."""
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
    """What each page shows, wherever its lines break: a wider picture may wrap a sentence."""
    return [
        [*dict.fromkeys(box.element for thing in page.things for box in thing.around)]
        for page in pages_of(layout)
    ]


def _shares(page: Page) -> dict[Element, float]:
    """The rows of a page, each with its share of what is left of the height."""
    rows = {
        box.element
        for thing in page.things
        if any(ROWS in box.element.attrib for box in thing.around if box.element is not None)
        for box in thing.around
        if box.element_tag == "li"
    }
    left_mm = page.room_px / PX_PER_UNIT["mm"] - KEPT_FREE_MM
    return dict.fromkeys(rows, left_mm / len(rows)) if rows and left_mm > 0 else {}
