"""Column balancing that keeps the layouts which more height would not change.

WeasyPrint looks for the height of columns by laying all of them out, adding a pixel or more, and
laying all of them out again. Height enters such a layout only where it is asked whether something
overflows. While a column is laid out, the smallest overflow is noted: a height that grows by less
gives the same answers, and so the same column.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

from printroom.press.pinned import boxes
from printroom.press.speedups import Count

Box = Any
Context = Any
Result = tuple[Any, ...]

ROUNDING_PX = 1e-3
"""More than rounding can move a position on a page, and than WeasyPrint lets overflow."""
NEEDS_HEIGHT = (boxes.FlexContainerBox, boxes.GridContainerBox, boxes.TableBox)
"""Boxes that use the height that is left for more than to ask whether they overflow."""

count = Count()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A column that was laid out, for which height, and how much more would not change it."""

    result: Result
    height: float
    spare: float

    def is_valid_for(self, height: float) -> bool:
        return height == self.height or 0 < height - self.height < self.spare


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the height of some columns, which all have one box, and differ in start."""

    box: Box
    is_simple: bool
    kept: dict[Hashable, _Kept] = field(default_factory=dict)


def keeping_columns(lay_out: Callable[..., Result]) -> Callable[..., Result]:
    """Make WeasyPrint's `block_box_layout` keep the columns of a search."""

    def block_box_layout(*arguments: Any, **limits: Any) -> Result:
        context, box, bottom_space, start, _, page_is_empty, _, _, margins, *styles = arguments
        # The columns that are found in the end are laid out without margins.
        if not box.is_column or margins is None or any(styles) or _has_loose_boxes(context):
            return lay_out(*arguments, **limits)
        search = _search_for(box, context)
        if not search.is_simple:
            return lay_out(*arguments, **limits)
        count.asked += 1
        place = box.position_x, box.position_y, box.width, context.page_bottom
        key, height = (repr(start), page_is_empty, place), -bottom_space
        kept = search.kept.get(key)
        if kept is None or not kept.is_valid_for(height):
            count.made += 1
            shapes = [*context.excluded_shapes]
            with _noting_overflow(context) as overflows_px:
                result = lay_out(*arguments, **limits)
            if shapes != context.excluded_shapes or _has_loose_boxes(context):
                return result
            kept = search.kept[key] = _Kept(result, height, _spare(result, overflows_px))
        return kept.result

    return block_box_layout


def _search_for(box: Box, context: Context) -> _Search:
    search: _Search | None = getattr(context, "column_search", None)
    if search is None or search.box is not box:
        search = context.column_search = _Search(box, _is_simple(box))
    return search


def _is_simple(box: Box) -> bool:
    """Whether all in a box depends on its height by overflow alone, and leaves nothing behind."""
    return all(_is_simple_child(child) and _is_simple(child) for child in box.children)


def _is_simple_child(box: Box) -> bool:
    style = box.style
    return not (
        isinstance(box, NEEDS_HEIGHT)
        or box.is_floated()
        or box.is_footnote()
        or box.is_running()
        or box.is_note()
        # A first letter is cut off its text when it is laid out.
        or (box.first_letter_style, box.first_line_style) != (None, None)
        or (style["column_count"], style["column_width"]) != ("auto", "auto")
        or (style["max_lines"], style["continue"]) != ("none", "auto")
    )


def _has_loose_boxes(context: Context) -> bool:
    """Whether anything goes where there is room on this page, or on the next one."""
    return bool(
        context.footnotes
        or context.current_page_footnotes
        or context.reported_footnotes
        or context.broken_out_of_flow
    )


@contextmanager
def _noting_overflow(context: Context) -> Iterator[list[float]]:
    """Collect by how much positions overflow, wherever a layout asks about it."""
    overflows_px: list[float] = []
    asked = context.overflows_page

    def overflows_page(bottom_space: float, position_y: float) -> bool:
        overflows: bool = asked(bottom_space, position_y)
        if overflows:
            overflows_px.append(position_y - (context.page_bottom - bottom_space))
        return overflows

    context.overflows_page = overflows_page
    try:
        yield overflows_px
    finally:
        del context.overflows_page


def _spare(result: Result, overflows_px: list[float]) -> float:
    """By how much the height may grow without a change."""
    end = result[1]
    if end is not None and any(inner is not None for inner in end.values()):
        return 0  # a box that goes on in the next column is stretched to the foot of this one
    return min(overflows_px, default=inf) - ROUNDING_PX
