"""Writing space: it uses the free space of its page, and moves nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import page
import pypdfium2
import pytest
from pypdfium2 import raw

from printroom.model import Document, NotFitToPrint, Problem
from printroom.press import grow, print_document, printing
from printroom.press.layouts import Layouts
from tests.paper import placed, texts_of_pages
from tests.press_helpers import document
from tests.workshop import outputs_of
from tools.alike import differences

ROOT = Path(__file__).parents[2]
BAND = 'lang="en-GB" style="--body-size: 12pt; --line: 9mm"'
LINE = '<div class="line"></div>'
PAGE_MM = 180.0
"""The height that the sample's page has for its text: 20 lines to write on."""
STYLE = """
p { margin: 0 }
.write { break-inside: avoid }
.write .line { height: 9mm; box-sizing: border-box; border-bottom: .3mm solid #567 }
.draw { border: .3mm solid #567; box-sizing: border-box; break-inside: avoid }
.second { margin-left: 10mm }
.third { margin-left: 20mm }
.pair { display: grid; grid-template-columns: 1fr 1fr }
"""


def write(lines: int, name: str = "first") -> str:
    return f'<div class="write {name}">{LINE * lines}</div>'


def draw(height_mm: int, name: str = "first") -> str:
    return f'<div class="draw {name}" style="height: {height_mm}mm"></div>'


def gap(height_mm: float) -> str:
    """A stretch of page that something else takes up."""
    return f'<div style="height: {height_mm}mm"></div>'


def sample(body: str, style: str = "", **more: Any) -> Document:
    return document(body, STYLE + style, **{"attributes": BAND, **more})


def drawn(content: bytes) -> list[list[tuple[int, float]]]:
    """Each box with a border on each page: where it begins from the left, and how high it is."""
    pdf = pypdfium2.PdfDocument(content)
    found = []
    for sheet in pdf:
        paths = sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
        boxes = [placed(sheet, path.get_bounds()) for path in paths]
        found.append([(round(box.left), box.height) for box in boxes])
    pdf.close()
    return found


def lines(made: Document) -> list[list[int]]:
    """How many lines each block of each page has, the blocks from the left."""
    pages = drawn(print_document(made, {}).content)
    return [[n for _, n in sorted(Counter(left for left, _ in boxes).items())] for boxes in pages]


def heights(made: Document) -> list[float]:
    """How high each box to draw in is, in millimetres."""
    boxes = [box for boxes in drawn(print_document(made, {}).content) for box in boxes]
    return [round(height, 1) for _, height in sorted(boxes)]


@pytest.mark.parametrize(
    ("asked", "left_mm", "expected"),
    [
        ((5,), 0, (5,)),
        ((5,), 8.9, (5,)),
        ((5,), 9.1, (6,)),
        ((5,), 26.9, (7,)),
        ((2,), 99, (4,)),
        ((8,), 99, (14,)),
        ((3, 3), 27.1, (5, 4)),
        ((1, 4), 36.1, (2, 7)),
        ((2, 2, 2), 99, (4, 4, 4)),
    ],
)
def test_lines_take_what_is_left_of_the_page(
    asked: tuple[int, ...], left_mm: float, expected: tuple[int, ...]
) -> None:
    """Lines are added in turn to each block, at most as many again and six, and only whole ones."""
    blocks = "".join(map(write, asked, ("first", "second", "third")))
    full = gap(PAGE_MM - 9 * sum(asked) - left_mm)
    assert lines(sample(full + blocks)) == [list(expected)]


def test_every_page_is_filled_and_nothing_moves() -> None:
    """Each page with blocks takes more lines of its own; every word stays on its page."""
    body = (
        f"<h1>One</h1>{write(2)}<p>After</p>{gap(90)}<p>Last</p><h2>Two</h2>{gap(150)}<p>Foot</p>"
        f'<h2>Three</h2>{write(3, "second")}<p style="break-before: page">End</p>{write(1)}'
    )
    made = sample(body)
    asked = replace(made, audience="facilitator")
    assert lines(asked) == [[2], [], [3], [1]]
    assert lines(made) == [[4], [], [6], [2]]
    assert words(made) == words(asked) == [
        ["One", "After", "Last"], ["Two", "Foot"], ["Three"], ["End"]
    ]  # fmt: skip


