"""Vector drawings as SVG: QR codes and chart bars, without text or fonts.

They are drawn with ReportLab's graphics, which is imported with the first drawing. Colours are
tokens of `templates/styles/tokens.css`, rounded to whole per cents as SVG has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Path

INK, DEEP, TIDE, WHITE = 0x15303A, 0x0E4A54, 0xE4F0EE, 0xFFFFFF
QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004, 6.3.8)."""
MOST_BYTES = 84
"""The capacity of version 5: at 28 mm its modules are 0.6 mm, which any phone can resolve."""
BAR_WIDTH, BAR_HEIGHT = 1000, 60
"""Units of a bar's drawing, which is stretched to its place, so only proportions matter."""

Box = tuple[float, float, float, float]
"""Left, bottom, width and height, in units of a drawing with its origin at the bottom left."""


def qr_svg(text: str, side_mm: float) -> bytes:
    """A QR code as a square of `side_mm` with its quiet zone, with error correction M.

    Raises `ValueError` for a text that is too long to be scanned from paper.
    """
    if (length := len(text.encode())) > MOST_BYTES:
        message = f"a QR code for print holds {MOST_BYTES} bytes, and “{text}” has {length}"
        raise ValueError(message)
    modules = _modules(text)
    units = len(modules)
    side = f"{side_mm:g}mm"
    shapes = {WHITE: [(0, 0, units, units)], INK: _dark(modules)}
    return _svg((units, units), shapes, {"width": side, "height": side})


def bar_svg(value: float, full: float) -> bytes:
    """A horizontal bar on its track, which is `full` long; 0 ≤ value ≤ full, and full > 0."""
    shapes: dict[int, list[Box]] = {TIDE: [(0, 0, BAR_WIDTH, BAR_HEIGHT)]}
    if value:  # a bar without width shows as a hairline on a screen
        shapes[DEEP] = [(0, 0, BAR_WIDTH * value / full, BAR_HEIGHT)]
    return _svg((BAR_WIDTH, BAR_HEIGHT), shapes, {"preserveAspectRatio": "none"})


def _svg(
    size: tuple[int, int], shapes: Mapping[int, Iterable[Box]], attributes: Mapping[str, str]
) -> bytes:
    """Boxes by colour, each colour one path, because adjacent paths would show a hairline."""
    from reportlab.graphics.renderSVG import SVGCanvas, draw
    from reportlab.graphics.shapes import Drawing, Path
    from reportlab.lib.colors import HexColor

    drawing = Drawing(*size)
    for colour, boxes in shapes.items():
        path = Path(fillColor=HexColor(colour), strokeColor=None)
        for box in boxes:
            _add(box, path)
        drawing.add(path)
    canvas = SVGCanvas(size, useClip=True, svgAttrs=attributes)
    draw(drawing, canvas)  # type: ignore[arg-type]  # its stub asks for a canvas of PDF
    for name in ("title", "desc"):  # “...”, which a screen reader would read out
        canvas.svg.removeChild(*canvas.svg.getElementsByTagName(name))
    return bytes(canvas.svg.toxml(encoding="utf-8"))


def _add(box: Box, path: Path) -> None:
    left, bottom, width, height = box
    path.moveTo(left, bottom)
    path.lineTo(left + width, bottom)
    path.lineTo(left + width, bottom + height)
    path.lineTo(left, bottom + height)
    path.closePath()


def _modules(text: str) -> list[Sequence[int]]:
    """The rows of a QR code with its quiet zone, from the top; a dark module is 1."""
    import segno

    code = segno.make_qr(text, error="M", mode="byte", encoding="utf-8", boost_error=False)
    return [tuple(row) for row in code.matrix_iter(border=QUIET)]


def _dark(modules: Sequence[Sequence[int]]) -> Iterator[Box]:
    """A box for each horizontal run of dark modules."""
    for y, row in enumerate(reversed(modules)):
        for is_dark, run in groupby(enumerate(row), key=lambda place: place[1]):
            places = [x for x, _ in run]
            if is_dark:
                yield places[0], y, len(places), 1
