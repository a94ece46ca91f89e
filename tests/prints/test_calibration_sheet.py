"""The calibration sheet, in millimetres, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from printroom.press.calibration_sheet import printer_sheet
from printroom.press.engine import blank_font
from printroom.press.impose import Shift, align_sides
from tests.press_helpers import FONTS
from tests.workshop import outputs_of

MM = 72 / 25.4
FONT = (FONTS / "AtkinsonHyperlegibleNext-Regular.ttf").read_bytes()
MIDDLE = (105, 148.5)
POINTS = (MIDDLE, (40, 40), (170, 40), (40, 257), (170, 257))
TEXT, PATH = pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_PATH

Box = tuple[float, ...]
"""Left, bottom, right and top, in mm."""


@dataclass
class Seen:
    """What PDFium finds on a page, also where it is clipped."""

    size: tuple[float, float]
    kinds: list[int]
    paths: list[Box]
    texts: list[tuple[str, Box]]


def seen(content: bytes) -> list[Seen]:
    """What is on each page of a file."""
    pages = []
    with pypdfium2.PdfDocument(content) as pdf:
        for page in pdf:
            found = [*_objects(page, page.get_textpage(), None)]
            paths = [box for kind, _, box in found if kind == PATH]
            texts = [(words, box) for kind, words, box in found if kind == TEXT]
            size = (page.get_width() / MM, page.get_height() / MM)
            pages.append(Seen(size, [kind for kind, _, _ in found], paths, texts))
    return pages


def _objects(page: Any, words: Any, form: Any) -> Iterator[tuple[int, str, Box]]:
    for found in page.get_objects(max_depth=1, form=form, textpage=words):
        if found.type == pypdfium2.raw.FPDF_PAGEOBJ_FORM:
            scale, _, _, _, right, up = found.get_matrix().get()
            for kind, text, box in _objects(page, words, found.raw):
                step = (right / MM, up / MM) * 2
                yield kind, text, tuple(a * scale + b for a, b in zip(box, step, strict=True))
        else:
            text = found.extract() if found.type == TEXT else ""
            yield found.type, text, tuple(side / MM for side in found.get_bounds())


@dataclass
class Drawn:
    """What a page's own commands draw: lines, and pages that are seen through windows."""

    lines: list[Box] = field(default_factory=list)
    is_dashed: bool = False
    windows: list[Box] = field(default_factory=list)
    corners: list[Box] = field(default_factory=list)
    scales: list[float] = field(default_factory=list)


def drawn(content: bytes) -> list[Drawn]:
    """What the commands of each page of a file draw."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [_drawn(page) for page in pdf.pages]


def _drawn(page: pikepdf.Page) -> Drawn:
    found, matrix, start = Drawn(), pikepdf.Matrix(), (0.0, 0.0)
    kept: list[pikepdf.Matrix] = []
    for step in pikepdf.parse_content_stream(page):
        values: list[Any] = [*step.operands]
        match str(step.operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, values)) @ matrix
            case "m":
                start = matrix.transform((float(values[0]), float(values[1])))
            case "l":
                end = matrix.transform((float(values[0]), float(values[1])))
                found.lines.append(tuple(at / MM for at in (*start, *end)))
            case "d":
                found.is_dashed = len(values[0]) > 0
            case "re":
                x, y, width, height = (float(value) / MM for value in values)
                found.windows.append((x, y, x + width, y + height))
            case "Do":
                found.corners.append((matrix.e / MM, matrix.f / MM))
                found.scales.append(matrix.a)
    assert not kept, "each q has its Q"
    return found


def fonts(content: bytes) -> dict[str, int]:
    """The names of a file's fonts, and how many bytes of each are in it."""
    found = {}
    with pikepdf.open(BytesIO(content)) as pdf:
        for entry in pdf.objects:
            if isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font":
                name = re.sub("^/[A-Z]{6}[+]", "", str(entry.BaseFont))
                if entry.Subtype != "/Type0":
                    found[name] = len(entry.FontDescriptor.FontFile2.read_bytes())
    return found


sheet = cache(lambda: printer_sheet(FONT))


def numbers(page: Seen, is_above: bool) -> dict[str, float]:
    """Where the numbers of the middle scale are: across those above it, up those beside it."""
    found = {}
    for words, (left, bottom, right, top) in page.texts:
        x, y = (left + right) / 2 - MIDDLE[0], (bottom + top) / 2 - MIDDLE[1]
        if re.fullmatch(r"-?\d+", words.strip()) and max(abs(x), abs(y)) < 16:
            if is_above and y > 11:
                found[words.strip()] = x
            elif not is_above and x < -11 and y < 11:
                found[words.strip()] = y
    return found


