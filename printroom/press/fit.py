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
)
from printroom.press.style_places import design_of, sheet_path, style_place

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
    """The element whose style makes the frame; for the sheet and its margins the one that left."""
    cuts: bool = False
    """Whether it clips, so that boxes with absolute positions must not leave it either."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that sticks out of a frame, by so many pixels."""

    code: str
    page: int
    what: str
    frame: Frame
    beyond_px: float
    element: Element
    seen: Area
    """Where it is on the sheet."""
    is_across: bool
    """Whether it is too wide, not too high."""


def misfits(layout: Any, document: Document) -> list[Problem]:
    """All problems of the layout: errors and warnings."""
    pages = pages_of(layout)
    outside = (_page_outside(page, document) for page in pages)
    return [
        *too_long(pages, document),
        *chain.from_iterable(outside),
        *overlaps(pages, document),
        *page_problems(pages, document),
    ]


def _page_outside(page: Page, document: Document) -> Iterator[Problem]:
    """A problem for each frame of a page that something sticks out of: the worst that does."""
    worst: dict[tuple[str, str], Misfit] = {}
    for misfit in _page_misfits(page.box, page.number):
        key = misfit.code, misfit.frame.name
        if key not in worst or misfit.beyond_px > worst[key].beyond_px:
            worst[key] = misfit
    for misfit in worst.values():
        beyond_mm = misfit.beyond_px * MM_PER_PX
        message = f"On page {misfit.page}, {misfit.what} is {beyond_mm:.1f} mm outside"
        path, line = place_of_part(part_of(misfit.element, page), document)
        fix = misfit.frame.fix
        element, names = _styled(misfit)
        fix += design_of(page.root.element, element, names, document)
        place = style_place(page.root.element, element, names)
        if place and path == document.path:
            path, line = sheet_path(place.sheet, document), place.line
        where = spot(page.number, misfit.seen)
        yield Problem(misfit.code, path, f"{message} {misfit.frame.name}.", fix, line, spot=where)


def _styled(misfit: Misfit) -> tuple[Element, tuple[str, ...]]:
    """The element, and the properties, that make the size that something leaves."""
    element = misfit.element if misfit.frame.element is None else misfit.frame.element
    return element, ACROSS if misfit.is_across else DOWN


def _page_misfits(page: Box, number: int) -> Iterator[Misfit]:
    sheet = Frame(
        "the sheet",
        Area(0, 0, page.margin_width(), page.margin_height()),
        "Move it in from the edge, or make it smaller.",
        cuts=True,
    )
    area = Frame(
        "the page area",
        content_area(page),
        "Shorten it or let it wrap. What is meant to hang in the margin is placed absolutely.",
    )
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            place = f"its place in the margin (@{child.at_keyword.lstrip('@')})"
            frame = Frame(place, border_area(child), "Shorten it, or give the margin more room.")
            yield from _Walk(number, sheet).through(child, (sheet, frame))
        else:
            yield from _Walk(number, sheet).through(child, (sheet, area))


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through one page from the outer boxes to the inner ones."""

    page: int
    sheet: Frame

    def through(
        self, box: Box, frames: tuple[Frame, ...], line: Box = None, turn: Matrix = None
    ) -> Iterator[Misfit]:
        """Each misfit in a box. `frames` go from the sheet inwards, `line` is the line that the
        box is in, and `turn` is the transformation of the page that applies to it."""
        box = real(box)
        if box.transformation_matrix is not None and not isinstance(box, boxes.TextBox):
            # Inside, positions are those before the turn, and compare with each other only.
            turn = box.transformation_matrix @ turn if turn else box.transformation_matrix
            frames = (self.sheet,)
        if box.is_absolutely_positioned():
            frames, line = tuple(frame for frame in frames if frame.cuts), None
        if box.style["visibility"] == "visible" and (thing := _thing(box, line)):
            yield from self._held(box, *thing, frames, turn)
        if isinstance(box, boxes.LineBox):
            line = box
        elif not isinstance(box, boxes.InlineBox):
            line = None
        frames += tuple(_frames_of(box))
        for child in box.children:
            yield from self.through(child, frames, line, turn)

    def _held(
        self, box: Box, code: str, what: str, area: Area, frames: tuple[Frame, ...], turn: Matrix
    ) -> Iterator[Misfit]:
        """Hold a thing against each frame, from the outside in; the first that it leaves counts."""
        for frame in frames:
            seen = transform_area(area, turn) if turn and frame is self.sheet else area
            if (beyond := seen.beyond(frame.area)) > TOLERANCE_PX:
                on_sheet = transform_area(area, turn) if turn else area
                is_across = seen.beyond_sides(frame.area) == beyond
                yield Misfit(code, self.page, what, frame, beyond, box.element, on_sheet, is_across)
                return


def _thing(box: Box, line: Box) -> tuple[str, str, Area] | None:
    """What a reader would miss if it were cut off: the code of its loss, its name, its area."""
    if isinstance(box, boxes.TextBox):
        if not (words := " ".join(box.text.split())) or not box.width:
            return None
        shown = words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"
        return "text-outside", f"“{shown}”", text_area(box, line)
    if isinstance(box, boxes.ReplacedBox):
        return "picture-outside", f"the picture {name_of(box)}", border_area(box)
    if _is_room(box) and has_height(box) and box.border_height():
        return "box-outside", f"the box {name_of(box)}", border_area(box)
    return None


def _is_room(box: Box) -> bool:
    """Whether a box is an element in the flow, such as a space to draw in, not a decoration."""
    if box.element is None or box.element_tag in ROOTS or "::" in box.element_tag:
        return False
    return isinstance(box, CONTAINERS) and not box.is_absolutely_positioned()


def _frames_of(box: Box) -> Iterator[Frame]:
    """The frames that a box sets for its content."""
    if not isinstance(box, boxes.ParentBox) or box.element is None:
        return
    if isinstance(box, (boxes.InlineBox, boxes.LineBox)) or box.element_tag in ROOTS:
        return
    area, cuts = padding_area(box), box.style["overflow"] != "visible"
    if isinstance(box, CONTAINERS) and (cuts or has_height(box)):
        if (box.is_flex_item or box.is_grid_item) and not cuts:
            area = margin_area(box)  # what its container gives it, margins and all
        fix = "Shorten it, or give the box more room."
        yield Frame(f"its box {name_of(box)}", area, fix, box.element, cuts)
    elif any(isinstance(child, boxes.LineBox) for child in box.children):
        column = Area(area.left, -ANYWHERE, area.right, ANYWHERE)
        fix = "Shorten the word, or widen the column."
        yield Frame(f"its column {name_of(box)}", column, fix, box.element)
