"""Vectors: an address or a value in, a drawing as SVG out; none holds words or needs a font.

ReportLab finds the modules of a QR code, and is read when the first one is drawn. The SVG is
written here: ReportLab's own writer cuts colours to whole per cents and sizes to whole points,
and names a DTD on another machine. The colours are tokens of `templates/styles/tokens.css`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

INK, DEEP, TIDE = "#15303a", "#0e4a54", "#e4f0ee"
QUIET = 4
"""Modules that stay white around a QR code (ISO/IEC 18004, 6.3.8)."""
MOST_BYTES = 84
"""What version 5 holds: at 28 mm its modules have 0.6 mm, which any phone can tell apart."""
BAR_WIDTH, BAR_HEIGHT = 1000, 60
"""Units of a bar's drawing. It is stretched to its place, so only its shares count."""


def qr_svg(text: str, side_mm: float) -> bytes:
    """A QR code as a square of `side_mm` with its quiet zone, for error correction M.

    Raises `ValueError` for a text that is too long to be read off paper.
    """
    if (length := len(text.encode())) > MOST_BYTES:
        message = f"a QR code for print holds {MOST_BYTES} signs, and “{text}” has {length}"
        raise ValueError(message)
    modules = _modules(text)
    units = len(modules) + 2 * QUIET
    # One path: apart, neighbours would show a hairline between them on a screen.
    dark = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in _runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side_mm:g}mm" height="{side_mm:g}mm" '
        f'viewBox="0 0 {units} {units}"><path fill="#fff" d="M0 0h{units}v{units}h-{units}z"/>'
        f'<path fill="{INK}" d="{dark}"/></svg>'
    ).encode()


def bar_svg(value: float, full: float) -> bytes:
    """A horizontal bar on its track, which is `full` long; 0 ≤ value ≤ full, and full > 0."""
    width = BAR_WIDTH * value / full
    # None for nothing: a bar without width shows as a hairline on a screen.
    dark = f'<path fill="{DEEP}" d="{_box(width)}"/>' if value else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BAR_WIDTH} {BAR_HEIGHT}" '
        f'preserveAspectRatio="none"><path fill="{TIDE}" d="{_box(BAR_WIDTH)}"/>{dark}</svg>'
    ).encode()


def _box(width: float) -> str:
    return f"M0 0h{width:.6g}v{BAR_HEIGHT}h-{width:.6g}z"


def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a QR code from the top; a dark module is true."""
    from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text.encode()))
    code.make()
    return tuple(tuple(map(bool, row)) for row in code.modules)


def _runs(modules: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Dark modules that stand side by side: where they begin, and how many they are."""
    for y, row in enumerate(modules, QUIET):
        for is_dark, run in groupby(enumerate(row, QUIET), key=lambda place: place[1]):
            places = [x for x, _ in run]
            if is_dark:
                yield places[0], y, len(places)
