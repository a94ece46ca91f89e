"""A page is saved: a layout that ends on a few lines in, the same words set a little closer out.

The style says below `[data-closer]` what moves together, and never the size of letters. Without
such a rule, or where it saves no page, everything stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from printroom.model import Problem
from printroom.press.flow import pages_of

Element = Any
Layout = Any

CLOSER = "data-closer"
"""The attribute of the root where a document is set closer. (The engine keeps its classes.)"""
FEW = 0.25
"""Of the height of a page: a last page with less on it is worth saving."""


def closed_up(
    lay_out: Callable[[], Layout],
    judge: Callable[[Layout], list[Problem]],
    root: Element,
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout and what is wrong with it; with one page less where that is all it takes.

    `lay_out` lays `root` out anew, `judge` says what is wrong with a layout.
    """
    *before, last = pages_of(layout)
    if not before or last.filled_share > FEW:
        return layout, problems
    root.set(CLOSER, "")
    closer = lay_out()
    if len(closer.pages) < len(layout.pages):
        now = judge(closer)
        if {problem.code for problem in now} <= {problem.code for problem in problems}:
            return closer, now
    return layout, problems