def words(made: Document) -> list[list[str]]:
    return [page_text.split() for page_text in texts_of_pages(print_document(made, {}).content)]


def test_blocks_beside_each_other_grow_together() -> None:
    """Two columns have as many lines as each other, and take up the room of one."""
    body = f'{gap(PAGE_MM - 18 - 20)}<div class="pair">{write(2)}{write(2)}</div>'
    assert lines(sample(body)) == [[4, 4]]
    body = f'{gap(PAGE_MM - 45 - 30)}<div class="pair">{write(1)}{write(5)}</div>'
    assert lines(sample(body)) == [[2, 8]], "none has more than twice what was asked for"


def test_a_frame_around_a_block_keeps_its_room() -> None:
    """What a frame adds below its lines is not taken for room left over."""
    frame = f'<div style="padding-bottom: 10mm; border-top: 1px solid">{write(2)}</div>'
    assert lines(sample(gap(PAGE_MM - 18 - 10 - 10) + frame, ".write { margin-left: 9mm }")) == [
        [1, 3]
    ]


HELD = {
    "a box of a fixed height": f'<div style="height: 60mm">{write(2)}</div>',
    "a box that cuts": f'<div style="overflow: hidden">{write(2)}</div>',
    "a box no higher than": f'<div style="max-height: 60mm">{write(2)}</div>',
    "a place": f'<div style="position: absolute; top: 9mm; width: 50mm">{write(2)}</div>',
}


@pytest.mark.parametrize("held", HELD)
def test_what_has_a_fixed_size_does_not_grow(held: str) -> None:
    """In a frame of a fixed size a block has as many lines as its author asked for."""
    assert lines(sample(f"<p>Write</p>{HELD[held]}")) == [[2]]


def test_a_cut_sheet_does_not_grow() -> None:
    """On a page without margins everything was put at its place: no line is added."""
    assert lines(sample(write(2), "@page { margin: 0 }")) == [[2]]


def test_pages_for_facilitators_do_not_grow() -> None:
    """A facilitator finds as many lines as the template has."""
    assert lines(replace(sample(write(2)), audience="facilitator")) == [[2]]


def test_a_cell_of_a_table_grows() -> None:
    """The height of a cell is the least that it has, and holds nothing back."""
    body = f'<table><tr><td style="height: 9mm; width: 60mm">{write(2)}</td></tr></table>'
    assert lines(sample(body)) == [[4]]


@pytest.mark.parametrize(
    ("body", "style"),
    [
        (write(6), ".write { break-inside: auto } .line:nth-child(7) { break-before: page }"),
        (
            f'<div class="rows">{write(6)}<p>Next</p></div>',
            ".rows { display: grid; grid-template-rows: 56mm 20mm }",
        ),
    ],
    ids=["onto another page", "out of a frame"],
)
def test_what_would_do_harm_stays_as_it_was(body: str, style: str) -> None:
    """Where more lines would move a block or stick out of a frame, the first layout is printed."""
    made = sample(body, style)
    assert lines(made) == [[6]]
    asked = print_document(replace(made, audience="facilitator"), {})
    assert print_document(made, {}) == asked


@pytest.mark.parametrize(
    ("asked", "left_mm", "expected"),
    [
        ((40,), 4.9, (40,)),
        ((40,), 5.1, (45,)),
        ((40,), 100, (80,)),
        ((17,), 100, (32,)),
        ((40, 20), 15.1, (50, 25)),
    ],
)
def test_boxes_to_draw_in_take_what_is_left(
    asked: tuple[int, ...], left_mm: float, expected: tuple[int, ...]
) -> None:
    """Boxes grow in turn by 5 mm, at most to the double."""
    blocks = "".join(map(draw, asked, ("first", "second")))
    made = sample(gap(PAGE_MM - sum(asked) - left_mm) + blocks)
    assert heights(made) == list(expected)


