"""WeasyPrint as this press knows it: one version, opened where no system font can be seen.

Everything in the press imports WeasyPrint from here, because fontconfig reads its settings once,
when WeasyPrint is imported.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from printroom.press.value_lines import for_setter

__all__ = [
    "AbsolutePlaceholder",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "blank_font",
    "boxes",
    "real",
    "weasyprint",
    "with_all_below",
]

KNOWN_VERSION = "70.0"

if "weasyprint" in sys.modules:
    raise ImportError("WeasyPrint was imported before the press could hide the system's fonts")

os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))

with warnings.catch_warnings():
    # It misses the system's fonts, which is the point.
    warnings.filterwarnings("ignore", "No fonts configured", UserWarning)
    import weasyprint
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

if weasyprint.__version__ != KNOWN_VERSION:
    raise ImportError(
        f"the press mends the tags of WeasyPrint {KNOWN_VERSION} through its private functions "
        f"and cannot use {weasyprint.__version__}: install the version in requirements.lock"
    )

weasyprint.layout.block.iter_line_boxes = for_setter(weasyprint.layout.block.iter_line_boxes)

BLANK_FAMILY = "Printroom Blank"


def real(box: Any) -> Any:
    """The box itself: where one is taken out of the flow, WeasyPrint leaves a placeholder."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def with_all_below(box: Any) -> Iterator[Any]:
    """A box and all boxes in it, in the order in which they are read."""
    box = real(box)
    yield box
    for child in box.children:
        yield from with_all_below(child)


@cache
def blank_font() -> bytes:
    """A font without letters.

    WeasyPrint crashes, with the whole process, when there is no font at all; with this one it
    reports each letter that no font has.
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
