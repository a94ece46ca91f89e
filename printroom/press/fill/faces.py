"""Faces: a style of the engine in, what its font does with the fixed alphabet out.

The letters are shaped by WeasyPrint's own Pango, at a size at which its numbers are those of the
font: each by itself, then each beside each other.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import Any

from printroom.press.engine import weasyprint
from printroom.press.fill.letters import BROKEN, PANGO_UNITS, Face, Hand

Style = Any
Stream = Any
Font = Any
Widths = dict[tuple[str, int], int]
"""The width of each glyph, by the name of its font and its number."""
Glyph = tuple[int, int, int, int]
"""Which one it is, its width, and how far it is moved to the right and down, in Pango's units."""

PUNCTUATION = "–—‘’“”…"
ALPHABET = "".join(
    chr(code)
    for code in (*range(0x20, 0x7F), *range(0xA1, 0x180), *range(0x218, 0x21C))
    if code != 0xAD  # a soft hyphen is no letter
)
ALPHABET += PUNCTUATION
"""Latin-1, Latin Extended-A, the Romanian letters and what is set around words. It is fixed, so
that a file does not depend on what else is written in its batch."""
FIGURES = "0123456789"
"""The alphabet of columns of figures."""
LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")

_measured: dict[tuple[object, ...], Face | None] = {}
"""The faces that this process has measured: each takes a tenth of a second."""


def is_plain(style: Style) -> bool:
    """Whether text in this style is nothing but its letters, one after the other."""
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


def hand_of(style: Style, stream: Stream, widths: Widths) -> Hand | None:
    """The hand that writes in this style; none for a font that lacks figures or is a picture.

    Its alphabet is put into the part of the font that the file embeds, with the `widths` that
    were rounded for it before, if they were: another size may round them otherwise.
    """
    font, size_px = _font_of(style, stream)
    if font.bitmap or font.png or font.svg or font.colr:
        return None
    face = _face(style, font)
    if face is None:
        return None
    hand = Hand(face, size_px, ())
    for letter, place in face.letters.items():
        glyph = face.glyphs[place]
        font.to_unicode.setdefault(glyph, letter)
        width = round(hand.units(place) * 1000 * (1 / PANGO_UNITS) / size_px)
        width = widths.setdefault((font.hash, glyph), font.widths.get(glyph, width))
        font.widths[glyph] = width
    return Hand(face, size_px, tuple(font.widths[glyph] for glyph in face.glyphs))


def _font_of(style: Style, stream: Stream) -> tuple[Font, float]:
    layout = weasyprint.text.line_break.Layout(style)
    layout.set_text(FIGURES)
    line, _ = layout.get_first_line()
    font, size_px = stream.add_font(line.runs[0].data.item.analysis.font)
    return font, size_px


def _face(style: Style, font: Font) -> Face | None:
    is_figures = "tabular-nums" in style["font_variant_numeric"]
    key = (
        blake2b(font.file_content).digest(),
        font.index,
        is_figures,
        style["lang"],
        *(style[name] for name in sorted(style) if name.startswith("font_variant")),
        *(style[name] for name in ("font_kerning", "font_feature_settings")),
        *(style[name] for name in ("font_language_override", "font_variation_settings")),
    )
    if key not in _measured:
        large = style.copy()
        large["font_size"] = font.upem
        _measured[key] = _measure(large, font.upem, FIGURES if is_figures else ALPHABET)
    return _measured[key]


# --- measuring ----------------------------------------------------------------------------------


