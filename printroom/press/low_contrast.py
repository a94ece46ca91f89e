"""Refuses text with too little contrast, and names the style that sets its colour.

The background colours of the boxes around a text decide most cases. If a picture or an absolutely
positioned box may be behind it, a text that seems too pale is measured in a picture of the page,
which is drawn only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from printroom.model import Document, Problem
from printroom.press.contrast_marks import (
    DPI,
    WHITE,
    least_contrast,
    measured_contrast,
    rgb,
    text_colour,
)
from printroom.press.page_pictures import draw_page
from printroom.press.reading_order import Page, PageItem, place_of_part, shortened
from printroom.press.style_places import style_place
from printroom.text.contrast import TOLERANCE, Colour, contrast, over


@dataclass(frozen=True, slots=True)
class _Pale:
    """A text with too little contrast."""

    item: PageItem
    ratio: float

    @property
    def share(self) -> float:
        """Its contrast as a share of what it needs."""
        return self.ratio / least_contrast(self.item)


def low_contrast(pages: Sequence[Page], content: bytes, document: Document) -> Iterator[Problem]:
    """A problem for each page with such text, at the text that is hardest to read."""
    for page in pages:
        pale = list(_pale_of(page, content))
        if pale:
            yield _problem(min(pale, key=lambda one: one.share), page, document)


def _pale_of(page: Page, content: bytes) -> Iterator[_Pale]:
    picture: Image.Image | None = None
    for item in page.all_items:
        if not any(map(str.isalnum, item.words)):
            continue
        ground, is_sure = _background(item)
        ratio: float | None = contrast(text_colour(item, ground), ground)
        least = least_contrast(item) - TOLERANCE
        if ratio is not None and ratio < least and not is_sure:
            picture = picture or _drawn(page, content)
            ratio = measured_contrast(item, picture)
        if ratio is not None and ratio < least:
            yield _Pale(item, ratio)


def _background(item: PageItem) -> tuple[Colour, bool]:
    """The background colour of a text, and whether nothing else can be behind the text."""
    ground, is_sure = WHITE, not item.is_placed
    for box in item.around:
        style = box.style
        colour = style["background_color"]
        own, opacity = rgb(style["color"] if colour == "currentcolor" else colour)
        ground = over(own, opacity, ground) if opacity else ground
        is_sure = is_sure and all(kind == "none" for kind, _ in style["background_image"])
    return ground, is_sure


def _drawn(page: Page, content: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(content) as pdf:
        return draw_page(pdf[page.number - 1], DPI)


def _problem(pale: _Pale, page: Page, document: Document) -> Problem:
    item, least = pale.item, least_contrast(pale.item)
    path, line = place_of_part(item.part, document)
    names = (("color",), ("background", "background-color"))
    pseudo = item.box.element_tag.partition("::")[2] or None
    root, element = page.root.element, item.box.element
    places = (style_place(root, element, one, pseudo) for one in names)
    if place := next(filter(None, places), None):
        path, line = f"{document.templates}/{place.sheet}", place.line
    return Problem(
        "low-contrast",
        path,
        f"On page {page.number}, “{shortened(item.words, 60)}” has a contrast of "
        f"{pale.ratio:.1f} to 1 with what is behind it, but needs {least:g} to 1.",
        "Give the text a darker colour, or its background a lighter one.",
        line,
        spot=page.spot_of(item),
    )
