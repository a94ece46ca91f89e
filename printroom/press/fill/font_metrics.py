"""Measures the widths and kernings of a fixed alphabet in the font of a style, as Pango shapes it.

Letters are shaped at a size at which one pixel is one unit of the font: each alone, then in pairs.
"""

from __future__ import annotations

import struct
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any

from printroom.press.engine import weasyprint
from printroom.press.fill.sized_font import BROKEN, PANGO_UNITS, Face, SizedFont

Style = Any
Stream = Any
Font = Any
Widths = dict[tuple[str, int], int]
"""The width of each glyph, by the name of its font and its number."""
Glyph = tuple[int, int, int, int]
"""Its number, its width, and its offsets to the right and down, in Pango's units."""

GLYPH = "=Iiii4x"
"""The memory layout of Pango's glyphs; the last four bytes are not needed."""
PUNCTUATION = "–—‘’“”…"
ALPHABET = "".join(
    chr(code)
    for code in (*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x218, 0x21C))
    if code != 0xAD  # a soft hyphen is no letter
)
ALPHABET += PUNCTUATION
"""Latin-1, Latin Extended-A, the Romanian letters and punctuation. It is fixed, so that a file does
not depend on the other files of its batch."""
FIGURES = "0123456789"
"""The alphabet of fonts with tabular figures."""
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")

SHAPING = (
    "lang",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
)
"""The properties other than the font that decide how letters are shaped."""

_measured: dict[tuple[object, ...], Face | None] = {}
"""The measured fonts of this process; measuring takes a tenth of a second."""


def is_plain(style: Style) -> bool:
    """Whether text in this style is set without spacing, decoration or transformation."""
    return bool(
        style["letter_spacing"] == "normal"
        and style["word_spacing"] == 0
        and style["text_decoration_line"] == "none"
        and style["text_transform"] == "none"
        and style["text_indent"].value == 0
        and style["text_align_all"] != "justify"
        and style["direction"] == "ltr"
        and style["visibility"] == "visible"
    )


def sized_font_of(style: Style, stream: Stream, widths: Widths) -> SizedFont | None:
    """The font of a style in its size; none for a font without digits or with colour glyphs.

    Its alphabet is added to the subset of the font that the file embeds. `widths` are those of
    glyphs in the file so far: they are used again, because another size may round them differently.
    """
    font, size_px = _font_of(style, stream)
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    face = _face(style, font)
    if face is None:
        return None
    sized = SizedFont(face, size_px, ())
    for letter, place in face.letters.items():
        glyph = face.glyphs[place]
        font.to_unicode.setdefault(glyph, letter)
        width = round(sized.units(place) * 1000 * (1 / PANGO_UNITS) / size_px)
        width = widths.setdefault((font.hash, glyph), font.widths.get(glyph, width))
        font.widths[glyph] = width
    return SizedFont(face, size_px, tuple(font.widths[glyph] for glyph in face.glyphs))


def in_size_of(style: Style, own: Style, sized: SizedFont) -> SizedFont | None:
    """The font in the size of another style; `None` if that style has another font."""
    (font, _, size_px), (own_font, _, _) = _font_key(style), _font_key(own)
    return SizedFont(sized.face, size_px, sized.widths) if font == own_font else None


def _font_key(style: Style) -> tuple[int, object, float]:
    _layout, line = _line(FIGURES, style)
    font = line.runs[0].data.item.analysis.font
    key: tuple[int, object, float] = weasyprint.text.fonts.get_pango_font_key(font)
    return key


def _font_of(style: Style, stream: Stream) -> tuple[Font, float]:
    _, line = _line(FIGURES, style)
    font, size_px = stream.add_font(line.runs[0].data.item.analysis.font)
    return font, size_px


def _face(style: Style, font: Font) -> Face | None:
    is_figures = "tabular-nums" in style["font_variant_numeric"]
    file = blake2b(font.file_content).digest(), font.index
    key = (*file, is_figures, *(style[name] for name in SHAPING))
    if key not in _measured:
        large = style.copy()
        large["font_size"] = font.upem
        measurer = FontMeasurer(large, FIGURES if is_figures else ALPHABET)
        _measured[key] = measurer.face(font.upem) if set(FIGURES) <= set(measurer.letters) else None
    return _measured[key]


# --- measuring ----------------------------------------------------------------------------------


