"""Turns the boxes of a document, before layout, into paragraphs, lists and tables.

Classes of templates play no part: the tag, the style and the printed size of an element decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from printroom.model.flow import (
    Block,
    Cell,
    FlowPicture,
    Inline,
    Paragraph,
    Run,
    Style,
    Table,
    WritingSpace,
)
from printroom.press.engine import boxes
from printroom.press.flow_drawn import (
    is_empty,
    shade_of,
    tick_box_or_gap,
    words_in,
    writing_space,
)
from printroom.press.flow_lines import Lines, tag
from printroom.press.flow_pictures import PrintedPlaces
from printroom.press.reading_order import attribute

HEADINGS: dict[str, Style] = {
    "h1": "heading 1",
    "h2": "heading 2",
    "h3": "heading 3",
    "h4": "heading 3",
    "h5": "heading 3",
    "h6": "heading 3",
}
NEW_PAGE = frozenset(("page", "always", "left", "right", "recto", "verso"))
Box = Any


@dataclass(frozen=True, slots=True)
class _Context:
    """What the outer boxes decide: the style and shade of text, and the depth of lists."""

    style: Style = "text"
    shade: str = ""
    depth: int = -1


def blocks_of(box: Box, places: PrintedPlaces) -> tuple[Block, ...]:
    """The content of a box, with successive lines to write on joined into one space."""
    joined: list[Block] = []
    for block in _Writer(places).blocks(box, _Context()):
        last = joined[-1] if joined else None
        if (
            isinstance(block, WritingSpace)
            and isinstance(last, WritingSpace)
            and last.height_mm == block.height_mm
        ):
            joined[-1] = replace(last, rows=last.rows + block.rows)
        else:
            joined.append(block)
    return tuple(joined)


def running(box: Box) -> Iterator[Box]:
    """The boxes within a box that are repeated on each page (CSS `position: running()`)."""
    for child in getattr(box, "children", ()):
        if child.style["position"][0] == "running()":
            yield child
        else:
            yield from running(child)


class _Writer:
    def __init__(self, places: PrintedPlaces) -> None:
        self._places, self._lines = places, Lines(places)
        self._markers = set[int]()
        """The ids of the markers of list items: a word processor draws its own."""

    # --- blocks ---

    def blocks(self, box: Box, context: _Context) -> Iterator[Block]:
        """The content of a box that is a block."""
        style = HEADINGS.get(tag(box), context.style)
        context = replace(context, shade=shade_of(box) or context.shade, style=style)
        yield from _with_icon(self._places.icon(box), self._content(box, context))

    def _content(self, box: Box, context: _Context) -> Iterator[Block]:
        line: list[Box] = []
        for child in box.children:
            if id(child) in self._markers or child.style["position"][0] == "running()":
                continue
            if self._lines.is_inline(child):
                line.append(child)
            else:
                yield from _paragraph(self._lines.inlines_of(box, line), context)
                line = []
                yield from self._block(child, context)
        yield from _paragraph(self._lines.inlines_of(box, line), context)

    def _block(self, box: Box, context: _Context) -> Iterator[Block]:
        blocks = self._of_kind(box, context)
        if box.style["break_before"] in NEW_PAGE:
            yield from _on_new_page(blocks)
        else:
            yield from blocks

    def _of_kind(self, box: Box, context: _Context) -> Iterator[Block]:
        if attribute(box, "aria-hidden") == "true":
            yield from _paragraph(self._places.hidden_picture(box), context)
        elif tag(box) == "table":
            yield from self._table(box, context)
        elif tag(box) in ("ul", "ol"):
            for item in box.children:
                if not isinstance(item, boxes.TextBox):
                    yield from self._item(item, replace(context, depth=context.depth + 1))
        elif is_empty(box) and (space := writing_space(box, self._places.size_mm(box))):
            yield space
        else:
            yield from self.blocks(box, context)

    def _item(self, item: Box, context: _Context) -> Iterator[Block]:
        """A list item: its first paragraph gets the marker."""
        style, number = self._marker(item)
        first, *others = [*self.blocks(item, context)] or [Paragraph(())]
        if not isinstance(first, Paragraph) or first.style != "text":
            first, others = Paragraph((), shade=context.shade), [first, *others]
        yield replace(first, style=style, number=number, level=context.depth)
        yield from others

    def _marker(self, item: Box) -> tuple[Style, int]:
        """The kind of marker of a list item, and its number."""
        for child in item.children:
            kind = tag(child).partition("::")[2]
            if kind not in ("marker", "before"):
                continue
            words = words_in(child).strip().rstrip(".")
            if words.isdecimal():
                self._markers.add(id(child))
                return "number", int(words)
            if (
                kind == "before"
                and not words
                and tick_box_or_gap(child, self._places.size_mm(child))
            ):
                self._markers.add(id(child))
                return "box", 0
            if kind == "marker" and words:
                self._markers.add(id(child))
                return "bullet", 0
        return "plain", 0

    def _table(self, box: Box, context: _Context) -> Iterator[Block]:
        within = replace(context, style="text", depth=-1)
        rows: list[tuple[Cell, ...]] = []
        widths: tuple[float, ...] = ()
        heads = 0
        for group in box.children:
            if tag(group) == "caption":
                yield from self.blocks(group, context)
            in_group = [group] if tag(group) == "tr" else getattr(group, "children", ())
            for row in (one for one in in_group if tag(one) == "tr"):
                cells = [cell for cell in row.children if tag(cell) in ("td", "th")]
                rows.append(self._row(cells, within))
                heads += tag(group) == "thead"
                if len(cells) > len(widths):
                    widths = tuple(self._places.size_mm(cell)[0] for cell in cells)
        if rows:
            yield Table(tuple(rows), heads, widths)

    def _row(self, cells: Iterable[Box], context: _Context) -> tuple[Cell, ...]:
        return tuple(
            Cell(tuple(self.blocks(cell, context)), int(attribute(cell, "colspan") or 1))
            for cell in cells
        )


def _paragraph(inlines: Iterable[Inline], context: _Context) -> Iterator[Paragraph]:
    """A paragraph without space at its ends; none if nothing else is in it."""
    kept = list(inlines)
    while kept and isinstance(kept[0], Run) and kept[0].kind == "words":
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        if kept[0].text:
            break
        kept.pop(0)
    while kept and isinstance(kept[-1], Run) and kept[-1].kind == "words":
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
        if kept[-1].text:
            break
        kept.pop()
    if kept:
        yield Paragraph(tuple(kept), context.style, shade=context.shade)


def _with_icon(icon: list[FlowPicture], blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, with an icon at the start of the first paragraph."""
    for block in blocks:
        if icon and isinstance(block, Paragraph):
            yield replace(block, inlines=(*icon, Run(" "), *block.inlines))
            icon = []
        else:
            yield block


def _on_new_page(blocks: Iterator[Block]) -> Iterator[Block]:
    first = next(blocks, None)
    if isinstance(first, Paragraph):
        yield replace(first, starts_page=True)
    elif first is not None:
        yield Paragraph((), starts_page=True)
        yield first
    yield from blocks
