"""Tightens the spacing of a document whose last page is less than half full, to drop that page.

The style defines the tighter spacing below `[data-closer]`; font sizes stay. Without such a rule,
or if no page is saved, the first layout is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from printroom.model import Problem
from printroom.press.layouts import Layouts, adds_problems
from printroom.press.reading_order import pages_of

Layout = Any

CLOSER = "data-closer"
"""The attribute of the root where a document is set closer. (The engine keeps its classes.)"""
FEW = 0.5
"""The share of its height below which a last page should be dropped."""


def drop_short_page(
    layouts: Layouts,
    judge: Callable[[Layout], list[Problem]],
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout and its problems; with one page less if tighter spacing is enough for that.

    `judge` finds the problems of a layout.
    """
    if f"[{CLOSER}]" not in layouts.style:
        return layout, problems
    *before, last = pages_of(layout)
    if not before or last.filled_share > FEW:
        return layout, problems
    layouts.html.etree_element.set(CLOSER, "")
    closer = layouts.lay_out("tighter spacing")
    if len(closer.pages) < len(layout.pages):
        now = judge(closer)
        if not adds_problems(now, problems):
            return closer, now
    return layout, problems
