"""Draws pages as pictures: finished pages, refused pages with their problems, and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from textwrap import wrap

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from printroom.model import PagePair, Problem, RefusedPage

STAMP = "NOT FOR PRINTING"
POINTS = 72
MM = 25.4
RED, PALE, WHITE = (176, 0, 32), (176, 0, 32, 70), (255, 255, 255)
QUICK = 1
"""The compression level of pictures: slightly larger files in half the time."""
CHANGED, FADED = (200, 0, 60), 0.75
SPREAD = 5
"""The size to which a changed dot is enlarged, so that even a comma is visible."""


def draw_pages(
    content: bytes, dpi: int, start: int = 0, end: int | None = None
) -> tuple[bytes, ...]:
    """Pages of a finished file as PNG, from the index `start` to the one before `end`."""
    with pypdfium2.PdfDocument(content) as pdf:
        wanted = range(len(pdf))[start:end]
        return tuple(png(draw_page(pdf[number], dpi)) for number in wanted)


def refused_pages(
    name: str, content: bytes, problems: Iterable[Problem], dpi: int
) -> Iterator[RefusedPage]:
    """Pictures of the pages with problems that stop the document, watermarked and outlined."""
    by_page: dict[int, list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        if problem.stops and problem.spot:
            by_page.setdefault(problem.spot.page, []).append(problem)
    with pypdfium2.PdfDocument(content) as pdf:
        for number, own in sorted(by_page.items()):
            picture = _outlined(draw_page(pdf[number - 1], dpi), own, dpi)
            yield RefusedPage(name, number, png(_stamped(_labelled(picture, own))), tuple(own))


def draw_page(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    """A page as a picture of this resolution."""
    picture: Image.Image = page.render(scale=dpi / POINTS).to_pil()
    return picture.convert("RGB")


def _outlined(picture: Image.Image, problems: Sequence[Problem], dpi: int) -> Image.Image:
    """The picture with a numbered frame around the place of each problem."""
    pen, font, width = ImageDraw.Draw(picture), _font(dpi // 8), max(2, dpi // 40)
    for number, problem in enumerate(problems, start=1):
        if not (spot := problem.spot):
            continue
        sides = (spot.left, spot.top, spot.right, spot.bottom)
        left, top, right, bottom = (side * dpi / MM for side in sides)
        left, top = max(0, min(left, picture.width - 2 * width)) - width, max(0, top) - width
        left, top = max(0, left), max(0, min(top, picture.height - 2 * width))
        right = max(left, min(right + width, picture.width - 1))
        bottom = max(top, min(bottom + width, picture.height - 1))
        pen.rectangle((left, top, right, bottom), outline=RED, width=width)
        label = f" {number} {problem.code} "
        box = pen.textbbox((0, 0), label, font=font)
        wide, high = box[2] - box[0], box[3] + 2
        beside = left if number % 2 else right - wide  # two problems often share a place
        beside = max(0, min(beside, picture.width - wide))
        at = (beside, top - high if top >= high else top)
        pen.rectangle((*at, at[0] + wide, at[1] + high), fill=RED)
        pen.text(at, label, fill=WHITE, font=font)
    return picture


def _labelled(picture: Image.Image, problems: Sequence[Problem]) -> Image.Image:
    """The picture with the text and the place of each problem below the page."""
    size = max(11, picture.width // 60)
    font, letters = _font(size), int(picture.width / (size * 0.52))
    lines = [
        line
        for number, problem in enumerate(problems, start=1)
        for line in wrap(f"{number}  {problem.place}  {_plain(problem.message)}", letters)
    ]
    high = int(size * 1.4)
    whole = Image.new("RGB", (picture.width, picture.height + high * (len(lines) + 1)), WHITE)
    whole.paste(picture, (0, 0))
    pen = ImageDraw.Draw(whole)
    pen.line((0, picture.height, picture.width, picture.height), fill=RED, width=2)
    for number, line in enumerate(lines):
        pen.text((size, picture.height + high // 2 + high * number), line, fill=RED, font=font)
    return whole


def _stamped(picture: Image.Image) -> Image.Image:
    """The picture with a diagonal watermark."""
    font = _font(picture.width // 9)
    box = font.getbbox(STAMP)
    stamp = Image.new("RGBA", (int(box[2]) + 20, int(box[3]) + 20), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).text((10, 10), STAMP, fill=PALE, font=font)
    turned = stamp.rotate(50, expand=True, resample=Image.Resampling.BICUBIC)
    middle = ((picture.width - turned.width) // 2, (picture.height - turned.height) // 2)
    picture.paste(turned, middle, turned)
    return picture


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(max(10, size))


def _plain(text: str) -> str:
    """A text without the characters that the picture's font lacks."""
    return text.translate(str.maketrans("“”‘’–—…", "\"\"''---"))


def png(picture: Image.Image | None) -> bytes:
    """A picture as PNG; empty if there is none."""
    if picture is None:
        return b""
    file = BytesIO()
    picture.save(file, "PNG", compress_level=QUICK)
    return file.getvalue()


def compare_pages(before: bytes, after: bytes, dpi: int) -> tuple[PagePair, ...]:
    """The pages of two files compared in pairs; a page that only one of them has counts as new."""
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
    """The dots that differ, in white on black."""
    red, green, blue = ImageChops.difference(before, after).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value else 0)
