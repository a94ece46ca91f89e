"""Sizes of paper: what a page may have, and on what its booklet and its tiles are printed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

PaperSize: TypeAlias = Literal["A3", "A4", "A5", "Letter", "Legal"]
PAPERS: tuple[PaperSize, ...] = get_args(PaperSize)
PAPERS_MM: Mapping[PaperSize, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
}
"""Width and height, upright."""
SAME_SIZE_MM = 0.5
BOOKLET_SHEETS: Mapping[PaperSize, PaperSize] = {
    "A4": "A4",
    "A5": "A4",
    "Letter": "Letter",
    "Legal": "Legal",
}
"""The sheet on which two pages lie side by side, made smaller where they are as large as it."""


def tile_sheet(paper: PaperSize) -> PaperSize:
    """The sheets on which a page is split: what every office has where that size is used."""
    return "Letter" if paper in ("Letter", "Legal") else "A4"


def paper_of(width_mm: float, height_mm: float, *, upright: bool = False) -> PaperSize | None:
    """The paper of this size, either way up unless it must be upright; `None` if there is none."""
    for paper, size in PAPERS_MM.items():
        ways = (size,) if upright else (size, size[::-1])
        if any(math.dist((width_mm, height_mm), way) <= SAME_SIZE_MM for way in ways):
            return paper
    return None
