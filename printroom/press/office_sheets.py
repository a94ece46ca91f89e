"""Draws the sheets that an office needs with bundles: separator sheets, labels and a packing list.

Lengths are in millimetres from the lower left corner. All functions take fonts by name, the plain
one first, and raise `DoesNotFit` for a text that does not fit or has a letter that is in no font.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from printroom.model import BundleSection, LabelSheet, PackedSchool
from printroom.press.office_paper import DoesNotFit, DrawnSheets, OfficePaper
from printroom.press.print_runs import Run

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
INSIDE = WIDTH - 2 * MARGIN
BAR = 14.0
"""The height of the dark bar that makes separator sheets easy to find in a stack."""
PADDING = 4.0
TITLE, TEXT, SMALL = 11.0, 5.5, 4.2
BOX_HEIGHT = HEIGHT / 2
BOX_PART = (BOX_HEIGHT - 2 * MARGIN - 12) / 2
"""The height of the school's address on its box label, and of its list of packs."""
LINE = 0.25
SCHOOL_HEIGHT, TOTAL_HEIGHT, NOTE_HEIGHT = 16.0, 8.0, 13.0
LIST_TOP = HEIGHT - 26
LIST_LEFT, LIST_WIDTH = MARGIN + 9, INSIDE - 9
BELOW_PACK = 1.4
COPIES = 3.2


def separators(
    sections: Iterable[BundleSection], title: str, fonts: Mapping[str, bytes]
) -> DrawnSheets:
    """A sheet for each section of a bundle, with the name of its school and other lines."""
    paper = OfficePaper(fonts)
    for section in sections:
        paper.start(WIDTH, HEIGHT)
        paper.rect(8, HEIGHT - 8 - BAR, WIDTH - 16, BAR, stroke=0, fill=1)
        texts = [(section.name, TITLE), *((line, TEXT + 1) for line in section.lines)]
        paper.block(MARGIN, HEIGHT - 40, (INSIDE, HEIGHT - 80), texts)
        paper.line_at(MARGIN, 14, f"{section.school_id} · {title}", SMALL, INSIDE)
        paper.end_sheet()
    return paper.sheets()


def address_labels(
    schools: Iterable[PackedSchool], sheet: LabelSheet, fonts: Mapping[str, bytes]
) -> bytes:
    """A label with the name and address of each school, on label sheets of this kind."""
    paper = OfficePaper(fonts)
    places = [(column, row) for row in range(sheet.rows) for column in range(sheet.columns)]
    size = (sheet.label_width_mm - 2 * PADDING, sheet.label_height_mm - 2 * PADDING)
    for number, school in enumerate(schools):
        column, row = places[number % len(places)]
        if (column, row) == places[0]:
            if number:
                paper.end_sheet()
            paper.start(sheet.page_width_mm, sheet.page_height_mm)
        left = sheet.left_mm + column * sheet.across_mm + PADDING
        top = sheet.page_height_mm - sheet.top_mm - row * sheet.down_mm - PADDING
        texts = [(school.name, 4.4), *((line, 3.9) for line in school.address)]
        _write_block(school, paper, left, top, size, texts)
    paper.end_sheet()
    return _file_of(paper, "Address labels")


def box_labels(schools: Iterable[PackedSchool], fonts: Mapping[str, bytes]) -> bytes:
    """A label for the box of each school, two on each A4 sheet."""
    paper = OfficePaper(fonts)
    for number, school in enumerate(schools):
        half = number % 2
        if half == 0:
            if number:
                paper.end_sheet()
            paper.start(WIDTH, HEIGHT)
            paper.setLineWidth(LINE)
            paper.line(8, BOX_HEIGHT, WIDTH - 8, BOX_HEIGHT)
        bottom = BOX_HEIGHT * (1 - half)
        top = bottom + BOX_HEIGHT - MARGIN
        place = [(school.name, TITLE), *((line, TEXT) for line in school.address)]
        _write_block(school, paper, MARGIN, top, (INSIDE, BOX_PART), place)
        visit = " · ".join(filter(None, (school.when, school.route)))
        mark = "• " if len(school.packs) > 1 else ""  # a pack may take several lines
        packs = [(visit, TEXT + 1), *((f"{mark}{pack}", TEXT) for pack, _ in school.packs)]
        _write_block(school, paper, MARGIN, top - BOX_PART - 2, (INSIDE, BOX_PART - 2), packs)
        foot = f"{school.school_id}     Box ____ of ____"
        paper.line_at(MARGIN, bottom + MARGIN, foot, TEXT, INSIDE)
    paper.end_sheet()
    return _file_of(paper, "Box labels")


