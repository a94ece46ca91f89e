"""Making a form: a document laid out twice with placeholders in, a form out.

The first layout has one figure in each field, the second small type that is nearly as wide as
its box. Where both are the same but for the fields, no value that fits can move anything.

It replaces one function of exactly WeasyPrint 70.0 while a document is written, and reads the
boxes and fonts of that version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any
from unittest.mock import patch

import pydyf

from printroom.model import Document, NotFitToPrint, Printed
from printroom.press.engine import boxes, weasyprint, with_all_below
from printroom.press.fields import filled, is_value
from printroom.press.fill.faces import FIGURES, Widths, hand_of, is_plain
from printroom.press.fill.form import AT_OFFSET, EDGE_PX, ENTRY, Content, Form, Place, Setting
from printroom.press.fill.letters import SizedFont
from printroom.press.fill.splice import Spliced, spliced
from printroom.press.printing import press

Box = Any
Layout = Any
Pdf = Any
Stream = Any
Object = Any

FIGURE = FIGURES[0]
"""What stands in a field while the form is made: every box has room for it."""
HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
IN_STREAM = 2
NEAR_PX = 0.01


def make_form(document: Document, given: Iterable[str]) -> Form | None:
    """See `printroom.press.fill.make_form`."""
    names = tuple(sorted(set(given)))
    widths: Widths = {}
    normal = _draft(document, dict.fromkeys(names, FIGURE), widths, long=False)
    wide = _wide_values(normal.sheets) if normal else None
    if normal is None or wide is None:
        return None
    try:
        small = _draft(document, wide, widths, long=True)
    except NotFitToPrint:  # so much for the second layout
        return None
    if small is None or small.fixed != normal.fixed:
        return None
    start, index = _start_and_index(normal)
    return Form(
        names,
        normal.printed.pages,
        normal.printed.warnings,
        start,
        tuple(map(_content, normal.sheets, small.sheets)),
        index,
        len(normal.objects) + 1,
        b"/Type /XRef/W [1 4 2]/Size %d/Root %s/Info %s"
        % (len(normal.objects) + 2, normal.pdf.catalog.reference, normal.pdf.info.reference),
    )


def _wide_values(sheets: Iterable[Sheet]) -> dict[str, str] | None:
    """A value for each field that is nearly as wide as the narrowest of its boxes; none if a box
    has no room to spare, and so may be as narrow as what stands in it."""
    values: dict[str, str] = {}
    for sheet in sheets:
        for field, setting in zip(sheet.fields, sheet.settings, strict=True):
            line = setting.hand.line(FIGURE)
            count = int((setting.room_px - EDGE_PX) / line[1]) if line else 0
            if not count:
                return None
            wide = FIGURE * count
            values[field] = min(values.get(field, wide), wide, key=len)
    return values


def _content(normal: Sheet, small: Sheet) -> Content:
    places = map(Place, normal.fields, normal.settings, small.settings)
    return Content(normal.number, spliced(normal.pieces), tuple(places))


# --- one layout ---------------------------------------------------------------------------------


class Cut(bytes):
    """The operators of a value, cut out of a page, and what they were made of."""

    box: Box
    hand: SizedFont


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is drawn on one page: fixed pieces, and between each two of them a field."""

    number: int
    pieces: tuple[bytes, ...]
    fields: tuple[str, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, eq=False)
class Draft:
    """One layout of a document, with its values cut out."""

    printed: Printed
    pdf: Pdf
    sheets: tuple[Sheet, ...]

    @property
    def objects(self) -> list[Object]:
        """All that the file holds, but the two streams that tell where it stands."""
        return list(self.pdf.objects[:-2])

    @cached_property
    def fixed(self) -> tuple[object, ...]:
        """All that both layouts have to share."""
        own = {sheet.number for sheet in self.sheets}
        rest = [_said(one) for one in self.objects[1:] if one.number not in own]
        settings = [one for sheet in self.sheets for one in sheet.settings]
        rooms = [(one.hand.face, one.left_px, one.room_px, one.lean) for one in settings]
        cut = [(sheet.number, sheet.pieces, sheet.fields) for sheet in self.sheets]
        return (*rest, *cut, *rooms)


def _said(thing: Object) -> bytes:
    """An object as it stands in the file, without the cost of deflating it."""
    if isinstance(thing, pydyf.Stream):
        return bytes(pydyf.Dictionary(thing.extra).data + _drawn(thing.stream))
    return bytes(thing.data)


def _draft(
    document: Document, values: Mapping[str, str], widths: Widths, *, long: bool
) -> Draft | None:
    """Lay a document out and cut its values out; none if they are not alone in their boxes."""
    knife = ValueExtractor(widths)
    files: list[tuple[Layout, Pdf]] = []
    source = filled(document, values, long=long)
    printed = press(document, source, knife, lambda *file: files.append(file))
    ((layout, pdf),) = files
    if knife.missed:
        return None
    blocks = _blocks(layout)
    sheets = [sheet for one in pdf.objects if (sheet := _sheet(one, blocks)) is not None]
    cut = [setting for sheet in sheets for setting in sheet.settings]
    return Draft(printed, pdf, tuple(sheets)) if len(cut) == knife.cuts else None


