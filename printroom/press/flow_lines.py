"""Turns the boxes in a line of text into runs of text and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from printroom.model.flow import Inline, Run
from printroom.press.engine import boxes
from printroom.press.flow_drawn import (
    LEAST_GAP_MM,
    LEAST_ROOM_MM,
    blank,
    has_picture,
    is_empty,
    is_underlined,
    tick_box_or_gap,
    words_in,
)
from printroom.press.flow_pictures import SVG, PrintedPlaces
from printroom.press.reading_order import attribute

PHRASES = frozenset(
    (
        *("a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "q"),
        *("small", "span", "strong", "sub", "sup", "svg"),
    )
)
BOLD = 600
Box = Any


class Lines:
    """Reads lines of text, with the sizes and pictures of what was printed from `places`."""

    def __init__(self, places: PrintedPlaces) -> None:
        self._places = places

    def is_inline(self, box: Box) -> bool:
        """Whether a box is part of a line of text, whatever its position is."""
        name, _, added = tag(box).partition("::")
        if isinstance(box, boxes.TextBox) or added:
            return True
        if name not in PHRASES:
            return False
        width, height = self._places.size_mm(box)
        is_room = height >= LEAST_ROOM_MM and width >= LEAST_GAP_MM and not has_picture(box)
        return isinstance(box, boxes.ReplacedBox) or not (is_room and is_empty(box))

    def inlines_of(self, parent: Box, line: Iterable[Box]) -> list[Inline]:
        """The inlines of some children, with a space around each that is laid out separately."""
        found: list[Inline] = []
        is_separate_before = False
        for child in line:
            inlines = self._inlines(child)
            is_separate = _is_separate(child, parent)
            is_gap = is_separate or is_separate_before
            if found and inlines and is_gap and not _has_space_between(found, inlines):
                found.append(Run(" "))
            found += inlines
            is_separate_before = is_separate if inlines else is_separate_before
        return found

    def _inlines(self, box: Box) -> list[Inline]:
        if isinstance(box, boxes.TextBox):
            return [_run(box)] if box.text else []
        if attribute(box, "aria-hidden") == "true":
            return [*self._places.hidden_picture(box)]
        if isinstance(box, boxes.ReplacedBox):
            return [*self._places.picture(box)]
        if counter := _page_counter(box):
            return [counter]
        if tag(box) == "br":
            return [Run("\n")]
        if is_empty(box):
            return self._empty(box)
        found = self.inlines_of(box, box.children)
        width, _ = self._places.size_mm(box)
        is_numbered = isinstance(box, boxes.InlineBlockBox) and words_in(box).strip().isdecimal()
        is_gap = is_underlined(box) or (is_numbered and width >= LEAST_GAP_MM)
        return [*found, Run(" "), blank(width * 0.7)] if is_gap else found

    def _empty(self, box: Box) -> list[Inline]:
        """The inlines of a box without text: what its style draws."""
        if has_picture(box) and "::" not in tag(box):
            return [*self._places.picture(box)]
        drawn = tick_box_or_gap(box, self._places.size_mm(box))
        is_decoration = "::" in tag(box) and not is_underlined(box)
        if drawn and not is_decoration:
            return [*drawn]
        return self.inlines_of(box, box.children)


def tag(box: Box) -> str:
    """The tag of a box's element, with the pseudo-element if CSS generated the box."""
    return (box.element_tag or "").removeprefix(SVG)


def _has_space_between(before: list[Inline], after: list[Inline]) -> bool:
    """Whether a space separates inlines already."""
    ends, starts = before[-1], after[0]
    is_end = isinstance(ends, Run) and ends.text.endswith((" ", "\n"))
    return is_end or (isinstance(starts, Run) and starts.text.startswith((" ", "\n")))


def _is_separate(box: Box, parent: Box) -> bool:
    """Whether a box is laid out separately, and so needs no space character beside it."""
    if isinstance(box, boxes.TextBox):
        return False
    is_item = isinstance(parent, boxes.FlexContainerBox | boxes.GridContainerBox)
    return is_item or not isinstance(box, boxes.InlineBox) or "::" in tag(box)


def _run(box: Box) -> Run:
    style = box.style
    return Run(
        box.text,
        is_bold=style["font_weight"] >= BOLD,
        is_italic=style["font_style"] != "normal",
        is_raised=tag(box) == "sup",
    )


def _page_counter(box: Box) -> Run | None:
    """The page number or page count, if a style writes it here."""
    content = box.style["content"] if "::" in tag(box) else ()
    for kind, value in content if isinstance(content, tuple) else ():
        if kind == "counter()" and value[0] in ("page", "pages"):
            return Run(kind=value[0])
    return None
