"""WeasyPrint as the press uses it: one version, no system fonts, with our fixes and speedups.

The press imports WeasyPrint only from here. Importing this module replaces functions of WeasyPrint;
no other module does. Replacements of Python's own functions are elsewhere: `pinned.py` needs them
while WeasyPrint is imported, before this module can run. `speedups/stack.py` replaces nothing: it
calls the press with a larger stack, which `install` turns on and off with the other speedups.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from printroom.press import tags
from printroom.press.engine_hooks import (
    with_draw_hook,
    with_lines_hook,
    without_unknown_heights,
)
from printroom.press.pinned import (
    AbsolutePlaceholder,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    boxes,
    real,
    weasyprint,
    with_all_below,
)
from printroom.press.speedups import (
    c_types,
    columns,
    lines,
    paths,
    properties,
    stack,
    stylesheets,
    variables,
)

__all__ = [
    "AbsolutePlaceholder",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "blank_font",
    "boxes",
    "install",
    "real",
    "weasyprint",
    "with_all_below",
]

BLANK_FAMILY = "Printroom Blank"

Patch = tuple[Any, str, Callable[[Any], Any]]
"""A module or class of WeasyPrint, the name of a function (or of a table of functions) in it, and a
function that makes the replacement."""

FIXES: tuple[Patch, ...] = (
    (weasyprint.anchors, "gather_anchors", tags.without_inherited_links),
    (weasyprint.document, "gather_anchors", tags.without_inherited_links),
    (weasyprint.document.Page, "paint", tags.with_decoration_found),
    (weasyprint.draw, "draw_text", with_draw_hook),
    (
        weasyprint.layout.LayoutContext,
        "finish_block_formatting_context",
        without_unknown_heights,
    ),
    (weasyprint.layout.block, "iter_line_boxes", with_lines_hook),
    (weasyprint.pdf.Stream, "marked", tags.with_artifacts),
    (weasyprint.pdf.tags, "_get_pdf_tag", tags.with_more_roles),
    (weasyprint.pdf.tags, "_build_box_tree", tags.with_fixed_tags),
)
SPEEDUPS: tuple[Patch, ...] = (
    (type(weasyprint.text.ffi.ffi._parser), "parse_type", c_types.with_cached_members),
    (weasyprint.css, "CSS", stylesheets.with_cached_sheets),
    (weasyprint.css.ComputedStyle, "__missing__", properties.with_shortcut_for_unset),
    (weasyprint.css.tokens.Pending, "solve", variables.with_cached_values),
    (weasyprint.layout.block, "block_box_layout", columns.with_cached_columns),
    (weasyprint.layout.inline, "split_first_line", lines.with_cached_lines),
    (weasyprint.layout.inline, "strut", lines.with_cached_struts),
    (weasyprint.layout.preferred, "split_first_line", lines.with_cached_lines),
    (weasyprint.svg, "TAGS", paths.with_cached_paths),
)
_originals = [getattr(owner, name) for owner, name, _ in FIXES + SPEEDUPS]


def install(*, speedups: bool = True) -> None:
    """Replace functions of WeasyPrint; without `speedups` pages are the same, but take longer."""
    for patch, original in zip(FIXES + SPEEDUPS, _originals, strict=True):
        owner, name, replacement_of = patch
        is_wanted = speedups or patch in FIXES
        setattr(owner, name, replacement_of(original) if is_wanted else original)
    stack.use_large_chunk(speedups)


install()


@cache
def blank_font() -> bytes:
    """A font without letters.

    Without any font, WeasyPrint crashes the whole process; with this one, it reports each missing
    letter.
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    last_private_use = 0x10FFFD
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "blank"])
    font.setupCharacterMap({last_private_use: "blank"})
    font.setupGlyf({name: TTGlyphPen(None).glyph() for name in (".notdef", "blank")})
    font.setupHorizontalMetrics({".notdef": (500, 0), "blank": (500, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupNameTable(
        {
            "familyName": BLANK_FAMILY,
            "styleName": "Regular",
            "fullName": BLANK_FAMILY,
            "psName": BLANK_FAMILY.replace(" ", ""),
        }
    )
    font.setupPost()
    content = BytesIO()
    font.save(content)
    return content.getvalue()
