"""Tighter spacing: it drops a short last page, or changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from printroom.press import print_document
from tests.paper import texts_of_pages
from tests.press_helpers import document

LINE = "<p>Some words, and no more than a line.</p>"
STYLE = "html { --gap: 1mm } p { margin: 0 0 var(--gap); font-size: 12pt }"
TIGHT = "[data-tight] { --gap: 0mm }"
A_PAGE = 26
"""So many lines fit on a page with their gaps; four more fit without."""


def pages(lines: int, style: str = TIGHT) -> list[str]:
    """The words of each page."""
    return texts_of_pages(print_document(document(LINE * lines, STYLE + style), {}).content)


def test_a_few_lines_on_a_last_page_are_taken_back() -> None:
    """A document that would end on a few lines has a page less, and not a word less."""
    usual, tighter = pages(A_PAGE + 2, ""), pages(A_PAGE + 2)
    assert (len(usual), len(tighter)) == (2, 1)
    assert "\n".join(usual).split() == "\n".join(tighter).split()


MOVED = "[data-tight] p { margin-left: 5mm }"


@pytest.mark.parametrize(
    ("lines", "style"),
    [(A_PAGE, TIGHT), (A_PAGE + 6, TIGHT), (A_PAGE + 20, TIGHT), (A_PAGE + 2, MOVED)],
)
def test_what_saves_no_page_stays_as_it_was(lines: int, style: str) -> None:
    """One page, too many lines to take back, or a last page with enough on it: nothing moves."""
    made = print_document(document(LINE * lines, STYLE + style), {})
    usual = print_document(document(LINE * lines, STYLE), {})
    assert places(made.content) == places(usual.content)


def places(content: bytes) -> list[tuple[int, float, float]]:
    """The page of each line of words, and its place there."""
    pdf = pypdfium2.PdfDocument(content)
    texts = [sheet.get_textpage() for sheet in pdf]
    found = [
        (number, round(text.get_rect(n)[0], 2), round(text.get_rect(n)[1], 2))
        for number, text in enumerate(texts)
        for n in range(text.count_rects())
    ]
    pdf.close()
    return found


@pytest.mark.parametrize(
    ("lines", "style", "layouts"),
    [(A_PAGE + 2, "", 1), (A_PAGE + 2, TIGHT, 2), (A_PAGE, TIGHT, 1), (A_PAGE + 20, TIGHT, 1)],
)
def test_only_a_page_worth_saving_costs_a_layout(lines: int, style: str, layouts: int) -> None:
    """One layout more, where the style says how and the last page has next to nothing on it."""
    made = replace(document(LINE * lines, STYLE + style), audience="facilitator")
    reasons = ("first", "tighter spacing")[:layouts]
    assert print_document(made, {}).layouts == reasons


def test_tighter_spacing_never_makes_a_page_worse() -> None:
    """Where something would no longer fit, the page is not saved."""
    style = f"{TIGHT} [data-tight] b {{ display: block; height: 2mm; overflow: hidden }}"
    body = f"<b>Words that need their height.</b>{LINE * (A_PAGE + 1)}"
    assert len(texts_of_pages(print_document(document(body, STYLE + style), {}).content)) == 2
