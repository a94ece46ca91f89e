"""Finds the boxes of fields that can take any value that fits without moving anything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from printroom.model import Document
from printroom.press.engine import boxes, weasyprint
from printroom.press.fields import is_value
from printroom.press.fit import misfits
from printroom.press.layouts import Layouts
from printroom.press.reading_order import PageItem, pages_of
from printroom.press.small_type import differ_in_size_only, is_rigid, small_styles

Box = Any
Layout = Any
Style = Any

NEAR_PX = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class FieldBox:
    """A block that contains only a value, and the value's style and baseline in small type."""

    text: Box
    block: Box
    small: Style
    small_baseline_px: float


def field_boxes_of(layout: Layout) -> dict[int, FieldBox]:
    """The box of each value that cannot affect anything outside it, by the id of its text box."""
    layouts = Layouts(layout._html, layout.font_config)
    if "target-text" in layouts.style:
        return {}
    styles = small_styles(layouts)
    values = [item for page in pages_of(layout) for item in page.all_items if is_value(item.box)]
    found = {id(value.box): _field_box(value, styles[value.box.element]) for value in values}
    return {key: box for key, box in found.items() if box is not None}


def _field_box(value: PageItem, small: Style) -> FieldBox | None:
    *around, block, line, text = value.around
    if not isinstance(block, boxes.BlockContainerBox) or not isinstance(line, boxes.LineBox):
        return None
    if len(block.children) > 1 or len(line.children) > 1 or block.element is not text.element:
        return None
    if not is_rigid((*around, block)) or not differ_in_size_only(block.style, small):
        return None
    height_px, baseline_px = _line(block.style)
    small_height_px, small_baseline_px = _line(small)
    is_usual = abs(line.height - height_px) + abs(line.baseline - baseline_px) < NEAR_PX
    if not is_usual or _height(block, small_height_px) != _height(block, height_px):
        return None
    return FieldBox(text, block, small.anonymous_style, line.position_y + small_baseline_px)


def _line(style: Style) -> tuple[float, float]:
    """The height of a line with a value in this style, and its baseline, in pixels.

    A text is centred in an empty line; if its baseline then differs from that of the line, it makes
    the line higher.
    """
    breaking = weasyprint.text.line_break
    height, baseline = breaking.strut(style)
    *_, text_height, text_baseline = breaking.split_first_line("0", style, None, None, 0)
    centred = text_baseline + (height - text_height) / 2
    return height + abs(baseline - centred), max(baseline, centred)


def _height(block: Box, line_px: float) -> float:
    """The height of a block that contains one line of this height."""
    if block.style["height"] != "auto":
        return float(block.height)
    return float(max(min(line_px, block.max_height), block.min_height))


def can_hold_any(field_boxes: Mapping[int, FieldBox], layout: Layout, document: Document) -> bool:
    """Whether the pages have no problem when text in small type fills each box."""
    with _widened(field_boxes.values()):
        return not any(problem.stops for problem in misfits(layout, document))


@contextmanager
def _widened(field_boxes: Collection[FieldBox]) -> Iterator[None]:
    texts = [field_box.text for field_box in field_boxes]
    before = [(text, text.position_x, text.width, text.style) for text in texts]
    for box in field_boxes:
        _set(box.text, box.block.content_box_x(), box.block.width, box.small)
    try:
        yield
    finally:
        for text, x, width, style in before:
            _set(text, x, width, style)


def _set(text: Box, x: float, width: float, style: Style) -> None:
    text.position_x, text.width, text.style = x, width, style
