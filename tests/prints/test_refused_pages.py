"""Refused pages: they are drawn with their faults outlined, and can never be delivered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from printroom.cache import Cache
from printroom.ledger.record import Record
from printroom.make import CachedPress, make_pack, read_sources
from printroom.make.check.checking import check
from printroom.model import Booking, NotFitToPrint, Order, RefusedPage, Spot
from printroom.press import draw_refused, print_document
from printroom.press.page_pictures import RED
from tests.press_helpers import document
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

SENTENCE = "Who could you talk to about an offer that feels too good to be true? "
LOW = "\n/* sheet: styles/cards.css */\n.card { width: 50mm;\n  height: 20mm }\n"
BODY = f'<p>Before</p><div class="card">{SENTENCE * 6}</div>'
DPI = 72
HOLE = "materials/snippets/repairs/hole.md"
STYLE = "templates/styles/club.css"


def image(page: RefusedPage) -> Image.Image:
    """The picture of a page."""
    return Image.open(BytesIO(page.picture)).convert("RGB")


def red_in(picture: Image.Image, spot: Spot) -> int:
    """How many dots of the frame's red are on the outline of a spot, and just outside it."""
    sides = (spot.left, spot.top, spot.right, spot.bottom)
    left, top, right, bottom = (int(side * DPI / 25.4) for side in sides)
    across = [(x, y) for x in range(left, right) for y in (bottom, bottom + 1)]
    down = [(x, y) for y in range(top, bottom) for x in (right, right + 1)]
    inside = [dot for dot in across + down if dot[0] < picture.width and dot[1] < picture.height]
    return sum(picture.getpixel(dot) == RED for dot in inside)


def is_pale_red(colour: object) -> bool:
    """Whether a colour is that of the stamp on white paper."""
    return isinstance(colour, tuple) and colour[0] > 200 > colour[1] > 100


def test_the_fault_is_outlined_and_the_page_is_stamped() -> None:
    """A red frame goes around what sticks out, a pale stamp across the page, the text below it."""
    (page,) = draw_refused(document(BODY, LOW), {}, DPI)
    picture, (problem,) = image(page), page.problems
    assert (page.document, page.page, problem.code) == ("worksheet", 1, "text-outside")
    assert problem.spot is not None
    assert red_in(picture, problem.spot) > 100
    a5_high = int(210 * DPI / 25.4)
    assert picture.height > a5_high + DPI // 8
    below = picture.crop((0, a5_high // 2, picture.width, a5_high - DPI // 8))
    pale = sum(count for count, colour in below.getcolors(1 << 16) or () if is_pale_red(colour))
    assert pale > 500, "nothing of the stamp is below the fault"


def test_each_refused_page_is_drawn_and_no_other() -> None:
    """Faults on two of three pages are two pictures, each with its own fault."""
    wide = '<p style="width: 150mm">' + SENTENCE * 2 + "</p>"
    end = '<p style="break-after: page">End</p>'
    pages = draw_refused(document(f"{wide}{end}<p>Good</p>{end}{wide}"), {}, DPI)
    assert [page.page for page in pages] == [1, 3]
    assert all(one.spot and one.spot.page == page.page for page in pages for one in page.problems)


def test_overlapping_words_and_extra_pages_are_outlined() -> None:
    """Words on words, and a page beyond the limit, have a place in the picture, too."""
    raised = '<p>First words</p><p style="margin-top: -8mm">Second words</p>'
    (page,) = draw_refused(document(raised), {}, DPI)
    assert [problem.code for problem in page.problems] == ["text-on-text"]
    long = '<p style="break-after: page">One</p><p>Two</p>'
    (page,) = draw_refused(document(long, max_pages=1), {}, DPI)
    assert (page.page, page.problems[0].code) == (2, "too-many-pages")


def test_the_message_names_the_rule_that_makes_the_box_too_low() -> None:
    """Where a style sheet sets the size, the message gives its file and line."""
    with pytest.raises(NotFitToPrint) as caught:
        print_document(document(BODY, LOW), {})
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("templates/styles/cards.css", 2)
    assert "The height is set in templates/styles/cards.css:2." in problem.fix
    by_author = BODY.replace("<div", '<div data-part="materials/snippets/a/b.md:7"')
    with pytest.raises(NotFitToPrint) as caught:
        print_document(document(by_author, LOW), {})
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("materials/snippets/a/b.md", 7)
    assert "styles/cards.css:2" in problem.fix


BAND = 'lang="en" style="--body-size: 12pt; --line: 9mm"'
AUTHOR = 'data-part="materials/snippets/a/b.md:7"'


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (f'<div {AUTHOR} style="height: 4mm">{SENTENCE * 9}</div>', "its template"),
        (f'<p>One</p><p {AUTHOR} class="up">Two words</p>', "the margin-top"),
        (f'<p {AUTHOR} style="font-size: 5pt">Small words</p>', "its template"),
        (f'<p {AUTHOR} class="small">Small words</p>', "the font-size"),
        (f"<section {AUTHOR}>{'<p>One</p>' * 90}</section>", "its template"),
    ],
)
def test_a_text_that_does_not_fit_names_its_design_too(body: str, named: str) -> None:
    """What an author wrote is reported there, with the style or template that may be the cause."""
    style = "\n/* sheet: styles/cards.css */\n.small { font-size: 5pt }\n.up { margin-top: -9mm }"
    with pytest.raises(NotFitToPrint) as caught:
        print_document(document(body, style, attributes=BAND, max_pages=1), {})
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("materials/snippets/a/b.md", 7)
    place = {"its template": document("").path, "the margin-top": "cards.css:2"}
    assert named in problem.fix.casefold()
    assert place.get(named, "cards.css:1") in problem.fix


