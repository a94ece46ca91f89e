"""Turns the boxes of a document, before they are laid out, into paragraphs, lists and tables.

No class of a template is known here: what an element is follows from its tag, its style, and its
size on the printed page.
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
    mark,
    shade_of,
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
class _Around:
    """What the boxes around one decide: the style and colour of text, and how deep lists are."""

    style: Style = "text"
    shade: str = ""
    depth: int = -1


def blocks_of(box: Box, places: PrintedPlaces) -> tuple[Block, ...]:
    """The content of a box; lines to write on that follow each other are together."""
    joined: list[Block] = []
    for block in _Writer(places).blocks(box, _Around()):
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
    """The boxes below one that are repeated on each page."""
    for child in getattr(box, "children", ()):
        if child.style["position"][0] == "running()":
            yield child
        else:
            yield from running(child)


class _Writer:
    def __init__(self, places: PrintedPlaces) -> None:
        self._places, self._lines = places, Lines(places)
        self._marks = set[int]()
        """The boxes that are the marks of list items: a word processor draws its own."""

    # --- blocks ---

    def blocks(self, box: Box, around: _Around) -> Iterator[Block]:
        """The content of a box that is a block."""
        style = HEADINGS.get(tag(box), around.style)
        around = replace(around, shade=shade_of(box) or around.shade, style=style)
        yield from _with_icon(self._places.icon(box), self._content(box, around))

    def _content(self, box: Box, around: _Around) -> Iterator[Block]:
        line: list[Box] = []
        for child in box.children:
            if id(child) in self._marks or child.style["position"][0] == "running()":
                continue
            if self._lines.has(child):
                line.append(child)
            else:
                yield from _paragraph(self._lines.joined(box, line), around)
                line = []
                yield from self._block(child, around)
        yield from _paragraph(self._lines.joined(box, line), around)

    def _block(self, box: Box, around: _Around) -> Iterator[Block]:
        blocks = self._of_kind(box, around)
        if box.style["break_before"] in NEW_PAGE:
            yield from _on_new_page(blocks)
        else:
            yield from blocks

    def _of_kind(self, box: Box, around: _Around) -> Iterator[Block]:
        if attribute(box, "aria-hidden") == "true":
            yield from _paragraph(self._places.hidden_picture(box), around)
        elif tag(box) == "table":
            yield from self._table(box, around)
        elif tag(box) in ("ul", "ol"):
            for item in box.children:
                if not isinstance(item, boxes.TextBox):
                    yield from self._item(item, replace(around, depth=around.depth + 1))
        elif is_empty(box) and (space := writing_space(box, self._places.size_mm(box))):
            yield space
        else:
            yield from self.blocks(box, around)

    def _item(self, item: Box, around: _Around) -> Iterator[Block]:
        """An item of a list: its mark is in front of the first paragraph."""
        style, number = self._mark(item)
        first, *others = [*self.blocks(item, around)] or [Paragraph(())]
        if not isinstance(first, Paragraph) or first.style != "text":
            first, others = Paragraph((), shade=around.shade), [first, *others]
        yield replace(first, style=style, number=number, level=around.depth)
        yield from others

    def _mark(self, item: Box) -> tuple[Style, int]:
        """The kind of mark of an item, and its number."""
        for child in item.children:
            kind = tag(child).partition("::")[2]
            if kind not in ("marker", "before"):
                continue
            words = words_in(child).strip().rstrip(".")
            if words.isdecimal():
                self._marks.add(id(child))
                return "number", int(words)
            if kind == "before" and not words and mark(child, self._places.size_mm(child)):
                self._marks.add(id(child))
                return "box", 0
            if kind == "marker" and words:
                self._marks.add(id(child))
                return "bullet", 0
        return "plain", 0

    def _table(self, box: Box, around: _Around) -> Iterator[Block]:
        within = replace(around, style="text", depth=-1)
        rows: list[tuple[Cell, ...]] = []
        widths: tuple[float, ...] = ()
        heads = 0
        for group in box.children:
            if tag(group) == "caption":
                yield from self.blocks(group, around)
            in_group = [group] if tag(group) == "tr" else getattr(group, "children", ())
            for row in (one for one in in_group if tag(one) == "tr"):
                cells = [cell for cell in row.children if tag(cell) in ("td", "th")]
                rows.append(self._row(cells, within))
                heads += tag(group) == "thead"
                if len(cells) > len(widths):
                    widths = tuple(self._places.size_mm(cell)[0] for cell in cells)
        if rows:
            yield Table(tuple(rows), heads, widths)

    def _row(self, cells: Iterable[Box], around: _Around) -> tuple[Cell, ...]:
        return tuple(
            Cell(tuple(self.blocks(cell, around)), int(attribute(cell, "colspan") or 1))
            for cell in cells
        )


def _paragraph(inlines: Iterable[Inline], around: _Around) -> Iterator[Paragraph]:
    """A paragraph of inlines without space around them; none if nothing is left."""
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
        yield Paragraph(tuple(kept), around.style, shade=around.shade)


def _with_icon(icon: list[FlowPicture], blocks: Iterator[Block]) -> Iterator[Block]:
    """Some blocks, with an icon in front of the first paragraph."""
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
