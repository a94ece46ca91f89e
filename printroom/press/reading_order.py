"""Lists the content of each page of a laid-out document in reading order.

Running headers and footers are left out. A page without margins, such as a sheet of cards, has no
flow of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from printroom.model import Document, Spot
from printroom.press.areas import (
    Area,
    border_area,
    content_area,
    margin_area,
    spot,
    text_area,
    transform_area,
)
from printroom.press.blame import PART
from printroom.press.engine import boxes, real, weasyprint

Box = Any
Element = Any

PX_PER_UNIT = {"mm": 96 / 25.4, "pt": 96 / 72}
CONTAINERS = (boxes.BlockContainerBox, boxes.FlexContainerBox, boxes.GridContainerBox)
HEADINGS = tuple(f"h{level}" for level in range(1, 7))


@dataclass(frozen=True, slots=True)
class PageItem:
    """A visible item of a page: words, a picture, or an empty box to write or draw in.

    `around` are the boxes that contain it, from the outermost to its own.
    """

    box: Box
    area: Area
    around: tuple[Box, ...]

    @property
    def words(self) -> str:
        """Its text; empty for a picture or an empty box."""
        return " ".join(self.box.text.split()) if isinstance(self.box, boxes.TextBox) else ""

    @property
    def heading(self) -> Element | None:
        """The heading element that it belongs to, if any."""
        return next((b.element for b in self.around if b.element_tag in HEADINGS), None)

    @property
    def part(self) -> str:
        """The source of its part, as "path:line"; empty if it comes from a template."""
        return next((part for b in self.around if (part := attribute(b, PART))), "")

    @property
    def classes(self) -> frozenset[str]:
        """The classes of all elements that contain it, and of its own."""
        return frozenset[str]().union(*map(classes_of, self.around))

    @property
    def area_on_sheet(self) -> Area:
        """Its area after the CSS transforms of the boxes around it."""
        matrix = None
        for box in self.around:
            own = None if isinstance(box, boxes.TextBox) else box.transformation_matrix
            matrix = own @ matrix if own and matrix else own or matrix
        return transform_area(self.area, matrix) if matrix else self.area

    @property
    def is_placed(self) -> bool:
        """Whether it, or a box around it, has an absolute position."""
        return any(box.is_absolutely_positioned() for box in self.around)


@dataclass(frozen=True)
class Page:
    """One page of a layout. `continued` are the elements that continue on the next page."""

    number: int
    box: Box
    all_items: tuple[PageItem, ...]
    continued: frozenset[Element] = frozenset()

    @property
    def has_flow(self) -> bool:
        """Whether the page has margins, and so text that flows from page to page."""
        return bool(self.box.margin_top and self.box.margin_bottom)

    @property
    def spot(self) -> Spot:
        """The whole sheet."""
        return spot(self.number, margin_area(self.box))

    def spot_of(self, item: PageItem) -> Spot:
        """The place of an item on this page."""
        return spot(self.number, item.area_on_sheet)

    @cached_property
    def flow_items(self) -> tuple[PageItem, ...]:
        """The items of the flow, in reading order: those without an absolute position."""
        return tuple(item for item in self.all_items if not item.is_placed)

    @cached_property
    def root(self) -> Box:
        """The box of the page without its margins."""
        inner = map(real, self.box.children)
        return next(box for box in inner if box.element_tag == "html")

    @property
    def area(self) -> Area:
        """The area of the flow."""
        return content_area(self.box)

    @cached_property
    def end_px(self) -> float:
        """Where the flow ends: at the lowest item or border, or at the top of an empty page."""
        ends = {item.area.bottom for item in self.flow_items}
        for box in {id(box): box for item in self.flow_items for box in item.around}.values():
            # A box that continues on the next page reaches to the foot of this one.
            if isinstance(box, CONTAINERS) and box.element not in self.continued:
                ends.add(border_area(box).bottom)
        return max(ends, default=self.area.top)

    @property
    def filled_px(self) -> float:
        """The height that the flow uses."""
        return max(0.0, self.end_px - self.area.top)

    @property
    def filled_share(self) -> float:
        """The share of the height that the flow uses."""
        return self.filled_px / (self.area.bottom - self.area.top)

    @property
    def room_px(self) -> float:
        """The height that is free at the foot."""
        return self.area.bottom - self.end_px


def pages_of(layout: Any) -> tuple[Page, ...]:
    """The pages of a layout, in order."""
    seen = [tuple(_items(page._page_box)) for page in layout.pages]
    elements = [{box.element for item in items for box in item.around} for items in seen]
    after = [*elements[1:], set[Element]()]
    return tuple(
        Page(number, page._page_box, items, frozenset(own & later))
        for number, (page, items, own, later) in enumerate(
            zip(layout.pages, seen, elements, after, strict=True), start=1
        )
    )


def band_size_px(page: Page, name: str) -> float | None:
    """A size of the band, such as "--line", in pixels; none if the document does not set it."""
    found = re.search(rf"{name}:\s*([\d.]+)(mm|pt)\b", attribute(page.root, "style"))
    return float(found[1]) * PX_PER_UNIT[found[2]] if found else None


def text_line_px(page: Page) -> float:
    """The height of a line of text in the style of the document."""
    height, _ = weasyprint.text.line_break.strut(page.root.style)
    return float(height)


def shortened(words: str, most: int) -> str:
    """Words for a message, with no more than `most` letters."""
    return words if len(words) <= most else f"{words[:most]}…"


def place_of_part(part: str, document: Document) -> tuple[str, int]:
    """The file and line of a part; the document's template if no author wrote it."""
    path, _, line = part.rpartition(":")
    return (path, int(line)) if path else (document.path, 1)


def part_of(element: Element, page: Page) -> str:
    """The source position of the part that an element belongs to, as "path:line"."""
    blocks = (block for block in page.root.element.iter() if block.get(PART))
    return next((str(b.get(PART)) for b in blocks if any(e is element for e in b.iter())), "")


def attribute(box: Box, name: str) -> str:
    """An attribute of a box's element; empty if there is none, or if CSS generated the box."""
    if box.element is None or "::" in (box.element_tag or ""):
        return ""
    return str(box.element.get(name, ""))


def classes_of(box: Box) -> frozenset[str]:
    """The classes of a box's element."""
    return frozenset(attribute(box, "class").split())


def name_of(box: Box) -> str:
    """The element of a box as a CSS selector, such as div.card.front."""
    return ".".join((box.element_tag, *box.element.get("class", "").split()))


def has_height(box: Box) -> bool:
    """Whether the style fixes or limits the height of a box."""
    return bool(box.style["height"] != "auto" or box.style["max_height"].value != float("inf"))


def _items(box: Box, around: tuple[Box, ...] = (), line: Box = None) -> Iterator[PageItem]:
    for child in map(real, box.children):
        if isinstance(child, boxes.MarginBox):
            continue
        chain = (*around, child)
        if (area := _visible_area(child, line)) is not None:
            yield PageItem(child, area, chain)
        if isinstance(child, boxes.LineBox):
            inner = child
        else:
            inner = line if isinstance(child, boxes.InlineBox) else None
        yield from _items(child, chain, inner)


def _visible_area(box: Box, line: Box) -> Area | None:
    """The visible area of a box itself, without its content."""
    if isinstance(box, boxes.TextBox):
        return text_area(box, line) if box.text.strip() and box.width else None
    if isinstance(box, boxes.ReplacedBox):
        return border_area(box)
    is_empty = isinstance(box, CONTAINERS) and box.element is not None and not box.children
    return border_area(box) if is_empty and box.border_height() else None
