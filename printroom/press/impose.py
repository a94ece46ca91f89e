"""Imposition: arranges the pages of a finished PDF as a booklet or as tiles, and aligns sides.

`booklet` and `tiles` drop the tags, because such sheets are for printing only; their title and a
label on each sheet say so. `align_sides` keeps the tags. The same input gives the same bytes in any
process.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from string import ascii_uppercase as ROWS
from typing import TypeAlias

import pikepdf
from reportlab.lib.units import mm

from printroom.model import BOOKLET_SHEETS, MAX_SHIFT_MM, PAPERS_MM, paper_of, tile_sheet
from printroom.press.calibration_sheet import Paper, pdf_bytes

Size: TypeAlias = tuple[float, float]

LABEL_MM = 2.5
EDGE_MM = 5.0
"""The distance of a booklet's label from the edge: most printers cannot print closer to it."""

MARGIN_MM = 8.0
STRIP_MM = 4.0
"""The height that is kept free for the label below the picture of a tile."""
LINE_MM = 0.2
TINY_MM = 1e-6


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a side is moved when seen upright; negative values are to the left and up.

    Raises `ValueError` for more than `MAX_SHIFT_MM`: no printer is so far out.
    """

    right_mm: float = 0.0
    down_mm: float = 0.0

    def __post_init__(self) -> None:
        if not (abs(self.right_mm) <= MAX_SHIFT_MM and abs(self.down_mm) <= MAX_SHIFT_MM):
            raise ValueError(f"a side is moved by at most {MAX_SHIFT_MM:g} mm")


def booklet(content: bytes, font: bytes, label: str) -> bytes:
    """A booklet: pages side by side on landscape sheets, to be folded in the middle.

    Print it on both sides, flipped on the short edge. Pages are portrait by their trim box: A4,
    Letter and Legal are reduced onto their own paper, and A5 goes on A4 in its size. `label` is set
    in `font`, a TrueType file. Raises `ValueError` for a page of another size, pages that need
    different papers, and a letter that the font does not have.
    """
    with pikepdf.open(BytesIO(content)) as source:
        sizes = [_size_mm(page) for page in source.pages]
        height, width = _folded_sheet(sizes)
        sides = [[*_side_by_side(sizes, side, height, width)] for side in _order(len(sizes))]
        paper = Paper(font)
        for _ in sides:
            paper.start(width, height)
            paper.rotate(90)
            paper.write(EDGE_MM, EDGE_MM - width, label, LABEL_MM)
            paper.showPage()
        paper.setViewerPreference("Duplex", "DuplexFlipShortEdge")
        return _with_pages(paper, source, sides, label)


def tiles(content: bytes, font: bytes, label: str, overlap_mm: float = 10) -> bytes:
    """Each page, of any size, on several sheets of A4 or Letter to be cut and glued together.

    The sheets of a page show equal parts of it, and nothing within 8 mm of their edges. Each is cut
    on its dashed lines, on the left, at the top and where the page ends, and glued onto the
    `overlap_mm` of the sheets to the left and above. Below the picture, where it is cut off or
    glued over, are its row and column, such as B2 (2-B2 if there are several pages), and `label` in
    `font`, a TrueType file. Raises `ValueError` for an overlap below 0 or above 50 mm, a page
    that takes more than 26 rows, and a letter of the label that the font does not have.
    """
    if not 0 <= overlap_mm <= 50:
        raise ValueError("tiles overlap by 0 to 50 mm")
    with pikepdf.open(BytesIO(content)) as source:
        paper = Paper(font)
        views: list[list[View]] = []
        for page in range(len(source.pages)):
            across, down = _grid(_size_mm(source.pages[page]), overlap_mm)
            name = f"{page + 1}-" if len(source.pages) > 1 else ""
            for row, column in product(range(down.count), range(across.count)):
                words = f"{name}{ROWS[row]}{column + 1}   {label}"
                _draw_marks(paper, across, down, row, column, words)
                views.append([_tile(page, across, down, row, column)])
        paper.setViewerPreference("Duplex", "Simplex")
        return _with_pages(paper, source, views, label)


def align_sides(content: bytes, front: Shift, back: Shift) -> bytes:
    """The file with the drawings of odd pages moved by `front` and those of even pages by `back`.

    `back` is what a trainer reads off the sheet of `calibration_sheet.printer_sheet`: how far the
    back, seen upright, must move to the right and down to match its front. Links and fields move
    too; boxes, tags, bookmarks and metadata stay. Without a shift the bytes are the same.
    """
    if front == back == Shift():
        return content
    with pikepdf.open(BytesIO(content)) as pdf:
        for index, page in enumerate(pdf.pages):
            _move(page, back if index % 2 else front)
        return pdf_bytes(pdf)


# --- a booklet ----------------------------------------------------------------------------------


def _order(pages: int) -> Iterator[tuple[int | None, int | None]]:
    """The left and the right page of each side of each sheet, from the outermost sheet inwards."""
    padded = -(-pages // 4) * 4
    numbers = [number if number < pages else None for number in range(padded)]
    for sheet in range(0, padded // 2, 2):
        yield numbers[-1 - sheet], numbers[sheet]
        yield numbers[sheet + 1], numbers[-2 - sheet]


def _folded_sheet(sizes: Sequence[Size]) -> Size:
    """The size of the unfolded paper of a booklet, in portrait."""
    papers = set()
    for number, size in enumerate(sizes, 1):
        paper = paper_of(*size, upright=True)
        if paper is None or paper not in BOOKLET_SHEETS:
            raise ValueError(
                "page {} is {:.0f} × {:.0f} mm, which no booklet has".format(number, *size)
            )
        papers.add(BOOKLET_SHEETS[paper])
    if len(papers) != 1:
        raise ValueError(f"a booklet needs one size of paper, not {' and '.join(sorted(papers))}")
    return PAPERS_MM[papers.pop()]


def _side_by_side(
    sizes: Sequence[Size], side: Sequence[int | None], height: float, width: float
) -> Iterator[View]:
    half = width / 2
    for number, page in enumerate(side):
        if page is not None:
            scale = min(1.0, half / sizes[page][0], height / sizes[page][1])
            wide, high = (length * scale for length in sizes[page])
            left = number * half
            corner = left + (half - wide) / 2, (height - high) / 2
            yield View(page, corner, (left, 0, half, height), scale)


# --- tiles --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a grid of tiles, in mm.

    `sheet` is the length of the paper, `span` the part of the page that each tile shows, `start`
    its place on the paper, and `step` the distance on the page from one tile to the next.
    """

    sheet: float
    count: int
    span: float
    start: float
    step: float


