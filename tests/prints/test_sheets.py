"""Sheets to cut: positions read back from the finished file, in millimetres."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pydantic import ValidationError

from printroom.activities import shape
from printroom.cache import Cache
from printroom.choose import plan_for
from printroom.compose import compose
from printroom.load import load_templates
from printroom.make import CachedPress
from printroom.model import (
    DocumentRow,
    NotFitToPrint,
    Plan,
    PlannedDocument,
    PlannedPart,
    Setting,
    SheetLayout,
)
from printroom.press import print_document
from printroom.workers.jobs import PressJob
from tests import sample_libraries as samples
from tests.paper import MM_PER_PT, NEAR_MM, Box, placed
from tests.term_helpers import AtOnce
from tests.workshop import HOME, Workshop, shipped
from tools.gallery import gallery

Flip = Literal["long", "short"]
Sides = Callable[..., "tuple[Seen, ...]"]
"""Prints a sheet: what is seen on each side."""

SHEETS = sorted(file.stem for file in (HOME / "templates" / "sheets").glob("*.yaml"))
UNPRINTED_MM = 5
MARK = re.compile(r"C2 · (?:[a-z]+ )?(\d\d)")


@dataclass(frozen=True)
class Seen:
    """What is seen on one printed side: everything drawn, and each letter with its direction."""

    width: float
    height: float
    paths: tuple[Box, ...]
    letters: tuple[tuple[str, Box, float], ...]

    def words_in(self, box: Box) -> str:
        """The letters whose middle lies in a box, in reading order."""
        return "".join(
            sign
            for sign, at, _ in self.letters
            if box.left < (at.left + at.right) / 2 < box.right
            and box.top < (at.top + at.bottom) / 2 < box.bottom
        )

    def is_upside_down(self, box: Box) -> bool:
        """Whether the letters in a box are upside down; all of them are, or none."""
        angles = [a for sign, at, a in self.letters if sign.strip() and at.meets(box)]
        down = [math.isclose(angle, math.pi, abs_tol=0.01) for angle in angles]
        assert angles
        assert all(down) == any(down)
        return all(down)


def row_of(sheet: str) -> DocumentRow:
    """The document that is printed on a sheet; cards, if no session has one on it yet."""
    rows = [row for kind in shipped().sessions.values() for row in kind.documents]
    cards = next(row for row in rows if row.name == "cards")
    own = next((row for row in rows if row.sheet == sheet), cards)
    return own.model_copy(update={"sheet": sheet, "max_pages": 40})


def planned(row: DocumentRow, layout: SheetLayout, pieces: int, look: str) -> Plan:
    """A plan of one document with so many cards, each with a word of its own."""
    nodes = tuple(samples.block("card", f"Ada {number}") for number in range(1, pieces + 1))
    part = PlannedPart("power/words", "Words", nodes, "s.md", 9)
    document = PlannedDocument(1, row, (part,), layout=layout)
    return samples.plan_of(document, samples.band(look=look))


@pytest.fixture(scope="module")
def printed(prints: Cache) -> Sides:
    """Prints a sheet and a piece more than fill it, once for all tests and runs.

    `flip` replaces that of the sheet.
    """
    press = CachedPress(prints, AtOnce())

    @cache
    def sides(sheet: str, flip: Flip | None = None, look: str = "middle") -> tuple[Seen, ...]:
        layout: SheetLayout = shipped().sheets[sheet]
        if flip:
            layout = layout.model_copy(update={"flip": flip, "repeat": False})
        pieces = 2 if layout.repeat else layout.columns * layout.rows + 1
        (document,) = compose(planned(row_of(sheet), layout, pieces, look), shipped())
        pdf = pypdfium2.PdfDocument(press.print_unproven(PressJob(document, {}, None)).content)
        found = tuple(seen(page) for page in pdf)
        pdf.close()
        return found

    return sides


def seen(page: Any) -> Seen:
    text = page.get_textpage()
    letters = tuple(
        (text.get_text_range(n, 1), placed(page, text.get_charbox(n)), angle(text, n))
        for n in range(text.count_chars())
    )
    paths = tuple(
        placed(page, thing.get_bounds())
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1)
    )
    width, height = (length * MM_PER_PT for length in page.get_size())
    return Seen(width, height, paths, letters)


def angle(text: Any, letter: int) -> float:
    return float(pdfium.FPDFText_GetCharAngle(text.raw, letter))


def trims(layout: SheetLayout) -> list[Box]:
    """Where the pieces of a sheet must lie, row by row, reckoned from its data alone."""
    step_x = layout.piece_width_mm + layout.gutter_mm
    step_y = layout.piece_height_mm + layout.gutter_mm
    left = layout.page_width_mm / 2 - (layout.columns * step_x - layout.gutter_mm) / 2
    top = layout.page_height_mm / 2 - (layout.rows * step_y - layout.gutter_mm) / 2
    return [
        Box(
            left + column * step_x,
            top + row * step_y,
            left + column * step_x + layout.piece_width_mm,
            top + row * step_y + layout.piece_height_mm,
        )
        for row in range(layout.rows)
        for column in range(layout.columns)
    ]


def found(side: Seen, layout: SheetLayout) -> dict[Box, str]:
    """The trim of each piece as it is drawn, without its bleed, with the number it bears."""
    wanted_x = layout.piece_width_mm + 2 * layout.bleed_mm
    wanted_y = layout.piece_height_mm + 2 * layout.bleed_mm
    alike = [
        path.grown(-layout.bleed_mm)
        for path in dict.fromkeys(side.paths)
        if abs(path.width - wanted_x) < 0.3 and abs(path.height - wanted_y) < 0.3
    ]
    pieces: dict[Box, str] = {}
    for box in alike:
        number = MARK.search(side.words_in(box))
        if number and not any(box.near(other) for other in pieces):
            pieces[box] = number[1]
    return pieces


def turned_over(box: Box, layout: SheetLayout, flip: Flip) -> Box:
    """Where a place of the back is seen from the front, through the paper."""
    is_upright = layout.page_height_mm >= layout.page_width_mm
    if (flip == "long") == is_upright:
        width = layout.page_width_mm
        return Box(width - box.right, box.top, width - box.left, box.bottom)
    height = layout.page_height_mm
    return Box(box.left, height - box.bottom, box.right, height - box.top)


def crop_marks(side: Seen) -> list[Box]:
    """Lines a fifth of a millimetre thick."""
    return [
        path
        for path in side.paths
        if min(path.width, path.height) < 0.22 and 1 <= max(path.width, path.height) <= 10
    ]


# --- geometry -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_piece_is_at_its_position(printed: Sides, sheet: str) -> None:
    """Every trim box in the file is within 0.1 mm of its place, and no place has two pieces."""
    layout = shipped().sheets[sheet]
    (front, *_) = printed(sheet)
    assert (front.width, front.height) == pytest.approx(
        (layout.page_width_mm, layout.page_height_mm), abs=NEAR_MM
    )
    pieces = found(front, layout)
    wanted = trims(layout)
    assert len(pieces) == len(wanted)
    assert all(any(box.near(place) for box in pieces) for place in wanted)


@pytest.mark.parametrize("look", ["young", "older"])
@pytest.mark.parametrize("sheet", ["cards-8", "slips-8"])
def test_the_look_moves_nothing(printed: Sides, sheet: str, look: str) -> None:
    """The trim boxes are the same in every look."""
    layout = shipped().sheets[sheet]
    pieces = found(printed(sheet, look=look)[0], layout)
    assert all(any(box.near(place) for box in pieces) for place in trims(layout))
    assert len(pieces) == layout.columns * layout.rows


@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_back_lies_behind_its_front(printed: Sides, sheet: str, flip: Flip) -> None:
    """Seen through the paper, each back lies within 0.1 mm of the front with its number.

    That holds for a full sheet and for one with a single piece on it.
    """
    layout = shipped().sheets[sheet]
    sides = printed(sheet, flip)
    assert len(sides) == 4
    for front, back in (sides[:2], sides[2:]):
        fronts = {number: box for box, number in found(front, layout).items()}
        backs = {number: box for box, number in found(back, layout).items()}
        assert fronts
        assert fronts.keys() == backs.keys()
        for number, box in fronts.items():
            assert turned_over(backs[number], layout, flip).near(box), number


@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_back_is_upright_when_the_card_is_turned(printed: Sides, sheet: str, flip: Flip) -> None:
    """A sheet turned like a wall calendar has its backs on their heads, a book none; no front."""
    layout = shipped().sheets[sheet]
    like_a_calendar = (flip == "short") == (layout.page_height_mm >= layout.page_width_mm)
    front, back, *_ = printed(sheet, flip)
    for box in found(front, layout):
        assert not front.is_upside_down(box.grown(-2))
    for box in found(back, layout):
        assert back.is_upside_down(box.grown(-2)) == like_a_calendar


@pytest.mark.parametrize("sheet", SHEETS)
def test_crop_marks_lie_in_the_margin(printed: Sides, sheet: str) -> None:
    """Each cut of a piece has a mark at both ends, and none touches piece, bleed or edge."""
    layout = shipped().sheets[sheet]
    bled = [box.grown(layout.bleed_mm) for box in trims(layout)]
    printable = Box(0, 0, layout.page_width_mm, layout.page_height_mm).grown(-UNPRINTED_MM)
    for side in printed(sheet):
        marks = crop_marks(side)
        assert not [mark for mark in marks if any(mark.meets(box) for box in bled)]
        assert all(printable.holds(mark) for mark in marks)
        upright = [mark for mark in marks if mark.height > mark.width]
        level = [mark for mark in marks if mark.width > mark.height]
        pieces = found(side, layout)
        cut = [box for box in trims(layout) if any(box.near(piece) for piece in pieces)]
        cuts_x = {edge for box in cut for edge in (box.left, box.right)}
        cuts_y = {edge for box in cut for edge in (box.top, box.bottom)}
        assert_marked(cuts_x, [((m.left + m.right) / 2, m.top < 99) for m in upright])
        assert_marked(cuts_y, [((m.top + m.bottom) / 2, m.left < 99) for m in level])


def assert_marked(cuts: Iterable[float], marks: list[tuple[float, bool]]) -> None:
    """Each cut has a mark on the one side and on the other, and no mark is for nothing."""
    for cut in cuts:
        ends = [is_first for at, is_first in marks if abs(at - cut) <= NEAR_MM]
        assert sorted(ends) == [False, True], cut
    assert all(any(abs(at - cut) <= NEAR_MM for cut in cuts) for at, _ in marks)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_measure_is_true(printed: Sides, sheet: str) -> None:
    """On every side there is one line of 100 mm, within 0.1 mm, with its words beside it."""
    layout = shipped().sheets[sheet]
    for side in printed(sheet):
        lines = {path for path in side.paths if abs(path.width - 100) < 1 and path.height < 3}
        (line,) = {line for line in lines if line.bottom > layout.page_height_mm - 15}
        assert line.width == pytest.approx(100, abs=NEAR_MM)
        beside = Box(line.right, line.top - 2, layout.page_width_mm, line.bottom + 2)
        assert "Measure me: 100 mm" in side.words_in(beside)


@pytest.mark.parametrize("sheet", SHEETS)
def test_furniture_is_cut_away(printed: Sides, sheet: str) -> None:
    """The session's title is in the margin only, and nothing is within 5 mm of the edge."""
    layout = shipped().sheets[sheet]
    printable = Box(0, 0, layout.page_width_mm, layout.page_height_mm).grown(-UNPRINTED_MM)
    for number, side in enumerate(printed(sheet)):
        within = "".join(side.words_in(box.grown(layout.bleed_mm)) for box in trims(layout))
        assert "quiet" not in within
        assert "Measure" not in within
        assert "version" not in within
        above = Box(0, 0, layout.page_width_mm, trims(layout)[0].top - layout.bleed_mm)
        assert ("A quiet title" in side.words_in(above)) == (number == 0)
        assert re.search(r"\b\w{3}-\w{3} · version", side.words_in(above))
        signs = [(sign, at) for sign, at, _ in side.letters if sign.strip()]
        assert not [sign for sign, at in signs if not printable.holds(at)]


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_piece_bears_its_number(printed: Sides, sheet: str) -> None:
    """Every piece says code and number, so that a dropped pile can be sorted; no two the same,
    save on a sheet that repeats: there all are one piece, and another fills the next sheet."""
    layout: SheetLayout = shipped().sheets[sheet]
    backs = 1 if layout.flip == "none" else 2
    fronts = [sorted(found(side, layout).values()) for side in printed(sheet)[::backs]]
    full = layout.columns * layout.rows
    if layout.repeat:
        assert fronts == [["01"] * full, ["02"] * full]
    else:
        first = [f"{number:02d}" for number in range(1, full + 1)]
        assert fronts == [first, [f"{full + 1:02d}"]]


