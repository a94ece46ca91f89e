"""Measures the contrast of each text with what is behind it, in the picture of its page."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import Any

import pypdfium2
from PIL import Image

from printroom.model import PageMark
from printroom.press.areas import Area, spot
from printroom.press.pictures import drawn
from printroom.press.reading_order import Page, Thing

DPI = 96
"""A dot is a pixel of the layout."""
ENOUGH, ENOUGH_IF_LARGE = 4.5, 3.0
"""The least contrast of text by WCAG 2.2, level AA."""
LARGE_PX, LARGE_BOLD_PX, BOLD = 24.0, 56 / 3, 700
STEP = 8
"""Shades nearer than this are taken for one: letters have soft edges."""
Colour = tuple[int, int, int]


def contrast_marks(page: Page, file: pypdfium2.PdfPage) -> Iterator[PageMark]:
    """Each line's text with its contrast; too little of it is marked as bad."""
    picture = drawn(file, DPI)
    for thing in page.all_things:
        if not thing.words:
            continue
        ratio = _ratio(thing, picture)
        if ratio is None:
            continue
        needed = ENOUGH_IF_LARGE if _is_large(thing) else ENOUGH
        about = f"{ratio:.1f} to 1; at least {needed:g} is needed"
        label, is_bad = f"{ratio:.1f}", ratio < needed
        yield PageMark("contrast", spot(page.number, thing.seen), label, about, is_bad=is_bad)


def _is_large(thing: Thing) -> bool:
    style = thing.box.style
    is_bold = style["font_weight"] >= BOLD
    return bool(style["font_size"] >= (LARGE_BOLD_PX if is_bold else LARGE_PX))


def _ratio(thing: Thing, picture: Image.Image) -> float | None:
    """The contrast of a text's colour with the colour that is most often around its letters."""
    ink = tuple(round(255 * part) for part in thing.box.style["color"].to("srgb").coordinates)
    ground = _ground(thing.seen, picture, (ink[0], ink[1], ink[2]))
    if ground is None:
        return None
    darker, lighter = sorted((_luminance((ink[0], ink[1], ink[2])), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


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


def _luminance(colour: Colour) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
