"""Vectors: an address or a value in, a drawing as SVG out; none holds words or needs a font.

They are drawings of ReportLab's graphics, which is read when the first one is drawn. Their
colours are tokens of `templates/styles/tokens.css`, as SVG has them: cut to whole per cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Path

INK, DEEP, TIDE, WHITE = 0x15303A, 0x0E4A54, 0xE4F0EE, 0xFFFFFF
QUIET = 4
"""Modules that stay white around a QR code (ISO/IEC 18004, 6.3.8)."""
MOST_BYTES = 84
"""What version 5 holds: at 28 mm its modules have 0.6 mm, which any phone can tell apart."""
BAR_WIDTH, BAR_HEIGHT = 1000, 60
"""Units of a bar's drawing. It is stretched to its place, so only its shares count."""

Box = tuple[float, float, float, float]
"""Left, bottom, width and height, in units of a drawing whose origin is at its foot."""


def qr_svg(text: str, side_mm: float) -> bytes:
    """A QR code as a square of `side_mm` with its quiet zone, for error correction M.

    Raises `ValueError` for a text that is too long to be read off paper.
    """
    if (length := len(text.encode())) > MOST_BYTES:
        message = f"a QR code for print holds {MOST_BYTES} signs, and “{text}” has {length}"
        raise ValueError(message)
    modules = _modules(text)
    units = len(modules) + 2 * QUIET
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
    """Boxes by their colour, each colour one path: neighbours apart would show a hairline."""
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
    for name in ("title", "desc"):  # “...”, which a reader would say
        canvas.svg.removeChild(*canvas.svg.getElementsByTagName(name))
    return bytes(canvas.svg.toxml(encoding="utf-8"))


def _add(box: Box, path: Path) -> None:
    left, bottom, width, height = box
    path.moveTo(left, bottom)
    path.lineTo(left + width, bottom)
    path.lineTo(left + width, bottom + height)
    path.lineTo(left, bottom + height)
    path.closePath()


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code from the top; a dark module is true."""
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text.encode()))
    code.make()
    return tuple(tuple(map(bool, row)) for row in code.modules)


def _dark(modules: Sequence[Sequence[bool]]) -> Iterator[Box]:
    """A box for dark modules that stand side by side."""
    for y, row in enumerate(reversed(modules), QUIET):
        for is_dark, run in groupby(enumerate(row, QUIET), key=lambda place: place[1]):
            places = [x for x, _ in run]
            if is_dark:
                yield places[0], y, len(places), 1
