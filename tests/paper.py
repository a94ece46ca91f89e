"""Reads printed pages back from a finished file: boxes in millimetres, and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2

MM_PER_PT = 25.4 / 72
NEAR_MM = 0.1
TOUCH_MM = 0.001


@dataclass(frozen=True, order=True)
class Box:
    """A rectangle on a page, in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def near(self, other: Box) -> bool:
        return all(abs(a - b) <= NEAR_MM for a, b in zip(self.edges, other.edges, strict=True))

    def meets(self, other: Box) -> bool:
        """Whether they overlap; to touch is not to meet."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(across, down) > TOUCH_MM

    def insets(self, inner: Box) -> tuple[float, float, float, float]:
        """How far inside of it another lies, from left, top, right and bottom."""
        left, top = inner.left - self.left, inner.top - self.top
        return left, top, self.right - inner.right, self.bottom - inner.bottom

    def holds(self, other: Box) -> bool:
        """Whether the other lies within."""
        return min(self.insets(other)) >= -TOUCH_MM


def placed(page: Any, bounds: Sequence[float]) -> Box:
    """The box of what PDFium says to lie between these edges: points from the foot of a page."""
    left, bottom, right, top = bounds
    height = page.get_height()
    return Box(*(edge * MM_PER_PT for edge in (left, height - top, right, height - bottom)))


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def texts_of_pages(content: bytes) -> list[str]:
    """The words of each page of a finished file."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def text_ends(content: bytes, foot_mm: float) -> list[float]:
    """Where the text of each page ends above its footer, in millimetres from the top."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [_text_end(page, foot_mm) for page in pdf]


def _text_end(page: Any, foot_mm: float) -> float:
    words = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    ends = [placed(page, thing.get_bounds()).bottom for thing in words]
    return max(end for end in ends if end <= foot_mm)
