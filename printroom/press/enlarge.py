"""Enlarges blocks on a page that is already laid out, and moves what is below them down.

The result equals a new layout of the whole document, but takes no time. In columns, flex boxes,
grids and tables it does not, so there the engine has to lay the document out again.
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
PLACED = re.compile(r"[^{};,/]*\.line(?=[^{};,]*(?::(?:nth|first|last|only)|[+~]))[^{};,]*")
"""A selector by which a line may look unlike the one before it."""
PLACES = re.compile(r"::?[\w-]+(\([^()]*\))?")


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much a block grows: by so many lines, or by so much of its own height."""

    lines: int = 0
    height_mm: int = 0

    def __mul__(self, times: int) -> Growth:
        return Growth(self.lines * times, self.height_mm * times)


Growths = Mapping[Element, Growth]


def can_enlarge(page: Page, growths: Growths) -> bool:
    """Whether enlarging these blocks only moves what is below them."""
    holders = _holders(page.root, growths)
    within = [box for box in with_all_below(page.root) if id(box) in holders]
    return not (
        any(box.is_floated() for box in with_all_below(page.root))
        or any(_shares_out(box, page, growths) for box in within)
        or any(_strays(box) for box in _beside(page.root, holders))
    )


def enlarge(layout: Layout, page: Page, growths: Growths, pictures: dict[str, Any]) -> None:
    """Enlarge these blocks of a page, and move the boxes below them."""
    move = _Move(growths, page.continued, _holders(page.root, growths))
    move.down(page.root, 0.0, [])  # what is held by the page stays where it is
    picture = partial(weasyprint.images.get_image_from_uri, pictures, None, None)
    weasyprint.layout.background.layout_backgrounds(page.box, picture)
    layout.pages[page.number - 1] = weasyprint.document.Page(page.box)


def lines_differ(html: Any, style: str, blocks: Sequence[Element]) -> bool:
    """Whether a style rule selects lines of these blocks by their position."""
    lines = {line for block in blocks for line in block}
    for selector in PLACED.findall(style):
        if "+" in selector or "~" in selector:
            return True
        try:
            found = html.wrapper_element.query_all(PLACES.sub("", selector))
            if any(item.etree_element in lines for item in found):
                return True
        except weasyprint.css.cssselect2.SelectorError:
            return True
    return False


# --- whether it can be done ---------------------------------------------------------------------


def _holders(box: Box, growths: Growths) -> set[int]:
    """The boxes that grow, and all that contain one of these."""
    if box.element in growths:
        return {id(box)}
    found = {holder for child in box.children for holder in _holders(child, growths)}
    return found | {id(box)} if found else found


def _shares_out(box: Box, page: Page, growths: Growths) -> bool:
    """Whether the height of a box is not simply that of its children, one below the other."""
    style, growth = box.style, growths.get(box.element, Growth())
    if type(box) is not boxes.BlockBox or box.is_column or box.is_table_wrapper:
        return True
    if style["column_count"] != "auto" or style["column_width"] != "auto":
        return True
    if box.max_height != inf or box.is_absolutely_positioned():
        return True
    if growth.height_mm:
        return bool(box.children)
    if growth.lines and not _can_add_lines(box, page):
        return True
    if box.element in page.continued:  # what is drawn again at the foot of each page takes room
        return bool(style["height"] != "auto" or style["box_decoration_break"] == "clone")
    is_least = box.min_height and box.height < box.min_height + ROUNDING_PX
    return bool(style["height"] != "auto" or is_least)


def _can_add_lines(block: Box, page: Page) -> bool:
    """Whether a block ends on its page and contains only lines to write on."""
    line = _last_line(block)
    if line is None or line.children or block.element in page.continued:
        return False
    return bool(line.margin_top == line.margin_bottom == 0)


def _last_line(box: Box) -> Box:
    """The last line to write on that is a child of the block, or none."""
    return next((child for child in reversed(box.children) if "line" in classes_of(child)), None)


def _beside(box: Box, holders: set[int]) -> Iterator[Box]:
    """Boxes beside a growing box, which move as a whole."""
    for child in box.children:
        if id(child) in holders:
            yield from _beside(child, holders)
        else:
            yield child


def _strays(box: Box) -> bool:
    """Whether something in a box moves neither with it nor with its containing block."""
    style = box.style
    if _is_held(box):
        is_share = any(style[name] != "auto" and style[name].unit == "%" for name in SIDES)
        is_full = style["top"] != "auto" and style["bottom"] != "auto" and bool(box.children)
        return is_share or is_full or style["position"] == "fixed"
    return style["position"] == "static" and any(map(_holds_on, box.children))


def _holds_on(box: Box) -> bool:
    if _is_held(box):
        return True
    return box.style["position"] == "static" and any(map(_holds_on, box.children))


def _is_held(box: Box) -> bool:
    """Whether a box has an absolute position other than its static one."""
    if not box.is_absolutely_positioned():
        return False
    return bool(box.style["top"] != "auto" or box.style["bottom"] != "auto")


# --- doing it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    growths: Growths
    broken: frozenset[Element]
    """Elements that continue on the next page, and so reach down to the foot of this one."""
    holders: set[int]

    def down(self, box: Box, px: float, held: list[Box]) -> float:
        """Move a box down and enlarge its content; returns by how much its height grew.

        What is placed absolutely waits in `held` for the box from whose sides it is measured.
        """
        if id(box) not in self.holders:
            if _is_held(box):
                held.append(box)
            else:
                box.translate(dy=px)
            return 0.0
        own = [] if box.style["position"] == "relative" else held
        before_px = box.height
        box.position_y += px
        more_px = self._enlarge(box, px, own)
        box.height += -px if box.element in self.broken else more_px
        if own is not held:
            _follow(own, px, box.height - before_px)
        return more_px

    def _enlarge(self, box: Box, px: float, held: list[Box]) -> float:
        """Move the content of a box down and enlarge it; returns by how much the box grows."""
        growth = self.growths.get(box.element, Growth())
        last: Box = _last_line(box) if growth.lines else None
        children: list[Box] = []
        more_px = growth.height_mm * PX_PER_UNIT["mm"]
        for child in box.children:
            more_px += self.down(child, px + more_px, held)
            children.append(child)
            if child is last:
                children += _lines_below(child, growth.lines)
                more_px += child.margin_height() * growth.lines
        if last is not None:
            box.children = children
        return more_px


def _follow(held: Sequence[Box], px: float, more_px: float) -> None:
    """Move boxes with absolute positions along with their containing block."""
    for box in held:
        is_from_top, is_from_bottom = (box.style[side] != "auto" for side in ("top", "bottom"))
        box.translate(dy=px if is_from_top else px + more_px)
        if is_from_top and is_from_bottom and box.style["height"] == "auto":
            box.height += more_px


def _lines_below(line: Box, count: int) -> Iterator[Box]:
    """More lines like one; each has an element, since tags tell boxes apart by it."""
    for number in range(1, count + 1):
        other = line.copy()
        other.element = deepcopy(line.element)
        other.translate(dy=line.margin_height() * number)
        yield other
