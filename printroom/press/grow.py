"""Room to write grows: a document laid out once in, laid out again with fuller pages out.

Lines and boxes that an author asked for take what is left over at the foot of their page. Nothing
else moves: the second layout counts only if every page holds what it held before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from printroom.model import Problem
from printroom.press.areas import Area, border_area
from printroom.press.engine import boxes, with_all_below
from printroom.press.flow import (
    CONTAINERS,
    PX_PER_UNIT,
    Page,
    classes_of,
    has_height,
    pages_of,
)

Box = Any
Element = Any
Layout = Any

MOST_STEPS = 6
"""More room than this says to a child: so much is expected of you."""
DRAW_STEP_MM = 5
HEIGHT = re.compile(r"\bheight:\s*(\d+)mm")


@dataclass(frozen=True, slots=True)
class Room:
    """A block to write or draw in. It grows by steps, a line or 5 mm, and at most to the double."""

    element: Element
    area: Area
    step_px: float
    most_steps: int


def laid_out(
    lay_out: Callable[[], Layout], judge: Callable[[Layout], list[Problem]], *, grows: bool
) -> tuple[Layout, list[Problem]]:
    """The layout of a document, and what is wrong with it; what `grows` is laid out once more.

    `lay_out` lays the same tree of elements out anew each time, `judge` says what is wrong.
    """
    layout = lay_out()
    problems = judge(layout)
    if not grows or any(problem.stops for problem in problems):
        return layout, problems
    steps = _steps(pages_of(layout))
    if not steps:
        return layout, problems
    added = _grown(steps)
    grown = lay_out()
    if _standing(grown, added) == _standing(layout):
        now = judge(grown)
        if not _codes(now) - _codes(problems):
            return grown, now
    return layout, problems


def _codes(problems: Sequence[Problem]) -> Counter[str]:
    return Counter(problem.code for problem in problems)


def _standing(layout: Layout, added: frozenset[Element] = frozenset()) -> list[list[object]]:
    """What stands on each page, without what was added: the elements, and each line of words."""
    return [
        [
            (box.element, box.text if isinstance(box, boxes.TextBox) else "")
            for child in page._page_box.children
            for box in with_all_below(child)
            if box.element not in added
        ]
        for page in layout.pages
    ]


# --- by how much --------------------------------------------------------------------------------


def _steps(pages: Sequence[Page]) -> dict[Element, int]:
    """By how many steps each block may grow, page by page."""
    steps: dict[Element, int] = {}
    for page in pages:
        if page.has_flow:
            steps |= _steps_on(page)
    return steps


def _steps_on(page: Page) -> dict[Element, int]:
    """What is left over of a page, spread over its blocks one step at a time, from the top.

    Blocks beside each other grow together, and take up the room of one. Boxes to draw in grow
    only where there is no line to write on.
    """
    rows = _rows([*_rooms(page, "write", _lines)])
    if not any("write" in classes_of(box) for thing in page.things for box in thing.around):
        rows = _rows([*_rooms(page, "draw", _box)])
    given, left_px = [0] * len(rows), page.room_px
    is_growing = True
    while is_growing:
        is_growing = False
        for number, row in enumerate(rows):
            step_px = max(room.step_px for room in row)
            if given[number] < max(r.most_steps for r in row) and step_px <= left_px:
                given[number] += 1
                left_px -= step_px
                is_growing = True
    spread = ((room, n) for n, row in zip(given, rows, strict=True) for room in row if n)
    return {room.element: min(n, room.most_steps) for room, n in spread}


def _rows(rooms: Sequence[Room]) -> list[list[Room]]:
    """The blocks of a page from the top, those beside each other together."""
    rows: list[list[Room]] = []
    for room in sorted(rooms, key=lambda room: (room.area.top, room.area.left)):
        if rows and room.area.top < max(other.area.bottom for other in rows[-1]):
            rows[-1].append(room)
        else:
            rows.append([room])
    return rows


def _rooms(page: Page, name: str, room_of: Callable[[Box], Room | None]) -> Iterator[Room]:
    """The blocks of a class that stand on a page and in no frame of a fixed size."""
    seen: set[Element] = set()
    for thing in page.things:
        outer: list[Box] = []
        for box in thing.around:
            if name in classes_of(box) and box.element not in seen:
                seen.add(box.element)
                room = None if any(map(_is_fixed, outer)) else room_of(box)
                if room is not None and room.most_steps:
                    yield room
            outer.append(box)


def _is_fixed(box: Box) -> bool:
    return isinstance(box, CONTAINERS) and (has_height(box) or box.style["overflow"] != "visible")


def _lines(box: Box) -> Room | None:
    """Lines to write on: each step is one more of the last line."""
    lines = [below for below in with_all_below(box) if "line" in classes_of(below)]
    if not lines or lines[-1].element not in list(box.element):
        return None
    most = min(len(lines), MOST_STEPS)
    return Room(box.element, border_area(box), lines[-1].margin_height(), most)


def _box(box: Box) -> Room | None:
    """A box to draw in, whose height its element says in millimetres."""
    height = HEIGHT.search(box.element.get("style", ""))
    if height is None:
        return None
    most = min(int(height[1]) // DRAW_STEP_MM, MOST_STEPS)
    return Room(box.element, border_area(box), DRAW_STEP_MM * PX_PER_UNIT["mm"], most)


# --- growing ------------------------------------------------------------------------------------


def _grown(steps: Mapping[Element, int]) -> frozenset[Element]:
    """Make the elements larger by so many steps; the elements that are new."""
    added: set[Element] = set()
    for element, count in steps.items():
        if "draw" in element.get("class").split():
            _make_higher(element, count)
        else:
            added.update(_add_lines(element, count))
    return frozenset(added)


def _make_higher(element: Element, count: int) -> None:
    def higher(height: re.Match[str]) -> str:
        return f"height: {int(height[1]) + count * DRAW_STEP_MM}mm"

    element.set("style", HEIGHT.sub(higher, element.get("style")))


def _add_lines(element: Element, count: int) -> list[Element]:
    """More lines below the last one, and like it."""
    last = max(n for n, child in enumerate(element) if "line" in child.get("class", "").split())
    more = [deepcopy(element[last]) for _ in range(count)]
    element[last + 1 : last + 1] = more
    return more
