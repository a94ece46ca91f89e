"""What does not fit: a laid-out document in, a problem for each thing out of place.

WeasyPrint lets text run out of its box, and pictures off the sheet, without a word. Here each
line of text, each picture and each box of a fixed height is held against every frame around it:
the sheet, the page area, boxes of a fixed size, and the column it runs in. What is placed
absolutely is where its designer wanted it: only the sheet and boxes that cut off hold it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from printroom.model import Document, Problem
from printroom.press.engine import boxes, real, weasyprint

Box = Any
Matrix = Any

TOLERANCE_PX = 0.75
"""Rounding in layout; a fifth of a millimetre, which nobody sees."""
MM_PER_PX = 25.4 / 96
EXCERPT = 40
ANYWHERE = math.inf
ROOTS = ("html", "body")
CONTAINERS = (boxes.BlockContainerBox, boxes.FlexContainerBox, boxes.GridContainerBox)


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


@dataclass(frozen=True, slots=True)
class Frame:
    """An area that what stands in it must not leave."""

    name: str
    area: Area
    mend: str
    cuts: bool = False
    """Whether what sticks out is lost, so that what is placed absolutely must keep to it too."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that sticks out of a frame, by so many pixels."""

    code: str
    page: int
    what: str
    frame: Frame
    beyond_px: float


def misfits(layout: Any, document: Document) -> list[Problem]:
    """Everything in the layout that is not where it should be, and pages beyond the limit."""
    problems = []
    if (pages := len(layout.pages)) > document.max_pages:
        allowed = f"{document.max_pages} page{'s' if document.max_pages > 1 else ''}"
        problems.append(
            Problem(
                "too-many-pages",
                document.path,
                f"The document has {pages} pages and may have {allowed}.",
                "Shorten what it says, or raise max_pages in the session template.",
            )
        )
    for number, page in enumerate(layout.pages, start=1):
        worst: dict[tuple[str, str], Misfit] = {}
        for misfit in _page_misfits(page._page_box, number):
            key = misfit.code, misfit.frame.name
            if key not in worst or misfit.beyond_px > worst[key].beyond_px:
                worst[key] = misfit
        problems += [_problem(misfit, document.path) for misfit in worst.values()]
    return problems


def _problem(misfit: Misfit, path: str) -> Problem:
    beyond_mm = misfit.beyond_px * MM_PER_PX
    message = f"On page {misfit.page}, {misfit.what} is {beyond_mm:.1f} mm outside"
    return Problem(misfit.code, path, f"{message} {misfit.frame.name}.", misfit.frame.mend)


