"""Enlarges lines to write on and boxes to draw in, to use the free space at the foot of a page.

Nothing moves to another page. Blocks grow by whole lines or by steps of 5 mm, at most to double
their height.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from printroom.model import Problem
from printroom.press.areas import Area, border_area
from printroom.press.engine import boxes, with_all_below
from printroom.press.enlarge import Growth, can_enlarge, enlarge, lines_differ
from printroom.press.layouts import Layouts
from printroom.press.reading_order import (
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
OnPages = Sequence[tuple[Page, Mapping[Element, Growth]]]

MOST_STEPS = 6
"""More lines would suggest to a child that a long answer is expected."""
DRAW_STEP_MM = 5
HEIGHT = re.compile(r"\bheight:\s*(\d+)mm")


@dataclass(frozen=True, slots=True)
class WritingBlock:
    """A block to write or draw in, which grows step by step."""

    element: Element
    area: Area
    step: Growth
    step_px: float
    most_steps: int


def enlarge_writing_space(
    layouts: Layouts,
    judge: Callable[[Layout], list[Problem]],
    layout: Layout,
    problems: list[Problem],
) -> tuple[Layout, list[Problem]]:
    """The layout with enlarged writing space, and its problems.

    `judge` finds the problems of a layout. Blocks are enlarged in place if only the boxes below
    them have to move. Otherwise, as in columns and tables, the document is laid out again, and the
    new layout is used only if every page keeps its content.
    """
    pages = [page for page in pages_of(layout) if page.has_flow]
    on_pages = [(page, growths) for page in pages if (growths := _growths(page))]
    if not on_pages:
        return layout, problems
    is_in_place = _can_enlarge_in_place(layouts, on_pages)
    larger = (_enlarged if is_in_place else _laid_out_larger)(layouts, layout, on_pages)
    if larger is None:
        return layout, problems
    now = judge(larger)
    if not _codes(now) - _codes(problems):
        return larger, now
    return layouts.lay_out("writing space removed") if is_in_place else layout, problems


def _can_enlarge_in_place(layouts: Layouts, on_pages: OnPages) -> bool:
    blocks = [element for _, growths in on_pages for element in growths]
    if lines_differ(layouts.html, layouts.style, blocks):
        return False
    return all(can_enlarge(page, growths) for page, growths in on_pages)


def _enlarged(layouts: Layouts, layout: Layout, on_pages: OnPages) -> Layout:
    for page, growths in on_pages:
        enlarge(layout, page, growths, layouts.pictures)
    return layout


def _laid_out_larger(layouts: Layouts, layout: Layout, on_pages: OnPages) -> Layout | None:
    """A new layout with larger elements; none if anything moved to another page."""
    added: set[Element] = set()
    for element, growth in (pair for _, growths in on_pages for pair in growths.items()):
        if growth.height_mm:
            _make_higher(element, growth.height_mm)
        else:
            added.update(_add_lines(element, growth.lines))
    larger = layouts.lay_out("writing space")
    return larger if content_of_pages(larger, added) == content_of_pages(layout) else None


def _codes(problems: Sequence[Problem]) -> Counter[str]:
    return Counter(problem.code for problem in problems)


def content_of_pages(layout: Layout, added: Collection[Element] = ()) -> list[list[object]]:
    """The elements and lines of text of each page, without the elements in `added`."""
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


def _growths(page: Page) -> dict[Element, Growth]:
    """How much each block of a page grows: lines to write on first, then boxes to draw in."""
    lines, left_px = _shared([*_blocks(page, "write", _lines)], page.room_px)
    return lines | _shared([*_blocks(page, "draw", _box)], left_px)[0]


def _shared(blocks: Sequence[WritingBlock], left_px: float) -> tuple[dict[Element, Growth], float]:
    """Share free space among blocks, one step at a time from the top; also returns what is left.

    Blocks beside each other grow together.
    """
    rows = _rows(blocks)
    given = [0] * len(rows)
    is_growing = True
    while is_growing:
        is_growing = False
        for number, row in enumerate(rows):
            step_px = max(block.step_px for block in row)
            if given[number] < max(r.most_steps for r in row) and step_px <= left_px:
                given[number] += 1
                left_px -= step_px
                is_growing = True
    spread = ((block, n) for n, row in zip(given, rows, strict=True) for block in row if n)
    return {block.element: block.step * min(n, block.most_steps) for block, n in spread}, left_px


def _rows(blocks: Sequence[WritingBlock]) -> list[list[WritingBlock]]:
    """The blocks of a page from top to bottom, grouped if they are beside each other."""
    rows: list[list[WritingBlock]] = []
    for block in sorted(blocks, key=lambda block: (block.area.top, block.area.left)):
        if rows and block.area.top < max(other.area.bottom for other in rows[-1]):
            rows[-1].append(block)
        else:
            rows.append([block])
    return rows


def _blocks(
    page: Page, name: str, block_of: Callable[[Box], WritingBlock | None]
) -> Iterator[WritingBlock]:
    """The blocks with a class on a page, except those within a box of fixed size."""
    seen: set[Element] = set()
    for item in page.flow_items:
        outer: list[Box] = []
        for box in item.around:
            if name in classes_of(box) and box.element not in seen:
                seen.add(box.element)
                block = None if any(map(_is_fixed, outer)) else block_of(box)
                if block is not None and block.most_steps:
                    yield block
            outer.append(box)


def _is_fixed(box: Box) -> bool:
    return isinstance(box, CONTAINERS) and (has_height(box) or box.style["overflow"] != "visible")


def _lines(box: Box) -> WritingBlock | None:
    """Lines to write on, which grow by copies of the last line."""
    lines = [below for below in with_all_below(box) if "line" in classes_of(below)]
    if not lines or lines[-1].element not in list(box.element):
        return None
    most = min(len(lines), MOST_STEPS)
    step_px = lines[-1].margin_height()
    return WritingBlock(box.element, border_area(box), Growth(lines=1), step_px, most)


def _box(box: Box) -> WritingBlock | None:
    """A box to draw in, if its style attribute has a height in millimetres."""
    height = HEIGHT.search(box.element.get("style", ""))
    if height is None:
        return None
    most = int(height[1]) // DRAW_STEP_MM
    step = Growth(height_mm=DRAW_STEP_MM)
    return WritingBlock(box.element, border_area(box), step, DRAW_STEP_MM * PX_PER_UNIT["mm"], most)


# --- growing elements ---------------------------------------------------------------------------


def _make_higher(element: Element, height_mm: int) -> None:
    def higher(height: re.Match[str]) -> str:
        return f"height: {int(height[1]) + height_mm}mm"

    element.set("style", HEIGHT.sub(higher, element.get("style")))


def _add_lines(element: Element, count: int) -> list[Element]:
    """Add copies of the last line below it, and return them."""
    last = max(n for n, child in enumerate(element) if "line" in child.get("class", "").split())
    more = [deepcopy(element[last]) for _ in range(count)]
    element[last + 1 : last + 1] = more
    return more
