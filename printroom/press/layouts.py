"""Lays one document out, and counts each layout with its reason for the benchmark.

A document is laid out once; each further layout has a reason.
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
    """Whether one layout has a kind of problem that another one has not."""
    return not {problem.code for problem in now} <= {problem.code for problem in before}


@dataclass(frozen=True, slots=True, eq=False)
class Layouts:
    """Lays one parsed document out; again, its fonts and pictures need not be read again."""

    html: Any
    fonts: OwnFonts
    pictures: dict[str, Any] = field(default_factory=dict)
    reasons: list[LayoutReason] = field(default_factory=list)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The text of each style element of the document."""
        return tuple(sheet.text or "" for sheet in self.html.etree_element.iter("style"))

    @property
    def style(self) -> str:
        """The style sheets of the document."""
        return "\n".join(self.sheets)

    def lay_out(self, reason: LayoutReason) -> Layout:
        """Lay the tree of elements out as it is now."""
        self.reasons.append(reason)
        return self.html.render(
            self.fonts, stylesheets=[_house_style()], pdf_variant=VARIANT, cache=self.pictures
        )

    def styles(self) -> Callable[[Any], Any]:
        """The style that each element has as the tree is now, without laying anything out."""
        options = {**weasyprint.DEFAULT_OPTIONS, "stylesheets": [_house_style()], "cache": {}}
        counters = weasyprint.css.counters.CounterStyle()
        build = weasyprint.document.Document._build_layout_context
        style_for: Callable[[Any], Any]
        style_for = build(self.html, self.fonts, counters, {}, options).style_for
        return style_for


@cache
def _house_style() -> Any:
    return weasyprint.CSS(string=BOOKMARKS, url_fetcher=Assets({}))
