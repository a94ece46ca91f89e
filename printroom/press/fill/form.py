"""A form: a document that was laid out once, into which the values of its fields are written.

It holds bytes, numbers and text only, so that it can be cached and sent to any process.
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
"""A text whose width is this close to that of its box is laid out by the engine."""
ENTRY = Struct(">BIH")
"""An entry of the cross-reference stream: the position of an object (ISO 32000-1, 7.5.8.3)."""
AT_OFFSET = 1
SPACES = re.compile("  +")


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
        """The operators that write a line into a box in which so much width is left."""
        x = self.left_px + (spare_px * self.alignment if self.alignment else 0)
        return b"%s%s%s%s" % (self.start, _number(x), self.end, shown)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place on a page for the value of a field: set as it is, or in small type if too wide."""

    field: str
    normal: Setting
    small: Setting

    def written(self, text: str) -> bytes | None:
        """The operators that write a text; `None` if it fits neither way, or perhaps not."""
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
    """What is drawn on a page, by its number in the file, with places cut out of it."""

    number: int
    drawn: Spliced
    places: tuple[Place, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The bytes of the fixed pieces around the places."""
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
    index_says: bytes

    def fill(self, values: Mapping[str, str]) -> bytes | None:
        """The finished file with these values; `None` if it has to be laid out again.

        That is when a value is too wide for its box even in small type, has a letter that is not
        in the alphabet, or is missing or empty, as it then becomes a line to write on. Raises
        `ValueError` for values of other fields than this form's.
        """
        texts = {name: text for name, said in values.items() if (text := said.strip())}
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
        parts.append(_stream(self.index_number, self.index_says, index))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)


def _stream(number: int, says: bytes, deflated: bytes) -> bytes:
    """A deflated stream as an object of a PDF file."""
    return b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        says,
        len(deflated),
        deflated,
    )


def _number(number: float) -> bytes:
    """A number as pydyf writes it."""
    if number == int(number):
        return b"%d" % number
    return (b"%f" % number).rstrip(b"0")
