"""Recognises what a style draws to write on: boxes to tick, gaps, lines and frames."""

from __future__ import annotations

from typing import Any

from printroom.model.flow import Run, WritingSpace
from printroom.press.contrast_marks import WHITE, rgb
from printroom.press.engine import boxes
from printroom.text.contrast import contrast, over

LEAST_ROOM_MM = 8.0
"""A frame this high is a place to write or draw in; a lower one is a box to tick."""
LEAST_GAP_MM = 15.0
"""A line this long is a place to write on."""
MM_PER_BLANK = 2.2
BLACK, READABLE = (0, 0, 0), 10.0
TICK, ROUND_TICK = "☐", "○"
Box = Any
Size = tuple[float, float]


def words_in(box: Box) -> str:
    """All words in a box, with those that its style adds."""
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    return "".join(map(words_in, getattr(box, "children", ())))


def is_empty(box: Box) -> bool:
    """Whether a box has neither words nor pictures."""
    if isinstance(box, boxes.TextBox):
        return not box.text.strip()
    if isinstance(box, boxes.ReplacedBox):
        return False
    return all(map(is_empty, box.children))


def is_underlined(box: Box) -> bool:
    """Whether a box has a border below it only: a line to write on."""
    style = box.style
    return bool(style["border_bottom_width"]) and not style["border_top_width"]


def is_framed(box: Box) -> bool:
    """Whether a box has a border above and below it."""
    return bool(box.style["border_bottom_width"] and box.style["border_top_width"])


def has_picture(box: Box) -> bool:
    """Whether a style lays a picture behind a box."""
    return any(image != "none" for image, _ in box.style["background_image"])


def writing_space(box: Box, size: Size) -> WritingSpace | None:
    """The place to write or draw that an empty block of this size is, if it is one."""
    width, height = size
    if width < LEAST_GAP_MM or not (is_framed(box) or is_underlined(box)):
        return None
    return WritingSpace(1, round(max(height, LEAST_ROOM_MM), 1))


def mark(box: Box, size: Size) -> list[Run]:
    """What an empty box of this size in a line of text stands for: a tick box, or a gap."""
    width, height = size
    if is_framed(box) and height < width * 2 and width < LEAST_GAP_MM:
        return [Run(ROUND_TICK if _is_round(box, width) else TICK)]
    if width >= LEAST_GAP_MM and (is_framed(box) or is_underlined(box)):
        return [blank(width)]
    return []


def blank(width_mm: float) -> Run:
    """A gap to write in, about as wide."""
    return Run("_" * max(8, min(60, round(width_mm / MM_PER_BLANK))))


def shade_of(box: Box) -> str:
    """The colour behind a box, if black text can be read on it; empty for white or none."""
    colour, opacity = rgb(box.style["background_color"]) if _has_ground(box) else (WHITE, 0.0)
    seen = over(colour, opacity, WHITE)
    is_seen = seen != WHITE and contrast(seen, BLACK) >= READABLE
    return "".join(f"{part:02X}" for part in seen) if is_seen else ""


def _has_ground(box: Box) -> bool:
    colour = box.style["background_color"]
    return colour != "currentcolor" and bool(colour.alpha)


def _is_round(box: Box, width_mm: float) -> bool:
    radius = box.style["border_top_left_radius"][0]
    if radius.unit == "%":
        return bool(radius.value >= 50)
    return bool(radius.value * 25.4 / 96 >= width_mm / 2 - 0.2)
