"""Finds text, pictures and boxes of a laid-out document that stick out of their frames.

WeasyPrint does not report overflow. Here each line of text, each picture and each box of a fixed
height is compared with every frame around it: the sheet, the page area, boxes of a fixed size, and
its column. Boxes with absolute positions are compared with the sheet and with boxes that clip only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from printroom.model import Document, Problem
from printroom.press.areas import (
    MM_PER_PX,
    Area,
    border_area,
    content_area,
    margin_area,
    padding_area,
    spot,
    text_area,
    transform_area,
)
from printroom.press.engine import boxes, real
from printroom.press.length import too_long
from printroom.press.overlapping_text import overlaps
from printroom.press.page_checks import page_problems
from printroom.press.reading_order import (
    CONTAINERS,
    Page,
    has_height,
    name_of,
    pages_of,
    part_of,
    place_of_part,
    shortened,
)
from printroom.press.style_places import design_of, style_place

Box = Any
Element = Any
Matrix = Any

TOLERANCE_PX = 0.75
"""A fifth of a millimetre: layout is rounded, and nobody sees less."""
EXCERPT = 40
ANYWHERE = math.inf
ROOTS = ("html", "body")
ACROSS = ("width", "max-width", "grid-template-columns", "white-space", "left", "right")
DOWN = ("height", "max-height", "grid-template-rows", "line-clamp", "top", "bottom")
"""Properties that give a box its size or place."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An area that its content must not leave."""

    name: str
    area: Area
    fix: str
    element: Element = None
    """The element whose style makes the frame; none for the sheet and its margins."""
    clips: bool = False
    """Whether it clips, so that absolutely positioned boxes must not leave it either."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """An item that sticks out of a frame, by so many pixels."""

    code: str
    page: int
    name: str
    frame: Frame
    beyond_px: float
    element: Element
    area_on_sheet: Area
    is_across: bool
    """Whether it is too wide, rather than too high."""


def misfits(layout: Any, document: Document) -> list[Problem]:
    """All problems of a layout, errors and warnings."""
    pages = pages_of(layout)
    outside = (_page_outside(page, document) for page in pages)
    return [
        *too_long(pages, document),
        *chain.from_iterable(outside),
        *overlaps(pages, document),
        *page_problems(pages, document),
    ]


def _page_outside(page: Page, document: Document) -> Iterator[Problem]:
    """A problem for each frame of a page that anything sticks out of, at the worst case."""
    worst: dict[tuple[str, str], Misfit] = {}
    for misfit in _page_misfits(page.box, page.number):
        key = misfit.code, misfit.frame.name
        if key not in worst or misfit.beyond_px > worst[key].beyond_px:
            worst[key] = misfit
    for misfit in worst.values():
        beyond_mm = misfit.beyond_px * MM_PER_PX
        message = f"On page {misfit.page}, {misfit.name} is {beyond_mm:.1f} mm outside"
        path, line = place_of_part(part_of(misfit.element, page), document)
        fix = misfit.frame.fix
        element, names = _styled(misfit)
        fix += design_of(page.root.element, element, names, document)
        place = style_place(page.root.element, element, names)
        if place and path == document.path:
            path, line = f"{document.templates}/{place.sheet}", place.line
        where = spot(page.number, misfit.area_on_sheet)
        yield Problem(misfit.code, path, f"{message} {misfit.frame.name}.", fix, line, spot=where)


def _styled(misfit: Misfit) -> tuple[Element, tuple[str, ...]]:
    """The element and the properties that decide the size of a frame, or else of its content."""
    element = misfit.element if misfit.frame.element is None else misfit.frame.element
    return element, ACROSS if misfit.is_across else DOWN


def _page_misfits(page: Box, number: int) -> Iterator[Misfit]:
    sheet = Frame(
        "the sheet",
        Area(0, 0, page.margin_width(), page.margin_height()),
        "Move it in from the edge, or make it smaller.",
        clips=True,
    )
    area = Frame(
        "the page area",
        content_area(page),
        "Shorten it or let it wrap. To put it in the margin, position it absolutely.",
    )
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            place = f"its place in the margin (@{child.at_keyword.lstrip('@')})"
            frame = Frame(place, border_area(child), "Shorten it, or give the margin more room.")
            yield from _PageCheck(number, sheet).misfits_in(child, (sheet, frame))
        else:
            yield from _PageCheck(number, sheet).misfits_in(child, (sheet, area))


@dataclass(frozen=True, slots=True)
class _PageCheck:
    """Compares the boxes of one page with their frames, from the outer boxes to the inner ones."""

    page: int
    sheet: Frame

    def misfits_in(
        self, box: Box, frames: tuple[Frame, ...], line: Box = None, matrix: Matrix = None
    ) -> Iterator[Misfit]:
        """Each misfit in a box. `frames` are ordered from the sheet inwards, `line` is the line
        that contains the box, and `matrix` is the CSS transform that applies to it."""
        box = real(box)
        if box.transformation_matrix is not None and not isinstance(box, boxes.TextBox):
            # Inside, positions are those before the transform, so other frames cannot be compared.
            matrix = box.transformation_matrix @ matrix if matrix else box.transformation_matrix
            frames = (self.sheet,)
        if box.is_absolutely_positioned():
            frames, line = tuple(frame for frame in frames if frame.clips), None
        if box.style["visibility"] == "visible" and (item := _item(box, line)):
            yield from self._compare(box, *item, frames, matrix)
        if isinstance(box, boxes.LineBox):
            line = box
        elif not isinstance(box, boxes.InlineBox):
            line = None
        frames += tuple(_frames_of(box))
        for child in box.children:
            yield from self.misfits_in(child, frames, line, matrix)

    def _compare(
        self, box: Box, code: str, name: str, area: Area, frames: tuple[Frame, ...], matrix: Matrix
    ) -> Iterator[Misfit]:
        """The misfit of an item with the outermost frame that it sticks out of, if any."""
        on_sheet = transform_area(area, matrix) if matrix else area
        for frame in frames:
            own = on_sheet if frame is self.sheet else area
            if (beyond := own.beyond(frame.area)) > TOLERANCE_PX:
                is_across = own.beyond_sides(frame.area) == beyond
                yield Misfit(code, self.page, name, frame, beyond, box.element, on_sheet, is_across)
                return


def _item(box: Box, line: Box) -> tuple[str, str, Area] | None:
    """What a reader would miss if it were cut off: the code of the problem, its name, its area."""
    if isinstance(box, boxes.TextBox):
        if not (words := " ".join(box.text.split())) or not box.width:
            return None
        return "text-outside", f"“{shortened(words, EXCERPT)}”", text_area(box, line)
    if isinstance(box, boxes.ReplacedBox):
        return "picture-outside", f"the picture {name_of(box)}", border_area(box)
    if _is_space(box) and has_height(box) and box.border_height():
        return "box-outside", f"the box {name_of(box)}", border_area(box)
    return None


def _is_space(box: Box) -> bool:
    """Whether a box is an element in the flow, such as a space to draw in, and no decoration."""
    if box.element is None or box.element_tag in ROOTS or "::" in box.element_tag:
        return False
    return isinstance(box, CONTAINERS) and not box.is_absolutely_positioned()


def _frames_of(box: Box) -> Iterator[Frame]:
    """The frames that a box sets for its content."""
    if not isinstance(box, boxes.ParentBox) or box.element is None:
        return
    if isinstance(box, (boxes.InlineBox, boxes.LineBox)) or box.element_tag in ROOTS:
        return
    area, clips = padding_area(box), box.style["overflow"] != "visible"
    if isinstance(box, CONTAINERS) and (clips or has_height(box)):
        if (box.is_flex_item or box.is_grid_item) and not clips:
            area = margin_area(box)  # the space from its container, margins included
        fix = "Shorten it, or give the box more room."
        yield Frame(f"its box {name_of(box)}", area, fix, box.element, clips)
    elif any(isinstance(child, boxes.LineBox) for child in box.children):
        column = Area(area.left, -ANYWHERE, area.right, ANYWHERE)
        fix = "Shorten the word, or widen the column."
        yield Frame(f"its column {name_of(box)}", column, fix, box.element)
