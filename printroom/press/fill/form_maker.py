"""Makes a form: lays a document out with one digit in each field, and cuts these digits out.

A document can be a form if no value that fits its box can move anything, in small type or not.
This depends on the boxes, the fonts and the drawing functions of WeasyPrint 70.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf

from printroom.model import Document, Printed
from printroom.press.engine_hooks import DRAW_HOOK, Draw, hooked
from printroom.press.fields import fill_fields, is_value
from printroom.press.fill.field_boxes import FieldBox, can_hold_any, field_boxes_of
from printroom.press.fill.font_metrics import FIGURES, Widths, in_size_of, is_plain, sized_font_of
from printroom.press.fill.form import AT_OFFSET, ENTRY, Content, Form, Place, Setting
from printroom.press.fill.sized_font import SizedFont
from printroom.press.fill.splice import Spliced, splice
from printroom.press.printing import print_source

Box = Any
Layout = Any
Pdf = Any
Stream = Any
Object = Any

FIGURE = FIGURES[0]
"""The text of each field while the form is made: it fits every box."""
HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
IN_STREAM = 2
NEAR_PX = 0.01


def make_form(document: Document, fields: Iterable[str]) -> Form | None:
    """See `printroom.press.fill.make_form`."""
    names = tuple(sorted(set(fields)))
    draft = _draft(document, dict.fromkeys(names, FIGURE))
    if draft is None:
        return None
    start, index = _start_and_index(draft)
    return Form(
        names,
        draft.printed.pages,
        draft.printed.warnings,
        start,
        tuple(Content(sheet.number, splice(sheet.pieces), sheet.places) for sheet in draft.sheets),
        index,
        len(draft.objects) + 1,
        b"/Type /XRef/W [1 4 2]/Size %d/Root %s/Info %s"
        % (len(draft.objects) + 2, draft.pdf.catalog.reference, draft.pdf.info.reference),
    )


# --- the layout ---------------------------------------------------------------------------------


class DrawnValue(bytes):
    """The operators that draw a value, cut out of its page, with its box and font."""

    box: Box
    font: SizedFont


@dataclass(frozen=True, eq=False)
class Sheet:
    """The drawing of one page: fixed pieces with a field between each two."""

    number: int
    pieces: tuple[bytes, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, eq=False)
class Draft:
    """The layout of a document, with its values cut out."""

    printed: Printed
    pdf: Pdf
    sheets: tuple[Sheet, ...]

    @property
    def objects(self) -> list[Object]:
        """All objects of the file except the two cross-reference streams."""
        return list(self.pdf.objects[:-2])


def _draft(document: Document, values: Mapping[str, str]) -> Draft | None:
    """Lay a document out and cut its values out; `None` if a value might move anything."""
    extractor = ValueExtractor({})
    files: list[tuple[Layout, Pdf]] = []
    source = fill_fields(document, values)
    with hooked(DRAW_HOOK, extractor.draw):
        printed = print_source(document, source, lambda *file: files.append(file))
    ((layout, pdf),) = files
    field_boxes = field_boxes_of(layout)
    if extractor.missed or not can_hold_any(field_boxes, layout, document):
        return None
    sheets = [sheet for obj in pdf.objects if (sheet := _sheet(obj, field_boxes)) is not None]
    cut = [place for sheet in sheets for place in sheet.places]
    return Draft(printed, pdf, tuple(sheets)) if len(cut) == extractor.cuts else None


class ValueExtractor:
    """Cuts each value out of its page while a document is written."""

    def __init__(self, widths: Widths) -> None:
        self.cuts = 0
        self.missed = False
        self._widths = widths

    def draw(self, draw: Draw, stream: Stream, box: Box, *rest: Any) -> None:
        """Draw a text, and cut it out again if it is a value."""
        if not is_value(box):
            draw(stream, box, *rest)
            return
        # Before the digit is drawn, so that the order of glyphs does not depend on it.
        is_usable = is_plain(box.style)
        font = sized_font_of(box.style, stream, self._widths) if is_usable else None
        draw(stream, box, *rest)
        drawn = stream.stream[-5:]
        if font is None or len(drawn) < 5 or not _is_one_line(*drawn):
            self.missed = True
            return
        cut = DrawnValue(_drawn(drawn[1:4]))
        cut.box, cut.font = box, font
        stream.stream[-4:-1] = [cut]
        self.cuts += 1


def _is_one_line(begin: bytes, matrix: bytes, font: bytes, shown: bytes, end: bytes) -> bool:
    return (
        (begin, end) == (b"BT", b"ET")
        and matrix.endswith(b" Tm")
        and font.endswith(b" Tf")
        and shown.endswith(b"] TJ")
    )


def _drawn(stream: Iterable[object]) -> bytes:
    return b"\n".join(pydyf._to_bytes(part) for part in stream)


def _sheet(obj: Object, field_boxes: Mapping[int, FieldBox]) -> Sheet | None:
    """A content stream as pieces; none if it has no value, or one that cannot be placed."""
    if not isinstance(obj, pydyf.Stream):
        return None
    pieces: list[list[object]] = [[]]
    cuts: list[DrawnValue] = []
    for part in obj.stream:
        if isinstance(part, DrawnValue):
            cuts.append(part)
            pieces.append([])
        else:
            pieces[-1].append(part)
    places = [_place(cut, field_boxes.get(id(cut.box))) for cut in cuts]
    whole = tuple(place for place in places if place is not None)
    if not cuts or len(whole) < len(cuts):
        return None
    return Sheet(obj.number, tuple(_with_breaks(pieces)), whole)


def _with_breaks(pieces: list[list[object]]) -> Iterator[bytes]:
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        yield (b"\n" if number else b"") + _drawn(piece) + (b"\n" if number < last else b"")


def _place(cut: DrawnValue, field_box: FieldBox | None) -> Place | None:
    """How values are set in a box; `None` if this one is not at its left, middle or right."""
    if field_box is None:
        return None
    left, x = field_box.block.content_box_x(), cut.box.position_x
    spare = field_box.block.width - cut.box.width
    alignments = (share for share in (0.0, 0.5, 1.0) if abs(left + spare * share - x) < NEAR_PX)
    alignment = next(alignments, None)
    small = in_size_of(field_box.small, cut.box.style, cut.font)
    if alignment is None or small is None:
        return None
    matrix, font, _ = cut.split(b"\n")
    *scale, _, y, operator = matrix.split(b" ")
    name, _, select = font.split(b" ")
    start = b"".join(b"%s " % number for number in scale)
    left_px, width_px = x if alignment == 0 else left, field_box.block.width
    size, small_y = _drawn([small.size_px]), _drawn([field_box.small_baseline_px])
    ends = (
        b" %s %s\n%s\n" % (y, operator, font),
        b" %s %s\n%s %s %s\n" % (small_y, operator, name, size, select),
    )
    normal, tight = (
        Setting(sized_font, left_px, width_px, alignment, start, end)
        for sized_font, end in zip((cut.font, small), ends, strict=True)
    )
    return Place(cut.box.element.get("data-field"), normal, tight)


# --- the file -----------------------------------------------------------------------------------


def _start_and_index(draft: Draft) -> tuple[bytes, Spliced]:
    """The file up to its first page with fields, and the cross-reference entries of the rest."""
    own = {sheet.number for sheet in draft.sheets}
    objects = [obj for obj in draft.objects[1:] if obj.number not in own]
    packed = [obj for obj in objects if obj.compressible]
    number = len(draft.objects)
    parts, at = [HEADER], len(HEADER)
    entries = {0: ENTRY.pack(0, 0, 0xFFFF)}
    for one in (*(obj for obj in objects if not obj.compressible), _pack(packed, number)):
        entries[one.number] = ENTRY.pack(AT_OFFSET, at, 0)
        parts.append(one.indirect + b"\n")
        at += len(parts[-1])
    entries |= {one.number: ENTRY.pack(IN_STREAM, number, n) for n, one in enumerate(packed)}
    pieces = [b""]
    for place in range(number + 1):
        if place in own:
            pieces.append(b"")
        else:
            pieces[-1] += entries[place]
    return b"".join(parts), splice([*pieces, b""])


def _pack(objects: list[Object], number: int) -> Object:
    """An object stream with these objects, none of which is a stream (ISO 32000-1, 7.5.7)."""
    contents = [obj.data for obj in objects]
    index, at = [], 0
    for one, content in zip(objects, contents, strict=True):
        index.append(b"%d %d" % (one.number, at))
        at += len(content) + 1
    head = b" ".join(index)
    extra = {"Type": "/ObjStm", "N": len(objects), "First": len(head) + 1}
    stream = pydyf.Stream([head, *contents], extra, compress=True)
    stream.number = number
    return stream
