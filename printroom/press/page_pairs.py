"""Compares the pages of two finished files, dot by dot, and draws those that differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageStat

from printroom.model import PagePair
from printroom.press.page_pictures import draw_page, png

CHANGED, FADED = (200, 0, 60), 0.75
SPREAD = 5
"""By how many dots a change is drawn larger, so that a comma is seen, too."""


def compare_pages(before: bytes, after: bytes, dpi: int) -> tuple[PagePair, ...]:
    """Each page of two files, the first with the first; a page that one of them lacks is new."""
    pairs = zip_longest(_pictures(before, dpi), _pictures(after, dpi))
    return tuple(_pair(number, *pair) for number, pair in enumerate(pairs, start=1))


def _pictures(content: bytes, dpi: int) -> Iterator[Image.Image]:
    if content:
        with pypdfium2.PdfDocument(content) as pdf:
            for page in pdf:
                yield draw_page(page, dpi)


def _pair(number: int, before: Image.Image | None, after: Image.Image | None) -> PagePair:
    if before is None or after is None or before.size != after.size:
        return PagePair(number, 1.0, png(before), png(after))
    changed = _changed(before, after)
    if changed.getbbox() is None:
        return PagePair(number, 0.0)
    share = ImageStat.Stat(changed).mean[0] / 255
    white = Image.new("RGB", after.size, "white")
    faded = Image.blend(after.convert("L").convert("RGB"), white, FADED)
    faded.paste(CHANGED, mask=changed.filter(ImageFilter.MaxFilter(SPREAD)))
    return PagePair(number, share, png(before), png(after), png(faded))


def _changed(before: Image.Image, after: Image.Image) -> Image.Image:
    """The dots that differ, in white."""
    red, green, blue = ImageChops.difference(before, after).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value else 0)
