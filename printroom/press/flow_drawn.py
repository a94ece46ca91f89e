"""Recognises what a style draws to write in: tick boxes, gaps, lines and frames."""

from __future__ import annotations

from typing import Any

from printroom.model.flow import Run, WritingSpace
from printroom.press.areas import MM_PER_PX
from printroom.press.contrast_marks import WHITE, rgb
from printroom.press.engine import boxes
from printroom.text.contrast import contrast, over

LEAST_ROOM_MM = 8.0
"""The least height of a frame to write or draw in; a lower one is a tick box."""
LEAST_GAP_MM = 15.0
"""The least length of a line to write on."""
MM_PER_BLANK = 2.2
BLACK, READABLE = (0, 0, 0), 10.0
TICK, ROUND_TICK = "☐", "○"
Box = Any
Size = tuple[float, float]


def words_in(box: Box) -> str:
    """The text in a box, including what its style generates."""
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    return "".join(map(words_in, getattr(box, "children", ())))


def is_empty(box: Box) -> bool:
    """Whether a box has neither text nor pictures."""
    if isinstance(box, boxes.TextBox):
        return not box.text.strip()
    if isinstance(box, boxes.ReplacedBox):
        return False
    return all(map(is_empty, box.children))


def is_underlined(box: Box) -> bool:
    """Whether a box has a bottom border only: a line to write on."""
    style = box.style
    return bool(style["border_bottom_width"]) and not style["border_top_width"]


def is_framed(box: Box) -> bool:
    """Whether a box has a top and a bottom border."""
    return bool(box.style["border_bottom_width"] and box.style["border_top_width"])


def has_picture(box: Box) -> bool:
    """Whether a box has a background picture."""
    return any(image != "none" for image, _ in box.style["background_image"])


def writing_space(box: Box, size: Size) -> WritingSpace | None:
    """The space to write in that an empty block of this size makes; none if it is decoration."""
    width, height = size
    if width < LEAST_GAP_MM or not (is_framed(box) or is_underlined(box)):
        return None
    return WritingSpace(1, round(max(height, LEAST_ROOM_MM), 1))


def tick_box_or_gap(box: Box, size: Size) -> list[Run]:
    """The text for an empty box of this size in a line: a tick box, a gap, or nothing."""
    width, height = size
    if is_framed(box) and height < width * 2 and width < LEAST_GAP_MM:
        return [Run(ROUND_TICK if _is_round(box, width) else TICK)]
    if width >= LEAST_GAP_MM and (is_framed(box) or is_underlined(box)):
        return [blank(width)]
    return []


def blank(width_mm: float) -> Run:
    """A gap to write in, of about this width."""
    return Run("_" * max(8, min(60, round(width_mm / MM_PER_BLANK))))


def shade_of(box: Box) -> str:
    """The background colour of a box; empty if it is white, or too dark for black text."""
    colour, opacity = rgb(box.style["background_color"]) if _has_colour(box) else (WHITE, 0.0)
    visible = over(colour, opacity, WHITE)
    is_usable = visible != WHITE and contrast(visible, BLACK) >= READABLE
    return "".join(f"{part:02X}" for part in visible) if is_usable else ""


def _has_colour(box: Box) -> bool:
    colour = box.style["background_color"]
    return colour != "currentcolor" and bool(colour.alpha)


def _is_round(box: Box, width_mm: float) -> bool:
    radius = box.style["border_top_left_radius"][0]
    if radius.unit == "%":
        return bool(radius.value >= 50)
    return bool(radius.value * MM_PER_PX >= width_mm / 2 - 0.2)