class FontMeasurer:
    """Measures an alphabet in a style whose font size makes one unit of the font one pixel.

    `letters` are the letters and ligatures that the font has, each with its glyph. If two letters
    share a glyph, only the first counts: a screen reader would read it for both.
    """

    def __init__(self, large: Style, alphabet: str) -> None:
        self._style = large
        _, line = _line(FIGURES, large)
        self._font = _name(line.runs[0])
        self.letters: dict[str, Glyph] = {}
        taken = set()
        for letter in (*alphabet, *LIGATURES):
            glyph = self._shaped_alone(letter)
            if glyph is not None and _is_letter(glyph) and glyph[0] not in taken:
                self.letters[letter] = glyph
                taken.add(glyph[0])

    def _shaped_alone(self, letter: str) -> Glyph | None:
        """The glyph of a letter; a space is measured after a digit, no value begins with it."""
        before = FIGURES[0] if letter == " " else ""
        return self._shaped(before + letter).get(len(before))

    def face(self, units_per_em: int) -> Face:
        """The letters with their widths and kernings."""
        kernings = self._kernings()
        rows = tuple(dict.fromkeys(kernings))
        return Face(
            units_per_em,
            {letter: place for place, letter in enumerate(self.letters)},
            tuple(glyph for glyph, *_ in self.letters.values()),
            tuple(width // PANGO_UNITS for _, width, *_ in self.letters.values()),
            rows,
            tuple(map(rows.index, kernings)),
        )

    def _kernings(self) -> list[bytes]:
        """A row of numbers for each letter."""
        letters = [*self.letters]
        rows = [array("h", [BROKEN] * len(letters)) for _ in letters]
        walk = list(_walk(len(letters)))
        found = self._between([letters[place] for place in walk])
        for (left, right), kerning in zip(pairwise(walk), found, strict=True):
            rows[left][right] = kerning
        for left, row in enumerate(rows):
            for right in [place for place, kerning in enumerate(row) if kerning == BROKEN]:
                # In the long text, the letters before or after may have changed these.
                (row[right],) = self._between([letters[left], letters[right]])
        return [row.tobytes() for row in rows]

    def _between(self, text: Sequence[str]) -> list[int]:
        """The kerning between each two letters of a text, in the font's own units.

        A letter whose glyph changes, or is set off the baseline, gives `BROKEN` on both its sides.
        """
        sizes = {letter: len(letter.encode()) for letter in self.letters}
        starts = accumulate(map(sizes.__getitem__, text), initial=0)
        own = map(self.letters.__getitem__, text)
        shaped = map(self._shaped("".join(text)).get, starts)
        gaps = [
            (glyph[1] - width) // PANGO_UNITS
            if glyph is not None and glyph[0] == number and glyph[2] == glyph[3] == 0
            else BROKEN
            for glyph, (number, width, _, _) in zip(shaped, own, strict=False)
        ]
        return [BROKEN if after == BROKEN else gap for gap, after in pairwise(gaps)]

    def _shaped(self, text: str) -> dict[int, Glyph]:
        """The glyph of each letter or ligature of a text that has one, by the byte at which it
        begins; empty if another font is needed."""
        ffi = weasyprint.text.ffi.ffi
        _layout, line = _line(text, self._style)
        starts: list[int] = []
        glyphs: list[Glyph] = []
        run = line.runs[0]
        while run != ffi.NULL:
            if _name(run) != self._font:
                return {}
            string, offset = run.data.glyphs, run.data.item.offset
            count = string.num_glyphs
            shapes = ffi.buffer(string.glyphs, count * ffi.sizeof("PangoGlyphInfo"))
            places = ffi.buffer(string.log_clusters, count * ffi.sizeof("int"))
            starts += [offset + place for place in array("i", bytes(places))]
            glyphs += struct.iter_unpack(GLYPH, shapes)
            run = run.next
        found = dict(zip(starts, glyphs, strict=True))
        if len(found) < len(starts):
            found = {start: found[start] for start, count in Counter(starts).items() if count == 1}
        return found


def _walk(count: int) -> Iterator[int]:
    """A sequence of the numbers below `count` that has every ordered pair of neighbours once."""
    for place in range(count):
        yield place
        for other in range(place + 1, count):
            yield place
            yield other
    yield 0


def _is_letter(glyph: Glyph) -> bool:
    """Whether the font has this glyph, and sets it on the baseline without an offset."""
    pango = weasyprint.text.ffi.pango
    number, _, right, down = glyph
    is_missing = number == pango.PANGO_GLYPH_EMPTY or number & pango.PANGO_GLYPH_UNKNOWN_FLAG
    return not is_missing and right == down == 0


def _line(text: str, style: Style) -> tuple[Any, Any]:
    """The layout of a text, and its first line, which lives only as long as the layout."""
    layout = weasyprint.text.line_break.Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    return layout, line


def _name(run: Any) -> int:
    """The identity of the font of a run, without its size."""
    number, *_ = weasyprint.text.fonts.get_pango_font_key(run.data.item.analysis.font)
    return int(number)
