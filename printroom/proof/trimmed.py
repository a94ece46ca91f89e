"""Proves a file with bleed: its page boxes, its text, and colours that reach into the bleed.

PDFium reads and draws the pages. The text must be that of the proven file; every word must be well
inside the cut or, on a sheet of pieces, outside the bleed; and no colour may end at the cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TypeAlias

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from printroom.model import Problem
from printroom.model.print_shop import Trim
from printroom.proof.page_text import Unreadable, read_text

Box: TypeAlias = tuple[float, float, float, float]

MM = 72 / 25.4
SAFE_MM = 1.5
"""The least distance of text from the cut: a guillotine may be 1 mm off."""
SIDES = ("left", "right", "top", "bottom")
DOTS_PER_MM = 4
EDGE_MM = 1.0
"""The depth of the strips to examine: inside the cut, outside it, and at the end of the bleed."""
HAIR_MM = 0.5
"""The distance of the second strip from the cut, along which there may be a hairline to cut on."""
RIM_MM = 10.0
"""The least length of a white rim; a round shape that ends near the cut is shorter."""
GROUND_MM = 25.0
"""The least length of a coloured background; a shorter shape may end within the bleed."""
FULL = 255
BLANK = FULL // 3
PALE = 8
"""The greatest difference from white, of 255, that does not count as colour."""
NEAR = 0.02
"""The tolerance for boxes in points, because they are written with fewer digits."""
REPORT_THIS = "Report this: such a file must not go to a print shop."
INWARDS = "Set it smaller, or farther from the edge, in the style sheet of this document."
EXTEND = "Extend the colour beyond the piece, over the sheet's bleed_mm, or end it before the edge."


def read_trimmed(content: bytes, before: bytes, trim: Trim, path: str) -> list[Problem]:
    """All problems of a file with bleed that was made from the proven file `before`."""
    try:
        if read_text(content) != read_text(before):
            return [_problem(path, "its text differs from that of the proven file")]
        with pypdfium2.PdfDocument(content) as made, pypdfium2.PdfDocument(before) as proven:
            return [
                problem
                for number, (page, old) in enumerate(zip(made, proven, strict=True), 1)
                for problem in _faults(page, _expected(old, trim), trim, f"{path}, page {number}")
            ]
    except (pypdfium2.PdfiumError, Unreadable) as error:
        return [_problem(path, f"the file cannot be read: {error}")]


def count_bleeds(content: bytes, expected: Mapping[float, int], path: str) -> list[Problem]:
    """A problem unless a file has as many pages with each bleed in millimetres as expected.

    A page that is cut has a TrimBox within its paper; that of other pages is the whole paper.
    """
    found = Counter[float]()
    try:
        with pikepdf.open(BytesIO(content)) as file:
            for page in file.pages:
                paper, cut, bleed = (
                    [float(side) for side in box]
                    for box in (page.mediabox, page.trimbox, page.bleedbox)
                )
                if cut[0] > paper[0] + NEAR:
                    found[round((cut[0] - bleed[0]) / MM, 2)] += 1
    except pikepdf.PdfError as error:
        return [_problem(path, f"the file cannot be read: {error}")]
    if found == Counter({round(bleed, 2): count for bleed, count in expected.items()}):
        return []
    count, wanted = found.total(), sum(expected.values())
    return [
        _problem(
            path,
            f"{count:,} of its pages have a bleed, but {wanted:,} need one of its width",
        )
    ]


def _expected(page: pypdfium2.PdfPage, trim: Trim) -> Box:
    """The box of the cut, computed from the size of the proven page."""
    left, bottom, right, top = page.get_mediabox()
    side, above = trim.side_mm * MM, trim.top_mm * MM
    return left + side, bottom + above, right - side, top - above


def _faults(page: pypdfium2.PdfPage, cut: Box, trim: Trim, path: str) -> Iterator[Problem]:
    bleed = _grown(cut, trim.bleed_mm)
    if not _same(page.get_trimbox(), cut) or not _same(page.get_bleedbox(), bleed):
        yield _problem(path, "its TrimBox or BleedBox is not where it is cut")
    if not _within(bleed, page.get_mediabox()):
        yield _problem(path, "its bleed is larger than its paper")
        return
    if near := [text for text, place in _words(page) if not _is_safe(place, cut, bleed)]:
        message = f"“{near[0]}” is nearer than {SAFE_MM:g} mm to the cut"
        yield Problem("cut-off", path, message, INWARDS, 0)
    for side in _white_rims(page, cut, trim.bleed_mm):
        yield Problem("white-rim", path, f"a colour ends at the cut on the {side}", EXTEND, 0)


def _problem(path: str, message: str) -> Problem:
    return Problem("wrong-cut", path, message, REPORT_THIS, 0)


def _grown(box: Box, by_mm: float) -> Box:
    left, bottom, right, top = box
    by = by_mm * MM
    return left - by, bottom - by, right + by, top + by


def _same(one: Box, other: Box) -> bool:
    return all(abs(a - b) < NEAR for a, b in zip(one, other, strict=True))


def _within(inner: Box, outer: Box) -> bool:
    starts = all(a >= b - NEAR for a, b in zip(inner[:2], outer[:2], strict=True))
    return starts and all(a <= b + NEAR for a, b in zip(inner[2:], outer[2:], strict=True))


def _words(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """Each run of letters, and its place."""
    text = page.get_textpage()
    for number in range(text.count_rects()):
        place = text.get_rect(number)
        yield text.get_text_bounded(*place).strip(), place
    text.close()


def _is_safe(word: Box, cut: Box, bleed: Box) -> bool:
    """Whether a word is well inside the cut, or outside the bleed, where sheets have titles."""
    is_beyond = word[2] < bleed[0] or word[0] > bleed[2] or word[3] < bleed[1] or word[1] > bleed[3]
    return is_beyond or _within(word, _grown(cut, -SAFE_MM))


# --- white rims ---------------------------------------------------------------------------------


def _white_rims(page: pypdfium2.PdfPage, cut: Box, bleed_mm: float) -> Iterator[str]:
    """The sides on which a colour that touches the cut does not continue beyond it.

    A long background must reach the end of the bleed. Pieces that lie edge to edge have no bleed.
    """
    ink = _inked(page)
    beyond = [(HAIR_MM, RIM_MM), *([(bleed_mm - EDGE_MM, GROUND_MM)] if bleed_mm > EDGE_MM else [])]
    left, _, _, top = page.get_mediabox()
    box = cut[0] - left, top - cut[3], cut[2] - left, top - cut[1]
    for side in SIDES:
        touching = _along(ink, box, side, -EDGE_MM)
        if any(_ends(touching, _along(ink, box, side, at), run) for at, run in beyond):
            yield side


def _ends(touching: bytes, beyond: bytes, run_mm: float) -> bool:
    """Whether a colour is full at the cut and nearly absent beyond it, for at least this length."""
    ends = bytes(a == FULL and b < BLANK for a, b in zip(touching, beyond, strict=True))
    return b"\1" * round(run_mm * DOTS_PER_MM) in ends


def _inked(page: pypdfium2.PdfPage) -> Image.Image:
    """A picture of the page in which coloured dots are white and all others black."""
    drawn = page.render(scale=DOTS_PER_MM / MM).to_pil().convert("RGB")
    red, green, blue = ImageChops.invert(drawn).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point([FULL * (ink > PALE) for ink in range(256)])


def _along(ink: Image.Image, box: Box, side: str, at_mm: float) -> bytes:
    """The amount of colour in a strip along a side of the box, dot by dot, averaged over its depth.

    The strip begins `at_mm` outside the box, which is measured from the top left corner.
    """
    left, top, right, bottom = box
    near, far = at_mm * MM, (at_mm + EDGE_MM) * MM
    strip = {
        "left": (left - far, top, left - near, bottom),
        "right": (right + near, top, right + far, bottom),
        "top": (left, top - far, right, top - near),
        "bottom": (left, bottom + near, right, bottom + far),
    }[side]
    x0, y0, x1, y1 = (round(place / MM * DOTS_PER_MM) for place in strip)
    size = (1, y1 - y0) if side in ("left", "right") else (x1 - x0, 1)
    return ink.resize(size, Image.Resampling.BOX, (x0, y0, x1, y1)).tobytes()
