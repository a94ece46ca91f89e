"""Lays out a line with letters that the plain font of an office's pages lacks.

It is a module of its own because it imports the layout engine, which most bundles do not need.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

from printroom.press.asset_fetcher import SCHEME, Assets, OwnFonts
from printroom.press.engine import weasyprint, with_all_below


def letters_of(fonts: Mapping[str, bytes]) -> set[str]:
    """The letters of all the fonts together."""
    return {
        chr(code)
        for font in fonts.values()
        for code in TTFont(BytesIO(font), lazy=True).getBestCmap()
    }


def line_page(text: str, size: float, fonts: Mapping[str, bytes]) -> tuple[bytes, float, float]:
    """A PDF page with one line of text and of its size; its width and height in mm."""
    faces = "".join(
        f"@font-face{{font-family:f{number};src:url({SCHEME}{name})}}"
        for number, name in enumerate(fonts)
    )
    families = ",".join(f"f{number}" for number in range(len(fonts)))
    high = size * 1.5

    def page(wide: float) -> str:
        style = (
            f"{faces}@page{{size:{wide:.3f}mm {high:.3f}mm;margin:0}}body{{margin:0;"
            f"font:{size:.3f}mm/1.5 {families};white-space:nowrap}}"
        )
        return f"<style>{style}</style><body><span dir=auto>{escape(text)}</span>"

    def layout(wide: float) -> Any:
        html = weasyprint.HTML(string=page(wide), url_fetcher=Assets(fonts))
        return html.render(font_config=OwnFonts())

    first = layout(2000)
    spans = [box for box in with_all_below(first.pages[0]._page_box) if box.element_tag == "span"]
    wide = spans[0].width * 25.4 / 96 + 0.2
    return layout(wide).write_pdf(), wide, high
