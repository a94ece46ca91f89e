"""Sizes of paper: of pages, and of the sheets for booklets and tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

PaperSize: TypeAlias = Literal["A3", "A4", "A5", "Letter", "Legal"]
PAPERS_MM: Mapping[PaperSize, tuple[float, float]] = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
}
"""Width and height, upright."""
SAME_SIZE_MM = 0.5
"""How far a size may be from that of a paper: drawing programs round."""
BOOKLET_SHEETS: Mapping[PaperSize, PaperSize] = {
    "A4": "A4",
    "A5": "A4",
    "Letter": "Letter",
    "Legal": "Legal",
}
"""The sheet for two pages side by side; pages as large as the sheet are reduced."""


def tile_sheet(paper: PaperSize) -> PaperSize:
    """The paper for the tiles of a large page: what offices have where its size is used."""
    return "Letter" if paper in ("Letter", "Legal") else "A4"


def paper_of(width_mm: float, height_mm: float, *, upright: bool = False) -> PaperSize | None:
    """The paper of this size, upright or turned unless it must be `upright`; `None` if unknown."""
    for paper, size in PAPERS_MM.items():
        ways = (size,) if upright else (size, size[::-1])
        if any(math.dist((width_mm, height_mm), way) <= SAME_SIZE_MM for way in ways):
            return paper
    return None