def test_a_document_that_fits_is_not_drawn() -> None:
    """There is no picture of what may be printed, nor of what has no layout."""
    assert draw_refused(document("<p>Good</p>"), {}, DPI) == ()
    outside = document('<img alt="x" src="https://example.org/x.png">')
    assert draw_refused(outside, {}, DPI) == ()


# --- never delivered -----------------------------------------------------------------------------


def bytes_in(value: object) -> Iterator[bytes]:
    """All bytes that a value holds, however deep."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from bytes_in(one)
    elif is_dataclass(value):
        for member in fields(value):
            yield from bytes_in(getattr(value, member.name))


def test_no_byte_of_a_refused_file_leaves_the_press() -> None:
    """What is handed back holds pictures and words only, never a file that could be delivered."""
    refused = document(BODY, LOW)
    with pytest.raises(NotFitToPrint):
        print_document(refused, {})
    handed = list(bytes_in(draw_refused(refused, {}, DPI)))
    assert handed
    assert all(one.startswith(b"\x89PNG") and b"%PDF" not in one for one in handed)


def test_what_check_draws_is_neither_kept_nor_delivered(tiny: Workshop, prints: Cache) -> None:
    """After `check` has drawn a page, the cache lacks its document and no pack has it."""
    for name in ("sessions/roads/signals.yaml", "terms/summer.yaml", "topics.yaml"):
        (tiny.materials / name).unlink()
    tiny.change(STYLE, "padding: 2mm 4mm; margin: 3mm 0; }", "height: 3mm; }")
    press = CachedPress(prints, AtOnce())
    folder = Path("output/refused")
    problems = check(tiny.materials, tiny.templates, press, DAY, fit=True, pictures=folder)
    shown = [one for one in problems if one.code == "text-outside"]
    line = Path(STYLE).read_text("utf-8")[: Path(STYLE).read_text("utf-8").index("height: 3mm")]
    assert shown
    for problem in shown:
        file = problem.message.rpartition(" See ")[2].rstrip(".")
        assert Path(file).is_relative_to(folder)
        assert Path(file).read_bytes().startswith(b"\x89PNG")
        assert f"{STYLE}:{line.count(chr(10)) + 1}" in problem.fix
    assert any(problem.path == HOLE for problem in shown)
    order = Order("repairs/flat-tyre", "juniors", "uphill", as_of=DAY)
    sources = read_sources(tiny.materials, tiny.templates)
    with pytest.raises(NotFitToPrint):
        make_pack(Booking(order, 5), sources, press, Path("output"), Record(Path("record"), DAY))
    assert not list(Path("output").rglob("*.pdf"))
