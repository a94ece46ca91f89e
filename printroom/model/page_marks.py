"""Facts about places on a printed page: margins, tags, fonts, contrast and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from printroom.model.problems import Spot

Layer = Literal["sheet", "baseline", "order", "alt", "font", "contrast", "source"]


@dataclass(frozen=True, slots=True)
class PageMark:
    """A place on a page, and what one layer says about it."""

    layer: Layer
    spot: Spot
    label: str = ""
    """A few letters, drawn at the place."""
    about: str = ""
    """A sentence about it."""
    is_bad: bool = False
    path: str = ""
    """The file that it was written in, if the layer is about sources."""
    line: int = 0


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with the size of its sheet in millimetres, and its marks, layer by layer."""

    page: int
    width_mm: float
    height_mm: float
    marks: tuple[PageMark, ...]
