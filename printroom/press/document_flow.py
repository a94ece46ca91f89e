"""Turns a document into a flow of paragraphs, lists and tables, for a word processor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pypdfium2

from printroom.model import Document
from printroom.model.flow import EDITED, MADE_FROM, Block, Flow, Look, Paragraph, Run, Style
from printroom.press.areas import MM_PER_PX, PT_PER_PX
from printroom.press.contrast_marks import rgb
from printroom.press.engine import boxes, weasyprint
from printroom.press.flow_blocks import HEADINGS, blocks_of, running
from printroom.press.flow_lines import tag
from printroom.press.flow_pictures import PrintedPlaces
from printroom.press.printing import print_with_layout
from printroom.press.reading_order import pages_of

Box = Any


def flow_of(document: Document, values: Mapping[str, str]) -> Flow:
    """A document with these values as a flow of text.

    It is laid out once; its symbols and drawings are cut out of the printed pages. Raises
    `NotFitToPrint`.
    """
    printed, layout = print_with_layout(document, values)
    root = _boxes(layout)
    pages = pages_of(layout)
    sheet = pages[0].box
    with pypdfium2.PdfDocument(printed.content) as pdf:
        places = PrintedPlaces(pages, pdf)
        heads, feet = _running(root, places, sheet)
        return Flow(
            document.title,
            layout._html.etree_element.get("lang", ""),
            blocks_of(root, places),
            (Paragraph((Run(EDITED, is_bold=True),)), *_all_blocks(heads, places)),
            tuple(_with_code(document.code, _all_blocks(feet, places))),
            (sheet.margin_width() * MM_PER_PX, sheet.margin_height() * MM_PER_PX),
            dict(_looks(root)),
        )


def _boxes(layout: Any) -> Box:
    """The boxes of the elements of a layout before they are broken into lines and pages."""
    html = layout._html
    counters = weasyprint.css.counters.CounterStyle()
    options = {**weasyprint.DEFAULT_OPTIONS, "cache": {}}
    context = weasyprint.document.Document._build_layout_context(
        html, layout.font_config, counters, {}, options
    )
    build = weasyprint.formatting_structure.build.element_to_box
    (root,) = build(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        context.target_collector,
        counters,
        [],
    )
    root.process_whitespace()
    return root


def _running(root: Box, places: PrintedPlaces, page: Box) -> tuple[list[Box], list[Box]]:
    """The running boxes at the head of each page, and those at its foot."""
    sides: tuple[list[Box], list[Box]] = [], []
    for box in running(root):
        place = places.place(box)
        is_below = place is None or place[1].top > page.margin_height() / 2
        sides[is_below].append(box)
    return sides


def _all_blocks(found: Iterable[Box], places: PrintedPlaces) -> tuple[Block, ...]:
    return tuple(block for box in found for block in blocks_of(box, places))


def _with_code(code: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The footer with a note of the code of the pages that the copy was made from."""
    is_named = False
    for block in blocks:
        if isinstance(block, Paragraph) and not is_named:
            inlines = tuple(
                replace(one, text=one.text.replace(code, f"{MADE_FROM} {code}"))
                if isinstance(one, Run) and code in one.text
                else one
                for one in block.inlines
            )
            is_named = inlines != block.inlines
            yield replace(block, inlines=inlines)
        else:
            yield block
    if not is_named:
        yield Paragraph((Run(f"{MADE_FROM} {code}"),))


def _looks(root: Box) -> Iterator[tuple[Style, Look]]:
    """The size and colour of text and of each kind of heading, as they are first used."""
    seen = set[Style]()
    for box in _below(root):
        style: Style | None = "text" if tag(box) == "body" else HEADINGS.get(tag(box))
        if style and style not in seen:
            seen.add(style)
            colour = "".join(f"{part:02X}" for part in rgb(box.style["color"])[0])
            yield style, Look(round(box.style["font_size"] * PT_PER_PX * 2) / 2, colour)


def _below(box: Box) -> Iterator[Box]:
    yield box
    if not isinstance(box, boxes.TextBox):
        for child in getattr(box, "children", ()):
            yield from _below(child)
