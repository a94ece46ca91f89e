"""Measures the contrast of each text with what is behind it, in the picture of its page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import ceil, floor
from typing import Any

import pypdfium2
from PIL import Image

from printroom.model import PageMark
from printroom.press.areas import Area, spot
from printroom.press.page_pictures import draw_page
from printroom.press.reading_order import Page, Thing
from printroom.text.contrast import TOLERANCE, Colour, contrast, minimum_contrast, over

DPI = 96
"""A dot is a pixel of the layout."""
STEP = 8
"""Shades nearer than this are taken for one: letters have soft edges."""
WHITE = (255, 255, 255)


def contrast_marks(page: Page, file: pypdfium2.PdfPage) -> Iterator[PageMark]:
    """Each line's text with its contrast; too little of it is marked as bad."""
    picture = draw_page(file, DPI)
    for thing in page.all_things:
        ratio = measured(thing, picture) if thing.words else None
        if ratio is None:
            continue
        least = least_contrast(thing)
        about = f"{ratio:.1f} to 1; at least {least:g} is needed"
        label, is_bad = f"{ratio:.1f}", ratio < least - TOLERANCE
        yield PageMark("contrast", spot(page.number, thing.seen), label, about, is_bad=is_bad)


def least_contrast(thing: Thing) -> float:
    """The contrast that a text needs."""
    style = thing.box.style
    return minimum_contrast(float(style["font_size"]), float(style["font_weight"]))


def ink(thing: Thing, ground: Colour) -> Colour:
    """The colour of a text as it is seen on a ground."""
    colour, opacity = rgb(thing.box.style["color"])
    return over(colour, opacity, ground)


@lru_cache(maxsize=1024)
def rgb(colour: Any) -> tuple[Colour, float]:
    """A colour of the engine, and its opacity."""
    red, green, blue = (round(255 * min(max(part, 0), 1)) for part in colour.to("srgb").coordinates)
    return (red, green, blue), float(colour.alpha)


def measured(thing: Thing, picture: Image.Image) -> float | None:
    """The contrast of a text's colour with the colour that is most often around its letters."""
    ground = _ground(thing.seen, picture, ink(thing, WHITE))
    return None if ground is None else contrast(ink(thing, ground), ground)


def _ground(area: Area, picture: Image.Image, ink: Colour) -> Colour | None:
    """The most frequent colour in an area that is not the ink; the ink, if there is no other."""
    left, top = max(0, floor(area.left)), max(0, floor(area.top))
    right, bottom = min(picture.width, ceil(area.right)), min(picture.height, ceil(area.bottom))
    if right <= left or bottom <= top:
        return None
    part = picture.crop((left, top, right, bottom))
    counted: Any = part.getcolors(part.width * part.height) or []
    for _, colour in sorted(counted, reverse=True):
        if max(abs(one - other) for one, other in zip(colour, ink, strict=True)) >= STEP:
            return colour[0], colour[1], colour[2]
    return ink
