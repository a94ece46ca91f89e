"""Refuses text whose colour is too near to the colour behind it, and names the style that sets it.

The backgrounds around a text tell most. Where a picture or something placed may lie behind it, a
text that seems too pale is measured in the picture of the page, which is drawn for that only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from printroom.model import Document, Problem
from printroom.press.contrast_marks import DPI, WHITE, ink, least_contrast, measured, rgb
from printroom.press.page_pictures import draw_page
from printroom.press.reading_order import Page, Thing, place_of_part
from printroom.press.style_places import sheet_path, style_place
from printroom.text.contrast import TOLERANCE, Colour, contrast, over


@dataclass(frozen=True, slots=True)
class _Pale:
    """A text with too little contrast."""

    thing: Thing
    ratio: float

    @property
    def shortfall(self) -> float:
        """The share of the contrast that it needs and has."""
        return self.ratio / least_contrast(self.thing)


def low_contrast(pages: Sequence[Page], content: bytes, document: Document) -> Iterator[Problem]:
    """A problem of each page with such text: the one that is hardest to read."""
    for page in pages:
        pale = list(_pale_of(page, content))
        if pale:
            yield _problem(min(pale, key=lambda one: one.shortfall), page, document)


def _pale_of(page: Page, content: bytes) -> Iterator[_Pale]:
    picture: Image.Image | None = None
    for thing in page.all_things:
        if not any(map(str.isalnum, thing.words)):
            continue
        ground, is_sure = _behind(thing)
        ratio: float | None = contrast(ink(thing, ground), ground)
        least = least_contrast(thing) - TOLERANCE
        if ratio is not None and ratio < least and not is_sure:
            picture = picture or _drawn(page, content)
            ratio = measured(thing, picture)
        if ratio is not None and ratio < least:
            yield _Pale(thing, ratio)


def _behind(thing: Thing) -> tuple[Colour, bool]:
    """The colour of the backgrounds behind a text, and whether nothing else can be there."""
    ground, is_sure = WHITE, not thing.is_placed
    for box in thing.around:
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
    thing, least = pale.thing, least_contrast(pale.thing)
    words = thing.words if len(thing.words) <= 60 else f"{thing.words[:60]}…"
    path, line = place_of_part(thing.part, document)
    names = (("color",), ("background", "background-color"))
    added = thing.box.element_tag.partition("::")[2] or None
    root, element = page.root.element, thing.box.element
    places = (style_place(root, element, one, added) for one in names)
    if place := next(filter(None, places), None):
        path, line = sheet_path(place.sheet, document), place.line
    return Problem(
        "low-contrast",
        path,
        f"On page {page.number}, “{words}” has a contrast of {pale.ratio:.1f} to 1 with what is "
        f"behind it, and needs {least:g} to 1.",
        "Give the text a darker colour, or its background a lighter one.",
        line,
        spot=page.spot_of(thing),
    )
