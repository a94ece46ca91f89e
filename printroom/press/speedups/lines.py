"""Caches lines and struts by text, style and fonts.

To lay a document out, WeasyPrint has Pango set most lines several times: for the minimum and the
maximum width of a box, for each layout of a flex item, a table cell or a column, and for each
layout of the document. Text, width, style and fonts decide a line. The result contains no object of
Pango or of the document, so a copy of it serves as well as a new one, in the next document too:
after a save, most of a document's lines are unchanged.
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
"""All properties that WeasyPrint uses to set a line."""

MOST = 10_000
"""The lines of two or three packs; each takes about a kilobyte."""

count = Count()
_cache: dict[Hashable, dict[Hashable, Lines]] = {}
_misses_at_clear = [0]
"""The number of misses when the cache was last emptied."""


def with_cached_lines(split: Callable[..., Line]) -> Callable[..., Line]:
    """Make WeasyPrint's `split_first_line` cache the lines of each style."""

    def split_first_line(
        text: str,
        style: Style,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Line:
        count.calls += 1
        lines = _lines_of(style)
        key = text, max_width, justification_spacing, is_line_start, minimum
        if (known := lines.get(key)) is None:
            count.misses += 1
            layout, *metrics = split(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
            lines[key] = known = dict(layout.__dict__), metrics
        attributes, metrics = known
        return _layout(attributes), *metrics

    return split_first_line


def with_cached_struts(measure: Callable[[Style], tuple[float, float]]) -> Callable[..., Any]:
    """Make WeasyPrint's `strut` cache the strut of each style, as well as that of equal fonts."""

    def strut(style: Style) -> tuple[float, float]:
        try:
            known: tuple[float, float] = style.known_strut
        except AttributeError:
            known = style.known_strut = measure(style)
        return known

    return strut


def _lines_of(style: Style) -> Lines:
    """The lines of all equal styles, in all documents with the same fonts."""
    faces = style.font_config.faces  # another object after each added font
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
    """The cached lines of each style with these fonts; after `MOST` lines the cache is emptied."""
    if count.misses - _misses_at_clear[0] > MOST:
        _cache.clear()
        _misses_at_clear[0] = count.misses
    return _cache.setdefault(faces, {})


def _key(style: Style) -> Hashable:
    values = (style[name] for name in PROPERTIES)
    return tuple(frozenset(value) if isinstance(value, set) else value for value in values)


def _layout(attributes: dict[str, Any]) -> Layout:
    """A copy of a layout as it was returned, because drawing changes it."""
    layout = object.__new__(weasyprint.text.line_break.Layout)
    layout.__dict__.update(attributes)
    return layout
