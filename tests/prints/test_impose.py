"""Imposition: the positions of pages on sheets, in millimetres, and what is preserved."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import pairwise
from math import inf, nan, sqrt
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from printroom.press.calibration_sheet import Paper, pdf_bytes
from printroom.press.impose import Shift, align_sides, booklet, tiles
from tests.press_helpers import FONTS, printed, tags
from tests.prints.test_calibration_sheet import FONT, MM, drawn, fonts, seen
from tests.workshop import outputs_of

OTHER = FONTS / "Andika-Regular.ttf"
A3, A4, A5 = (297.0, 420.0), (210.0, 297.0), (148.0, 210.0)
LINE = 0.2
LABEL = "only for paper"
DOCUMENT = (
    '<h1>Cards</h1><p><a href="https://example.org/">A page</a></p>'
    '<h2 style="break-before: page">Back</h2><p><img src="asset:pic.svg" alt="A bar"></p>'
)
Size = tuple[float, float]
lengths = st.floats(20, 1200).map(lambda length: round(length, 2))
shifts = st.floats(-20, 20).map(lambda length: round(length, 2))


@cache
def source(pages: int, size: Size = A5, trim_mm: float = 0) -> bytes:
    """Pages that are numbered in words, and filled with squares of 10 mm, no two alike."""
    paper = Paper(OTHER.read_bytes())
    for number in range(1, pages + 1):
        paper.start(*size)
        for x, y in squares(size):
            paper.setFillColorRGB(x / size[0], y / size[1], 0.5)
            paper.rect(x, y, 10, 10, stroke=0, fill=1)
        paper.write(size[0] / 2, size[1] / 2, f"page {number}.", 5)
        paper.showPage()
    with paper.finish("Cards") as pdf:
        for page in pdf.pages:
            box = (trim_mm, trim_mm, size[0] - trim_mm, size[1] - trim_mm)
            page.trimbox = pikepdf.Array([side * MM for side in box])
        return pdf_bytes(pdf)


def squares(size: Size) -> list[Size]:
    """The lower left corners of the squares, for pages of a size that is worth it."""
    if max(size) > 450:
        return []
    return [(x, y) for x in range(0, int(size[0]), 10) for y in range(0, int(size[1]), 10)]


@cache
def document() -> bytes:
    """A real document with a front and a back, a link, a picture and bookmarks."""
    return printed(DOCUMENT)


def halves(content: bytes) -> list[tuple[int, int]]:
    """The numbers of the pages on the left and on the right of each side, 0 for a blank."""
    sides = []
    for side in seen(content):
        numbers = [0, 0]
        for words, box in side.texts:
            if words.startswith("page"):
                numbers[box[0] > side.size[0] / 2] = int(words.strip(" .page\r\n"))
        sides.append((numbers[0], numbers[1]))
    return sides


@pytest.mark.parametrize("pages", range(1, 17))
def test_a_folded_booklet_reads_in_order(pages: int) -> None:
    """Leafed through from the outermost sheet in and out again, it shows all pages, then blanks."""
    sides = halves(booklet(source(pages), FONT, LABEL))
    leaves = [*zip(sides[::2], sides[1::2], strict=True)]
    read = [number for front, back in leaves for number in (front[1], back[0])]
    read += [number for front, back in reversed(leaves) for number in (back[1], front[0])]
    assert read == [*range(1, pages + 1)] + [0] * (-pages % 4)
    if pages == 8:
        assert sides == [(8, 1), (2, 7), (6, 3), (4, 5)]


HALVES = [(A4, sqrt(0.5), 0), (A5, 1, 0), (A5, 1, 6), ((147.7, 209.7), 1, 0)]


@pytest.mark.parametrize(("size", "scale", "trim"), HALVES)
def test_a_page_lies_in_the_middle_of_its_half(size: Size, scale: float, trim: float) -> None:
    """A4 is scaled by the root of one half, A5 not; both are centred, the label at the edge."""
    whole = (size[0] + 2 * trim, size[1] + 2 * trim)
    content = booklet(source(3, whole, trim), FONT, LABEL)
    for side, pages in zip(seen(content), halves(content), strict=True):
        wanted = []
        for half, number in enumerate(pages):
            left = half * 148.5 + (148.5 - whole[0] * scale) / 2
            bottom = (210 - whole[1] * scale) / 2
            for x, y in squares(whole) if number else ():
                corner = left + x * scale, bottom + y * scale
                wanted.append((*corner, corner[0] + 10 * scale, corner[1] + 10 * scale))
        assert len(side.paths) == len(wanted)
        for is_at, box in zip(sorted(side.paths), sorted(wanted), strict=True):
            assert is_at == pytest.approx(box, abs=0.01)
        assert side.texts[-1][1][:3] == pytest.approx((291, 5, 292.5), abs=0.9)
        assert side.size == pytest.approx((297, 210), abs=0.01)
        assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in side.kinds


LETTER, LEGAL = (215.9, 279.4), (215.9, 355.6)


@pytest.mark.parametrize(
    ("size", "scale"),
    [(LETTER, 279.4 / 2 / 215.9), (LEGAL, 215.9 / 355.6)],
    ids=["Letter", "Legal"],
)
def test_american_pages_are_folded_on_their_own_paper(size: Size, scale: float) -> None:
    """Letter and Legal pages lie on Letter and Legal across, filling half a sheet."""
    for side in seen(booklet(source(4, size), FONT, LABEL)):
        assert side.size == pytest.approx(size[::-1], abs=0.01)
        widths = {round(right - left, 1) for left, _, right, _ in side.paths}
        assert widths == {round(10 * scale, 1)}


def test_a_booklet_is_folded_from_one_paper() -> None:
    """Pages for two papers make no booklet."""
    with pikepdf.open(BytesIO(source(1, A4))) as pdf:
        with pikepdf.open(BytesIO(source(1, LETTER))) as other:
            pdf.pages.extend(other.pages)
        both = BytesIO()
        pdf.save(both)
    with pytest.raises(ValueError, match="not A4 and Letter"):
        booklet(both.getvalue(), FONT, LABEL)


def test_bleed_does_not_reach_over_the_fold() -> None:
    """What a page draws outside its trim box is cut off."""
    with pypdfium2.PdfDocument(booklet(source(1, (160, 222), 6), FONT, LABEL)) as pdf:
        picture = pdf[0].render(scale=2).to_pil().convert("L")
    assert picture.crop((0, 0, picture.width // 2, picture.height)).getextrema() == (255, 255)
    assert picture.getextrema()[0] < 128


@pytest.mark.parametrize("size", [(297, 420), (297, 210), (216, 300), (148, 220)])
def test_a_page_of_another_size_makes_no_booklet(size: Size) -> None:
    """Only A4, A5, Letter and Legal portrait are folded, and a page of another size is named."""
    with pytest.raises(ValueError, match=f"page 1 is {size[0]} × {size[1]} mm"):
        booklet(source(2, size), FONT, LABEL)


@settings(deadline=None, max_examples=40)
@given(size=st.tuples(lengths, lengths), overlap=st.floats(0, 50).map(lambda mm: round(mm, 2)))
@example(size=(193.0, 279.5), overlap=10.0)
def test_tiles_cover_the_page(size: Size, overlap: float) -> None:
    """Every point is on a tile, neighbours share the overlap, the margin stays white, and a label
    lies outside the picture, where it is cut off or glued over."""
    content = tiles(source(1, size), FONT, LABEL, overlap)
    shown = []
    for sheet, side in zip(drawn(content), seen(content), strict=True):
        (window,), (corner,), (_, label) = sheet.windows, sheet.corners, side.texts[-1]
        for box, least in ((window, 8 + LINE), (label, 8)):
            assert min(*box[:2], side.size[0] - box[2], side.size[1] - box[3]) > least - 0.001
        part = tuple(round(window[at] - corner[at % 2], 3) for at in range(4))
        is_last = part[1] == pytest.approx(0, abs=0.01)
        below = window[1] + overlap - (window[3] - window[1])
        assert label[3] < window[1]
        assert is_last or label[1] > below
        assert sheet.scales == [1]
        assert sorted(side.size) == pytest.approx(A4, abs=0.01)
        shown.append(part)
    assert shown == sorted(shown, key=lambda part: (-part[3], part[0]))
    spans = [sorted({(part[at], part[at + 2]) for part in shown}) for at in (0, 1)]
    assert len(shown) == len(set(shown)) == len(spans[0]) * len(spans[1])
    for length, along in zip(size, spans, strict=True):
        assert (along[0][0], along[-1][1]) == pytest.approx((0, length), abs=0.01)
        shared = [before[1] - after[0] for before, after in pairwise(along)]
        assert shared == pytest.approx([overlap] * len(shared), abs=0.01)


FEWEST = [
    ((193.6, 276.6), 1, 210),
    (A3, 4, 210),
    (A3[::-1], 4, 297),
    (A4, 2, 297),
    (A5, 1, 210),
    ((215.9, 355.6), 2, 279.4),
    ((594, 841), 15, 297),
]


@pytest.mark.parametrize(("size", "count", "width"), FEWEST)
def test_tiles_take_fewest_sheets(size: Size, count: int, width: float) -> None:
    """The sheets lie the way round that takes fewest."""
    sides = seen(tiles(source(1, size), FONT, LABEL))
    assert [side.size[0] for side in sides] == pytest.approx([width] * count, abs=0.01)


def test_a_tile_shows_its_part_of_the_page() -> None:
    """Tiles show the colours of the page where their windows say, and white around them."""
    content, found = tiles(source(1, A3), FONT, LABEL), set()
    with pypdfium2.PdfDocument(content) as tiled, pypdfium2.PdfDocument(source(1, A3)) as pdf:
        pictures = [page.render(scale=2).to_pil() for page in (*tiled, *pdf)]
    whole = pictures.pop()
    for sheet, tile in zip(drawn(content), pictures, strict=True):
        (left, bottom, right, top), (corner,) = sheet.windows[0], sheet.corners
        for x, y in ((x + 5, y + 3) for x, y in squares(A3) if x < 280 and y < 410):
            at = x + corner[0], y + corner[1]
            if left < at[0] < right and bottom < at[1] < top:
                assert dot(tile, *at) == dot(whole, x, y)
                found.add((x, y))
            elif 8 < at[0] < left - 1 and 14 < at[1] < tile.height / MM / 2:
                assert dot(tile, *at) == (255, 255, 255)
    assert len(found) == 28 * 41


def dot(picture: Any, x: float, y: float) -> Any:
    return picture.getpixel((int(x * MM * 2), int(picture.height - y * MM * 2)))


def test_dashed_lines_show_where_to_cut() -> None:
    """A tile is cut on the left and at the top, and on the other sides where the page ends."""
    for number, sheet in enumerate(drawn(tiles(source(1, A3), FONT, LABEL))):
        left, bottom, right, top = (
            edge + by * LINE / 2 for edge, by in zip(sheet.windows[0], (-1, -1, 1, 1), strict=True)
        )
        sides = [(left, bottom, left, top), (left, top, right, top)]
        sides += [(right, bottom, right, top)] * (number % 2)
        sides += [(left, bottom, right, bottom)] * (number > 1)
        assert sheet.lines == [pytest.approx(side, abs=0.01) for side in sides]
        assert sheet.is_dashed


def test_labels_say_row_and_column() -> None:
    """Rows are letters from the top, columns numbers from the left."""
    for pages, names in ((1, "A1 A2 B1 B2"), (2, "1-A1 1-A2 1-B1 1-B2 2-A1 2-A2 2-B1 2-B2")):
        texts = [side.texts[-1][0].split() for side in seen(tiles(source(pages, A3), FONT, LABEL))]
        assert texts == [[name, *LABEL.split()] for name in names.split()]


@pytest.mark.parametrize("overlap", [-1, 51, nan, inf])
def test_tiles_that_nobody_can_glue_are_refused(overlap: float) -> None:
    """Tiles overlap by 0 to 50 mm, and rows have letters, of which there are 26."""
    with pytest.raises(ValueError, match="0 to 50 mm"):
        tiles(source(1), FONT, LABEL, overlap)
    with pytest.raises(ValueError, match="250 × 5000 mm takes more than 26 rows"):
        tiles(source(1, (250, 5000)), FONT, LABEL, 50)


@pytest.mark.parametrize(
    ("impose", "sides"), [(booklet, "DuplexFlipShortEdge"), (tiles, "Simplex")]
)
def test_an_imposed_file_says_what_it_is(impose: Any, sides: str) -> None:
    """Title and sheets say so; there are no tags to rely on, no dates and no other fonts."""
    content, font = impose(document(), OTHER.read_bytes(), LABEL), OTHER.read_bytes()
    assert all(LABEL in side.texts[-1][0] for side in seen(content))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": f"A worksheet ({LABEL})"}
        assert not {"/StructTreeRoot", "/MarkInfo", "/Metadata"} & set(pdf.Root.keys())
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert pdf.Root.ViewerPreferences.Duplex == f"/{sides}"
        assert pdf.pdf_version == "1.7"  # which is the first to know of duplex
    assert fonts(content).keys() == {*fonts(document()), "Andika"}
    assert fonts(content)["Andika"] < len(font) / 2
    with pytest.raises(ValueError, match="the font has no letter 'م'"):
        impose(document(), font, "م")


@settings(deadline=None, max_examples=25)
@given(front=st.builds(Shift, shifts, shifts), back=st.builds(Shift, shifts, shifts))
def test_fronts_and_backs_are_moved(front: Shift, back: Shift) -> None:
    """All that odd pages draw moves by `front`, all that even pages draw by `back`."""
    content = align_sides(source(3), front, back)
    assert len(drawn(content)) == 3
    for old, new, by in zip(seen(source(3)), seen(content), (front, back, front), strict=True):
        step = (by.right_mm, -by.down_mm) * 2
        assert [words for words, _ in new.texts] == [words for words, _ in old.texts]
        boxes = [side.paths + [box for _, box in side.texts] for side in (old, new)]
        for was, now in zip(*boxes, strict=True):
            assert now == pytest.approx([a + b for a, b in zip(was, step, strict=True)], abs=0.01)


def test_no_shift_gives_the_same_bytes() -> None:
    """A file that is moved by nothing is the file itself."""
    assert align_sides(document(), Shift(), Shift(-0.0, 0.0)) == document()


def test_a_moved_document_keeps_all_but_its_place() -> None:
    """It passes PDF/UA-1, and keeps boxes, tags, bookmarks and metadata; links go with words."""
    content = align_sides(document(), Shift(1, 2), Shift(-3, 4))
    verdict = validator.validate_pdf_bytes(content, profile="ua1")
    assert verdict.is_compliant, [failure.rule_id for failure in verdict.failures]
    assert fonts(content) == fonts(document())
    with pikepdf.open(BytesIO(document())) as before, pikepdf.open(BytesIO(content)) as after:
        assert kept(after) == kept(before)
        (was,), (link,) = before.pages[0].Annots, after.pages[0].Annots
        places = zip(was.Rect, (MM, -2 * MM) * 2, strict=True)
        assert [*map(float, link.Rect)] == pytest.approx([float(a) + b for a, b in places])
    for old, new in zip(tags(document()).walk(), tags(content).walk(), strict=True):
        for tag in (old, new):
            tag.entries.pop("/Pg", None)
            tag.entries.pop("link", None)
        assert (new.shape, new.words, new.entries) == (old.shape, old.words, old.entries)


def kept(pdf: pikepdf.Pdf) -> list[Any]:
    """What a file says about itself, beside its drawing and its tags."""
    with pdf.open_outline() as outline:
        bookmarks = [(entry.title, str(entry.destination)) for entry in outline.root]
    boxes = [(str(page.mediabox), str(page.trimbox), str(page.bleedbox)) for page in pdf.pages]
    return [bookmarks, boxes, pdf.Root.Metadata.read_bytes(), pdf.docinfo, set(pdf.Root.keys())]


@pytest.mark.parametrize("amount", [20.1, -20.1, nan, inf])
def test_a_shift_off_the_sheet_is_refused(amount: float) -> None:
    """A side is moved by 20 mm at most, in either direction."""
    for right, down in ((amount, 0.0), (0.0, amount)):
        with pytest.raises(ValueError, match="at most 20 mm"):
            Shift(right, down)


def test_two_processes_impose_the_same_bytes(tmp_path: Path) -> None:
    """Neither the hash seed, the time zone, the process nor what it made before shows."""
    script = """if True:
        import sys; from hashlib import sha256; from pathlib import Path
        from printroom.press.impose import Shift, booklet, align_sides, tiles
        content, font = (Path(name).read_bytes() for name in sys.argv[1:])
        for make in (booklet, tiles) * 2:
            print(sha256(make(content, font, "on paper")).digest())
        print(sha256(align_sides(content, Shift(1, 2), Shift(3))).digest())"""
    file = tmp_path / "document.pdf"
    file.write_bytes(document())
    (output,) = outputs_of(script, file, OTHER)
    digests = output.splitlines()
    assert digests[:2] == digests[2:4]
    assert len(set(digests)) == 3
