"""Draws the calibration sheet, which shows how far a printer misplaces the back of a sheet.

`Paper` draws in millimetres, in one font, and writes no date into the file.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO

import pikepdf
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

INK = HexColor("#15303a")
DEEP = HexColor("#0e4a54")

WIDTH, HEIGHT = 210.0, 297.0
MIDDLE = (105.0, 148.5)
CORNERS = ((40.0, 40.0), (170.0, 40.0), (40.0, 257.0), (170.0, 257.0))
"""Symmetrical about the middle: the same points when the sheet is turned over."""
REACH = 10
"""The length of the scales. The arms of a cross are long enough to cross a scale at its end."""
ARM = 2 * REACH + 3
HAIR, LINE, STRONG = 0.06, 0.15, 0.35
RULER = 100
SQUARE = (40.0, 184.0)
"""Where both rulers begin."""
LEFT, INDENT, PITCH = 40.0, 6.0, 6.4
TITLE, TEXT, NUMBER = 9.0, 4.2, 2.4
TITLE_AT, FRONT_AT, BACK_AT = 220.0, 208.0, 113.0
"""The text of the back is lower than that of the front, so that both can be read against the
light."""

FRONT = (
    ("1", "Print this sheet on both sides, at 100 %."),
    ("2", "Measure the rulers: each must be 100 mm long."),
)
BACK = (
    ("3", "Hold the sheet to the light, with this side facing you."),
    ("4", "Find the front’s cross on the scale in the middle."),
    ("", "How far is it to the right, and how far down? A line is"),
    ("", "1 mm; left and up are negative."),
    ("5", "Save these two numbers: --back RIGHT,DOWN"),
    ("", "That is --back 1.5,-0.5 for 1.5 to the right and 0.5 up."),
)


def printer_sheet(font: bytes) -> bytes:
    """Two A4 pages for the two sides of a sheet, with text in `font`, a TrueType file.

    The front has rulers of 100 mm and crosses; the back has scales in mm around the same points.
    When the sheet is held against the light with the back upright and facing the trainer, each
    cross of the front shows on a scale where the middle of that scale should be. Scales count to
    the right and down, so the two numbers read off are how far the back has to be moved: they are
    the `back` of `press.impose.align_sides`, with the same sign. The printer's own error has the
    opposite sign. The numbers hold for sheets that are flipped on the same edge as this one.

    Raises `ValueError` for a font that lacks a letter.
    """
    paper = Paper(font)
    paper.setViewerPreference("Duplex", "DuplexFlipLongEdge")
    paper.start(WIDTH, HEIGHT)
    _write_steps(paper, "front", FRONT, FRONT_AT)
    _ruler(paper, 1, 0)
    _ruler(paper, 0, -1)
    for x, y in (MIDDLE, *CORNERS):
        _cross(paper, x, y)
    paper.showPage()
    paper.start(WIDTH, HEIGHT)
    _write_steps(paper, "back", BACK, BACK_AT)
    for x, y in (MIDDLE, *CORNERS):
        _scale(paper, x, y)
    _name_directions(paper, *MIDDLE)
    paper.showPage()
    with paper.finish("Printer sheet") as pdf:
        return pdf_bytes(pdf)


def _write_steps(paper: Paper, title: str, lines: tuple[tuple[str, str], ...], y: float) -> None:
    paper.setFillColor(DEEP)
    paper.write(LEFT, TITLE_AT, title, TITLE)
    for number, words in lines:
        paper.setFillColor(DEEP)
        paper.write(LEFT, y, number, TEXT)
        paper.setFillColor(INK)
        paper.write(LEFT + INDENT, y, words, TEXT)
        y -= PITCH


def _ruler(paper: Paper, right: int, up: int) -> None:
    """A ruler from the corner of the square in this direction, with ticks on the outside."""
    x, y = SQUARE
    paper.setLineWidth(LINE)
    paper.line(x, y, x + RULER * right, y + RULER * up)
    for step in range(RULER + 1):
        at_x, at_y = x + step * right, y + step * up
        length = 4.5 if step % 10 == 0 else 3.2 if step % 5 == 0 else 2.0
        paper.line(at_x, at_y, at_x + length * up, at_y + length * right)
        if step % 10 == 0:
            words = f"{step} mm" if step == RULER else str(step)
            if right:
                paper.write(at_x, at_y + 5.6, words, NUMBER, 0.5)
            else:
                paper.write(at_x - 5.6, at_y - NUMBER / 3, words, NUMBER, 1)


def _cross(paper: Paper, x: float, y: float) -> None:
    paper.setStrokeColor(DEEP)
    paper.setLineWidth(STRONG)
    paper.line(x - ARM, y, x + ARM, y)
    paper.line(x, y - ARM, x, y + ARM)


def _scale(paper: Paper, x: float, y: float) -> None:
    """A grid of mm around a point, numbered to the right and down, with ticks of half a mm."""
    paper.setStrokeColor(DEEP)
    for half in range(-2 * REACH, 2 * REACH + 1):
        at = half / 2
        paper.setLineWidth(LINE if half % 10 == 0 else HAIR)
        length = 1.8 if half % 10 == 0 else 1.2 if half % 2 == 0 else 0.7
        inner = REACH if half % 2 else 0  # half a mm is a tick only
        for side in (-1, 1):
            paper.line(x + at, y + side * inner, x + at, y + side * (REACH + length))
            paper.line(x + side * inner, y + at, x + side * (REACH + length), y + at)
        if half % 10 == 0:
            paper.write(x + at, y + REACH + 2.8, f"{at:g}", NUMBER, 0.5)
            paper.write(x - REACH - 2.8, y - at - NUMBER / 3, f"{at:g}", NUMBER, 1)


def _name_directions(paper: Paper, x: float, y: float) -> None:
    """Write the directions beside the scales."""
    above, beside = y + REACH + 7, x - REACH - 8
    paper.setFillColor(DEEP)
    paper.write(x - REACH, above, "left", TEXT, 0.5)
    paper.write(x + REACH, above, "right", TEXT, 0.5)
    paper.write(beside, y + REACH - TEXT / 3, "up", TEXT, 1)
    paper.write(beside, y - REACH - TEXT / 3, "down", TEXT, 1)


# --- paper --------------------------------------------------------------------------------------


class Paper(Canvas):
    """Pages drawn in millimetres from the lower left corner, in one TrueType font."""

    def __init__(self, font: bytes) -> None:
        self.font = _registered(font)
        self.letters = frozenset(map(chr, self.font.face.charToGlyph))
        name: str = self.font.fontName
        # By default, each page would name Helvetica.
        super().__init__(BytesIO(), invariant=1, initialFontName=name)  # type: ignore[arg-type]
        self.setViewerPreference("PrintScaling", "None")

    def start(self, width_mm: float, height_mm: float) -> None:
        """Begin a page of this size."""
        self.setPageSize((width_mm * mm, height_mm * mm))
        self.scale(mm, mm)
        self.setFillColor(INK)
        self.setStrokeColor(INK)

    def write(self, x: float, y: float, words: str, size_mm: float, align: float = 0) -> None:
        """Write on the baseline `y`, beginning at `x`, or ending there if `align` is 1.

        Raises `ValueError` for a letter that the font does not have.
        """
        if missing := set(words) - self.letters:
            # ReportLab would leave it out silently.
            raise ValueError(f"the font has no letter {min(missing)!r}")
        name = self.font.fontName
        self.setFont(name, size_mm)
        self.drawString(x - align * self.stringWidth(words, name, size_mm), y, words)

    def finish(self, title: str) -> pikepdf.Pdf:
        """The pages as a file whose only metadata is its title."""
        pdf = pikepdf.open(BytesIO(self.getpdfdata()))  # type: ignore[no-untyped-call]
        del pdf.docinfo
        pdf.docinfo["/Title"] = title
        return pdf


class _MeasuredFont(TTFont):
    """A font that caches the widths of texts: the sheets of all schools repeat many."""

    stringWidth = lru_cache(maxsize=20_000)(TTFont.stringWidth)


@cache
def _registered(font: bytes) -> TTFont:
    """The font under a name of its own, because ReportLab has one registry for the process."""
    own = _MeasuredFont(sha256(font).hexdigest(), BytesIO(font), asciiReadable=False)
    pdfmetrics.registerFont(own)
    return own


def pdf_bytes(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a file; the same pages give the same bytes."""
    content = BytesIO()
    # By default, pikepdf rewrites the metadata.
    pdf.save(content, deterministic_id=True, min_version="1.7", fix_metadata_version=False)
    return content.getvalue()
