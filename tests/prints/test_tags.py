"""Tags, read from finished files: a screen reader reads what the page shows."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from printroom.press.engine import weasyprint
from tests.press_helpers import printed, tags

LONG = "<p>" + "Who could you talk to about this? " * 260 + "</p>"

FEATURES = {
    "loose list": "<h1>H</h1><ul><li><p>One</p><p>Two</p></li><li>Three</li></ul>",
    "nested list": "<h1>H</h1><ol><li>One<ol><li>Inner</li></ol></li><li>Two</li></ol>",
    "link with bold": '<h1>H</h1><p>See <a href="https://example.org/"><b>this</b> page</a></p>',
    "link with leader": '<h1>H</h1><p><a class="toc" href="#x">Part</a></p><h2 id="x">Part</h2>',
    "decoration": '<h1>H</h1><p><img src="asset:pic.svg" alt="">Text</p>',
    "hidden words": '<h1>H</h1><p><span aria-hidden="true">7</span> Text</p>',
    "picture": '<h1>H</h1><p><img src="asset:pic.svg" alt="A bar"></p>',
    "inner lang": '<h1>H</h1><p>In Welsh: <span lang="cy">diolch</span></p>',
    "th colspan": (
        "<h1>H</h1><table><tr><th colspan=2>Both</th></tr><tr><td>a</td><td>b</td></tr></table>"
    ),
    "th row": "<h1>H</h1><table><tr><th scope=row>Row</th><td>a</td></tr></table>",
    "footnotes": '<h1>H</h1><p>A claim<span class="note">Its source</span> and more</p>',
    "long paragraph": f"<h1>H</h1>{LONG}",
    "long table": "<h1>H</h1><table><thead><tr><th>Head</th></tr></thead>"
    + "<tr><td>Row</td></tr>" * 60
    + "</table>",
    "long list": "<h1>H</h1><ul>" + f"<li>{'Words and words. ' * 30}</li>" * 12 + "</ul>",
    "aside": "<h1>H</h1><aside><p>By the way</p></aside><pre>plain</pre>",
    "columns": f'<h1>H</h1><div class="columns">{LONG}</div>',
    "absolute": '<h1>H</h1><div class="card"><p>On a card</p></div>',
    "css picture": '<h1>H</h1><p class="drawn">Text</p>',
    "svg": '<h1>H</h1><svg viewBox="0 0 9 9"><title>A dot</title><circle r="4"/></svg>',
}
STYLE = """
@page { @bottom-left { content: "Running foot " counter(page) } }
.note { float: footnote }
.toc::after { content: leader(".") target-counter(attr(href), page) }
.columns { columns: 2 }
.card { position: absolute; left: 10mm; top: 40mm; width: 60mm; height: 30mm }
.drawn::before { content: url(asset:pic.svg) }
svg { width: 9mm; height: 9mm }
ol ol { list-style: lower-alpha }
pre { font-family: inherit }
"""


@cache
def feature(name: str) -> bytes:
    """The finished file that shows a feature."""
    return printed(FEATURES[name], STYLE)


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_passes_pdf_ua(name: str, tmp_path: Path) -> None:
    """Whatever a page is made of, the finished file passes the rules of PDF/UA-1."""
    file = tmp_path / "feature.pdf"
    file.write_bytes(feature(name))
    verdict = page.validate_pdf(str(file), profile="ua1")
    assert verdict.is_compliant, [failure.rule_id for failure in verdict.failures]


def test_bold_words_do_not_split_a_link() -> None:
    """A link is one tag with one annotation, whose words are those that it shows."""
    link = tags(feature("link with bold")).one("Link")
    assert link.words == "this page"
    assert link.annotations == 1
    assert link.entries["link"]["/Contents"] == "this page"
    assert link.entries["link"]["/F"] == 4
    leader = tags(feature("link with leader")).one("Link")
    assert (leader.annotations, leader.words.strip("1 ")) == (1, "Part")


def test_an_entry_of_a_list_holds_a_label_and_a_body() -> None:
    """Paragraphs in an entry are in its body."""
    shape = tags(feature("loose list")).one("L").shape
    assert shape == "L(LI(Lbl(Span) LBody(P(Span) P(Span))) LI(Lbl(Span) LBody(Span)))"


def test_lists_say_how_they_are_numbered() -> None:
    """A list of numbers, one of letters and one of dots have different tags."""
    outer, inner = tags(feature("nested list")).all("L")
    assert outer.entries["/A"]["/ListNumbering"] == "/Decimal"
    assert inner.entries["/A"]["/ListNumbering"] == "/LowerAlpha"
    dots = tags(feature("loose list")).one("L")
    assert dots.entries["/A"]["/ListNumbering"] == "/Disc"


def test_decoration_is_not_read() -> None:
    """A picture with an empty alt and words hidden from readers have no tag."""
    assert not tags(feature("decoration")).all("Figure")
    assert not tags(feature("css picture")).all("Figure")
    assert tags(feature("hidden words")).one("P").words.strip() == "Text"


def test_a_picture_says_what_and_where_it_is() -> None:
    """A picture has its alternative text and its place in points from the foot of the page."""
    figure = tags(printed(FEATURES["picture"], "img { position: absolute; left: 0; top: 0 }")).one(
        "Figure"
    )
    assert figure.entries["/Alt"] == "A bar"
    # A5 is 595.28 points high; the picture, 15 by 7.5 points, lies 15 mm in from its corner.
    left, bottom, right, top = figure.entries["/A"]["/BBox"]
    assert (left, top) == pytest.approx((0 + 42.52, 595.28 - 42.52), abs=0.1)
    assert (right - left, top - bottom) == pytest.approx((15, 7.5))


def test_passages_keep_their_language() -> None:
    """Words in another language are read with the voice of that language."""
    passage = tags(feature("inner lang")).all("Span")
    assert [tag.words for tag in passage if tag.entries.get("/Lang") == "cy"] == ["diolch"]


def test_table_headings_say_what_they_head() -> None:
    """A heading has a scope, also when it heads two columns or a row."""
    both = tags(feature("th colspan")).one("TH")
    assert both.entries["/A"]["/Scope"] == "/Column"
    row = tags(feature("th row")).one("TH")
    assert row.entries["/A"]["/Scope"] == "/Row"


def test_footnotes_are_notes() -> None:
    """A footnote is a note with an id, and its sign in the text a reference."""
    tree = tags(feature("footnotes"))
    note = tree.one("Note")
    assert "Its source" in note.words
    assert note.entries["/ID"].startswith("note-")
    assert tree.one("Reference").words.strip() == "1"


def test_a_paragraph_over_two_pages_is_one() -> None:
    """What breaks over pages or columns is read without a break."""
    paragraph = tags(feature("long paragraph")).one("P")
    assert {tag.page for tag in paragraph.walk()} >= {1, 2}
    assert len(tags(feature("columns")).all("P")) == 1


def test_a_list_over_two_pages_is_one() -> None:
    """A list that breaks within an entry stays one list with as many entries as it has."""
    listing = tags(feature("long list")).one("L")
    assert {tag.page for tag in listing.walk()} >= {1, 2}
    assert [kid.shape.replace(" Span", "") for kid in listing.kids] == [
        "LI(Lbl(Span) LBody(Span))"
    ] * 12


def test_running_feet_are_not_read() -> None:
    """What repeats at the foot of each page is an artifact of pagination."""
    content = feature("long paragraph")
    assert "Running foot" not in tags(content).words
    assert len(tags(content).kids) == 2
    with pikepdf.open(BytesIO(content)) as pdf:
        for sheet in pdf.pages:
            marks = [step.operands for step in pikepdf.parse_content_stream(sheet)]
            assert sum("/Pagination" in str(mark) for mark in marks) == 1


def test_right_to_left_text_is_read_in_its_order() -> None:
    """Right-to-left words have their text in reading order on their tag."""
    greeting = "\u0645\u0631\u062d\u0628\u0627"
    face = "@font-face { font-family: Square; src: url(asset:square.ttf) }"
    body = f'<h1>H</h1><p lang="ar" dir="rtl">{greeting}</p>'
    tree = tags(
        printed(body, face + "p { font-family: Square }", assets={"square.ttf": font_of(greeting)})
    )
    (run,) = [tag for tag in tree.walk() if "/ActualText" in tag.entries]
    assert run.entries["/ActualText"] == greeting
    assert tree.one("P").entries["/Lang"] == "ar"


def font_of(letters: str) -> bytes:
    """A font that draws each of these letters as a square."""
    pen = TTGlyphPen(None)
    for move, point in ((pen.moveTo, (0, 0)), *((pen.lineTo, p) for p in ((0, 9), (9, 9), (9, 0)))):
        move(point)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "square"])
    font.setupCharacterMap({ord(letter): "square" for letter in letters})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "square": (500, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupOS2()
    font.setupNameTable({"familyName": "Square", "styleName": "Regular", "psName": "Square"})
    font.setupPost()
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def test_sections_have_roles() -> None:
    """An aside is a section and preformatted text a paragraph: nothing is NonStruct."""
    tree = tags(feature("aside"))
    assert tree.one("Sect").words == "By the way"
    assert not tree.all("NonStruct")


def test_nothing_leaks_into_the_next_document() -> None:
    """A document is the same whatever was printed before it in the same process."""
    before = tag_fixes_now()
    first = printed(FEATURES["inner lang"], STYLE)
    for name in ("decoration", "footnotes", "columns"):
        printed(FEATURES[name], STYLE)
    assert printed(FEATURES["inner lang"], STYLE) == first
    assert tag_fixes_now() == before


def tag_fixes_now() -> list[object]:
    """What the press replaces in the engine while it prints."""
    parts = (weasyprint.anchors.gather_anchors, weasyprint.document.gather_anchors)
    tagging = weasyprint.pdf.tags
    return [
        *parts,
        weasyprint.document.Page.paint,
        weasyprint.pdf.Stream.marked,
        tagging._get_pdf_tag,
        tagging._build_box_tree,
    ]