def _measure(large: Style, units_per_em: int, alphabet: str) -> Face | None:
    """What a font does with an alphabet; none if it has not even figures."""
    known: dict[str, Glyph] = {}
    for letter in (*alphabet, *LIGATURES):
        shaped = _shaped(letter, large)
        if len(shaped) == 1 and _is_letter(shaped[0]) and (len(letter) == 1 or letter[0] in known):
            known[letter] = shaped[0]
    glyphs = [glyph for glyph, *_ in known.values()]
    letters = [letter for letter, (glyph, *_) in known.items() if glyphs.count(glyph) == 1]
    if not set(FIGURES) <= set(letters):
        return None
    kernings = _kernings(letters, known, large)
    rows = tuple(dict.fromkeys(kernings))
    return Face(
        units_per_em,
        {letter: place for place, letter in enumerate(letters)},
        tuple(known[letter][0] for letter in letters),
        tuple(known[letter][1] // PANGO_UNITS for letter in letters),
        rows,
        tuple(map(rows.index, kernings)),
    )


def _is_letter(glyph: Glyph) -> bool:
    """Whether a font has this glyph, and sets it on the line without moving it."""
    pango = weasyprint.text.ffi.pango
    number, width, right, down = glyph
    is_missing = number == pango.PANGO_GLYPH_EMPTY or number & pango.PANGO_GLYPH_UNKNOWN_FLAG
    return not is_missing and right == down == 0 and width >= 0


def _kernings(letters: Sequence[str], known: dict[str, Glyph], large: Style) -> list[bytes]:
    """The kerning of each letter before each other, a row of numbers for each."""
    rows = [array("h", [BROKEN] * len(letters)) for _ in letters]
    walk = list(_walk(len(letters)))
    text = [letters[place] for place in walk]
    found = _in_line(text, known, large)
    for (left, right), kerning in zip(pairwise(walk), found, strict=True):
        rows[left][right] = kerning
    for left, row in enumerate(rows):
        for right in [place for place, kerning in enumerate(row) if kerning == BROKEN]:
            # On the walk, letters before or after them may have disturbed these.
            pair = letters[left], letters[right]
            row[right] = next(_in_line(pair, known, large))
    return [row.tobytes() for row in rows]


def _walk(count: int) -> Iterator[int]:
    """A walk on which each of so many places comes before each once."""
    for place in range(count):
        yield place
        for other in range(place + 1, count):
            yield place
            yield other
    yield 0


def _in_line(text: Sequence[str], known: dict[str, Glyph], large: Style) -> Iterator[int]:
    """The kerning between each two letters of a text, in the font's own units."""
    by_start = _clusters("".join(text), large)
    starts = accumulate((len(letter.encode()) for letter in text), initial=0)
    glyphs = [by_start.get(start, []) for start, _ in zip(starts, text, strict=False)]
    count = sum(map(len, by_start.values()))
    is_one_each = count == len(text)
    for (one, after), (letter, next_letter) in zip(pairwise(glyphs), pairwise(text), strict=True):
        if (
            (is_one_each or len(text) > 2)
            and len(one) == len(after) == 1
            and one[0][0] == known[letter][0]
            and after[0][0] == known[next_letter][0]
            and one[0][2:] == after[0][2:] == (0, 0)
        ):
            yield (one[0][1] - known[letter][1]) // PANGO_UNITS
        else:
            yield BROKEN


def _shaped(text: str, style: Style) -> list[Glyph]:
    return [glyph for glyphs in _clusters(text, style).values() for glyph in glyphs]


def _clusters(text: str, style: Style) -> dict[int, list[Glyph]]:
    """The glyphs that Pango sets for a text, by the byte at which their letters begin."""
    ffi = weasyprint.text.ffi.ffi
    layout = weasyprint.text.line_break.Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    found: dict[int, list[Glyph]] = {}
    run = line.runs[0]
    while run != ffi.NULL:
        glyphs, offset = run.data.glyphs, run.data.item.offset
        count = glyphs.num_glyphs
        if count:
            size = ffi.sizeof(glyphs.glyphs[0])
            shapes = struct.iter_unpack("<Iiii4x", ffi.buffer(glyphs.glyphs, count * size))
            starts = struct.unpack(f"<{count}i", ffi.buffer(glyphs.log_clusters, count * 4))
            for start, shape in zip(starts, shapes, strict=True):
                found.setdefault(offset + start, []).append(shape)
        run = run.next
    return found