# --- the data -----------------------------------------------------------------------------------


def layout(**more: Any) -> SheetLayout:
    """A sheet of two by two, with what is given instead."""
    plain = {
        "title": "Four",
        "page_width_mm": 210.0,
        "page_height_mm": 297.0,
        "columns": 2,
        "rows": 2,
        "piece_width_mm": 80.0,
        "piece_height_mm": 60.0,
        "gutter_mm": 6.0,
        "bleed_mm": 3.0,
        "flip": "long",
    }
    return SheetLayout.model_validate({**plain, **more})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"gutter_mm": 5.9}, "the gutter between two pieces is 5.9 mm, and their bleeds need 6 mm"),
        ({"gutter_mm": 0.0, "bleed_mm": 0.5}, "the gutter between two pieces is 0 mm"),
        ({"piece_width_mm": 92.2}, "the pieces leave 6.8 mm free on the left and right"),
        ({"piece_height_mm": 132.6}, "the pieces leave 9.9 mm free at the top and bottom"),
        ({"columns": 3}, "the pieces leave -24 mm free on the left and right"),
        ({"rows": 5}, "the pieces leave -16.5 mm free at the top and bottom"),
    ],
)
def test_pieces_that_do_not_fit_are_refused(wrong: dict[str, Any], message: str) -> None:
    """Pieces keep clear of marks, small print, the edge of the paper and each other's bleed."""
    with pytest.raises(ValidationError, match=re.escape(message)):
        layout(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"gutter_mm": 0.0, "bleed_mm": 0.0},
        {"gutter_mm": 2.0, "bleed_mm": 1.0},
        {"piece_width_mm": 92.0},
        {"piece_height_mm": 132.5},
        {"columns": 1, "rows": 1, "gutter_mm": 0.0},
    ],
)
def test_a_sheet_that_can_be_cut_is_accepted(right: dict[str, Any]) -> None:
    """Edge to edge without bleed, bleeds that just meet, just enough room, and a single piece."""
    made = layout(**right)
    assert made.left_mm - made.bleed_mm >= 7
    assert made.top_mm - made.bleed_mm >= 10


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "gutter_mm: 6",
            "gutter_mm: 4",
            (
                "templates/sheets/cards-6.yaml:8:1 not-right "
                "the gutter between two pieces is 4 mm, and their bleeds need 6 mm",
                "write gutter_mm: 6 or more, or bleed_mm: 0 to cut edge to edge",
            ),
        ),
        (
            "columns: 2",
            "columns: 3",
            (
                "templates/sheets/cards-6.yaml:4:1 not-right "
                "the pieces leave -24 mm free on the left and right, and crop marks and the edge "
                "that printers leave blank need 7 mm",
                "take fewer columns, or make the pieces, the gutter or the bleed smaller",
            ),
        ),
        (
            "bleed_mm: 3",
            "bleed_mm: -3",
            (
                "templates/sheets/cards-6.yaml:9:1 not-right "
                "“bleed_mm” must be 0 or more, not “-3”",
                "write a larger number",
            ),
        ),
    ],
)
def test_a_wrong_sheet_is_explained(
    tiny: Workshop, old: str, new: str, message: tuple[str, str]
) -> None:
    """A sheet that cannot be cut is reported with its line, the millimetres and the fix."""
    tiny.change("templates/sheets/cards-6.yaml", old, new)
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(Path("templates"))
    (problem,) = (one for one in caught.value.problems if "/sheets/" in one.path)
    assert (re.sub(r":\d+ ", ":1 ", str(problem), count=1), problem.fix) == message


