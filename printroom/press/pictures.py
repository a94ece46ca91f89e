"""Draws the pages of a finished file as pictures."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import Image

POINTS = 72
QUICK = 3
"""The compression of pictures: larger files, made in a third of the time."""


def draw_pages(content: bytes, dpi: int) -> tuple[bytes, ...]:
    """See `printroom.press.draw_pages`."""
    with pypdfium2.PdfDocument(content) as pdf:
        return tuple(png(drawn(page, dpi)) for page in pdf)


def drawn(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """A page as a picture, with so many dots to the inch."""
    picture: Image.Image = page.render(scale=dpi / POINTS).to_pil()
    return picture.convert("RGB")


def png(picture: Image.Image) -> bytes:
    """A picture as a file."""
    file = BytesIO()
    picture.save(file, "PNG", compress_level=QUICK)
    return file.getvalue()
