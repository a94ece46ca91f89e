"""Enlarges blocks on a page that is already laid out, and moves the boxes below them down.

The result equals a new layout of the whole document, but takes no time. This does not work in
columns, flex boxes, grids and tables, and beside or above floats: there the engine has to lay the
document out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any

from printroom.press.engine import boxes, weasyprint, with_all_below
from printroom.press.reading_order import PX_PER_UNIT, Page, classes_of

Box = Any
Element = Any
Layout = Any

ROUNDING_PX = 0.01
SIDES = ("top", "bottom", "height")
BY_POSITION = re.compile(r"[^{};,/]*\.line(?=[^{};,]*(?::(?:nth|first|last|only)|[+~]))[^{};,]*")
"""A selector that may give a line another style than the line before it."""
PSEUDO = re.compile(r"::?[\w-]+(\([^()]*\))?")


@dataclass(frozen=True, slots=True)
class Growth:
    """How much a block grows: by a number of lines, or in height."""

    lines: int = 0
    height_mm: int = 0

    def __mul__(self, times: int) -> Growth:
        return Growth(self.lines * times, self.height_mm * times)


Growths = Mapping[Element, Growth]


def can_enlarge(page: Page, growths: Growths) -> bool:
    """Whether enlarging these blocks only moves what is below them."""
    ids = _growing(page.root, growths)
    every = [*with_all_below(page.root)]
    growing = [box for box in every if id(box) in ids]
    top_px = min(box.border_box_y() for box in growing if box.element in growths)
    return not (
        any(box.is_floated() and box.position_y + box.margin_height() > top_px for box in every)
        or any(not _is_stack(box, page, growths) for box in growing)
        or any(_moves_apart(box) for box in _beside(page.root, ids))
    )


def enlarge(layout: Layout, page: Page, growths: Growths, pictures: dict[str, Any]) -> None:
    """Enlarge these blocks of a page, and move the boxes below them."""
    move = _Move(growths, page.continued, _growing(page.root, growths))
    move.down(page.root, 0.0, [])  # boxes that are positioned in the page stay where they are
    picture = partial(weasyprint.images.get_image_from_uri, pictures, None, None)
    weasyprint.layout.background.layout_backgrounds(page.box, picture)
    layout.pages[page.number - 1] = weasyprint.document.Page(page.box)


def lines_differ(html: Any, style: str, blocks: Sequence[Element]) -> bool:
    """Whether a style rule selects lines of these blocks by their position."""
    lines = {line for block in blocks for line in block}
    for selector in BY_POSITION.findall(style):
        if "+" in selector or "~" in selector:
            return True
        try:
            found = html.wrapper_element.query_all(PSEUDO.sub("", selector))
            if any(item.etree_element in lines for item in found):
                return True
        except weasyprint.css.cssselect2.SelectorError:
            return True
    return False


# --- whether it can be done ---------------------------------------------------------------------


def _growing(box: Box, growths: Growths) -> set[int]:
    """The ids of the boxes that grow, and of all boxes around them."""
    if box.element in growths:
        return {id(box)}
    found = {inner for child in box.children for inner in _growing(child, growths)}
    return found | {id(box)} if found else found


def _is_stack(box: Box, page: Page, growths: Growths) -> bool:
    """Whether the height of a box is that of its children, one below the other."""
    style, growth = box.style, growths.get(box.element, Growth())
    if type(box) is not boxes.BlockBox or box.is_column or box.is_table_wrapper:
        return False
    if style["column_count"] != "auto" or style["column_width"] != "auto":
        return False
    if box.max_height != inf or box.is_absolutely_positioned():
        return False
    if growth.height_mm:
        return not box.children
    if growth.lines and not _can_add_lines(box, page):
        return False
    if box.element in page.continued:  # a cloned border takes room at the foot of each page
        return bool(style["height"] == "auto" and style["box_decoration_break"] != "clone")
    is_minimum = box.min_height and box.height < box.min_height + ROUNDING_PX
    return bool(style["height"] == "auto" and not is_minimum)


def _can_add_lines(block: Box, page: Page) -> bool:
    """Whether a block ends on its page and contains only lines to write on."""
    line = _last_line(block)
    if line is None or line.children or block.element in page.continued:
        return False
    return bool(line.margin_top == line.margin_bottom == 0)


def _last_line(box: Box) -> Box:
    """The last child of a block that is a line to write on; none if there is none."""
    return next((child for child in reversed(box.children) if "line" in classes_of(child)), None)


def _beside(box: Box, growing: set[int]) -> Iterator[Box]:
    """Boxes beside a growing box, which move as a whole."""
    for child in box.children:
        if id(child) in growing:
            yield from _beside(child, growing)
        else:
            yield child


def _moves_apart(box: Box) -> bool:
    """Whether part of a box moves neither with it nor with its containing block."""
    style = box.style
    if _has_offset(box):
        is_share = any(style[name] != "auto" and style[name].unit == "%" for name in SIDES)
        is_full = style["top"] != "auto" and style["bottom"] != "auto" and bool(box.children)
        return is_share or is_full or style["position"] == "fixed"
    return style["position"] == "static" and any(map(_has_offset_box, box.children))


def _has_offset_box(box: Box) -> bool:
    if _has_offset(box):
        return True
    return box.style["position"] == "static" and any(map(_has_offset_box, box.children))


def _has_offset(box: Box) -> bool:
    """Whether a box is absolutely positioned by an offset from its containing block."""
    if not box.is_absolutely_positioned():
        return False
    return bool(box.style["top"] != "auto" or box.style["bottom"] != "auto")


# --- doing it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    growths: Growths
    broken: frozenset[Element]
    """Elements that continue on the next page, and so reach down to the foot of this one."""
    growing: set[int]
    """The ids of the boxes that grow, and of all boxes around them."""

    def down(self, box: Box, px: float, offset: list[Box]) -> float:
        """Move a box down and enlarge its content; returns by how much its height grew.

        Boxes with an offset are collected in `offset`, to be moved with their containing block.
        """
        if id(box) not in self.growing:
            if _has_offset(box):
                offset.append(box)
            else:
                box.translate(dy=px)
            return 0.0
        own = [] if box.style["position"] == "relative" else offset
        before_px = box.height
        box.position_y += px
        more_px = self._enlarge(box, px, own)
        box.height += -px if box.element in self.broken else more_px
        if own is not offset:
            _follow(own, px, box.height - before_px)
        return more_px

    def _enlarge(self, box: Box, px: float, offset: list[Box]) -> float:
        """Move the content of a box down and enlarge it; returns by how much the box grows."""
        growth = self.growths.get(box.element, Growth())
        last: Box = _last_line(box) if growth.lines else None
        children: list[Box] = []
        more_px = growth.height_mm * PX_PER_UNIT["mm"]
        for child in box.children:
            more_px += self.down(child, px + more_px, offset)
            children.append(child)
            if child is last:
                children += _lines_below(child, growth.lines)
                more_px += child.margin_height() * growth.lines
        if last is not None:
            box.children = children
        return more_px


def _follow(offset: Sequence[Box], px: float, more_px: float) -> None:
    """Move boxes with an offset along with their containing block."""
    for box in offset:
        is_from_top, is_from_bottom = (box.style[side] != "auto" for side in ("top", "bottom"))
        box.translate(dy=px if is_from_top else px + more_px)
        if is_from_top and is_from_bottom and box.style["height"] == "auto":
            box.height += more_px


def _lines_below(line: Box, count: int) -> Iterator[Box]:
    """More lines like this one; each has an element of its own, which its tag needs."""
    for number in range(1, count + 1):
        other = line.copy()
        other.element = deepcopy(line.element)
        other.translate(dy=line.margin_height() * number)
        yield other