@pytest.mark.parametrize(
    ("left_mm", "expected"),
    [
        (4, [40, 9, 9]),
        (8, [45, 9, 9]),
        (13, [40, 9, 9, 9]),
        (40, [60, 9, 9, 9, 9]),
        (100, [80, 9, 9, 9, 9]),
    ],
)
def test_lines_go_before_boxes(left_mm: float, expected: list[float]) -> None:
    """Boxes to draw in grow with what lines to write on leave over."""
    blocks = write(2, "second") + draw(40)
    made = sample(gap(PAGE_MM - 58 - left_mm) + blocks)
    assert heights(made) == expected


def test_boxes_grow_beside_lines_that_cannot() -> None:
    """Lines in a frame of a fixed size leave the whole space to the boxes."""
    assert heights(sample(HELD["a box of a fixed height"] + draw(40, "second"))) == [9, 9, 80]


def test_boxes_beside_each_other_stay_as_high_as_each_other() -> None:
    """Frames of a story in one row grow together."""
    row = f'<div class="pair">{draw(40)}{draw(40)}</div>'
    assert heights(sample(gap(PAGE_MM - 80 - 12) + row + row)) == [45, 45, 45, 45]


IN_PLACE = {
    "lines": f"<h1>One</h1>{write(2)}<p>After</p>",
    "lines that break": f'<div class="box">{write(2)}{gap(150)}{gap(20)}</div>{write(1)}',
    "a box to draw in": f"{draw(20)}<p>After</p>",
    "lines in frames": f'<div class="box"><div class="box">{write(2)}<p>In</p></div></div>',
    "a frame with a place": f'<div class="box">{write(2)}<i class="mark">!</i></div><p>After</p>',
    "a place by itself": f'{write(2)}<i class="mark">!</i><p>After</p>',
    "a place from below": f'<div class="box">{write(2)}<i class="low">!</i></div><p>After</p>',
    "a place from top to foot": f'<div class="box">{write(2)}<i class="side"></i></div>',
    "a link and a bookmark": f'{write(2)}<h2 id="on">On</h2><p><a href="#on">up</a></p>',
    "a turned box": f'<div class="turned">{write(2)}</div><p>After</p>',
    "a float above": f'<i class="float">x</i><p>Beside</p><p>Next</p>{write(2)}<p>After</p>',
    "a least height": f'<div class="box" style="min-height: 5mm">{write(2)}</div><p>After</p>',
}
"""Pages on which the engine would do no more than move what is below."""
BOXES = """
.box { position: relative; border: .5mm solid #567; border-radius: 20%; padding: 3mm; margin: 4mm 0;
  background: url(asset:pic.svg) right bottom no-repeat }
.box + .box { break-inside: auto }
.mark { position: absolute; right: 1mm; top: 1mm }
.low { position: absolute; bottom: 1mm }
.side { position: absolute; top: 1mm; bottom: 1mm; left: 0; border-left: 1mm solid #567 }
.half { position: absolute; top: 50% }
.clone { box-decoration-break: clone }
.turned { transform: rotate(2deg) }
.float { float: left; height: 9mm }
"""


@pytest.mark.parametrize("body", IN_PLACE.values(), ids=IN_PLACE)
def test_growing_in_place_equals_another_layout(body: str) -> None:
    """Blocks that grow where they are give the words, drawings, pixels and tags of a new layout."""
    made = sample(body, BOXES)
    printed = print_document(made, {})
    with patch.object(grow, "_can_enlarge_in_place", return_value=False):
        again = print_document(made, {})
    assert (printed.layouts, again.layouts) == (("first",), ("first", "writing space"))
    assert not differences(printed.content, again.content)
    asked = print_document(replace(made, audience="facilitator"), {})
    assert "pixels" in differences(printed.content, asked.content), "something did grow"


