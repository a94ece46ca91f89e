"""Reads the letters and widths of glyphs from the fonts that a finished file embeds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # engines are imported on first use
    import pikepdf

_MAPPED = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_PAIR = re.compile(rb"<([0-9a-f]{4})>\s*<([0-9a-f]+)>")
_LINE = re.compile(rb"\[((?:<(?:[0-9a-f]{4})+>|-?\d+)+)\] TJ")
_PART = re.compile(rb"<([0-9a-f]+)>|(-?\d+)")
MOST_KERNING = 500
"""Thousandths of the font size: more than a font moves two letters, less than a letter's width."""
KEPT_LINES = 512
"""Lines to cache: numbers and notes repeat from file to file."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """The letters of each glyph, and its width in thousandths of the font size."""

    letters: Mapping[int, str]
    widths: Mapping[int, float]

    @lru_cache(KEPT_LINES)  # noqa: B019 - a worker keeps a few forms, and these live with them
    def read(self, shown: bytes) -> tuple[str, float] | None:
        """The text of a line of glyphs, and its width; none if it is not a plain line of glyphs."""
        line = _LINE.fullmatch(shown)
        if line is None:
            return None
        text, width = "", 0.0
        for glyphs, gap in _PART.findall(line[1]):
            if gap:
                if not text or abs(int(gap)) > MOST_KERNING:
                    return None
                width -= int(gap)
            for at in range(0, len(glyphs), 4):
                glyph = int(glyphs[at : at + 4], 16)
                text += self.letters.get(glyph, UNKNOWN)
                width += self.widths.get(glyph, 0)
        return text, width


def fonts_of_pages(content: bytes) -> dict[int, dict[bytes, Font]]:
    """The fonts of each page, by the object number of its drawing and the font's name in it."""
    import pikepdf

    known: dict[tuple[int, int], Font] = {}
    pages: dict[int, dict[bytes, Font]] = {}
    with pikepdf.open(io.BytesIO(content)) as file:
        for page in file.pages:
            number, _ = page.obj.Contents.objgen
            pages[number] = {}
            for name, font in page.obj.Resources.Font.items():
                if font.Subtype == "/Type0":
                    if font.objgen not in known:
                        known[font.objgen] = _font(font)
                    pages[number][name[1:].encode()] = known[font.objgen]
    return pages


def _font(font: pikepdf.Object) -> Font:
    letters = {
        int(glyph, 16): bytes.fromhex(code.decode()).decode("utf-16-be")
        for table in _MAPPED.findall(font.ToUnicode.read_bytes())
        for glyph, code in _PAIR.findall(table)
    }
    return Font(letters, dict(_widths(font.DescendantFonts[0].W)))


def _widths(array: pikepdf.Object) -> Iterator[tuple[int, float]]:
    """Each glyph and its width; the array has a first glyph and a list of widths in turn."""
    values = list(array)
    for first, widths in zip(values[::2], values[1::2], strict=True):
        for step, width in enumerate(widths):
            yield int(first) + step, float(width)
