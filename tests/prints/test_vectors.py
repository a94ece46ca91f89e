"""Vector graphics: QR codes are scanned from the page, bars are measured on it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_uint
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree

import page
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from printroom.choose import choose
from printroom.compose import compose
from printroom.compose.vectors import MOST_BYTES, bar_svg, qr_svg
from printroom.inspect import inspect
from printroom.load import load_materials, load_templates
from printroom.load.snippets.snippet_body import read_parts
from printroom.load.sources.text_file import Source
from printroom.model import (
    Channel,
    Contact,
    Document,
    Fact,
    Node,
    NotFitToPrint,
    Order,
    PlannedDocument,
    PlannedPart,
    Problem,
)
from printroom.press import print_document
from tests import sample_libraries as samples
from tests.paper import MM_PER_PT, NEAR_MM, Box, placed, texts_of_pages
from tests.press_helpers import printed as pressed
from tests.press_helpers import tags
from tests.workshop import HOME, Workshop, outputs_of, shipped

INK, DEEP, TIDE, WHITE = (20, 46, 56), (13, 74, 82), (227, 240, 237), (255, 255, 255)
"""Colours of `tokens.css` in whole per cents."""
TEXTS = {
    1: "https://a.uk",
    2: "https://childline.org.uk",
    3: "https://www.childline.org.uk/get-support",
    4: "https://www.childline.org.uk/get-support/a-longer-name-here",
    5: "https://www.childline.org.uk/get-support/" + "x" * (MOST_BYTES - 41),
}
"""A text for each version of QR codes that we print."""

Matrix = Sequence[Sequence[bool]]


# --- a reader of QR codes, from the standard and not from the library that drew them -------------

BLOCKS = {1: (1, 16), 2: (1, 28), 3: (1, 44), 4: (2, 32), 5: (2, 43)}
"""For error correction M: how many blocks, and how many of each block's bytes are data."""
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
LEVEL_M = 0


