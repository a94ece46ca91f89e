"""Estimates how much of its paper a finished file covers with ink.

It is a module of its own because it is imported only where pages are drawn.
"""

from __future__ import annotations

from statistics import mean

import pypdfium2
from PIL import Image, ImageChops, ImageStat

DPI = 18
"""Enough for an estimate: the mean of a page's dots is nearly the same at any resolution."""


def ink_percent(content: bytes) -> float:
    """The share of the paper that ink or toner covers, summed over the four inks, in per cent.

    The mean of all pages. A page of text has about 5; a page without white would have 100 for
    each of its inks. Grey is counted as black alone, as printers do (full grey-component
    replacement: K = min(C, M, Y), and C, M, Y less K).
    """
    with pypdfium2.PdfDocument(content) as pdf:
        return round(mean(_covered(page) for page in pdf), 1)


def _covered(page: pypdfium2.PdfPage) -> float:
    cyan, magenta, yellow = map(
        ImageChops.invert, page.render(scale=DPI / 72).to_pil().convert("RGB").split()
    )
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    colours = sum(map(_mean, (cyan, magenta, yellow))) - 3 * _mean(black)
    return 100 * (colours + _mean(black)) / 255


def _mean(ink: Image.Image) -> float:
    return float(ImageStat.Stat(ink).mean[0])