class ValueExtractor:
    """A context manager that cuts each value out of its page while one document is written."""

    def __init__(self, widths: Widths) -> None:
        self.cuts = 0
        self.missed = False
        self._widths = widths
        self._draw = weasyprint.draw.draw_text
        self._patch = patch.object(weasyprint.draw, "draw_text", self._drawing)

    def __enter__(self) -> None:
        self._patch.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._patch.stop()

    def _drawing(self, stream: Stream, box: Box, *rest: Any) -> None:
        if not is_value(box):
            self._draw(stream, box, *rest)
            return
        # Before the figure is drawn, so that the order of the font does not depend on it.
        hand = hand_of(box.style, stream, self._widths) if is_plain(box.style) else None
        self._draw(stream, box, *rest)
        drawn = stream.stream[-5:]
        if hand is None or len(drawn) < 5 or not _is_one_line(*drawn):
            self.missed = True
            return
        cut = Cut(_drawn(drawn[1:4]))
        cut.box, cut.hand = box, hand
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


def _blocks(layout: Layout) -> dict[int, Box]:
    """The block of each text that is alone in it, by the text's identity."""
    found = {}
    for page in layout.pages:
        for block in with_all_below(page._page_box):
            if isinstance(block, boxes.BlockContainerBox) and len(block.children) == 1:
                (line,) = block.children
                if isinstance(line, boxes.LineBox) and len(line.children) == 1:
                    found[id(line.children[0])] = block
    return found


def _sheet(thing: Object, blocks: Mapping[int, Box]) -> Sheet | None:
    """A page's content as pieces; none for what has no value in it, or one that is not alone."""
    if not isinstance(thing, pydyf.Stream):
        return None
    pieces: list[list[object]] = [[]]
    cuts: list[Cut] = []
    for part in thing.stream:
        if isinstance(part, Cut):
            cuts.append(part)
            pieces.append([])
        else:
            pieces[-1].append(part)
    settings = [_setting(cut, blocks.get(id(cut.box))) for cut in cuts]
    whole = [setting for setting in settings if setting is not None]
    if not cuts or len(whole) < len(cuts):
        return None
    return Sheet(
        thing.number,
        tuple(_with_breaks(pieces)),
        tuple(cut.box.element.get("data-field") for cut in cuts),
        tuple(whole),
    )


def _with_breaks(pieces: list[list[object]]) -> Iterator[bytes]:
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        yield (b"\n" if number else b"") + _drawn(piece) + (b"\n" if number < last else b"")


def _setting(cut: Cut, block: Box) -> Setting | None:
    """How a value is set in its block; none if it is not at its left, middle or right."""
    if block is None:
        return None
    left, x = block.content_box_x(), cut.box.position_x
    spare = block.width - cut.box.width
    leans = (lean for lean in (0.0, 0.5, 1.0) if abs(left + spare * lean - x) < NEAR_PX)
    lean = next(leans, None)
    if lean is None:
        return None
    matrix, font, _ = cut.split(b"\n")
    *scale, _, y, operator = matrix.split(b" ")
    start = b"".join(b"%s " % number for number in scale)
    end = b" %s %s\n%s\n" % (y, operator, font)
    return Setting(cut.hand, x if lean == 0 else left, block.width, lean, start, end)


# --- the file -----------------------------------------------------------------------------------


def _start_and_index(draft: Draft) -> tuple[bytes, Spliced]:
    """The file up to its first content; and where all stands in it, but the contents."""
    own = {sheet.number for sheet in draft.sheets}
    things = [one for one in draft.objects[1:] if one.number not in own]
    packed = [one for one in things if one.compressible]
    number = len(draft.objects)
    parts, at = [HEADER], len(HEADER)
    entries = {0: ENTRY.pack(0, 0, 0xFFFF)}
    for one in (*(one for one in things if not one.compressible), _pack(packed, number)):
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
    return b"".join(parts), spliced([*pieces, b""])


def _pack(things: list[Object], number: int) -> Object:
    """Objects that are no streams, in one stream (ISO 32000-1, 7.5.7)."""
    contents = [one.data for one in things]
    index, at = [], 0
    for one, content in zip(things, contents, strict=True):
        index.append(b"%d %d" % (one.number, at))
        at += len(content) + 1
    head = b" ".join(index)
    extra = {"Type": "/ObjStm", "N": len(things), "First": len(head) + 1}
    stream = pydyf.Stream([head, *contents], extra, compress=True)
    stream.number = number
    return stream
