"""Adds page boxes, bleed and crop marks to a finished file; nothing inside the cut changes.

The proven file itself gets them: WeasyPrint's own bleed would need another layout, extends only
plain backgrounds, and draws its marks on them. Here everything that touches the cut is extended,
whatever drew it, except text: a page keeps every word once, and its tags.
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

from printroom.model.print_shop import ROOM_MM, Trim
from printroom.press.calibration_sheet import pdf_bytes

Box: TypeAlias = tuple[float, float, float, float]

SLIVER = 0.1 * mm
"""The width of the strip at the edge of the page that is stretched over the bleed."""
MARKS = (4 * mm, 9 * mm)
"""The distances from the cut at which crop marks begin and end: beyond the bleed, on white."""
ROOM = ROOM_MM * mm
LINE = 0.25
DRAWING = Name("/Beyond")
TAG_OPERATORS = {"BMC", "BDC", "EMC", "MP", "DP"}


def with_bleed(content: bytes, trim: Trim) -> bytes:
    """The file with a TrimBox and a BleedBox on each page.

    A page that is itself cut to size also gets larger paper, with bleed and crop marks. A sheet of
    several pieces already has these at each of its cuts. The same file gives the same bytes.
    """
    with pikepdf.open(BytesIO(content)) as pdf:
        drawings = _Drawings(pdf)
        for page in pdf.pages:
            box = _inset(_box(page.obj.MediaBox), trim.side_mm * mm, trim.top_mm * mm)
            if trim.is_edge:
                _extend(page, box, trim.bleed_mm * mm, drawings)
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


def _extend(page: pikepdf.Page, box: Box, bleed: float, drawings: _Drawings) -> None:
    """Draw the bleed and the marks behind a page, and clip the page to its box."""
    form = drawings.form(page, page.obj.Resources, Array(box))
    page.add_resource(form, Name.XObject, DRAWING)
    behind = [*_stretched(box, bleed), *_marks(box)]
    start = ["/Artifact BMC", *behind, "EMC", f"q {_rectangle(*box)} W n"]
    page.contents_add("\n".join([*start, ""]).encode(), prepend=True)
    page.contents_add(b"\nQ\n")


def _stretched(box: Box, bleed: float) -> Iterator[str]:
    """The operators that stretch a strip of each side and corner over the bleed."""
    left, bottom, right, top = box
    across, up = _strips(left, right, bleed), _strips(bottom, top, bleed)
    for (x, wide, scale_x, move_x), (y, high, scale_y, move_y) in product(across, up):
        if scale_x != 1 or scale_y != 1:
            matrix = f"{scale_x:.6f} 0 0 {scale_y:.6f} {move_x:.6f} {move_y:.6f}"
            yield f"q {_rectangle(x, y, x + wide, y + high)} W n {matrix} cm {DRAWING} Do Q"


def _strips(start: float, end: float, bleed: float) -> Iterator[tuple[float, float, float, float]]:
    """The parts before, within and after the page on one axis: place, length, scale and shift.

    Each strip reaches a little into the page, behind its content, so that there is no seam.
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
class _Drawings:
    """Form XObjects with the drawings of a file, without its text and tags."""

    pdf: pikepdf.Pdf
    _known: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)

    def form(self, source: Any, resources: Any, box: Array) -> pikepdf.Object:
        """The drawing of a page or a form as a new form."""
        own = Dictionary(resources)
        if "/XObject" in own:
            own.XObject = Dictionary({k: self._without_text(v) for k, v in own.XObject.items()})
        form = self.pdf.make_stream(_drawing_operators(source), Resources=own, BBox=box)
        form.Type, form.Subtype = Name.XObject, Name.Form
        return form

    def _without_text(self, drawn: Any) -> Any:
        """A nested form without its text; a picture stays as it is."""
        if drawn.get("/Subtype") != "/Form" or "/Resources" not in drawn:
            return drawn
        if drawn.objgen not in self._known:
            form = self.form(drawn, drawn.Resources, drawn.BBox)
            for key in ("/Matrix", "/Group"):
                if key in drawn:
                    form[key] = drawn[key]
            self._known[drawn.objgen] = form
        return self._known[drawn.objgen]


def _drawing_operators(source: Any) -> bytes:
    """The content stream of a page or a form without its text and the operators that tag it."""
    kept, is_text = [], False
    for instruction in pikepdf.parse_content_stream(source):
        operator = str(instruction.operator)
        is_text = operator == "BT" or (is_text and operator != "ET")
        if not is_text and operator != "ET" and operator not in TAG_OPERATORS:
            kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)