def _grid(size: Size, overlap: float) -> tuple[Axis, Axis]:
    """The columns and rows that need the fewest sheets; portrait if landscape needs as many."""
    paper = PAPERS_MM[tile_sheet(paper_of(*size) or "A4")]
    grids = [
        (_axis(size[0], sheet[0], overlap, 0), _axis(size[1], sheet[1], overlap, STRIP_MM))
        for sheet in (paper, paper[::-1])
    ]
    across, down = min(grids, key=lambda grid: grid[0].count * grid[1].count)
    if down.count > len(ROWS):
        raise ValueError("a page of {:.0f} × {:.0f} mm takes more than 26 rows".format(*size))
    return across, down


def _axis(length: float, sheet: float, overlap: float, strip: float) -> Axis:
    """As few equal tiles as cover the length, centred above the strip."""
    room = sheet - 2 * (MARGIN_MM + LINE_MM) - strip
    count = max(1, math.ceil((length - overlap - TINY_MM) / (room - overlap)))
    span = (length + (count - 1) * overlap) / count
    return Axis(sheet, count, span, (sheet - span + strip) / 2, span - overlap)


def _tile(page: int, across: Axis, down: Axis, row: int, column: int) -> View:
    left = across.start - column * across.step
    bottom = down.start - (down.count - 1 - row) * down.step
    return View(page, (left, bottom), (across.start, down.start, across.span, down.span))


def _draw_marks(paper: Paper, across: Axis, down: Axis, row: int, column: int, label: str) -> None:
    """Draw the lines to cut along, just outside the picture, and the label below it."""
    left, bottom = across.start - LINE_MM / 2, down.start - LINE_MM / 2
    right, top = left + across.span + LINE_MM, bottom + down.span + LINE_MM
    lines = [(left, bottom, left, top), (left, top, right, top)]
    lines += [(right, bottom, right, top)] * (column == across.count - 1)
    lines += [(left, bottom, right, bottom)] * (row == down.count - 1)
    paper.start(across.sheet, down.sheet)
    paper.setLineWidth(LINE_MM)
    paper.setDash(2, 1.5)
    paper.lines(lines)
    paper.write(across.start, MARGIN_MM + 1, label, LABEL_MM)
    paper.showPage()


# --- pages on sheets ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """A page on a sheet: its lower left corner, and left, bottom, width, height of its window."""

    page: int
    corner: Size
    window: tuple[float, float, float, float]
    scale: float = 1


def _size_mm(page: pikepdf.Page) -> Size:
    left, bottom, right, top = map(float, page.trimbox)
    return (right - left) / mm, (top - bottom) / mm


def _with_pages(
    paper: Paper, source: pikepdf.Pdf, sheets: Sequence[Sequence[View]], label: str
) -> bytes:
    """The sheets of paper with pages of the source behind their own drawings."""
    title = f"{source.docinfo.get('/Title', '')} ({label})".strip()
    with paper.finish(title) as pdf:
        forms = [pdf.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for sheet, views in zip(pdf.pages, sheets, strict=True):
            for view in views:
                name = pikepdf.Name(f"/Page{view.page + 1}")  # pikepdf's own names are random
                sheet.add_resource(forms[view.page], pikepdf.Name.XObject, name)
                sheet.contents_add(_drawing(view, name, source), prepend=True)
        return pdf_bytes(pdf)


def _drawing(view: View, name: pikepdf.Name, source: pikepdf.Pdf) -> bytes:
    left, bottom, *_ = map(float, source.pages[view.page].trimbox)
    window = " ".join(f"{side * mm:.6f}" for side in view.window)
    x, y = view.corner[0] * mm - left * view.scale, view.corner[1] * mm - bottom * view.scale
    matrix = f"{view.scale:.9f} 0 0 {view.scale:.9f} {x:.6f} {y:.6f}"
    return f"q {window} re W n {matrix} cm {name} Do Q\n".encode()


def _move(page: pikepdf.Page, shift: Shift) -> None:
    right, down = shift.right_mm * mm, shift.down_mm * mm
    page.contents_add(f"q 1 0 0 1 {right:.6f} {-down:.6f} cm\n".encode(), prepend=True)
    page.contents_add(b"\nQ")
    for annotation in page.get("/Annots", []):
        x0, y0, x1, y1 = map(float, annotation.Rect)
        annotation.Rect = pikepdf.Array([x0 + right, y0 - down, x1 + right, y1 - down])
