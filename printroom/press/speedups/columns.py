"""Caches columns while they are balanced, as long as more height would not change them.

To find the height of columns, WeasyPrint lays all of them out, adds a pixel or more, and lays all
of them out again. The height enters such a layout only through the question whether something
overflows. While a column is laid out, the smallest overflow is recorded: if the height grows by
less, all answers are the same, and so is the column.
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
"""More than rounding errors, and than the overflow that WeasyPrint tolerates."""
NEEDS_HEIGHT = (boxes.FlexContainerBox, boxes.GridContainerBox, boxes.TableBox)
"""Boxes that use the remaining height for more than the question whether they overflow."""

count = Count()


@dataclass(frozen=True, slots=True)
class _Cached:
    """The layout of a column, its height, and how much the height may grow without a change."""

    result: Result
    height: float
    spare: float

    def is_valid_for(self, height: float) -> bool:
        return height == self.height or 0 < height - self.height < self.spare


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for the height of the columns of one box, which differ in their start."""

    box: Box
    is_simple: bool
    columns: dict[Hashable, _Cached] = field(default_factory=dict)


def with_cached_columns(lay_out: Callable[..., Result]) -> Callable[..., Result]:
    """Make WeasyPrint's `block_box_layout` cache the columns of a search."""

    def block_box_layout(*arguments: Any, **limits: Any) -> Result:
        context, box, bottom_space, start, _, page_is_empty, _, _, margins, *styles = arguments
        # The final columns of a search are laid out without margins.
        if not box.is_column or margins is None or any(styles) or _has_loose_boxes(context):
            return lay_out(*arguments, **limits)
        search = _search_for(box, context)
        if not search.is_simple:
            return lay_out(*arguments, **limits)
        count.calls += 1
        place = box.position_x, box.position_y, box.width, context.page_bottom
        key, height = (repr(start), page_is_empty, place), -bottom_space
        cached = search.columns.get(key)
        if cached is None or not cached.is_valid_for(height):
            count.misses += 1
            shapes = [*context.excluded_shapes]
            with _recorded_overflow(context) as overflows_px:
                result = lay_out(*arguments, **limits)
            if shapes != context.excluded_shapes or _has_loose_boxes(context):
                return result
            cached = search.columns[key] = _Cached(result, height, _spare(result, overflows_px))
        return cached.result

    return block_box_layout


def _search_for(box: Box, context: Context) -> _Search:
    search: _Search | None = getattr(context, "column_search", None)
    if search is None or search.box is not box:
        search = context.column_search = _Search(box, _is_simple(box))
    return search


def _is_simple(box: Box) -> bool:
    """Whether height affects the content of a box by overflow only, without side effects."""
    return all(_is_simple_child(child) and _is_simple(child) for child in box.children)


def _is_simple_child(box: Box) -> bool:
    style = box.style
    return not (
        isinstance(box, NEEDS_HEIGHT)
        or box.is_floated()
        or box.is_footnote()
        or box.is_running()
        or box.is_note()
        # The layout cuts the first letter off its text.
        or (box.first_letter_style, box.first_line_style) != (None, None)
        or (style["column_count"], style["column_width"]) != ("auto", "auto")
        or (style["max_lines"], style["continue"]) != ("none", "auto")
    )


def _has_loose_boxes(context: Context) -> bool:
    """Whether a footnote or float is placed where there is room, on this page or the next one."""
    return bool(
        context.footnotes
        or context.current_page_footnotes
        or context.reported_footnotes
        or context.broken_out_of_flow
    )


@contextmanager
def _recorded_overflow(context: Context) -> Iterator[list[float]]:
    """Record by how much positions overflow, whenever a layout asks about it."""
    overflows_px: list[float] = []
    original = context.overflows_page

    def overflows_page(bottom_space: float, position_y: float) -> bool:
        overflows: bool = original(bottom_space, position_y)
        if overflows:
            overflows_px.append(position_y - (context.page_bottom - bottom_space))
        return overflows

    context.overflows_page = overflows_page
    try:
        yield overflows_px
    finally:
        del context.overflows_page


def _spare(result: Result, overflows_px: list[float]) -> float:
    """By how much the height may grow without changing the column."""
    end = result[1]
    if end is not None and any(inner is not None for inner in end.values()):
        return 0  # a box that goes on in the next column is stretched to the foot of this one
    return min(overflows_px, default=inf) - ROUNDING_PX
