"""Sets a line of text as PDF operators from measured letters, without the layout engine.

A `Face` has the measurements of a font's letters. Widths are rounded as in HarfBuzz and WeasyPrint
70.0, so that a line is the same to the last digit.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

PANGO_UNITS = 1024
"""Pango's units in a pixel."""
KEPT_LINES = 512
"""Lines to cache: numbers and notes repeat from file to file."""
BROKEN = -32768
"""Stands for the kerning of two letters that cannot be set beside each other as they are."""


@dataclass(frozen=True, eq=False)
class Face:
    """The letters of one font, in its own units.

    `letters` has the index of each letter or ligature in `glyphs`, `advances` and `row_of`. Each of
    `rows` has the kernings of a letter before every other; `row_of` has the row of each letter.
    """

    units_per_em: int
    letters: Mapping[str, int]
    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    rows: tuple[bytes, ...]
    row_of: tuple[int, ...]

    def __reduce__(self) -> tuple[type[Face], tuple[object, ...]]:
        listed = self.glyphs, self.advances, self.rows, self.row_of
        return Face, (self.units_per_em, self.letters, *listed)

    @cached_property
    def longest(self) -> int:
        """The number of letters in the longest ligature."""
        return max(map(len, self.letters))

    @cached_property
    def kernings(self) -> tuple[array[int], ...]:
        """The rows as numbers."""
        return tuple(array("h", row) for row in self.rows)

    def indices(self, text: str) -> list[int] | None:
        """The indices of the letters of a text; `None` if the face lacks one."""
        if self.longest == 1:
            places = [self.letters.get(letter, -1) for letter in text]
            return None if -1 in places else places
        places, at = [], 0
        while at < len(text):
            sizes = range(min(self.longest, len(text) - at), 0, -1)
            size = next((n for n in sizes if text[at : at + n] in self.letters), 0)
            if not size:
                return None
            places.append(self.letters[text[at : at + size]])
            at += size
        return places

    def kerning(self, left: int, right: int) -> int:
        """The kerning of these two letters, or `BROKEN`."""
        return self.kernings[self.row_of[left]][right]


@dataclass(frozen=True, eq=False)
class SizedFont:
    """A face at one size in pixels; `widths` are the widths of letters in the PDF."""

    face: Face
    size_px: float
    widths: tuple[int, ...]

    @cached_property
    def _scale(self) -> int:
        return (round(self.size_px * PANGO_UNITS) << 16) // self.face.units_per_em

    @cached_property
    def _pairs(self) -> dict[tuple[int, int], tuple[str, int] | None]:
        return {}

    def __reduce__(self) -> tuple[type[SizedFont], tuple[object, ...]]:
        return SizedFont, (self.face, self.size_px, self.widths)

    @cached_property
    def line(self) -> Callable[[str], tuple[bytes, float] | None]:
        """The operator that shows a text, and its width in pixels; `None` if it cannot be set."""
        return lru_cache(KEPT_LINES)(self._line)

    def _line(self, text: str) -> tuple[bytes, float] | None:
        places = self.face.indices(text)
        if places is None:
            return None
        shown, units, pairs = ["["], 0, self._pairs
        for pair in zip(places, [*places[1:], -1], strict=True):
            try:
                set_letter = pairs[pair]
            except KeyError:
                set_letter = pairs[pair] = self._set(*pair)
            if set_letter is None:
                return None
            shown.append(set_letter[0])
            units += set_letter[1]
        strings = "".join(shown).replace("><", "")
        return f"{strings}] TJ".encode(), units / PANGO_UNITS

    def _set(self, letter: int, after: int) -> tuple[str, int] | None:
        """A letter before another as part of the operator, and its width in Pango's units."""
        kerning = 0 if after < 0 else self.face.kerning(letter, after)
        if kerning == BROKEN:
            return None
        units = self.units(letter) + self._scaled(kerning)
        gap = self.widths[letter] - units * 1000 * (1 / PANGO_UNITS) / self.size_px
        glyph = f"<{self.face.glyphs[letter]:04x}>"
        return (f"{glyph}{int(gap)}" if gap else glyph), units

    def units(self, letter: int) -> int:
        """The width of a letter by itself, in Pango's units."""
        return self._scaled(self.face.advances[letter])

    def _scaled(self, units: int) -> int:
        """Scale as HarfBuzz does (`hb_font_t::em_mult`)."""
        return (units * self._scale + 32768) >> 16
