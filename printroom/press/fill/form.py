"""A form: a document that was laid out once, into which the values of its fields are written.

A form consists of bytes, numbers and text only, so that it can be cached and sent to any process.
Filled files are split again at their drawings here, because this depends on how they are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from struct import Struct

from printroom.model import Problem
from printroom.press.fill.sized_font import SizedFont
from printroom.press.fill.splice import Spliced

EDGE_PX = 1.0
"""A value whose width is this close to that of its box is left to the layout engine."""
ENTRY = Struct(">BIH")
"""An entry of the cross-reference stream: the position of an object (ISO 32000-1, 7.5.8.3)."""
AT_OFFSET = 1
SPACES = re.compile("  +")
_STREAM = re.compile(rb"(\d+) 0 obj\n<<([^<>]*)/Filter /FlateDecode/Length (\d+)>>\nstream\n")
_STREAM_END = b"\nendstream\nendobj\n"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One way to set a line in its box: a font, where the box is, and how it is aligned.

    `start` and `end` are the operators around the position of the line; `alignment` is 0 for a
    line at the left of its box, 1 at the right.
    """

    font: SizedFont
    left_px: float
    box_width_px: float
    alignment: float
    start: bytes
    end: bytes

    def operators(self, shown: bytes, spare_px: float) -> bytes:
        """The operators that write a line into a box with so much spare width."""
        x = self.left_px + (spare_px * self.alignment if self.alignment else 0)
        return b"%s%s%s%s" % (self.start, _number(x), self.end, shown)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place on a page for the value of a field: in normal type, or in small type if too wide."""

    field: str
    normal: Setting
    small: Setting

    def written(self, text: str) -> bytes | None:
        """The operators that write a text; `None` if it may not fit even in small type."""
        for setting in (self.normal, self.small):
            line = setting.font.line(text)
            if line is None:
                return None
            shown, width_px = line
            spare_px = setting.box_width_px - width_px
            if spare_px >= EDGE_PX:
                return setting.operators(shown, spare_px)
            if spare_px > -EDGE_PX:
                return None
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The drawing of a page, by its object number in the file, with places cut out of it."""

    number: int
    drawn: Spliced
    places: tuple[Place, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The lengths in bytes of the fixed pieces around the places."""
        return self.drawn.first.size, *(piece.size for piece in self.drawn.rest)


@dataclass(frozen=True, eq=False)
class Form:
    """A document laid out for values of exactly these fields; its other fields are blank.

    `pages` and `warnings` are those of each finished file.
    """

    fields: tuple[str, ...]
    pages: int
    warnings: tuple[Problem, ...]
    start: bytes
    """The file up to the first content."""
    contents: tuple[Content, ...]
    index: Spliced
    """The cross-reference stream, without the entries of the contents and its own."""
    index_number: int
    index_entries: bytes

    def fill(self, values: Mapping[str, str]) -> bytes | None:
        """The finished file with these values; `None` if it has to be laid out again.

        It has to be if a value is too wide for its box even in small type, has a letter outside the
        alphabet, or is missing or empty (it then becomes a line to write on). Raises `ValueError`
        for values of fields that the form does not have.
        """
        texts = {name: text for name, value in values.items() if (text := value.strip())}
        if other := sorted(texts.keys() - set(self.fields)):
            raise ValueError(f"this form has no field {', '.join(other)}")
        if len(texts) < len(self.fields):
            return None
        texts = {name: SPACES.sub(" ", text) for name, text in texts.items()}
        parts, at, entries = [self.start], len(self.start), []
        for content in self.contents:
            between = []
            for place in content.places:
                written = place.written(texts[place.field])
                if written is None:
                    return None
                between.append(written)
            drawn = _stream(content.number, b"", content.drawn.zlib_stream(between))
            parts.append(drawn)
            entries.append(ENTRY.pack(AT_OFFSET, at, 0))
            at += len(drawn)
        entries.append(ENTRY.pack(AT_OFFSET, at, 0))
        index = self.index.zlib_stream(entries)
        parts.append(_stream(self.index_number, self.index_entries, index))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)


def _stream(number: int, entries: bytes, deflated: bytes) -> bytes:
    """A deflated stream as an object of a PDF file."""
    return b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        entries,
        len(deflated),
        deflated,
    )


def _number(number: float) -> bytes:
    """A number as pydyf writes it."""
    if number == int(number):
        return b"%d" % number
    return (b"%f" % number).rstrip(b"0")


# --- splitting filled files ---------------------------------------------------------------------


def drawings_after(content: bytes, start: int) -> dict[int, bytes] | None:
    """The deflated drawings that `Form.fill` wrote after the start of a file, by object number.

    None if anything else follows, other than the cross-reference stream.
    """
    found: dict[int, bytes] = {}
    at = start
    while head := _STREAM.match(content, at):
        end = head.end() + int(head[3])
        if not content.startswith(_STREAM_END, end):
            return None
        at = end + len(_STREAM_END)
        if head[2]:  # only the cross-reference stream has other entries
            return found if content.startswith(b"startxref\n", at) else None
        found[int(head[1])] = content[head.end() : end]
    return None


def fixed_start(content: bytes) -> int:
    """Where the drawings of a filled file begin; its end if it was not filled from a form."""
    starts = (head.start() for head in _STREAM.finditer(content))
    return next((at for at in starts if drawings_after(content, at)), len(content))
