"""Computes the contrast of two colours, and the contrast that text needs, by WCAG 2.2."""

from __future__ import annotations

from functools import lru_cache

ENOUGH, ENOUGH_IF_LARGE = 7.0, 4.5
"""The least contrast of text at level AAA (1.4.6)."""
LARGE_PX, LARGE_BOLD_PX, BOLD = 23.99, 18.66, 700
"""Text is large from 18 points, or from 14 points in bold; here in CSS pixels."""
TOLERANCE = 0.01
Colour = tuple[int, int, int]


def contrast(first: Colour, second: Colour) -> float:
    """The contrast ratio, from 1 for equal colours to 21 for black and white."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def minimum_contrast(size_px: float, weight: float) -> float:
    """The least contrast of text of this size."""
    is_large = size_px >= (LARGE_BOLD_PX if weight >= BOLD else LARGE_PX)
    return ENOUGH_IF_LARGE if is_large else ENOUGH


def over(colour: Colour, opacity: float, ground: Colour) -> Colour:
    """The visible colour when a colour with this opacity lies over another."""
    red, green, blue = (
        round(opacity * one + (1 - opacity) * other)
        for one, other in zip(colour, ground, strict=True)
    )
    return red, green, blue


@lru_cache(maxsize=1024)
def _luminance(colour: Colour) -> float:
    """The relative luminance of a colour."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
