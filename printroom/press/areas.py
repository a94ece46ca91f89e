"""Rectangles of the boxes of a laid-out page, in pixels on its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from printroom.model import Spot
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
        """How far this area sticks out of another one; negative if it lies within."""
        across = self.beyond_sides(outer)
        return max(across, outer.top - self.top, self.bottom - outer.bottom)

    def beyond_sides(self, outer: Area) -> float:
        """The same, on the left or the right only."""
        return max(outer.left - self.left, self.right - outer.right)

    def overlap(self, other: Area) -> float:
        """The shorter side of the overlap of two areas; 0 or less if they do not overlap."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return min(across, min(self.bottom, other.bottom) - max(self.top, other.top))


def bounding_area(areas: Iterable[Area]) -> Area:
    """The smallest area that contains all of these; there must be at least one."""
    areas = list(areas)
    return Area(
        min(area.left for area in areas),
        min(area.top for area in areas),
        max(area.right for area in areas),
        max(area.bottom for area in areas),
    )


def spot(page: int, area: Area) -> Spot:
    """An area of a page, in millimetres."""
    sides = (round(side * MM_PER_PX, 2) for side in (area.left, area.top, area.right, area.bottom))
    return Spot(page, *sides)


def text_area(text: Box, line: Box) -> Area:
    """The visible area of text: the lower of the height of its font and the height of its line."""
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
    """A box with its border."""
    left, top = box.border_box_x(), box.border_box_y()
    return Area(left, top, left + box.border_width(), top + box.border_height())


def margin_area(box: Box) -> Area:
    """A box with its margins."""
    left, top = box.position_x, box.position_y
    return Area(left, top, left + box.margin_width(), top + box.margin_height())


def transform_area(area: Area, matrix: Matrix) -> Area:
    """The bounding box of a transformed area."""
    width, height = area.right - area.left, area.bottom - area.top
    return Area(*weasyprint.anchors.rectangle_aabb(matrix, area.left, area.top, width, height))