@pytest.mark.parametrize("right", [-10, -5, 0, 5, 10])
@pytest.mark.parametrize("down", [-10, 0, 5])
def test_what_is_read_off_puts_the_back_right(right: int, down: int) -> None:
    """Where a back lies wrong, the numbers at the front's cross are what `align_sides` needs."""
    back = seen(sheet())[1]
    words = {text.strip(): box for text, box in back.texts}
    assert words["left"][2] < MIDDLE[0] < words["right"][0]
    assert words["down"][3] < MIDDLE[1] < words["up"][1]
    # The printer laid it as far to the left and up as it has to go to the right and down.
    across = [word for word, x in numbers(back, True).items() if abs(x - right) < 0.6]
    along = [word for word, y in numbers(back, False).items() if abs(y + down) < 0.6]
    assert (across, along) == ([str(right)], [str(down)])
    front, back = seen(align_sides(sheet(), Shift(), Shift(float(across[0]), float(along[0]))))
    assert front == seen(sheet())[0]
    for (_, was), (_, now) in zip(seen(sheet())[1].texts, back.texts, strict=True):
        assert (now[0] - right, now[1] + down) == pytest.approx(was[:2], abs=0.01)


def test_rulers_are_true() -> None:
    """One across and one down, each of 100 mm, with a tick for each mm and numbers at tens."""
    lines = drawn(sheet())[0].lines
    (across,) = [one for one in lines if one[2] - one[0] == pytest.approx(100, abs=0.01)]
    (down,) = [one for one in lines if one[1] - one[3] == pytest.approx(100, abs=0.01)]
    x, y = across[:2]
    assert down[:2] == pytest.approx((x, y))
    ticks = sorted({one[0] for one in lines if one[1] == pytest.approx(y) and one[3] > y + 1})
    assert ticks == pytest.approx([x + mm for mm in range(101)], abs=0.01)
    ticks = sorted({y - one[1] for one in lines if one[0] == pytest.approx(x) and one[2] < x - 1})
    assert ticks == pytest.approx(range(101), abs=0.01)
    texts = [(words.strip(), box) for words, box in seen(sheet())[0].texts]
    for words, (left, bottom, right, top) in texts:
        if words.isdigit() and left > x - 2 and y < bottom < y + 12:
            assert (left + right) / 2 == pytest.approx(x + int(words), abs=0.3)
        elif words.isdigit() and right < x:
            assert (bottom + top) / 2 == pytest.approx(y - int(words), abs=0.3)
    assert [words for words, _ in texts].count("100 mm") == 2


def test_crosses_and_scales_lie_on_the_same_points() -> None:
    """The front has a cross, the back a scale of mm and half mm, around each of five points."""
    front, back = (page.lines for page in drawn(sheet()))
    for x, y in POINTS:
        for arm in ((x - 23, y, x + 23, y), (x, y - 23, x, y + 23)):
            assert sum(line == pytest.approx(arm, abs=0.01) for line in front) == 1
        for at in (0, 1):
            starts = [(one[at] - (x, y)[at], one[1 - at] - (y, x)[at], one) for one in back]
            near = [
                (round(offset, 3), abs(start) < 0.01)
                for offset, start, one in starts
                if one[at] == one[at + 2] and max(abs(offset), abs(start)) < 13
            ]
            assert {offset for offset, _ in near} == {half / 2 for half in range(-20, 21)}
            assert {offset for offset, is_long in near if is_long} == {*range(-10, 11)}


def test_the_sheet_can_be_read_against_the_light() -> None:
    """What is written on one side does not lie behind what is written on the other."""
    front, back = seen(sheet())
    for words, (left, bottom, right, top) in front.texts:
        for others, box in back.texts:
            is_beside = box[0] > 210 - left or box[2] < 210 - right
            assert is_beside or box[1] > top or box[3] < bottom, (words, others)


def test_the_sheet_is_two_sides_of_a4() -> None:
    """It is named, is printed at its size and on both sides, and has no date and one font."""
    assert [page.size for page in seen(sheet())] == [pytest.approx((210, 297), abs=0.01)] * 2
    assert [page.texts[0][0] for page in seen(sheet())] == ["front", "back"]
    with pikepdf.open(BytesIO(sheet())) as pdf:
        assert dict(pdf.docinfo) == {"/Title": "Printer sheet"}
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
    assert [*fonts(sheet())] == ["AtkinsonHyperlegibleNext-Regular"]


def test_a_missing_letter_is_an_error() -> None:
    """Nothing is left out in silence."""
    with pytest.raises(ValueError, match="the font has no letter 'f'"):
        printer_sheet(blank_font())


def test_two_processes_draw_the_same_bytes() -> None:
    """Neither the hash seed, the time zone nor what was drawn before shows in the file."""
    script = """if True:
        import sys; from hashlib import sha256; from pathlib import Path
        from printroom.press.calibration_sheet import printer_sheet
        font = Path(sys.argv[1]).read_bytes()
        print(*(sha256(printer_sheet(font)).hexdigest() for _ in range(2)))"""
    (output,) = outputs_of(script, FONTS / "AtkinsonHyperlegibleNext-Regular.ttf")
    assert len(set(output.split())) == 1
