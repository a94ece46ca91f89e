"""Prepares a finished file to be cut: page boxes, bleed and crop marks, and nothing inside the cut.

The file that was proven is the one that is cut. WeasyPrint's own bleed would need another layout,
fills only plain backgrounds, and draws its marks upon them; here what touches the cut is extended,
whatever drew it. Words are never extended: a page keeps every word once, and its tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import product
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab.lib.units import mm

from printroom.model.print_shop import Trim
from printroom.press.calibration_sheet import pdf_bytes

Box: TypeAlias = tuple[float, float, float, float]

SLIVER = 0.1 * mm
"""How much of the page at its edge is stretched over the bleed."""
MARKS = (4 * mm, 9 * mm)
"""Where crop marks begin and end, from the cut: beyond the bleed, so that they stand on white."""
ROOM = 10 * mm
"""The paper around the cut; an A3 poster is then as large as SRA3, on which shops print it."""
LINE = 0.25
ART = Name("/Beyond")
WORDS = ("BT", "ET")
TAGS = {"BMC", "BDC", "EMC", "MP", "DP"}


def with_bleed(content: bytes, trim: Trim) -> bytes:
    """The file with the boxes of where it is cut.

    A page that is cut out itself gets larger paper, on which what touches its edges runs on, and
    crop marks. A sheet of several pieces has these already, at each of its cuts. The same file
    gives the same bytes.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        art = _Art(pdf)
        for page in pdf.pages:
            box = _inset(_box(page.obj.MediaBox), trim.side_mm * mm, trim.top_mm * mm)
            if trim.is_edge:
                _extend(page, box, trim.bleed_mm * mm, art)
                page.obj.MediaBox = _outset(box, ROOM)
            page.obj.TrimBox, page.obj.BleedBox = Array(box), _outset(box, trim.bleed_mm * mm)
        return pdf_bytes(pdf)


def _box(array: Any) -> Box:
    left, bottom, right, top = map(float, array)
    return left, bottom, right, top


def _inset(box: Box, side: float, top: float) -> Box:
    sides = box[0] + side, box[1] + top, box[2] - side, box[3] - top
    left, bottom, right, head = (round(one, 6) for one in sides)
    return left, bottom, right, head


def _outset(box: Box, by: float) -> Array:
    return Array(_inset(box, -by, -by))


def _extend(page: pikepdf.Page, box: Box, bleed: float, art: _Art) -> None:
    """Draw the bleed and the marks behind a page, and the page no larger than it was."""
    page.add_resource(art.of_page(page, box), Name.XObject, ART)
    behind = [*_stretched(box, bleed), *_marks(box)]
    start = ["/Artifact BMC", *behind, "EMC", f"q {_rectangle(*box)} W n"]
    page.contents_add("\n".join([*start, ""]).encode(), prepend=True)
    page.contents_add(b"\nQ\n")


def _stretched(box: Box, bleed: float) -> Iterator[str]:
    """The outermost sliver of each side, and of each corner, stretched over the bleed."""
    left, bottom, right, top = box
    across, up = _strips(left, right, bleed), _strips(bottom, top, bleed)
    for (x, wide, scale_x, move_x), (y, high, scale_y, move_y) in product(across, up):
        if scale_x != 1 or scale_y != 1:
            matrix = f"{scale_x:.6f} 0 0 {scale_y:.6f} {move_x:.6f} {move_y:.6f}"
            yield f"q {_rectangle(x, y, x + wide, y + high)} W n {matrix} cm {ART} Do Q"


def _strips(start: float, end: float, bleed: float) -> Iterator[tuple[float, float, float, float]]:
    """Below, within and above the page, in one direction: place, length, scale and shift.

    A strip reaches a sliver into the page, below what is there: so there is no seam at the cut.
    """
    scale = (bleed + SLIVER) / SLIVER
    yield start - bleed, bleed + SLIVER, scale, (start + SLIVER) * (1 - scale)
    yield start, end - start, 1, 0
    yield end - SLIVER, bleed + SLIVER, scale, (end - SLIVER) * (1 - scale)


def _marks(box: Box) -> Iterator[str]:
    """Two lines at each corner of the page, in black alone."""
    left, bottom, right, top = box
    yield f"q 0 G {LINE} w"
    for (x, outward), (y, upward) in product(((left, -1), (right, 1)), ((bottom, -1), (top, 1))):
        aside, above = (outward * at for at in MARKS), (upward * at for at in MARKS)
        yield "{:.6f} {y:.6f} m {:.6f} {y:.6f} l S".format(*(x + at for at in aside), y=y)
        yield "{x:.6f} {:.6f} m {x:.6f} {:.6f} l S".format(*(y + at for at in above), x=x)
    yield "Q"


def _rectangle(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left:.6f} {bottom:.6f} {right - left:.6f} {top - bottom:.6f} re"


@dataclass(frozen=True)
class _Art:
    """The drawings of a file without words and tags, as forms to be drawn again."""

    pdf: pikepdf.Pdf
    _known: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)

    def of_page(self, page: pikepdf.Page, box: Box) -> pikepdf.Object:
        return self._form(page, page.obj.Resources, Array(box))

    def _form(self, source: Any, resources: Any, box: Array) -> pikepdf.Object:
        own = Dictionary(resources)
        if "/XObject" in own:
            own.XObject = Dictionary({k: self._redrawn(v) for k, v in own.XObject.items()})
        form = self.pdf.make_stream(_without_words(source), Resources=own, BBox=box)
        form.Type, form.Subtype = Name.XObject, Name.Form
        return form

    def _redrawn(self, drawn: Any) -> Any:
        """A form within a form; a picture stays as it is."""
        if drawn.get("/Subtype") != "/Form" or "/Resources" not in drawn:
            return drawn
        if drawn.objgen not in self._known:
            form = self._form(drawn, drawn.Resources, drawn.BBox)
            for key in ("/Matrix", "/Group"):
                if key in drawn:
                    form[key] = drawn[key]
            self._known[drawn.objgen] = form
        return self._known[drawn.objgen]


def _without_words(source: Any) -> bytes:
    """What a page or a form draws, but for its words and what tags them."""
    kept, is_word = [], False
    for instruction in pikepdf.parse_content_stream(source):
        operator = str(instruction.operator)
        is_word = operator == "BT" or (is_word and operator != "ET")
        if not is_word and operator not in TAGS and operator not in WORDS:
            kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)
