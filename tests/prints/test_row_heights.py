"""Rows of short pages: they share the free space of their page, and nothing else moves."""

from __future__ import annotations

import pypdfium2
import pytest
from pypdfium2 import raw

from printroom.press import print_document
from tests.paper import placed, texts_of_pages
from tests.press_helpers import document

STYLE = (
    "@page { size: A5; margin: 15mm } html { --more: 0mm } ul { margin: 0; padding: 0 } "
    "li { list-style: none; height: calc(20mm + min(var(--more), 6mm)); box-sizing: border-box; "
    "border: .3mm solid #246 } .next { break-before: page }"
)
A_PAGE = 9
"""So many rows of 20 mm have room on the sample's page, which is 180 mm high."""


def rows(count: int, name: str = "") -> str:
    return f'<section data-rows class="{name}"><ul>' + "<li>A row</li>" * count + "</ul></section>"


def heights(body: str) -> list[list[float]]:
    """How high the rows of each page are, in millimetres."""
    pdf = pypdfium2.PdfDocument(print_document(document(body, STYLE), {}).content)
    found = []
    for sheet in pdf:
        paths = sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
        found.append([round(placed(sheet, path.get_bounds()).height, 1) for path in paths])
    pdf.close()
    return found


@pytest.mark.parametrize(("count", "height_mm"), [(8, 21.5), (7, 24.6), (4, 26), (A_PAGE, 20)])
def test_rows_share_what_is_left_of_their_page(count: int, height_mm: float) -> None:
    """Each row of a page gets as much as the others, at most what the style allows."""
    assert heights(rows(count)) == [[height_mm] * count]


def test_each_page_has_its_own_share() -> None:
    """A full page is unchanged, while the rows of a short one grow."""
    assert heights(rows(A_PAGE) + rows(4, "next")) == [[20] * A_PAGE, [26] * 4]


def test_only_rows_that_may_grow_do() -> None:
    """A list without the mark is as high as its style makes it, and costs no second layout."""
    plain = rows(4).replace(" data-rows", "")
    assert heights(plain) == [[20] * 4]
    assert print_document(document(plain, STYLE), {}).layouts == ("first",)


def test_rows_that_would_move_something_stay_as_they_were() -> None:
    """Where higher rows would push words to another page, the first layout is printed."""
    style = f"{STYLE} li {{ height: calc(20mm + var(--more) * 9) }}"
    printed = print_document(document(rows(7), style), {})
    assert printed.layouts == ("first", "higher rows")
    assert len(texts_of_pages(printed.content)) == 1