def read_code(matrix: Matrix) -> str:
    """The text of a QR code of versions 1 to 5 (ISO/IEC 18004); every rule is checked."""
    size = len(matrix)
    version = (size - 17) // 4
    check_patterns(matrix)
    mask = MASKS[read_mask(matrix)]
    bits = [matrix[r][c] != mask(r, c) for r, c in places(size)]
    count, data_bytes = BLOCKS[version]
    stream = [number(bits[at : at + 8]) for at in range(0, len(bits) // 8 * 8, 8)]
    blocks = [stream[n::count] for n in range(count)]
    assert not any(map(syndromes, blocks)), "a phone would have to correct an error"
    flags = [b == "1" for block in blocks for byte in block[:data_bytes] for b in f"{byte:08b}"]
    assert number(flags[:4]) == 0b0100, "the text is written as bytes"
    length = number(flags[4:12])
    assert flags[12 + 8 * length :][:4] == [False] * 4 or length == data_bytes * count - 2
    return bytes(number(flags[12 + 8 * n : 20 + 8 * n]) for n in range(length)).decode()


def number(bits: Sequence[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)


def check_patterns(matrix: Matrix) -> None:
    """Three finders with white around them, two timing lines, and the dark module."""
    size = len(matrix)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for r in range(max(0, top - 1), min(size, top + 8)):
            for c in range(max(0, left - 1), min(size, left + 8)):
                within = 0 <= r - top < 7 and 0 <= c - left < 7
                assert matrix[r][c] == (within and FINDER[r - top][c - left] == "1")
    for n in range(8, size - 8):
        assert matrix[6][n] == matrix[n][6] == (n % 2 == 0)
    assert matrix[size - 8][8]


def read_mask(matrix: Matrix) -> int:
    """The number of the mask, from the two copies of the format with its own check."""
    size = len(matrix)
    first = [(8, c) for c in (*range(6), 7, 8)] + [(r, 8) for r in (7, *range(5, -1, -1))]
    second = [(r, 8) for r in range(size - 1, size - 8, -1)] + [
        (8, c) for c in range(size - 8, size)
    ]
    copies = {number([matrix[r][c] for r, c in where]) ^ 0x5412 for where in (first, second)}
    assert len(copies) == 1
    (format_bits,) = copies
    rest = format_bits
    for shift in range(4, -1, -1):
        rest ^= (0x537 << shift) if rest >> (10 + shift) & 1 else 0
    assert rest == 0, "the format does not check"
    assert format_bits >> 13 == LEVEL_M
    return format_bits >> 10 & 7


def places(size: int) -> Iterator[tuple[int, int]]:
    """Where the bits of the data are: in pairs of columns from the right, up and down."""
    right = size - 1
    upward = True
    while right > 0:
        right -= right == 6  # the timing line
        for r in range(size - 1, -1, -1) if upward else range(size):
            yield from ((r, c) for c in (right, right - 1) if not is_pattern(r, c, size))
        right, upward = right - 2, not upward


def is_pattern(r: int, c: int, size: int) -> bool:
    near, far = 9, size - 8
    corners = (r < near and c < near) or (r < near and c >= far) or (r >= far and c < near)
    alignment = size > 21 and size - 9 <= r < size - 4 and size - 9 <= c < size - 4
    return corners or alignment or 6 in (r, c)


def syndromes(block: Sequence[int]) -> int:
    """0 when a block of bytes is a word of its Reed-Solomon code over GF(256)."""
    wrong = 0
    for power in range(10):  # version 1 has ten; the others have more
        value = 0
        for byte in block:
            value = times(value, exponent(power)) ^ byte
        wrong |= value
    return wrong


@cache
def exponent(power: int) -> int:
    return 1 if power == 0 else times(exponent(power - 1), 2)


def times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


# --- looking at pages ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """A filled shape: its page, its colour, and where it lies."""

    page: int
    colour: tuple[int, int, int]
    box: Box


def shapes(content: bytes) -> list[Shape]:
    pdf = pypdfium2.PdfDocument(content)
    found = [
        Shape(number, fill(thing), placed(sheet, thing.get_bounds()))
        for number, sheet in enumerate(pdf)
        for thing in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)
    ]
    pdf.close()
    return found


def fill(thing: Any) -> tuple[int, int, int]:
    channels = [c_uint() for _ in range(4)]
    assert pdfium.FPDFPageObj_GetFillColor(thing.raw, *channels)
    red, green, blue, _ = (channel.value for channel in channels)
    return red, green, blue


def code_on(content: bytes) -> str:
    """The text of the one QR code of a file."""
    return read_code(modules_on(content))


def modules_on(content: bytes) -> list[list[bool]]:
    """The modules of the one QR code of a file, from a picture of its first page."""
    ink, white = code_and_ground(content)
    pdf = pypdfium2.PdfDocument(content)
    scale = 600 / 72
    picture = pdf[0].render(scale=scale, grayscale=True).to_pil()
    pdf.close()
    left, top, right, bottom = (round(edge * scale / MM_PER_PT) for edge in ink.edges)
    module_mm = (ink.left - white.left) / 4
    code = picture.crop((left, top, right, bottom))
    return sampled(code, round(ink.width / module_mm))


def code_and_ground(content: bytes) -> tuple[Box, Box]:
    """The dark modules of the one QR code of a file, and the white square around them."""
    seen = shapes(content)
    (pair,) = (
        (ink.box, white.box)
        for ink in seen
        for white in seen
        if (ink.colour, white.colour) == (INK, WHITE) and ink.page == white.page
        for insets in [white.box.insets(ink.box)]
        if max(insets) - min(insets) < NEAR_MM < min(insets)
    )
    return pair


def sampled(picture: Image.Image, size: int) -> list[list[bool]]:
    """The middle of each module, dark or not."""
    step_x, step_y = picture.width / size, picture.height / size
    return [
        [
            picture.getpixel((int((c + 0.5) * step_x), int((r + 0.5) * step_y))) < 128  # type: ignore[operator]
            for c in range(size)
        ]
        for r in range(size)
    ]


def validated(content: bytes) -> list[str]:
    return [failure.message for failure in page.validate_pdf_bytes(content, profile="ua1").failures]


# --- QR codes ------------------------------------------------------------------------------------


def drawn(text: str) -> bytes:
    """A page with one QR code."""
    return pressed(
        '<p><img alt="QR code" src="asset:qr.svg"></p>', assets={"qr.svg": qr_svg(text, 28)}
    )


@pytest.mark.parametrize("version", TEXTS)
def test_a_code_is_read_off_the_page(version: int) -> None:
    """What a phone reads off the paper is the text, without errors, whatever the version."""
    content = drawn(TEXTS[version])
    assert code_on(content) == TEXTS[version]
    ink, _ = code_and_ground(content)
    assert round(ink.width / 28 * (17 + 4 * version + 8)) == 17 + 4 * version


def test_letters_of_any_alphabet_are_read() -> None:
    """An address may hold letters that are not English."""
    assert code_on(drawn("https://siân.example/ŵ")) == "https://siân.example/ŵ"


def test_the_reader_of_this_test_finds_errors() -> None:
    """One flipped module is found as an error: the check above does not always pass."""
    matrix = modules_on(drawn(TEXTS[2]))
    assert read_code(matrix) == TEXTS[2]
    for r, c in ((12, 12), (0, 3), (8, 2), (6, 10)):
        matrix[r][c] = not matrix[r][c]
        with pytest.raises(AssertionError):
            read_code(matrix)
        matrix[r][c] = not matrix[r][c]


def test_a_code_has_its_size_and_four_white_modules_around() -> None:
    """The square has the size that was asked for, with its quiet zone of four modules."""
    content = drawn(TEXTS[2])
    ink, white = code_and_ground(content)
    assert (white.width, white.height) == pytest.approx((28, 28), abs=NEAR_MM)
    assert white.insets(ink) == pytest.approx([28 / (25 + 8) * 4] * 4, abs=NEAR_MM)


def test_a_drawing_is_paths_and_no_words() -> None:
    """Vectors bring no font, no name of another place, and no word that nobody translates."""
    for svg in (qr_svg(TEXTS[2], 28), bar_svg(1, 2)):
        root = ElementTree.fromstring(svg)
        assert {child.tag.rpartition("}")[2] for child in root.iter()} == {"svg", "g", "path"}
        assert not "".join(root.itertext()).strip()
        assert b"DOCTYPE" not in svg
        assert len(root.findall(".//{*}path")) == 2, "one of the ground, one of all that is dark"


def test_a_drawing_is_the_same_in_another_process() -> None:
    """The same address, the same bytes: a code never makes a finished file another one."""
    code = "from printroom.compose.vectors import *; "
    code += f"print((qr_svg({TEXTS[2]!r}, 28) + bar_svg(1, 3)).decode())"
    assert outputs_of(code) == {f"{(qr_svg(TEXTS[2], 28) + bar_svg(1, 3)).decode()}\n"}


def test_composing_reads_no_reportlab_before_something_is_drawn() -> None:
    """Who draws no code and no chart does not wait for ReportLab."""
    spy = (
        "import sys, printroom.compose, printroom.compose.vectors as v; "
        "assert 'reportlab' not in sys.modules; v.bar_svg(1, 2)"
    )
    subprocess.run([sys.executable, "-c", spy], cwd=HOME, check=True)


@pytest.mark.parametrize("text", ["x" * (MOST_BYTES + 1), "é" * 43, "x" * 5_000])
def test_a_long_text_is_refused(text: str) -> None:
    """A code whose modules would be too fine for a phone is not drawn."""
    with pytest.raises(ValueError, match="a QR code for print holds 84 bytes"):
        qr_svg(text, 28)


# --- in templates --------------------------------------------------------------------------------

SHEET = "templates/documents/task-sheet.html"
TITLE = "<h1>{{ session.title }}</h1>"
SITE = "document.strip[0].channels[1]"


def composed(tiny: Workshop) -> tuple[Document, ...]:
    templates = load_templates(tiny.templates)
    library = load_materials(tiny.materials, templates)
    plan, _ = choose(Order("repairs/flat-tyre", "seniors", "uphill"), library, templates)
    return compose(plan, templates)


def task_sheet(tiny: Workshop) -> Document:
    return next(one for one in composed(tiny) if one.name == "task-sheet")


def test_a_code_comes_with_its_address(tiny: Workshop) -> None:
    """A template's code holds the whole address, says so to who cannot see, and to all in print."""
    tiny.change(SHEET, TITLE, f"{TITLE}<p>{{{{ qr({SITE}) }}}}</p>")
    made = task_sheet(tiny)
    assert re.search(
        r'<span class="qr-with-address"><img class="qr" src="asset:\w+\.svg" '
        r'alt="QR code for bikeline.example"><span class="address">bikeline.example</span></span>',
        made.source,
    )
    content = print_document(made, {}).content
    assert code_on(content) == "https://bikeline.example"
    assert "bikeline.example" in "".join(texts_of_pages(content))
    alts = [figure.entries["/Alt"] for figure in tags(content).all("Figure")]
    assert alts[0] == "QR code for bikeline.example"
    assert validated(content) == []


@pytest.mark.parametrize("value", ["https://bikeline.example", "http://bikeline.example/a"])
def test_a_whole_address_is_not_made_longer(value: str, tiny: Workshop) -> None:
    """A whole address is coded unchanged."""
    tiny.change("materials/contacts.yaml", "value: bikeline.example", f'value: "{value}"')
    tiny.change(SHEET, TITLE, f"{TITLE}<p>{{{{ qr({SITE}) }}}}</p>")
    assert code_on(print_document(task_sheet(tiny), {}).content) == value


UNDECLARED = {
    "a number to call": "document.strip[0].channels[0]",
    "an address of the template's own": "'https://elsewhere.example'",
    "a channel of the template's own": "{'kind': 'web', 'value': 'else.example'}",
    "a number as a site": "{'kind': 'web', 'value': document.strip[0].channels[0].value}",
    "a contact": "document.strip[0]",
    "nothing": "none",
    "the document": "document",
}


@pytest.mark.parametrize("name", UNDECLARED)
def test_a_code_for_what_is_not_declared_is_a_problem(name: str, tiny: Workshop) -> None:
    """No template can print a code that leads to where this document does not send anybody."""
    tiny.change(SHEET, TITLE, f"{{{{ qr({UNDECLARED[name]}) }}}}")
    problem = problem_of(tiny)
    assert (problem.code, problem.path, problem.line) == ("template-error", SHEET, 3)
    assert "is not a web address of a contact in this document" in problem.message
    assert len(problem.message) < 120


def test_a_contact_of_another_document_is_not_declared_here(tiny: Workshop) -> None:
    """What the guide names, no page of the participants can print as a code."""
    tiny.change(
        "materials/contacts.yaml",
        'kind: text, value: "07700 900 789"',
        "kind: web, value: lead.example",
    )
    leader = "document.declared | selectattr('name', 'equalto', \"Leaders' Room\") | list"
    code = f"{{% for one in {leader} %}}<p>{{{{ qr(one.channels[0]) }}}}</p>{{% endfor %}}"
    tiny.change("templates/documents/guide.html", TITLE, TITLE + code)
    tiny.change(SHEET, TITLE, TITLE + code)
    by_name = {one.name: one.source for one in composed(tiny)}
    assert "QR code for lead.example" in by_name["guide"]
    assert "QR code" not in by_name["task-sheet"]


def test_a_code_that_is_too_long_is_a_problem(tiny: Workshop) -> None:
    """An address that no code can hold is reported at the line of the template."""
    tiny.change(
        "materials/contacts.yaml", "value: bikeline.example", f"value: bike.example/{'x' * 80}"
    )
    tiny.change(SHEET, TITLE, f"{{{{ qr({SITE}) }}}}")
    problem = problem_of(tiny)
    assert (problem.path, problem.line) == (SHEET, 3)
    assert "holds 84 bytes" in problem.message


def problem_of(tiny: Workshop) -> Problem:
    with pytest.raises(NotFitToPrint) as caught:
        composed(tiny)
    (problem,) = caught.value.problems
    return problem


# --- on our own pages ----------------------------------------------------------------------------

LOOKS = ("young", "middle", "older")


def nodes_of(markdown: str) -> tuple[Node, ...]:
    """An author's words as parsed blocks."""
    source = Source("s.md", f"## Handout\n\n{markdown}\n")
    parts, problems = read_parts(source, 1, {"Handout": "handout"})
    assert not problems
    return parts["handout"].nodes


def our_page(
    name: str,
    markdown: str,
    look: str = "middle",
    *,
    strip: tuple[Contact, ...] = (),
    facts: dict[str, Fact] | None = None,
) -> Document:
    """A document of ours with these words on it."""
    rows = [row for kind in shipped().sessions.values() for row in kind.documents]
    row = next(row for row in rows if row.name == name)
    part = PlannedPart("power/words", "Words", nodes_of(markdown), "s.md", 9)
    planned = PlannedDocument(1, row, (part,), strip=strip, facts=facts or {})
    plan = samples.plan_of(
        planned, samples.band(look=look, body_pt=18.0 if look == "young" else 12.0)
    )
    (made,) = compose(plan, shipped())
    return made


CALL = Channel(kind="call", value="0800 1111")
SITES = (Channel(kind="web", value="childline.org.uk"), Channel(kind="web", value="other.example"))


@pytest.mark.parametrize("look", LOOKS)
def test_the_poster_leads_to_the_site_of_its_help_line(look: str) -> None:
    """A poster's strip has a code for the first site of its contact, beside number and address."""
    childline = samples.contact(channels=(CALL, *SITES))
    content = print_document(
        our_page("poster", "::: key\nTell.\n:::", look, strip=(childline,)), {}
    ).content
    assert code_on(content) == "https://childline.org.uk"
    text = "\n".join(texts_of_pages(content))
    assert text.count("childline.org.uk") == 1
    assert text.count("0800 1111") == 1
    assert "other.example" not in text
    ink, _ = code_and_ground(content)
    assert ink.width >= 27
    assert validated(content) == []


@pytest.mark.parametrize("strip", [(samples.contact(),), ()], ids=["no site", "no strip"])
def test_a_poster_without_a_site_has_no_code(strip: tuple[Contact, ...]) -> None:
    """Where there is no site, the strip has no code."""
    made = our_page("poster", "::: key\nTell.\n:::", strip=strip)
    assert "<img" not in made.source
    assert validated(print_document(made, {}).content) == []


# --- charts --------------------------------------------------------------------------------------

PER_CENTS = {"A parent or carer": "42%", "A friend": "31%", "A teacher": "17.5%", "Nobody": "0%"}
COUNTS = {"Bells": "12", "Lamps": "1200", "Horns": "7.25"}
MANY = {"Pumps": "150%", "Locks": "40 %"}
NONE = {"Ducks": "0", "Geese": "0"}
CHARTS = {"per cents": PER_CENTS, "counts": COUNTS, "more than all": MANY, "nothing": NONE}
FULL = {"per cents": 100.0, "counts": 1200.0, "more than all": 150.0, "nothing": 1.0}


def chart(rows: dict[str, str], title: str = "What we found") -> str:
    lines = "\n".join(f"| {label} | {value} |" for label, value in rows.items())
    return f"::: chart {title}\n| Thing | How many |\n|---|---|\n{lines}\n:::\n"


@cache
def printed_charts(look: str) -> bytes:
    """A handout with all charts."""
    words = "\n".join(chart(rows, f"Title {name}") for name, rows in CHARTS.items())
    return print_document(our_page("handout", words, look), {}).content


@pytest.mark.parametrize("look", LOOKS)
def test_bars_are_as_long_as_their_values(look: str) -> None:
    """Each bar is to its track as its value to the whole: 100 %, or the largest number."""
    flat = [shape for shape in shapes(printed_charts(look)) if is_bar(shape)]
    tracks = [shape for shape in flat if shape.colour == TIDE]
    tracks.sort(key=lambda track: (track.page, track.box.top))
    for name, rows in CHARTS.items():
        own, tracks = tracks[: len(rows)], tracks[len(rows) :]
        assert len({(round(one.box.left, 2), round(one.box.width, 2)) for one in own}) == 1
        for track, value in zip(own, rows.values(), strict=True):
            share = float(value.rstrip("%")) / FULL[name]
            bars = [one for one in flat if one.colour == DEEP and lies_beside(one, track)]
            left, width, top = track.box.left, track.box.width, track.box.top
            edges = [(left, left + share * width, top)] if share else []
            found = [(bar.box.left, bar.box.right, bar.box.top) for bar in bars]
            assert found == [pytest.approx(edge, abs=NEAR_MM) for edge in edges]
        assert own[0].box.width > 60, "a bar is long enough to be compared"
    assert not tracks


def lies_beside(bar: Shape, track: Shape) -> bool:
    beside = bar.box.top < track.box.bottom and bar.box.bottom > track.box.top
    return bar.page == track.page and beside


def is_bar(shape: Shape) -> bool:
    """Discs and corners of a page have these colours, too; bars lie in the text, and are flat."""
    return 3 < shape.box.height < 9 and shape.box.left > 50


@pytest.mark.parametrize("look", LOOKS)
def test_each_label_and_value_is_read_once(look: str) -> None:
    """Who sees reads each label and value once; who listens hears tables, and of no picture."""
    content = printed_charts(look)
    text = " ".join("\n".join(texts_of_pages(content)).split())
    tables = tags(content).all("Table")
    assert len(tables) == len(CHARTS)
    for table, (name, rows) in zip(tables, CHARTS.items(), strict=True):
        assert text.count(f"Title {name}") == 1
        for label, value in rows.items():
            assert text.count(label) == text.count(f"{label} {value}") == 1
        read = [[cell.words for cell in row.kids] for row in table.all("TR")]
        assert read == [["Thing", "How many"], *map(list, rows.items())]
        roles = {tuple(cell.role for cell in row.kids) for row in table.all("TR")[1:]}
        assert roles == {("TH", "TD")}
        scopes = ["/Row" in str(cell.entries["/A"]) for cell in table.all("TH")]
        assert scopes == [False, False, *[True] * len(rows)]
    assert not tags(content).all("Figure")
    assert validated(content) == []


@pytest.mark.parametrize("name", ["worksheet", "poster"])
def test_a_chart_may_be_on_other_pages(name: str) -> None:
    """A worksheet and a poster can hold a chart as a handout can."""
    content = print_document(our_page(name, chart(COUNTS)), {}).content
    assert "".join(texts_of_pages(content)).count("Lamps") == 1
    assert validated(content) == []


def test_a_value_may_name_its_fact() -> None:
    """A figure of a chart has its source like any other figure, and its bar does not mind."""
    rows = {"Told": "[42%](fact:told)", "Waited": "**58%**"}
    made = our_page("handout", chart(rows), facts={"told": samples.fact("42 in 100 told")})
    assert '<span class="value">42%<sup class="source">1</sup></span>' in made.source
    content = print_document(made, {}).content
    bars = [shape.box.width for shape in shapes(content) if shape.colour == DEEP and is_bar(shape)]
    assert bars[0] / bars[1] == pytest.approx(42 / 58, abs=0.01)
    assert validated(content) == []


def test_what_an_author_writes_in_a_chart_is_escaped() -> None:
    """A label, a head or a title is words, whatever signs it has."""
    source = our_page("handout", chart({"Less &lt; more & all": "3"}, "A &lt;b&gt; “title”")).source
    assert "Less &lt; more &amp; all" in source
    assert "<b>" not in source


def test_the_words_of_a_chart_are_looked_at() -> None:
    """Title, head and labels of a chart are held against the band's withheld words."""
    for where in ("title", "head", "label"):
        words = {"title": "Some", "head": "Some", "label": "Some", where: "Who is not11-14"}
        table = f"| {words['head']} | n |\n|---|---|\n| {words['label']} | 3 |"
        markdown = f"::: chart {words['title']}\n{table}\n:::"
        given = samples.library(samples.snippet("a", samples.part("handout", *nodes_of(markdown))))
        plan, _ = choose(samples.order(), given, samples.templates())
        (problem,) = inspect(plan, ())
        assert problem.code == "withheld-word", where


def test_a_chart_is_read_as_its_title_and_a_table() -> None:
    """A title is a paragraph like others; a chart without one is its table alone."""
    (titled,) = nodes_of(chart(COUNTS))
    (bare,) = nodes_of(chart(COUNTS, ""))
    assert [node.kind for node in titled.children] == ["paragraph", "table"]
    assert titled.children[0].words() == "What we found"
    assert [node.kind for node in bare.children] == ["table"]
    assert (titled.kind, titled.name, titled.text) == ("block", "chart", "")