def _page_misfits(page: Box, number: int) -> Iterator[Misfit]:
    sheet = Frame(
        "the sheet",
        Area(0, 0, page.margin_width(), page.margin_height()),
        "Move it in from the edge, or make it smaller.",
        cuts=True,
    )
    area = Frame(
        "the page area",
        _content_area(page),
        "Shorten it or let it wrap. What is meant to hang in the margin is placed absolutely.",
    )
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            place = f"its place in the margin (@{child.at_keyword.lstrip('@')})"
            frame = Frame(place, _border_area(child), "Shorten it, or give the margin more room.")
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
        box stands in, and `turn` is how transforms moved it on the sheet."""
        box = real(box)
        if box.transformation_matrix is not None and not isinstance(box, boxes.TextBox):
            # Inside, positions are those before the turn, and compare with each other only.
            turn = box.transformation_matrix @ turn if turn else box.transformation_matrix
            frames = (self.sheet,)
        if box.is_absolutely_positioned():
            frames, line = tuple(frame for frame in frames if frame.cuts), None
        if box.style["visibility"] == "visible" and (thing := _thing(box, line)):
            yield from self._held(*thing, frames, turn)
        if isinstance(box, boxes.LineBox):
            line = box
        elif not isinstance(box, boxes.InlineBox):
            line = None
        frames += tuple(_frames_of(box))
        for child in box.children:
            yield from self.through(child, frames, line, turn)

    def _held(
        self, code: str, what: str, area: Area, frames: tuple[Frame, ...], turn: Matrix
    ) -> Iterator[Misfit]:
        """Hold a thing against each frame, from the outside in; the first that it leaves counts."""
        for frame in frames:
            seen = _turned(area, turn) if turn and frame is self.sheet else area
            if (beyond := seen.beyond(frame.area)) > TOLERANCE_PX:
                yield Misfit(code, self.page, what, frame, beyond)
                return


def _thing(box: Box, line: Box) -> tuple[str, str, Area] | None:
    """What a reader would miss if it were cut off: the code of its loss, its name, its area."""
    if isinstance(box, boxes.TextBox):
        if not (words := " ".join(box.text.split())) or not box.width:
            return None
        shown = words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"
        return "text-outside", f"“{shown}”", _text_area(box, line)
    if isinstance(box, boxes.ReplacedBox):
        return "picture-outside", f"the picture {_name(box)}", _border_area(box)
    if _is_room(box) and _has_height(box) and box.border_height():
        return "box-outside", f"the box {_name(box)}", _border_area(box)
    return None


def _is_room(box: Box) -> bool:
    """Whether a box is an element in the flow, such as a space to draw in, and no decoration."""
    if box.element is None or box.element_tag in ROOTS or "::" in box.element_tag:
        return False
    return isinstance(box, CONTAINERS) and not box.is_absolutely_positioned()


def _frames_of(box: Box) -> Iterator[Frame]:
    """The frames that a box sets for what stands in it."""
    if not isinstance(box, boxes.ParentBox) or box.element is None:
        return
    if isinstance(box, (boxes.InlineBox, boxes.LineBox)) or box.element_tag in ROOTS:
        return
    area, cuts = _padding_area(box), box.style["overflow"] != "visible"
    if isinstance(box, CONTAINERS) and (cuts or _has_height(box)):
        if (box.is_flex_item or box.is_grid_item) and not cuts:
            area = _margin_area(box)  # what its container gives it, margins and all
        mend = "Shorten it, or give the box more room."
        yield Frame(f"its box {_name(box)}", area, mend, cuts)
    elif any(isinstance(child, boxes.LineBox) for child in box.children):
        column = Area(area.left, -ANYWHERE, area.right, ANYWHERE)
        yield Frame(f"its column {_name(box)}", column, "Shorten the word, or widen the column.")


def _has_height(box: Box) -> bool:
    """Whether the style and not the content says how high a box is."""
    return bool(box.style["height"] != "auto" or box.style["max_height"].value != math.inf)


def _name(box: Box) -> str:
    """An element as style sheets name it, such as div.card.front."""
    return ".".join((box.element_tag, *box.element.get("class", "").split()))


def _text_area(text: Box, line: Box) -> Area:
    """Where text is seen. Its box is as high as its font, its line as high as the style says:
    the lower of both is what must fit."""
    top = text.position_y + text.margin_top
    bottom = top + text.height
    if line is not None:
        top = max(top, line.position_y)
        bottom = min(bottom, line.position_y + line.height)
    return Area(text.position_x, top, text.position_x + text.width, bottom)


def _content_area(box: Box) -> Area:
    left, top = box.content_box_x(), box.content_box_y()
    return Area(left, top, left + box.width, top + box.height)


def _padding_area(box: Box) -> Area:
    left, top = box.padding_box_x(), box.padding_box_y()
    return Area(left, top, left + box.padding_width(), top + box.padding_height())


def _border_area(box: Box) -> Area:
    left, top = box.border_box_x(), box.border_box_y()
    return Area(left, top, left + box.border_width(), top + box.border_height())


def _margin_area(box: Box) -> Area:
    left, top = box.position_x, box.position_y
    return Area(left, top, left + box.margin_width(), top + box.margin_height())


def _turned(area: Area, turn: Matrix) -> Area:
    width, height = area.right - area.left, area.bottom - area.top
    return Area(*weasyprint.anchors.rectangle_aabb(turn, area.left, area.top, width, height))
