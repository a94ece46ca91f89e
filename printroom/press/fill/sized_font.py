"""Sets a line of text as PDF operators from measured letters, without the layout engine.

A `Face` holds the measurements of one font's letters. Widths are rounded as HarfBuzz and
WeasyPrint 70.0 round them, so that a line is the same to the last digit.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

PANGO_UNITS = 1024
"""Pango counts in so many parts of a pixel."""
KEPT_LINES = 512
"""Numbers and notes come again from file to file."""
BROKEN = -32768
"""The kerning of two letters that a font does not set one beside the other."""


@dataclass(frozen=True, eq=False)
class Face:
    """The letters of one font, in its own units.

    `letters` has the place of a letter, or of letters that are set as one, in the tuples;
    `rows` are the kernings of one letter before each other, and `row_of` says which is whose.
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
        """The most letters that are set as one."""
        return max(map(len, self.letters))

    @cached_property
    def kernings(self) -> tuple[array[int], ...]:
        """The rows as numbers."""
        return tuple(array("h", row) for row in self.rows)

    def spelt(self, text: str) -> list[int] | None:
        """The places of the letters of a text; `None` if the face lacks one."""
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
    """A face at one size in pixels; `widths` are those in the PDF, by letter."""

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
        places = self.face.spelt(text)
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
        said = f"<{self.face.glyphs[letter]:04x}>"
        return (f"{said}{int(gap)}" if gap else said), units

    def units(self, letter: int) -> int:
        """The width of a letter by itself, in Pango's units."""
        return self._scaled(self.face.advances[letter])

    def _scaled(self, units: int) -> int:
        """As HarfBuzz scales: `hb_font_t::em_mult`."""
        return (units * self._scale + 32768) >> 16
