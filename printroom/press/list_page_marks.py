"""Lists the marks that a preview draws over each page for its designer.

Margins, baselines, fonts and sources come from the layout, all others from the finished file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2

from printroom.model import Document, MarkedPage, PageMark
from printroom.press.areas import PT_PER_PX, Area, border_area, bounding_area, padding_area, spot
from printroom.press.blame import PART
from printroom.press.contrast_marks import contrast_marks
from printroom.press.engine import boxes, real, with_all_below
from printroom.press.printing import print_with_layout
from printroom.press.reading_order import (
    Page,
    PageItem,
    attribute,
    classes_of,
    pages_of,
    place_of_part,
)
from printroom.press.tag_marks import MM_PER_PT, spot_in_file, tag_marks

BOLD = 600
Group = tuple[object, ...]


def mark_pages(document: Document, values: Mapping[str, str]) -> tuple[MarkedPage, ...]:
    """Lay a document out and list the marks of each page. Raises `NotFitToPrint`."""
    printed, layout = print_with_layout(document, values)
    with pypdfium2.PdfDocument(printed.content) as pdf:
        return tuple(
            _marked(page, file, document) for page, file in zip(pages_of(layout), pdf, strict=True)
        )


def _marked(page: Page, file: pypdfium2.PdfPage, document: Document) -> MarkedPage:
    width, height = file.get_size()
    marks = (
        *_sheet(page, file),
        *_baselines(page),
        *tag_marks(file, page.number),
        *_fonts(page),
        *contrast_marks(page, file),
        *_sources(page, document),
    )
    return MarkedPage(page.number, width * MM_PER_PT, height * MM_PER_PT, marks)


# --- sheet and lines ------------------------------------------------------------------------------


def _sheet(page: Page, file: pypdfium2.PdfPage) -> Iterator[PageMark]:
    """The trim, bleed and margins of the sheet, and of each piece to cut on it."""
    trim, bleed = file.get_trimbox(), file.get_bleedbox()
    if bleed != trim:
        yield PageMark("sheet", spot_in_file(page.number, bleed, file), "bleed", "The bleed")
    yield PageMark("sheet", spot_in_file(page.number, trim, file), "trim", "Where the sheet ends")
    if page.has_flow:
        area = spot(page.number, page.area)
        yield PageMark("sheet", area, "margins", "The area within the margins")
    for box in with_all_below(page.box):
        names, children = classes_of(box), map(real, getattr(box, "children", ()))
        outer = spot(page.number, border_area(box))
        if "piece" in names:
            yield PageMark("sheet", outer, "bleed", "The bleed of a piece")
        elif "face" in names:
            yield PageMark("sheet", outer, "safe", "Safe from the knife")
        elif any("piece" in classes_of(child) for child in children):
            yield PageMark("sheet", spot(page.number, padding_area(box)), "trim", "Cut here")


def _baselines(page: Page) -> Iterator[PageMark]:
    """The baseline of each line of text."""
    seen = set[int]()
    for item in page.all_items:
        line = next((box for box in reversed(item.around) if isinstance(box, boxes.LineBox)), None)
        if line is None or id(line) in seen or not item.words:
            continue
        seen.add(id(line))
        at = line.position_y + line.baseline
        area = Area(line.position_x, at, line.position_x + line.width, at)
        yield PageMark("baseline", spot(page.number, area))


# --- fonts and sources ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """The font of a text, with its size and style."""

    family: str
    size_pt: float
    weight: int
    is_italic: bool

    @classmethod
    def of(cls, item: PageItem) -> _Look:
        style = item.box.style
        family, size = style["font_family"][0], round(style["font_size"] * PT_PER_PX, 2)
        return cls(family, size, style["font_weight"], style["font_style"] != "normal")

    @property
    def label(self) -> str:
        """The size, with “bold” or “italic” where it applies."""
        bold = " bold" if self.weight >= BOLD else ""
        return f"{self.size_pt:g} pt{bold}{' italic' if self.is_italic else ''}"


def _fonts(page: Page) -> Iterator[PageMark]:
    """The font and size of each block's text."""
    items = [item for item in page.all_items if item.words]
    for (_, look), area in _grouped(items, lambda one: (id(block_of(one)), _Look.of(one))):
        about = f"{look.family}, {look.label}, weight {look.weight}"
        yield PageMark("font", spot(page.number, area), look.label, about)


def _sources(page: Page, document: Document) -> Iterator[PageMark]:
    """The source of each part of the page; text that no author wrote is the template's."""
    for (part, _), area in _grouped(page.all_items, partial(_source_group, document)):
        path, line = place_of_part(part, document)
        label = path.rpartition("/")[2]
        is_own = bool(part)
        about = f"{path}:{line}" if is_own else f"The template {path}, or what it includes"
        named = f"{label}:{line}" if is_own else label
        yield PageMark("source", spot(page.number, area), named, about, path=path, line=line)


def _source_group(document: Document, item: PageItem) -> Group:
    """The innermost part that an item belongs to; for text of the template, its block.

    The title of a session, which the templates print, is in the session's file.
    """
    parts = [part for box in item.around if (part := attribute(box, PART))]
    if parts:
        return (parts[-1], 0)
    title, path, line = document.session
    block = block_of(item)
    is_title = bool(path) and _words_of(block) == title
    return (f"{path}:{line}" if is_title else "", id(block))


def _words_of(block: Any) -> str:
    texts = (box.text for box in with_all_below(block) if isinstance(box, boxes.TextBox))
    return " ".join(" ".join(texts).split())


def block_of(item: PageItem) -> Any:
    """The innermost block around an item."""
    blocks = (box for box in reversed(item.around) if isinstance(box, boxes.BlockContainerBox))
    return next(blocks, item.box)


def _grouped(items: Any, group_of: Any) -> Iterator[tuple[Any, Area]]:
    """Each group of items, with the area that contains them."""
    areas: dict[Any, list[Area]] = {}
    for item in items:
        areas.setdefault(group_of(item), []).append(item.area_on_sheet)
    return ((group, bounding_area(own)) for group, own in areas.items())