LAID_OUT_AGAIN = {
    "a grid": f'<div class="pair">{write(2)}{write(2)}</div>',
    "a table": f"<table><tr><td>{write(2)}</td></tr></table>",
    "columns": f'<div style="columns: 2">{write(2)}{write(2)}</div>',
    "a flex box": f'<div style="display: flex; align-items: center">{write(2)}<p>x</p></div>',
    "a float": f'<i style="float: left">x</i>{write(2)}',
    "a float that reaches down to it": f'<i class="float">x</i><p>Beside</p>{write(2)}',
    "a float below": f'{write(2)}<i class="float">x</i>',
    "a height that counts": f'<div style="min-height: 60mm">{write(2)}</div>',
    "a share of a place": f'<div class="box">{write(2)}<i class="half">!</i></div>',
    "words from top to foot": f'<div class="box">{write(2)}<i class="side">!</i></div>',
    "a frame at each foot": f'<div class="box clone">{write(2)}{gap(140)}{gap(30)}</div>',
    "a place far out": f'<div class="box">{write(2)}<p>A <i class="mark">!</i></p></div>',
    "lines with margins": write(2) + "<style>.line { margin: 2mm 0 }</style>",
    "lines unlike each other": write(2) + "<style>.line:nth-child(odd) { color: red }</style>",
    "a box with words": draw(40).replace("></div>", "><p>Draw</p></div>"),
}


@pytest.mark.parametrize("body", LAID_OUT_AGAIN.values(), ids=LAID_OUT_AGAIN)
def test_blocks_in_grids_and_tables_are_laid_out_again(body: str) -> None:
    """Where more than moving is needed, the engine does it, and says that it did."""
    assert print_document(sample(body, BOXES), {}).layouts == ("first", "writing space")


def test_lines_of_other_blocks_may_look_different() -> None:
    """A rule for lines by their place holds up those that it is for, and no others."""
    style = ".second .line:nth-child(2) { border-width: 1mm }"
    assert print_document(sample(write(2), style), {}).layouts == ("first",)
    assert len(print_document(sample(write(2, "second"), style), {}).layouts) == 2


@pytest.mark.parametrize("body", [write(2), "<p>Read</p>", draw(20)])
def test_growing_costs_no_layout(body: str) -> None:
    """A document is laid out once, whether something grows or not."""
    assert print_document(sample(body), {}).layouts == ("first",)


def test_what_is_not_fit_is_laid_out_once() -> None:
    """What is refused is refused as its author asked for it."""
    made = sample(write(2) + '<div style="height: 9mm"><p>Too<br>long<br>for it</p></div>')
    layouts = patch.object(Layouts, "lay_out", autospec=True, side_effect=Layouts.lay_out)
    with layouts as lay_out, pytest.raises(NotFitToPrint):
        print_document(made, {})
    assert lay_out.call_count == 1


def test_writing_space_that_causes_problems_is_removed() -> None:
    """If larger blocks bring a problem, the page is printed with the space that was asked for."""
    made = sample(write(2))
    judged = [[], [Problem("harm", "here", "texts overlap", "move one")]]
    with patch.object(printing, "misfits", side_effect=judged):
        printed = print_document(made, {})
    assert printed.layouts == ("first", "writing space removed")
    asked = print_document(replace(made, audience="facilitator"), {})
    assert printed.content == asked.content


def test_grown_pages_are_the_same_bytes_everywhere() -> None:
    """Another process, with another order of its sets, grows the same lines to the same bytes."""
    code = (
        "import hashlib; from tests.prints.test_grow import *; "
        "print(hashlib.sha256(print_document(sample(SEVERAL), {}).content).hexdigest())"
    )
    assert len(outputs_of(code)) == 1


SEVERAL = f"<h1>Write</h1>{write(2)}<p>And</p>{write(3, 'second')}<p>Then</p>{write(1, 'third')}"


def test_grown_pages_can_be_read_aloud() -> None:
    """Lines that were added are tagged like those that were asked for."""
    content = print_document(sample(SEVERAL), {}).content
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant
