"""What is drawn over pages for designers: it is what the file has, where it has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from unittest.mock import patch

import pytest
from PIL import Image

from printroom.model import MarkedPage, PageMark
from printroom.press.areas import Area
from printroom.press.contrast_marks import _ground
from printroom.press.list_page_marks import mark_pages
from tests.press_helpers import document

STYLE = """
@page { size: 100mm 100mm; margin: 10mm }
body { margin: 0; font-size: 12pt; color: #000 }
.pale { color: #bbb }
.dark { background: #000; color: #fff }
"""
BODY = """
<h1>Wheels</h1>
<div data-part="materials/snippets/all.md:1"><div data-part="materials/snippets/one.md:7">
<p>First words</p><p class="pale">Pale words</p></div></div>
<p class="dark" data-part="materials/snippets/two.md:3">Light <b>words</b></p>
<img src="asset:pic.svg" alt="A dot">
"""


@pytest.fixture(scope="module")
def page() -> MarkedPage:
    """A small page with a text of each kind, a pale one among them, which is no page to print."""
    about = replace(document(BODY, STYLE), session=("Wheels", "materials/sessions/four.yaml", 2))
    with patch("printroom.press.printing.low_contrast", lambda *_: ()):
        (marked,) = mark_pages(about, {})
    return marked


def of(page: MarkedPage, layer: str) -> list[PageMark]:
    """The marks of one layer."""
    return [mark for mark in page.marks if mark.layer == layer]


def test_every_layer_has_its_marks_on_the_sheet(page: MarkedPage) -> None:
    """No mark lies outside the sheet, and no layer is empty."""
    assert (round(page.width_mm), round(page.height_mm)) == (100, 100)
    layers = Counter(mark.layer for mark in page.marks)
    assert set(layers) == {"sheet", "baseline", "order", "alt", "font", "contrast", "source"}
    for mark in page.marks:
        spot = mark.spot
        assert 0 <= spot.left <= spot.right <= 100, mark
        assert 0 <= spot.top <= spot.bottom <= 100, mark


def test_reading_order_is_that_of_the_tags(page: MarkedPage) -> None:
    """Each text is numbered as it is read aloud, with its tag; inline tags belong to their text."""
    read = [mark.about for mark in of(page, "order") if mark.label != "–"]
    texts = ["H1: Wheels", "P: First words", "P: Pale words", "P: Light words"]
    assert read[:4] == [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    tops = [mark.spot.top for mark in of(page, "order")][:4]
    assert tops == sorted(tops)


def test_alternative_texts_are_at_their_pictures(page: MarkedPage) -> None:
    """A picture has the text that is read instead of it."""
    (mark,) = of(page, "alt")
    assert (mark.label, mark.is_bad) == ("A dot", False)
    assert mark.spot.right - mark.spot.left == pytest.approx(20 * 25.4 / 96, abs=0.5)


def test_contrast_is_measured_against_what_is_behind(page: MarkedPage) -> None:
    """Black on white is 21 to 1, white on black too; pale grey on white is too little."""
    ratios = {mark.label: mark.is_bad for mark in of(page, "contrast")}
    assert ratios == {"21.0": False, "1.9": True}


def test_contrast_is_not_that_of_the_letters_with_themselves() -> None:
    """Where letters cover more than half of their place, what is behind them still counts."""
    picture = Image.new("RGB", (10, 10), (0, 0, 0))
    picture.paste((255, 255, 0), (0, 0, 10, 2))
    assert _ground(Area(0, 0, 10, 10), picture, (2, 2, 2)) == (255, 255, 0)
    assert _ground(Area(0, 5, 10, 10), picture, (2, 2, 2)) == (2, 2, 2)
    assert _ground(Area(20, 5, 30, 10), picture, (2, 2, 2)) is None


def test_fonts_margins_and_lines_are_where_the_layout_has_them(page: MarkedPage) -> None:
    """Sizes are in points, margins in millimetres, and each line of text has its baseline."""
    assert {"12 pt", "24 pt bold"} <= {mark.label for mark in of(page, "font")}
    margins = next(mark.spot for mark in of(page, "sheet") if mark.label == "margins")
    assert (margins.left, margins.top, margins.right, margins.bottom) == (10, 10, 90, 90)
    words = [mark.spot for mark in of(page, "order")][:4]
    lines = [mark.spot.top for mark in of(page, "baseline")]
    assert all(any(word.top < line <= word.bottom + 0.5 for line in lines) for word in words)


def test_each_text_is_traced_to_the_line_it_was_written_on(page: MarkedPage) -> None:
    """What an author wrote leads to path and line, the title of a session to that of the session.

    All else leads to the template.
    """
    sources = {(mark.path, mark.line) for mark in of(page, "source")}
    written = {
        ("materials/snippets/one.md", 7),
        ("materials/snippets/two.md", 3),
        ("materials/sessions/four.yaml", 2),
    }
    assert written < sources
    (other,) = sources - written
    assert other[0].endswith(".html")


def test_pieces_to_cut_have_a_trim_a_bleed_and_a_safe_area() -> None:
    """What is cut shows where the knife goes, how far its ground runs, and where words are safe."""
    body = (
        '<h1>Cards</h1><section style="position: absolute; left: 20mm; top: 30mm; width: 40mm; '
        'height: 20mm"><div class="piece" style="position: absolute; left: -3mm; top: -3mm; '
        'right: -3mm; bottom: -3mm"><div class="face" style="margin: 8mm"><p>Word</p></div></div>'
        "</section>"
    )
    (page,) = mark_pages(document(body, STYLE), {})
    found = {
        mark.label: tuple(map(round, (mark.spot.left, mark.spot.top, mark.spot.right)))
        for mark in of(page, "sheet")
        if mark.about != "Where the sheet ends"
    }
    assert found["trim"] == (30, 40, 70)
    assert found["bleed"] == (27, 37, 73)
    assert found["safe"] == (35, 45, 65)
