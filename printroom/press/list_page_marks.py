"""Lists facts about the places on each page of a document, for its designer.

Margins, baselines, fonts and sources come from the layout, all others from the finished file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2

from printroom.model import Document, MarkedPage, PageMark, Spot
from printroom.press.areas import Area, border_area, padding_area, spot
from printroom.press.blame import PART
from printroom.press.contrast_marks import contrast_marks
from printroom.press.engine import boxes, real, with_all_below
from printroom.press.fields import fill_fields
from printroom.press.printing import print_source
from printroom.press.reading_order import (
    Page,
    Thing,
    attribute,
    classes_of,
    pages_of,
    place_of_part,
)
from printroom.press.tag_marks import tag_marks

PT_PER_PX = 0.75
MM_PER_PT = 25.4 / 72
BOLD = 600
Group = tuple[object, ...]


def mark_pages(document: Document, values: Mapping[str, str]) -> tuple[MarkedPage, ...]:
    """What is known of the places on each page of a document; it is laid out for that.

    Raises `NotFitToPrint`.
    """
    layouts: list[Any] = []
    source = fill_fields(document, values)
    printed = print_source(document, source, finish=lambda layout, _: layouts.append(layout))
    with pypdfium2.PdfDocument(printed.content) as pdf:
        return tuple(
            _marked(page, file, document)
            for page, file in zip(pages_of(layouts[-1]), pdf, strict=True)
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
        yield PageMark("sheet", _of_file(page.number, bleed, file), "bleed", "The bleed")
    yield PageMark("sheet", _of_file(page.number, trim, file), "trim", "Where the sheet ends")
    if page.has_flow:
        area = spot(page.number, page.area)
        yield PageMark("sheet", area, "margins", "What is within the margins")
    for box in with_all_below(page.box):
        names, children = classes_of(box), map(real, getattr(box, "children", ()))
        outer = spot(page.number, border_area(box))
        if "piece" in names:
            yield PageMark("sheet", outer, "bleed", "The bleed of a piece")
        elif "face" in names:
            yield PageMark("sheet", outer, "safe", "Safe from the knife")
        elif any("piece" in classes_of(child) for child in children):
            yield PageMark("sheet", spot(page.number, padding_area(box)), "trim", "Cut here")


def _of_file(page: int, box: tuple[float, float, float, float], file: pypdfium2.PdfPage) -> Spot:
    """A box of the file, in millimetres from the top left corner of the sheet."""
    left, bottom, right, top = box
    origin, _, _, head = file.get_mediabox()
    sides = (left - origin, head - top, right - origin, head - bottom)
    return Spot(page, *(round(side * MM_PER_PT, 2) for side in sides))


def _baselines(page: Page) -> Iterator[PageMark]:
    """The line that the letters of each line of text stand on."""
    seen = set[int]()
    for thing in page.all_things:
        line = next((box for box in reversed(thing.around) if isinstance(box, boxes.LineBox)), None)
        if line is None or id(line) in seen or not thing.words:
            continue
        seen.add(id(line))
        at = line.position_y + line.baseline
        area = Area(line.position_x, at, line.position_x + line.width, at)
        yield PageMark("baseline", spot(page.number, area))


# --- fonts and sources ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """How a text is set."""

    family: str
    size_pt: float
    weight: int
    is_italic: bool

    @classmethod
    def of(cls, thing: Thing) -> _Look:
        style = thing.box.style
        family, size = style["font_family"][0], round(style["font_size"] * PT_PER_PX, 2)
        return cls(family, size, style["font_weight"], style["font_style"] != "normal")

    @property
    def label(self) -> str:
        """The size, and what is not regular about it."""
        bold = " bold" if self.weight >= BOLD else ""
        return f"{self.size_pt:g} pt{bold}{' italic' if self.is_italic else ''}"


def _fonts(page: Page) -> Iterator[PageMark]:
    """The font and size of each block's text."""
    things = [thing for thing in page.all_things if thing.words]
    for (_, look), area in _joined(things, lambda one: (id(block_of(one)), _Look.of(one))):
        about = f"{look.family}, {look.label}, weight {look.weight}"
        yield PageMark("font", spot(page.number, area), look.label, about)


def _sources(page: Page, document: Document) -> Iterator[PageMark]:
    """Where each part of the page was written; what no author wrote is the template's."""
    for (part, _), area in _joined(page.all_things, partial(_written, document)):
        path, line = place_of_part(part, document)
        label = path.rpartition("/")[2]
        is_own = bool(part)
        about = f"{path}:{line}" if is_own else f"The template {path}, or what it includes"
        named = f"{label}:{line}" if is_own else label
        yield PageMark("source", spot(page.number, area), named, about, path=path, line=line)


def _written(document: Document, thing: Thing) -> Group:
    """The innermost part that something belongs to; for the template's own, its block.

    The title of a session, which each template writes by itself, is in the session's file.
    """
    parts = [part for box in thing.around if (part := attribute(box, PART))]
    if parts:
        return (parts[-1], 0)
    title, path, line = document.session
    block = block_of(thing)
    is_title = bool(path) and _words_of(block) == title
    return (f"{path}:{line}" if is_title else "", id(block))


def _words_of(block: Any) -> str:
    texts = (box.text for box in with_all_below(block) if isinstance(box, boxes.TextBox))
    return " ".join(" ".join(texts).split())


def block_of(thing: Thing) -> Any:
    """The innermost block around something."""
    blocks = (box for box in reversed(thing.around) if isinstance(box, boxes.BlockContainerBox))
    return next(blocks, thing.box)


def _joined(things: Any, group_of: Any) -> Iterator[tuple[Any, Area]]:
    """Each group of things, with the area that covers them."""
    areas: dict[Any, Area] = {}
    for thing in things:
        group, area = group_of(thing), thing.seen
        areas[group] = _covering(areas[group], area) if group in areas else area
    yield from areas.items()


def _covering(one: Area, other: Area) -> Area:
    return Area(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
