"""First lines and struts that are measured once per text, style and fonts.

To lay a document out, WeasyPrint has Pango set most lines several times: for the least and the
greatest width of a box, for each layout of a flex item, a table cell or a column, and for each
layout of the document. Text, width, style and fonts decide a line. What is returned for it holds
no object of Pango or of the document any more, so that a copy serves as well as a new one, in the
next document too: after a save, most of its lines are as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from printroom.press.pinned import weasyprint
from printroom.press.speedups import Count

Style = Any
Layout = Any
Line = tuple[Any, ...]
Lines = dict[Hashable, tuple[dict[str, Any], list[Any]]]

PROPERTIES = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "line_height",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""All that WeasyPrint asks of a style to set a line."""

MOST = 10_000
"""Lines of two or three packs, each of about a kilobyte."""

count = Count()
_kept: dict[Hashable, dict[Hashable, Lines]] = {}
_forgotten = [0]
"""How many lines had been made when they were forgotten last."""


def keeping_lines(split: Callable[..., Line]) -> Callable[..., Line]:
    """Make WeasyPrint's `split_first_line` keep the lines of each style."""

    def split_first_line(
        text: str,
        style: Style,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Line:
        count.asked += 1
        lines = _lines_of(style)
        key = text, max_width, justification_spacing, is_line_start, minimum
        if (known := lines.get(key)) is None:
            count.made += 1
            layout, *metrics = split(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
            lines[key] = known = dict(layout.__dict__), metrics
        facts, metrics = known
        return _layout(facts), *metrics

    return split_first_line


def keeping_struts(measure: Callable[[Style], tuple[float, float]]) -> Callable[..., Any]:
    """Make WeasyPrint's `strut` keep the strut of each style: it only keeps that of equal fonts."""

    def strut(style: Style) -> tuple[float, float]:
        try:
            known: tuple[float, float] = style.known_strut
        except AttributeError:
            known = style.known_strut = measure(style)
        return known

    return strut


def _lines_of(style: Style) -> Lines:
    """The lines of all equal styles, in all documents with the same fonts."""
    faces = style.font_config.faces  # another object after each font that is added
    try:
        if style.known_faces is faces:
            lines: Lines = style.known_lines
            return lines
    except AttributeError:
        pass
    style.known_faces = faces
    style.known_lines = lines = _of_faces(faces).setdefault(_key(style), {})
    return lines


def _of_faces(faces: Hashable) -> dict[Hashable, Lines]:
    """The lines of each style with these fonts; after `MOST`, all are forgotten."""
    if count.made - _forgotten[0] > MOST:
        _kept.clear()
        _forgotten[0] = count.made
    return _kept.setdefault(faces, {})


def _key(style: Style) -> Hashable:
    values = (style[name] for name in PROPERTIES)
    return tuple(frozenset(value) if isinstance(value, set) else value for value in values)


def _layout(facts: dict[str, Any]) -> Layout:
    """A layout as it was returned: drawing it changes it."""
    layout = object.__new__(weasyprint.text.line_break.Layout)
    layout.__dict__.update(facts)
    return layout