def packing_list(
    schools: Sequence[PackedSchool],
    title: str,
    fonts: Mapping[str, bytes],
    notes: Sequence[str] = (),
) -> bytes:
    """Each school in the order of delivery with its id, packs, copies to count, and a tick box.

    The notes come first: whoever packs reads them before the first box.
    """
    paper, top, page = OfficePaper(fonts), 0.0, 0
    end, below = MARGIN + TOTAL_HEIGHT, LIST_TOP - NOTE_HEIGHT * len(notes)
    for number, school in enumerate(schools, 1):
        packs = _pack_heights(paper, school, below - end - SCHOOL_HEIGHT)
        height = SCHOOL_HEIGHT + sum(packs)
        if top - height < end:
            if page:
                paper.end_sheet()
            page += 1
            paper.start(WIDTH, HEIGHT)
            paper.line_at(MARGIN, HEIGHT - 18, f"Packing list: {title}", 6, INSIDE - 20)
            paper.line_at(WIDTH - MARGIN - 18, HEIGHT - 18, f"page {page}", SMALL, 18)
            for line, note in enumerate(notes if page == 1 else ()):
                at = LIST_TOP + 3 - NOTE_HEIGHT * line
                paper.block(MARGIN, at, (INSIDE, NOTE_HEIGHT - 1), [(note, SMALL)])
            top = LIST_TOP if page > 1 else below
        _write_school(paper, number, school, top, packs)
        top -= height
    paper.line(MARGIN, top, WIDTH - MARGIN, top)
    paper.line_at(MARGIN, top - 6, _total(schools), TEXT, INSIDE)
    paper.end_sheet()
    return _file_of(paper, f"Packing list: {title}")


def _total(schools: Sequence[PackedSchool]) -> str:
    """The line with the numbers of schools, packs and sheets."""
    packs, sheets = sum(len(one.packs) for one in schools), sum(one.sheets for one in schools)
    counts = ((len(schools), "school"), (packs, "pack"), (sheets, "sheet"))
    named = (f"{count:,} {one}{'' if count == 1 else 's'}" for count, one in counts)
    return f"Total: {', '.join(named)}"


def _pack_heights(paper: OfficePaper, school: PackedSchool, room: float) -> list[float]:
    """The heights of a school's packs on the packing list, which are on one page."""
    texts = [_pack_texts(*pack) for pack in school.packs]
    found = [paper.height_of(LIST_WIDTH, one) + BELOW_PACK for one in texts]
    share = min(1.0, room / sum(found)) if found else 1.0
    return [height * share for height in found]


def _pack_texts(pack: str, copies: str) -> list[tuple[str, float]]:
    return [(pack, SMALL), (copies, COPIES)]


def _write_school(
    paper: OfficePaper, number: int, school: PackedSchool, top: float, heights: Sequence[float]
) -> None:
    """Write the entry of a school on the packing list, from this height down."""
    paper.setLineWidth(LINE)
    paper.line(MARGIN, top, WIDTH - MARGIN, top)
    paper.rect(MARGIN, top - 7.5, 5, 5)
    place = " · ".join(filter(None, (school.school_id, ", ".join(school.address))))
    name = [(f"{number}. {school.name}", 5.0), (place, COPIES)]
    _write_block(school, paper, LIST_LEFT, top - 1.4, (LIST_WIDTH - 53, SCHOOL_HEIGHT - 4), name)
    visit = [(school.when, SMALL), (school.route, SMALL)]
    _write_block(school, paper, WIDTH - MARGIN - 50, top - 1.4, (50, SCHOOL_HEIGHT - 4), visit)
    top -= SCHOOL_HEIGHT - 3
    for pack, height in zip(school.packs, heights, strict=True):
        # Room to spare, as sums of lengths are not exact.
        size = (LIST_WIDTH, height - BELOW_PACK / 2)
        _write_block(school, paper, LIST_LEFT, top, size, _pack_texts(*pack))
        top -= height


def _write_block(
    school: PackedSchool,
    paper: OfficePaper,
    left: float,
    top: float,
    size: tuple[float, float],
    texts: Sequence[tuple[str, float]],
) -> None:
    """Write a block of texts of a school; if they do not fit, the error names the school."""
    try:
        paper.block(left, top, size, [(text, most) for text, most in texts if text])
    except DoesNotFit as error:
        raise DoesNotFit(f"{school.school_id}: {error}") from None


def _file_of(paper: OfficePaper, title: str) -> bytes:
    """The sheets as a file, written in the same way as bundles, because there may be thousands."""
    drawn = paper.sheets()
    with Run(is_double=False) as run:
        frames = run.add_frames(drawn.content)
        for page, drawing in drawn.sheets:
            run.add_sheet(frames[page], drawing)
        return run.content(title)
