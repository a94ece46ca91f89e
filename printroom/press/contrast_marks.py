"""Measures the contrast of each text with its background in a picture of the page."""

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
from printroom.press.reading_order import Page, PageItem
from printroom.text.contrast import TOLERANCE, Colour, contrast, minimum_contrast, over

DPI = 96
"""One dot of the picture for each CSS pixel of the layout."""
STEP = 8
"""Shades closer than this count as one, because the edges of letters are blurred."""
WHITE = (255, 255, 255)


def contrast_marks(page: Page, file: pypdfium2.PdfPage) -> Iterator[PageMark]:
    """A mark with the contrast of each line's text; one with too little is marked as bad."""
    picture = draw_page(file, DPI)
    for item in page.all_items:
        ratio = measured_contrast(item, picture) if item.words else None
        if ratio is None:
            continue
        least = least_contrast(item)
        about = f"{ratio:.1f} to 1; at least {least:g} is needed"
        label, is_bad = f"{ratio:.1f}", ratio < least - TOLERANCE
        yield PageMark(
            "contrast", spot(page.number, item.area_on_sheet), label, about, is_bad=is_bad
        )


def least_contrast(item: PageItem) -> float:
    """The contrast that a text needs."""
    style = item.box.style
    return minimum_contrast(float(style["font_size"]), float(style["font_weight"]))


def text_colour(item: PageItem, ground: Colour) -> Colour:
    """The visible colour of a text on a background; its own colour may be transparent."""
    colour, opacity = rgb(item.box.style["color"])
    return over(colour, opacity, ground)


@lru_cache(maxsize=1024)
def rgb(colour: Any) -> tuple[Colour, float]:
    """A colour of the engine as red, green and blue, and its opacity."""
    red, green, blue = (round(255 * min(max(part, 0), 1)) for part in colour.to("srgb").coordinates)
    return (red, green, blue), float(colour.alpha)


def measured_contrast(item: PageItem, picture: Image.Image) -> float | None:
    """The contrast of a text with the most frequent colour around its letters."""
    ground = _ground(item.area_on_sheet, picture, text_colour(item, WHITE))
    return None if ground is None else contrast(text_colour(item, ground), ground)


def _ground(area: Area, picture: Image.Image, ink: Colour) -> Colour | None:
    """The most frequent colour in an area other than the ink; the ink if there is no other."""
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
