"""Areas: a box of a laid-out page in, the rectangle that it takes up on its sheet out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from printroom.press.engine import weasyprint

Box = Any
Matrix = Any

MM_PER_PX = 25.4 / 96
PT_PER_PX = 0.75


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in pixels from the top left corner of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def beyond(self, outer: Area) -> float:
        """By how much this one sticks out of another; negative when it lies within."""
        return max(
            outer.left - self.left,
            outer.top - self.top,
            self.right - outer.right,
            self.bottom - outer.bottom,
        )


def text_area(text: Box, line: Box) -> Area:
    """Where text is seen. Its box is as high as its font, its line as high as the style says:
    the lower of both is what must fit."""
    top = text.position_y + text.margin_top
    bottom = top + text.height
    if line is not None:
        top = max(top, line.position_y)
        bottom = min(bottom, line.position_y + line.height)
    return Area(text.position_x, top, text.position_x + text.width, bottom)


def content_area(box: Box) -> Area:
    """A box without its padding."""
    left, top = box.content_box_x(), box.content_box_y()
    return Area(left, top, left + box.width, top + box.height)


def padding_area(box: Box) -> Area:
    """A box within its border."""
    left, top = box.padding_box_x(), box.padding_box_y()
    return Area(left, top, left + box.padding_width(), top + box.padding_height())


def border_area(box: Box) -> Area:
    """A box as it is seen, with its border."""
    left, top = box.border_box_x(), box.border_box_y()
    return Area(left, top, left + box.border_width(), top + box.border_height())


def margin_area(box: Box) -> Area:
    """A box with its margins."""
    left, top = box.position_x, box.position_y
    return Area(left, top, left + box.margin_width(), top + box.margin_height())


def turned(area: Area, turn: Matrix) -> Area:
    """The area that another takes up when it was moved or turned."""
    width, height = area.right - area.left, area.bottom - area.top
    return Area(*weasyprint.anchors.rectangle_aabb(turn, area.left, area.top, width, height))
