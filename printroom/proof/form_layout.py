"""Splits a filled file at the fields of its form; `printroom.proof.sample` checks the parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

_OBJECT = re.compile(rb"(\d+) 0 obj\n<<([^<>]*)/Filter /FlateDecode/Length (\d+)>>\nstream\n")
_OBJECT_END = b"\nendstream\nendobj\n"
_FILE_END = b"startxref\n%d\n%%%%EOF\n"
_ENTRY = Struct(">BIH")
"""An entry of the cross-reference stream with /W [1 4 2] (ISO 32000-1, 7.5.8.3)."""
_AT_OFFSET = 1
_X = rb"(-?\d+\.?\d*)"
_SHOWN = rb"(\[[^\]]*\] TJ)"


@dataclass(frozen=True, slots=True)
class Setting:
    """One way in which a form sets the line of a field, in pixels of the page.

    `start` and `end` are the operators before and after the horizontal position of the line; they
    set its scale, its vertical position, its font and its size. `alignment` is 0 for a line at the
    left of its box, and 1 for one at the right.
    """

    start: bytes
    end: bytes
    left_px: float
    box_width_px: float
    alignment: float


@dataclass(frozen=True, slots=True)
class Box:
    """The box of a field on a page, and the ways in which the form may set a line in it."""

    field: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The drawing of a page, by its object number: fixed parts with a box between each two.

    `sizes` are the lengths of the fixed parts in bytes.
    """

    number: int
    sizes: tuple[int, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The pages with fields, and the number of bytes before the first of their drawings."""

    start: int
    pages: tuple[FormPage, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The line that a file has in a box: its setting, its horizontal position, and its glyphs."""

    page: int
    field: str
    setting: Setting
    x: float
    shown: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a filled file: those that are fixed in its form, and the line in each box."""

    fixed: tuple[bytes, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Stream:
    at: int
    end: int
    number: int
    entries: bytes
    data: bytes


def take_apart(content: bytes, layout: FormLayout) -> Parts | None:
    """Split a file at the fields of its form; none if it does not have exactly these parts.

    The fixed start may be followed only by the drawings of the pages with fields, the
    cross-reference stream, and the end of the file; all lengths and offsets must be right.
    """
    streams: list[_Stream] = []
    for _ in (*layout.pages, "cross-reference stream"):
        one = _stream(content, streams[-1].end if streams else layout.start)
        if one is None:
            return None
        streams.append(one)
    *drawings, index = streams
    entries = _without_offsets(index.data, {stream.number: stream.at for stream in streams})
    if entries is None or content[index.end :] != _FILE_END % index.at:
        return None
    fixed = [content[: layout.start], index.entries, entries]
    lines: list[Line] = []
    for page, drawing in zip(layout.pages, drawings, strict=True):
        cut = _cut(drawing.data, page)
        if cut is None or drawing.number != page.number or drawing.entries:
            return None
        fixed += cut.fixed
        lines += cut.lines
    return Parts(tuple(fixed), tuple(lines))


def drawings_after(content: bytes, start: int) -> dict[int, bytes] | None:
    """The deflated drawings of pages after the fixed start of a filled file, by object number.

    None if anything else follows, other than the cross-reference stream and the end of the file.
    """
    found: dict[int, bytes] = {}
    at = start
    while head := _OBJECT.match(content, at):
        end = head.end() + int(head[3])
        if not content.startswith(_OBJECT_END, end):
            return None
        if head[2]:  # only the cross-reference stream has other entries
            return found if content[end + len(_OBJECT_END) :] == _FILE_END % at else None
        found[int(head[1])] = content[head.end() : end]
        at = end + len(_OBJECT_END)
    return None


def fixed_start(content: bytes) -> int:
    """The number of bytes before the drawings of a filled file; its length if it was not filled."""
    starts = (head.start() for head in _OBJECT.finditer(content))
    return next((at for at in starts if drawings_after(content, at)), len(content))


def _stream(content: bytes, at: int) -> _Stream | None:
    """The deflated stream that begins exactly at `at`, if there is one."""
    head = _OBJECT.match(content, at)
    if head is None:
        return None
    end = head.end() + int(head[3])
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(content[head.end() : end])
    except zlib.error:
        return None
    is_whole = inflater.eof and not inflater.unused_data
    if not is_whole or not content.startswith(_OBJECT_END, end):
        return None
    return _Stream(at, end + len(_OBJECT_END), int(head[1]), head[2], data)


def _without_offsets(index: bytes, offsets: Mapping[int, int]) -> bytes | None:
    """The cross-reference entries without those of these objects; none if one of these is wrong."""
    entries = bytearray(index)
    for number, at in offsets.items():
        place = slice(number * _ENTRY.size, (number + 1) * _ENTRY.size)
        if entries[place] != _ENTRY.pack(_AT_OFFSET, at, 0):
            return None
        entries[place] = bytes(_ENTRY.size)
    return bytes(entries)


def _cut(drawing: bytes, page: FormPage) -> Parts | None:
    fixed, lines, at = [], [], 0
    for size, box in zip(page.sizes, page.boxes, strict=False):
        fixed.append(drawing[at : at + size])
        found = _line(drawing, at + size, page.number, box)
        if found is None:
            return None
        line, at = found
        lines.append(line)
    return Parts((*fixed, drawing[at:]), tuple(lines))


def _line(drawing: bytes, at: int, page: int, box: Box) -> tuple[Line, int] | None:
    """The line in a box, and where it ends; none if it is not set as in the form."""
    for setting in box.settings:
        if match := _pattern(setting.start, setting.end).match(drawing, at):
            return Line(page, box.field, setting, float(match[1]), match[2]), match.end()
    return None


@lru_cache(512)
def _pattern(start: bytes, end: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(start) + _X + re.escape(end) + _SHOWN)
