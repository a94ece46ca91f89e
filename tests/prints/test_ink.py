"""The estimate of ink: coverage is counted as a printer would."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from printroom.proof import ink_percent

SIDE = 200


def pages(*covered: tuple[float, Color]) -> bytes:
    """A page for each share of it that is covered with a colour."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(SIDE, SIDE), invariant=1)
    for share, colour in covered:
        canvas.setFillColor(colour)
        canvas.rect(0, 0, SIDE, SIDE * share, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


BLACK, GREY, CYAN, RED = Color(0, 0, 0), Color(0.5, 0.5, 0.5), Color(0, 1, 1), Color(1, 0, 0)


@pytest.mark.parametrize(
    ("share", "colour", "percent"),
    [
        (0, BLACK, 0),
        (1, BLACK, 100),
        (0.5, BLACK, 50),
        (1, GREY, 50),
        (0.5, CYAN, 50),
        (1, RED, 200),
    ],
)
def test_each_ink_counts_where_it_covers(share: float, colour: Color, percent: float) -> None:
    """Black and grey count as one ink, a colour as the number of inks that it is mixed from."""
    assert ink_percent(pages((share, colour))) == pytest.approx(percent, abs=2)


def test_a_document_has_the_mean_of_its_pages() -> None:
    """A black page and a white one are half covered together."""
    assert ink_percent(pages((1, BLACK), (0, BLACK))) == pytest.approx(50, abs=1)
