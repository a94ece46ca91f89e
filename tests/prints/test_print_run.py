"""One file to print: all copies, in order, each on sheets of its own."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from printroom.model import PrintPart
from printroom.press.print_runs import MOST_PAGES, print_run


def pages_of(count: int, width: int) -> bytes:
    """A file with so many pages; the width of each is its number."""
    with pikepdf.new() as pdf:
        for number in range(count):
            pdf.add_blank_page(page_size=(width + number, 200))
            pdf.pages[-1].Contents = pdf.make_stream(b"0 0 9 9 re f")
        content = BytesIO()
        pdf.save(content)
        return content.getvalue()


def run_of(*parts: PrintPart) -> list[tuple[int, bool, int]]:
    """Each page of a run: its width, whether it has anything on it, and how far it is turned."""
    with pikepdf.open(BytesIO(print_run(parts, "A run"))) as pdf:
        return [
            (
                int(page.mediabox[2]),
                "/Contents" in page and bool(page.Contents.read_bytes()),
                int(page.obj.get("/Rotate", 0)),
            )
            for page in pdf.pages
        ]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (PrintPart(pages_of(2, 100), 2, True), [100, 101, 100, 101]),
        (PrintPart(pages_of(3, 100), 2, True), [100, 101, 102, 0, 100, 101, 102, 0]),
        (PrintPart(pages_of(2, 100), 2, False), [100, 0, 101, 0, 100, 0, 101, 0]),
        (PrintPart(pages_of(1, 100), 0, True), []),
    ],
)
def test_every_copy_begins_on_a_new_sheet(part: PrintPart, expected: list[int]) -> None:
    """An odd copy and a page printed on one side get a blank back; no other page is added."""
    assert [width if is_full else 0 for width, is_full, _ in run_of(part)] == expected


def test_documents_stay_in_order_and_keep_their_size() -> None:
    """The parts follow each other; a blank back is as large as its front."""
    first, second = PrintPart(pages_of(1, 100), 2, True), PrintPart(pages_of(2, 300), 1, True)
    assert run_of(first, second) == [
        (100, True, 0),
        (100, False, 0),
        (100, True, 0),
        (100, False, 0),
        (300, True, 0),
        (301, True, 0),
    ]


def test_backs_that_turn_over_the_short_edge_are_upside_down() -> None:
    """The whole run is turned over the long edge, so such backs are turned in every copy."""
    part = PrintPart(pages_of(2, 100), 3, True, "short")
    assert [turned for _, _, turned in run_of(part)] == [0, 180] * 3


def test_a_file_has_the_settings_for_its_printer() -> None:
    """Both sides, over the long edge, at actual size; the same run gives the same bytes."""
    part = PrintPart(pages_of(2, 100), 2, True)
    content = print_run([part], "A run")
    assert content == print_run([part], "A run")
    with pikepdf.open(BytesIO(content)) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert str(wishes.Duplex) == "/DuplexFlipLongEdge"
        assert str(wishes.PrintScaling) == "/None"
        assert str(pdf.docinfo["/Title"]) == "A run"


def test_a_run_has_a_limit() -> None:
    """More pages than any group needs are refused before they are made."""
    with pytest.raises(ValueError, match="at most"):
        print_run([PrintPart(pages_of(2, 100), MOST_PAGES, True)], "A run")
