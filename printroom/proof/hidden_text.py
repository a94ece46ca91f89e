"""Finds text that nobody can see on a printed page.

White text is visible on a dark panel, but not on paper; black text is invisible under a picture.
The drawing operators do not show this, so the page is rendered and its pixels are compared.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, hypot
from typing import TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium

from printroom.proof.pdf_content import Hidden

SMALLEST_PT = 2.0
SAME = 40
"""Shades of 255 by which a pixel must differ from the ink to be its background."""
BACKGROUND_SHARE = 0.25
"""The least share of background among the pixels of a visible text."""
INK_SHARE = 0.004
"""The least share of ink among the pixels of a visible text."""
EDGE_PX = 2
"""The margin around a text that is included, so that even a dot has some background."""
ROWS = 12
"""The rows of pixels to examine: enough to cross every stroke of a line of text."""

Handle: TypeAlias = ctypes.c_void_p
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_INVISIBLE_MODES = (3, 7)


def hidden_texts(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[Hidden]:
    """The texts that nobody can see on a printed page, each with the reason."""
    return _hidden(page, text, _draw(page))


def misplaced_texts(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[Hidden]:
    """The texts that are cut off, outside the page, tiny or without ink; the page is not drawn."""
    left, bottom, right, top = page.get_cropbox()
    paper = _Drawn(b"", 0, ceil(right - left), ceil(top - bottom), left, top)
    return _hidden(page, text, paper)


def _hidden(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, drawn: _Drawn) -> list[Hidden]:
    found = []
    for handle, matrix in _texts(page):
        why = _why_hidden(handle, matrix, drawn)
        if why and (hidden := _text_of(handle, text).strip()):
            found.append(Hidden(hidden, why))
    return found


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page in shades of grey, with one pixel for each point, and its origin on the paper.

    Without pixels it has only the size of the paper.
    """

    pixels: bytes
    stride: int
    width: int
    height: int
    left: float
    top: float


def _draw(page: pypdfium2.PdfPage) -> _Drawn:
    bitmap = page.render(scale=1, grayscale=True, may_draw_forms=False)
    left, _, _, top = page.get_cropbox()
    pixels = bytes(bitmap.buffer)
    drawn = _Drawn(pixels, bitmap.stride, bitmap.width, bitmap.height, left, top)
    bitmap.close()
    return drawn


def _texts(page: pypdfium2.PdfPage) -> Iterator[tuple[Handle, Matrix]]:
    """Every text of a page with the transformation of the form XObject that contains it."""
    waiting = [(page.raw, _IDENTITY, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)]
    while waiting:
        holder, matrix, count, get = waiting.pop()
        for index in range(count(holder)):
            handle = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield handle, matrix
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                inner = _times(_matrix(handle), matrix)
                count_in, get_in = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
                waiting.append((handle, inner, count_in, get_in))


def _why_hidden(handle: Handle, matrix: Matrix, drawn: _Drawn) -> str:
    if pdfium.FPDFTextObj_GetTextRenderMode(handle) in _INVISIBLE_MODES:
        return "is drawn without ink"
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    _, _, across, along, _, _ = _times(_matrix(handle), matrix)
    if abs(size.value) * hypot(across, along) < SMALLEST_PT:
        return f"is smaller than {SMALLEST_PT:g} points"
    box = _bounds(handle)
    if _area(_clipped(box, handle)) < 0.5 * _area(box):
        return "is cut off"
    left, bottom, right, top = _placed(box, matrix)
    x0, x1 = floor(left - drawn.left), ceil(right - drawn.left)
    y0, y1 = floor(drawn.top - top), ceil(drawn.top - bottom)
    inside = _overlap(x0, x1, drawn.width) * _overlap(y0, y1, drawn.height)
    if inside < 0.5 * (x1 - x0) * (y1 - y0):
        return "is outside the page"
    if not drawn.pixels:
        return ""
    region = _region(drawn, x0 - EDGE_PX, y0 - EDGE_PX, x1 + EDGE_PX, y1 + EDGE_PX)
    return (
        "" if _is_visible(region, _ink(handle)) else "cannot be distinguished from its background"
    )


def _overlap(start: int, end: int, size: int) -> int:
    return max(0, min(end, size) - max(start, 0))


def _region(drawn: _Drawn, x0: int, y0: int, x1: int, y1: int) -> bytes:
    """The pixels of a rectangle of the page; only some rows of a high one."""
    x0, x1 = max(x0, 0), min(x1, drawn.width)
    y0, y1 = max(y0, 0), min(y1, drawn.height)
    starts = [y * drawn.stride for y in range(y0, y1, max(1, (y1 - y0) // ROWS))]
    return b"".join([drawn.pixels[start + x0 : start + x1] for start in starts])


def _is_visible(region: bytes, ink: int) -> bool:
    """Whether a region has ink, and enough background around it."""
    background = region.translate(None, _shades(ink, SAME))
    if len(background) < BACKGROUND_SHARE * len(region):
        return False
    samples = sorted(background[:: len(background) // 8 + 1])
    distance = abs(samples[len(samples) // 2] - ink)
    # Fine strokes are never rendered in full ink.
    without_ink = region.translate(None, _shades(ink, distance * 3 // 4))
    return len(region) - len(without_ink) > INK_SHARE * len(region)


@lru_cache(maxsize=1024)
def _shades(centre: int, distance: int) -> bytes:
    """All shades at most `distance` from `centre`."""
    return bytes(range(max(0, centre - distance), min(255, centre + distance) + 1))


def _ink(handle: Handle) -> int:
    """The shade of grey of a text's colour, converted as in PDFium."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return (red.value * 30 + green.value * 59 + blue.value * 11) // 100


def _bounds(handle: Handle) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _clipped(box: Box, handle: Handle) -> Box:
    """The part of a box inside the clip paths of its text, which are taken as rectangles."""
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(pdfium.FPDFClipPath_CountPaths(clip) if clip else 0):
        points = []
        for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
        xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
        left, bottom, right, top = box
        box = max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys))
    return box


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return max(0.0, right - left) * max(0.0, top - bottom)


def _placed(box: Box, matrix: Matrix) -> Box:
    """A box of a form XObject at its position on the page."""
    if matrix is _IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(handle: Handle) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return (
        a * u + b * w,
        a * v + b * x,
        c * u + d * w,
        c * v + d * x,
        e * u + f * w + y,
        e * v + f * x + z,
    )


def _text_of(handle: Handle, text: pypdfium2.PdfTextPage) -> str:
    size = pdfium.FPDFTextObj_GetText(handle, text.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFTextObj_GetText(handle, text.raw, units, size)
    return buffer.raw[:size].decode("utf-16-le", "replace").replace("\0", "")
