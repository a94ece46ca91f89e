"""Lays one document out, and records the reason of each layout for the benchmark.

Most documents are laid out once; each further layout needs a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from printroom.model import LayoutReason, Problem
from printroom.press.asset_fetcher import Assets, OwnFonts
from printroom.press.engine import weasyprint

VARIANT = "pdf/ua-1"
BOOKMARKS = "h4, h5, h6 { bookmark-level: none }"
"""WeasyPrint makes a bookmark of every heading; three levels are enough to find a page."""

Layout = Any


def adds_problems(now: list[Problem], before: list[Problem]) -> bool:
    """Whether a layout has a kind of problem that the one before does not have."""
    return not {problem.code for problem in now} <= {problem.code for problem in before}


@dataclass(frozen=True, slots=True, eq=False)
class Layouts:
    """Lays one parsed document out, several times if need be, with the same fonts and pictures."""

    html: Any
    fonts: OwnFonts
    pictures: dict[str, Any] = field(default_factory=dict)
    reasons: list[LayoutReason] = field(default_factory=list)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The content of each style element of the document."""
        return tuple(sheet.text or "" for sheet in self.html.etree_element.iter("style"))

    @property
    def style(self) -> str:
        """All style sheets of the document as one text."""
        return "\n".join(self.sheets)

    def lay_out(self, reason: LayoutReason) -> Layout:
        """Lay out the current tree of elements."""
        self.reasons.append(reason)
        return self.html.render(
            self.fonts, stylesheets=[_house_style()], pdf_variant=VARIANT, cache=self.pictures
        )

    def styles(self) -> Callable[[Any], Any]:
        """A function that returns the style of an element in the current tree, without a layout."""
        options = {**weasyprint.DEFAULT_OPTIONS, "stylesheets": [_house_style()], "cache": {}}
        counters = weasyprint.css.counters.CounterStyle()
        build = weasyprint.document.Document._build_layout_context
        style_for: Callable[[Any], Any]
        style_for = build(self.html, self.fonts, counters, {}, options).style_for
        return style_for


@cache
def _house_style() -> Any:
    return weasyprint.CSS(string=BOOKMARKS, url_fetcher=Assets({}))