# --- how large words are set --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "words", "size"),
    [
        ("cards-8", ["A"], "sign"),
        ("cards-8", ["A", "Fair"], "brief"),
        ("cards-8", ["Fair", "word " * 20], "fair"),
        ("cards-8", ["Fair", "word " * 60], "full"),
        ("cards-2", ["Fair", "word " * 60], "fair"),
    ],
)
def test_the_fullest_piece_sets_the_size(sheet: str, words: list[str], size: str) -> None:
    """All pieces of a part are set alike, as large as the fullest allows on its sheet."""
    nodes = tuple(samples.block("card", one) for one in words)
    part = PlannedPart("power/words", "Words", nodes, "s.md", 9)
    row = row_of(sheet)
    own = PlannedDocument(1, row, (part,), layout=shipped().sheets[sheet])
    plan = replace(planned(row, shipped().sheets[sheet], 1, "middle"), documents=(own,))
    (document,) = compose(plan, shipped())
    sizes = re.findall(r'class="piece front  (\w+)"', document.source)
    assert sizes == [size] * len(words)


@pytest.mark.parametrize("look", ["young", "middle", "older"])
def test_a_title_of_two_lines_pushes_the_words_down(look: str) -> None:
    """However long a title is, the words of a card are below it: no line overlaps another."""
    titles = [f"Oooo {'Ooo ' * more}{'O' * n}" for more in range(2, 6) for n in (1, 3)]
    nodes = tuple(samples.block("card", "x x x x x", title=title) for title in titles)
    layout = shipped().sheets["cards-8"]
    part = PlannedPart("power/words", "Words", nodes, "s.md", 9)
    row = row_of("cards-8")
    own = PlannedDocument(1, row, (part,), layout=layout)
    (document,) = compose(replace(planned(row, layout, 1, look), documents=(own,)), shipped())
    pdf = pypdfium2.PdfDocument(print_document(document, {}).content)
    front = seen(pdf[0])
    pdf.close()
    for box in trims(layout):
        here = [(sign, at) for sign, at, _ in front.letters if box.holds(at)]
        title = max(at.bottom for sign, at in here if sign in "Oo")
        assert title < min(at.top for sign, at in here if sign == "x")


def test_a_card_bears_the_letter_by_which_the_key_calls_it() -> None:
    """Whoever checks cards with the key finds each letter of it on the card that it names."""
    pairs = [{"left": f"Word {n}", "right": f"Meaning {n}"} for n in range(4)]
    written = {"kind": "pairs", "instruction": "Match.", "pairs": pairs}
    arranged = shape("match").model_validate_json(json.dumps(written)).arrange(Setting(1))
    part = PlannedPart("a/b", "T", (samples.block("activity"),), "s.md", 9, activity=arranged)
    row, layout = row_of("cards-8"), shipped().sheets["cards-8"]
    own = PlannedDocument(1, row, (part,), layout=layout)
    (document,) = compose(replace(planned(row, layout, 1, "middle"), documents=(own,)), shipped())
    cards = re.findall(r'class="piece front(.*?)class="mark-of"', document.source, re.DOTALL)
    letters = (re.search(r'"letter-of">(.)</p>.*?(Meaning \d)', card, re.DOTALL) for card in cards)
    assert sorted(f"{found[1]}  {found[2]}" for found in letters if found) == sorted(
        row.with_letter().answer for row in arranged.key
    )


def test_a_card_that_heads_a_pile_has_the_shape_of_its_group(tmp_path: Path) -> None:
    """A card titled as a group of its activity carries the group's shape, another card none."""
    shown = gallery(tmp_path, ["card-sort"])
    (order,) = shown.orders(["11-14"])
    plan = plan_for(order, shown.library, shown.templates)
    source = next(d.source for d in compose(plan, shown.templates) if d.name == "cards")
    heads = re.findall(r"<h2>(.*?)</h2>", source)
    assert heads == [
        '<span class="shape circle"></span>Private',
        '<span class="shape square"></span>Needs telling',
    ]
    other = [replace(one, parts=tuple(map(_renamed, one.parts))) for one in plan.documents]
    made = compose(replace(plan, documents=tuple(other)), shown.templates)
    assert '<span class="shape' not in next(d.source for d in made if d.name == "cards")


def _renamed(part: PlannedPart) -> PlannedPart:
    return replace(part, nodes=tuple(replace(n, text="Another pile") for n in part.nodes))
