"""Fit: content outside its frame is found, and what is meant to overlap is not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printroom.choose import choose
from printroom.compose import compose
from printroom.load import load_materials, load_templates
from printroom.model import NotFitToPrint, Order, Problem
from printroom.press import print_document
from printroom.press.page_checks import CONTACT, NOT_TO_READ
from tests.press_helpers import document, printed, problems
from tests.workshop import HOME, Workshop

SENTENCE = "Who could you talk to about an offer that feels too good to be true? "
WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
PICTURE = '<img alt="x" src="asset:pic.svg" style="{}">'

STYLE = """
.card { position: absolute; left: 10mm; top: 10mm; width: 50mm; height: 20mm }
.box { width: 50mm; height: 20mm; padding: 2mm }
.cut { overflow: hidden }
.flex { display: flex; flex-direction: column; height: 20mm }
.grid { display: grid; grid-template-rows: 10mm 30mm }
.narrow { width: 20mm }
.turned { transform: rotate(180deg) }
.unseen { visibility: hidden }
td { width: 20mm }
table { table-layout: fixed; width: 60mm }
"""

MISFITS = {
    "fixed box": (f'<div class="box">{SENTENCE * 6}</div>', "text-outside", "its box div.box"),
    "box that cuts": (
        f'<div class="box cut">{SENTENCE * 6}</div>',
        "text-outside",
        "its box div.box.cut",
    ),
    "card": (f'<div class="card">{SENTENCE * 6}</div>', "text-outside", "its box div.card"),
    "turned card": (
        f'<div class="card turned">{SENTENCE * 6}</div>',
        "text-outside",
        "its box div.card.turned",
    ),
    "nested in a card": (
        f'<div class="card"><div><p>{SENTENCE * 6}</p></div></div>',
        "text-outside",
        "its box div.card",
    ),
    "flex": (
        f'<div class="flex"><p>{SENTENCE * 3}</p><p>{SENTENCE * 3}</p></div>',
        "text-outside",
        "its box div.flex",
    ),
    "grid row": (
        f'<div class="grid"><p class="first">{SENTENCE * 4}</p><p>Two</p></div>',
        "text-outside",
        "its box p.first",
    ),
    "grid cell": (
        f'<div class="grid"><div class="cell"><p>{SENTENCE * 4}</p></div></div>',
        "text-outside",
        "its box div.cell",
    ),
    "long word": (f'<p class="narrow">{WORD}</p>', "text-outside", "its column p.narrow"),
    "long word in a table": (
        f"<table><tr><td>{WORD}</td><td>x</td></tr></table>",
        "text-outside",
        "its column td",
    ),
    "off the sheet": (
        '<p style="position: absolute; left: 120mm; white-space: nowrap">Runs off the edge</p>',
        "text-outside",
        "the sheet",
    ),
    "turned off the sheet": (
        '<p style="position: absolute; left: -10mm; top: 5mm; transform: rotate(90deg)'
        ' translate(-30mm)">Turned</p>',
        "text-outside",
        "the sheet",
    ),
    "wider than the page": (
        f'<p style="width: 130mm">{SENTENCE * 2}</p>',
        "text-outside",
        "the page area",
    ),
    "row higher than the page": (
        f'<div style="display: flex; height: 250mm"><p>{SENTENCE * 60}</p></div>',
        "box-outside",
        "the sheet",
    ),
    "picture in a box": (
        f'<div class="box">{PICTURE.format("width: 70mm")}</div>',
        "picture-outside",
        "its box div.box",
    ),
    "picture off the page": (
        PICTURE.format("width: 125mm"),
        "picture-outside",
        "the page area",
    ),
    "margin box": (
        "<style>@page { @bottom-left { content: 'Much too long for a foot. ' 'Much too long for a"
        " foot. ' 'Much too long for a foot. ' 'Much too long for a foot. ' 'Much too long'; width:"
        " 20mm; font-size: 14pt } }</style><p>x</p>",
        "text-outside",
        "its place in the margin",
    ),
    "space to draw in": (
        f'<p>{SENTENCE}</p><div class="draw" style="height: 185mm"></div>',
        "box-outside",
        "the page area",
    ),
    "lines to write on": (
        '<div class="box">' + '<div class="line" style="height: 9mm"></div>' * 4 + "</div>",
        "box-outside",
        "its box div.box",
    ),
}

FITS = {
    "plain": f"<h1>Head</h1><p>{SENTENCE * 30}</p>",
    "picture in a line": f'<p style="height: 3lh">{PICTURE.format("height: 2lh")}</p>',
    "tight heading": '<h1 style="line-height: 1; height: 1lh">Head</h1>',
    "number in the margin": (
        '<p style="position: relative"><b style="position: absolute; left: -12mm">1</b>Text</p>'
    ),
    "label outside its card": (
        '<div class="card"><b style="position: absolute; top: -5mm">Label</b>Text</div>'
    ),
    "list": "<ul><li>One</li><li>Two</li></ul>",
    "bleed": '<div style="position: absolute; inset: -18mm; background: #eee"></div><p>Text</p>',
    "full box": '<div class="box">Just enough</div>',
    "grid": '<div class="grid"><p>One</p><p>Two</p></div>',
    "hanging indent": '<p style="padding-left: 1em; text-indent: -1em">Hanging</p>',
    "picture": f"<p>{PICTURE.format('width: 100%')}</p>",
    "moved back": (
        '<div class="box"><p style="margin-top: 30mm; transform: translateY(-30mm)">Text</p></div>'
    ),
    "turned": '<div class="card turned">Text</div>',
    "footnote": '<p>Text<span style="float: footnote">Note</span></p>',
    "superscript": '<div class="box" style="height: 1.4em">Text<sup>1</sup></div>',
    "hidden": f'<div class="box" style="visibility: hidden">{SENTENCE * 9}</div>',
    "table": "<table><tr><th>Head</th><td>Cell</td></tr></table>",
}


@pytest.mark.parametrize("case", MISFITS)
def test_what_does_not_fit_is_found(case: str) -> None:
    """Whatever sticks out of a frame is a problem that names the frame and the distance."""
    body, code, frame = MISFITS[case]
    found = problems(body, STYLE)
    messages = [problem.message for problem in found if problem.code == code]
    assert any(re.search(rf"On page \d, .* is \d+\.\d mm outside {frame}", m) for m in messages), (
        found
    )
    assert all(problem.fix for problem in found)


@pytest.mark.parametrize("case", FITS)
def test_what_is_meant_so_is_no_problem(case: str) -> None:
    """Text that fits, or was placed outside its box on purpose, is printed."""
    assert printed(FITS[case], STYLE).startswith(b"%PDF")


def test_the_message_shows_the_text_and_the_distance() -> None:
    """A designer reads which words are how far outside which box, on which page."""
    body = '<p style="break-after: page">One</p><p>Two</p><div class="card">Stands outside</div>'
    style = ".card { position: absolute; left: 100mm; top: 0; width: 60mm; text-align: right }"
    (problem,) = stopping(body, style)
    # The text ends at 15 + 100 + 60 mm on a sheet that is 148 mm wide.
    assert problem.message == "On page 2, “Stands outside” is 27.0 mm outside the sheet."
    assert problem.path == "templates/documents/worksheet.html"


def test_each_frame_is_named_once() -> None:
    """Many lines outside one box are one problem: the line that is farthest out."""
    far, near = '<b style="left: 90mm">Far out</b>', '<b style="left: 70mm">Near</b>'
    style = "b { position: absolute; width: 80mm; text-align: right }"
    (problem,) = problems(f"<p>{far}{near}</p>", style)
    assert problem.message == "On page 1, “Far out” is 37.0 mm outside the sheet."
    (problem,) = problems(f'<div class="box">{SENTENCE * 6}</div>', STYLE)
    assert problem.code == "text-outside"


def stopping(body: str, style: str = "", **more: Any) -> list[Problem]:
    """What stops a document, without what there is to know."""
    return [problem for problem in problems(body, style, **more) if problem.stops]


# --- words on each other -------------------------------------------------------------------------

RAISED = 'style="margin-top: -8mm"'
ON_EACH_OTHER = {
    "a row that is too low": '<ul style="display: grid; grid-template-rows: 4mm 4mm; row-gap: 0">'
    f"<li style='overflow: visible'>{WORD}<br>and more</li><li>Below</li></ul>",
    "what is placed there": '<p>Under</p><p style="position: absolute; left: 0; top: 1mm">Over</p>',
    "a margin that pulls up": f"<p>First line</p><p {RAISED}>Second line</p>",
    "what is turned": f'<div class="turned"><p>First</p><p {RAISED}>Two</p></div>',
    "a line in a line": '<p>Some words<span style="margin-left: -12mm">on top</span></p>',
}
APART = {
    "lines as close as can be": '<p style="line-height: 1">High gypsy<br>ÅÉ High</p>',
    "columns": '<div style="columns: 2"><p>One</p><p>Two</p></div>',
    "a word and its source": '<p style="line-height: 1.2">Words<sup>1</sup><br>Words</p>',
    "bold beside plain": "<p>Some <b>bold</b>, <i>plain</i></p>",
    "one of them turned": '<div class="card turned">Here</div><div class="card">There</div>',
    "words that nobody sees": f"<p>Seen</p><div class='unseen'><p {RAISED}>Not</p></div>",
    "words on a picture": f'<p>{PICTURE.format("")}<span style="margin-left: -4mm">A</span></p>',
}


@pytest.mark.parametrize("case", ON_EACH_OTHER)
def test_overlapping_text_stops_a_document(case: str) -> None:
    """Overlapping words cannot be read, whatever brought them there."""
    assert "text-on-text" in codes(ON_EACH_OTHER[case], STYLE)


@pytest.mark.parametrize("case", APART)
def test_words_beside_or_below_each_other_are_apart(case: str) -> None:
    """Close lines, columns, small raised figures and what is turned are no alarm."""
    assert "text-on-text" not in codes(APART[case], STYLE)


CHOSEN = PICTURE.format(
    'position: absolute; left: 2mm; top: 1mm; width: 20mm; height: 20mm" class="picture'
)


def test_words_under_an_authors_picture_stop_a_document() -> None:
    """Nobody can read them; a template's own drawing may have words on it."""
    body = f'<div style="position: relative"><p {PART}>Hidden words</p>{CHOSEN}</div>'
    (over,) = (problem for problem in found(body) if problem.code == "picture-on-text")
    assert over.message == "On page 1, a picture covers “Hidden words”."
    assert (over.path, over.line, over.stops) == ("materials/snippets/safety/close.md", 14, True)
    assert "picture-on-text" not in codes(body.replace('class="picture"', 'class="map"'))
    assert "picture-on-text" not in codes(body.replace("left: 2mm", "left: 60mm"))


def test_two_words_on_each_other_are_named_once_a_page() -> None:
    """The first two of a page are named, at the place of the second; one fix serves all."""
    body = f"<p>Under</p><p {PART} {RAISED}>Over</p><p>Third</p><p {RAISED}>Fourth</p>"
    over = [problem for problem in found(body) if problem.code == "text-on-text"]
    assert [problem.message for problem in over] == ["On page 1, “Under” and “Over” overlap."]
    assert (over[0].path, over[0].line) == ("materials/snippets/safety/close.md", 14)
    assert over[0].stops


# --- page by page -------------------------------------------------------------------------------

PART = 'data-part="materials/snippets/safety/close.md:14"'
BAND = 'lang="en-GB" style="--body-size: 12pt; --line: 9mm; --tick: 5mm"'
LINES = ".line { height: 9mm; border-bottom: 1px solid }"
TEXT = f"<p>{SENTENCE * 12}</p>"
"""A fifth of a page."""


def found(body: str, style: str = "", **more: Any) -> list[Problem]:
    """Everything that the press says of a document, whether or not it stops it."""
    own = {
        name: more.pop(name)
        for name in ("audience", "sides", "is_copied", "fields")
        if name in more
    }
    made = replace(document(body, style, **{"attributes": BAND, **more}), **own)
    try:
        return [*print_document(made, {}).warnings]
    except NotFitToPrint as error:
        return [*error.problems]


def codes(body: str, style: str = "", **more: Any) -> list[str]:
    return [problem.code for problem in found(body, style, **more)]


def test_what_there_is_to_know_stops_nothing() -> None:
    """A document with nothing but warnings is printed, and carries them in order."""
    made = document(f"{TEXT}<h2>Last</h2><p style='break-before: page'>End</p>", attributes=BAND)
    result = print_document(made, {})
    assert result.pages == 2
    assert [(p.code, p.stops) for p in result.warnings] == [
        ("heading-stranded", False),
        ("page-nearly-empty", False),
    ]
    assert all(problem.fix and problem.path == made.path for problem in result.warnings)


ENDS = {
    "a heading": ("<h2>Next</h2>", True),
    "a heading in a section": ("<section><h3>Next</h3></section>", True),
    "a heading in two lines": ("<h2>Next<br>one</h2>", True),
    "a heading with a number beside it": (
        '<h2>Next</h2><p style="position: absolute; top: 0; left: -8mm">1</p>',
        True,
    ),
    "a heading and an empty paragraph": ("<h2>Next</h2><p></p>", True),
    "words": ("<h2>Next</h2><p>Words</p>", False),
    "a drawing with a place of its own": (
        '<h2>Next</h2><div style="position: relative; height: 20mm">'
        f'<p style="position: absolute; top: 2mm">{PICTURE.format("")}</p></div>',
        False,
    ),
    "a picture": (f"<h2>Next</h2><p>{PICTURE.format('')}</p>", False),
    "a line to write on": ('<h2>Next</h2><div class="line"></div>', False),
    "a heading with words before it": ("<div><h2>Next</h2>Words</div>", False),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_heading_at_the_foot_of_a_page_is_known(end: str) -> None:
    """A heading that is the last thing on a page is a warning; with anything below, it is not."""
    body, is_stranded = ENDS[end]
    problems_found = found(f'{TEXT}<div style="break-after: page">{body}</div>{TEXT}', LINES)
    assert [problem.code for problem in problems_found] == ["heading-stranded"] * is_stranded
    if is_stranded:
        assert problems_found[0].message.startswith("Page 1 ends with the heading “Next")
        assert not problems_found[0].stops


@pytest.mark.parametrize(("height_mm", "is_empty"), [(26.5, True), (27.5, False)])
def test_a_page_with_next_to_nothing_on_it_is_known(height_mm: float, is_empty: bool) -> None:
    """A page of which less than 15 of 100 parts are used is a warning; the sample has 180 mm."""
    box = f'<div style="height: {height_mm}mm"></div>'
    problems_found = found(f"{box}<div style='break-before: page'>{TEXT}</div>")
    assert [problem.code for problem in problems_found] == ["page-nearly-empty"] * is_empty
    if is_empty:
        assert problems_found[0].message == "Page 1 is nearly empty: 15% of its height is used."
        assert not problems_found[0].stops
    assert found(box) == [], "a document may be as short as it likes"


def test_furniture_fills_no_page() -> None:
    """Boxes in the margins, and boxes placed absolutely, do not count as content."""
    style = "@page { @bottom-left { content: 'Foot' } } .mark { position: absolute; top: 100mm }"
    body = f'{TEXT}<p style="break-before: page">End<b class="mark">x</b></p>'
    assert codes(body, style) == ["page-nearly-empty"]


def test_a_cut_sheet_has_no_foot_and_may_be_nearly_empty() -> None:
    """On a page without margins pieces have fixed places: a title alone on one is no alarm."""
    body = '<section class="sheet"><h2>Piece</h2></section><section class="sheet">Piece</section>'
    style = "@page { margin: 0 } .sheet { height: 209mm; break-after: page } h2 { margin: 0 }"
    assert codes(body, style) == []
    assert (
        len(
            codes(
                body, style.replace("page { margin: 0", "page { margin: 15mm").replace("209", "20")
            )
        )
        == 3
    )


LINE = '<div class="line"></div>'


@pytest.mark.parametrize(
    ("style", "is_low"),
    [
        (".line { height: 9mm }", False),
        (".line { height: 8.96mm }", False),
        (".line { height: 8.94mm }", True),
        (".line { height: 8mm; margin-top: 1mm }", False),
        (".line { height: 9mm; margin-top: -.5mm }", True),
        (".line { height: 9mm } .line:last-child { height: 5mm }", True),
        (".write { position: absolute } .line { height: 8mm; width: 50mm }", True),
        ("@page { margin: 0 } .line { height: 8mm }", True),
    ],
)
def test_lines_that_a_band_cannot_write_on_stop_it(style: str, is_low: bool) -> None:
    """Lines to write on are as high as the band writes, in any place and for any writer."""
    body = f'<p>Write</p><div class="write" {PART}>{LINE * 3}</div>'
    for audience in ("participant", "facilitator"):
        problems_found = found(body, style, audience=audience)
        assert [problem.code for problem in problems_found] == ["line-too-low"] * is_low
        assert all(problem.stops for problem in problems_found)
        assert {(p.path, p.line) for p in problems_found} <= {
            ("materials/snippets/safety/close.md", 14)
        }


def test_a_low_line_is_named_with_both_heights() -> None:
    """A designer reads how high the lowest line is, and how high it has to be."""
    body = f'<div class="write">{LINE * 2}</div>'
    (problem,) = found(body, ".line { height: 8mm } .line + .line { height: 7mm }")
    assert problem.message == (
        "On page 1, a line to write on is 7.0 mm high, and people of this band need 9 mm."
    )
    assert codes(body, ".line { height: 7mm }", attributes='lang="en"') == []
    assert codes(f"{LINE}<p>Not to write on</p>", ".line { height: 7mm }") == []


VALUE = '<span class="field filled" data-field="date" style="font-size: {size}">Words</span>'
SMALL = {
    "<p>Words</p>": None,
    '<p style="font-size: 12pt">Words</p>': None,
    '<p style="font-size: 11.9pt">Words</p>': "text-below-size",
    '<p style="font-size: .8em">Words</p>': "text-below-size",
    '<p style="font-size: .79em">Words</p>': "text-too-small",
    '<p>Words <b style="font-size: 9pt">small</b></p>': "text-too-small",
    '<p style="font-size: 9pt; position: absolute">Words</p>': "text-too-small",
    f"<p>{VALUE.format(size='.8em')}</p>": None,
    f"<p>{VALUE.format(size='.79em')}</p>": "text-too-small",
    '<p class="value" style="font-size: .8em">0800 1111</p>': None,
    '<p class="value" style="font-size: .79em">0800 1111</p>': "text-too-small",
    '<p>Words<sup class="source" style="font-size: 6pt">1</sup></p>': None,
    '<p class="kicker" style="font-size: 6pt"><b>Worksheet</b></p>': None,
    '<p class="sheet-code" style="font-size: 6pt">Sheet 4F2</p>': None,
}


@pytest.mark.parametrize("body", SMALL)
def test_nothing_on_a_learners_page_shrinks_in_silence(body: str) -> None:
    """What is smaller than the band's text is reported, by more than a fifth it stops.

    Not furniture, and not an address that nobody could say in fewer words.
    """
    problems_found = found(f"<div {PART}>{body}</div>")
    assert [problem.code for problem in problems_found] == [SMALL[body]] * bool(SMALL[body])
    assert all(p.stops == (p.code == "text-too-small") and p.line == 14 for p in problems_found)
    assert codes(body, audience="facilitator") == []
    assert codes(body, attributes='lang="en"') == []


@pytest.mark.parametrize(("attributes", "fix"), [(PART, "Shorten it, so that"), ("", "Set it l")])
def test_only_an_author_is_asked_for_fewer_words(attributes: str, fix: str) -> None:
    """Words that no author of a part wrote are the style's to set larger."""
    (problem,) = found(f'<div {attributes}><p style="font-size: .9em">Words</p></div>')
    assert problem.fix.startswith(fix)


def test_every_small_print_class_is_used() -> None:
    """Each class that may be small is used by a template: no exception outlives its reason."""
    written = " ".join(
        file.read_text(encoding="utf-8")
        for file in [
            *Path(HOME, "templates").rglob("*.html"),
            HOME / "printroom/compose/block_nodes.py",
        ]
    )
    names = {CONTACT, *NOT_TO_READ}
    assert {name for name in names if not re.search(rf"\b{name}\b", written)} == set()


def test_small_words_on_a_cut_sheet_are_those_of_its_pieces() -> None:
    """On a cut sheet, the words in a piece are checked for size, and those around it are not."""
    style = "@page { margin: 0 } p { position: absolute; font-size: 8pt } .second { top: 20mm }"
    about, words = "<p>Cards, sheet 1</p>", '<p class="second">Words</p>'
    mark = '<p class="second mark-of">C1 · 04</p>'
    assert codes(f'{about}<div class="piece">{mark}</div>', style) == []
    (problem,) = found(f'{about}<div class="piece">{words}</div>', style)
    assert problem.message == (
        "On page 1, “Words” is set in 8 pt; for this band it may not be smaller than 9.6 pt."
    )


@pytest.mark.parametrize(
    ("pages", "sides", "is_copied", "is_odd"),
    [
        (1, "double", True, False),
        (2, "double", True, False),
        (3, "double", True, True),
        (3, "double", False, False),
        (3, "single", True, False),
    ],
)
def test_an_empty_back_is_known(pages: int, sides: str, is_copied: bool, is_odd: bool) -> None:
    """Several pages on both sides of the paper come in pairs, if there is another copy."""
    body = f'<div style="break-after: page">{TEXT}</div>' * (pages - 1) + TEXT
    problems_found = found(body, sides=sides, is_copied=is_copied)
    assert [(p.code, p.stops) for p in problems_found] == [("odd-pages", False)] * is_odd


# --- too long -----------------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize("lines", [1, 4, 13])
def test_a_document_too_long_says_by_how_many_lines(pages: int, lines: int) -> None:
    """The lines that would have to go are counted in lines of the document's text."""
    line_mm, page_mm = 12 * 1.4 * 25.4 / 72, 180
    whole = int(pages * (page_mm // line_mm))
    (problem,) = found("<p>Line</p>" * (whole + lines), "p { margin: 0 }", max_pages=pages)
    excess = f"{lines} line{'s' if lines > 1 else ''} too long for {pages} page"
    assert problem.code == "too-many-pages"
    assert found("<p>Line</p>" * whole, "p { margin: 0 }", max_pages=pages) == []
    assert problem.message == (
        f"“A worksheet” is about {excess}{'s' if pages > 1 else ''}, and has {pages + 1} now."
    )


def test_a_grid_with_a_picture_at_the_side_moves_to_the_next_page() -> None:
    """A grid with a float in it that has no room on a page is printed on the next one."""
    aside = '<div><p style="float: left; width: 9mm">x</p>Row</div>'
    grid = f'<div style="display: grid; break-inside: avoid">{aside * 12}</div>'
    made = document(f"{'<p>Line</p>' * 25}{grid}", "p { margin: 0 }", attributes=BAND)
    assert print_document(made, {}).pages == 2


@pytest.mark.parametrize(("fields", "remedy"), [((), "max_pages"), (("lead",), "filled in")])
def test_what_a_booking_fills_in_needs_no_other_template(
    fields: tuple[str, ...], remedy: str
) -> None:
    """Where a booking fills in words, they are to be shortened; no session template is named."""
    problems_found = found("<p>Line</p>" * 80, "p { margin: 0 }", max_pages=1, fields=fields)
    (problem,) = (one for one in problems_found if one.stops)
    assert {name for name in ("max_pages", "filled in") if name in problem.fix} == {remedy}


def test_pages_in_between_count_whole() -> None:
    """A document that is more than a page too long says all of it."""
    (problem,) = stopping("<p>Line</p>" * 80, "p { margin: 0 }", max_pages=1)
    assert "about 50 lines too long for 1 page, and has 3 now" in problem.message


def test_a_block_that_just_does_not_fit_is_a_little_too_long() -> None:
    """Space left on the last page allowed is subtracted from what is on the pages beyond."""
    block = f'<div style="break-inside: avoid">{"<p>Line</p>" * 20}</div>'
    (problem,) = stopping("<p>Line</p>" * 12 + block, "p { margin: 0 }", max_pages=1)
    assert "about 2 lines too long" in problem.message


def test_the_part_that_reaches_beyond_is_named() -> None:
    """The part with most on the pages too many is named; if there is none, the last one before."""

    def part(name: str, lines: int) -> str:
        return f'<div data-part="snippets/{name}.md:7">{"<p>Line</p>" * lines}</div>'

    def named(*parts: str) -> tuple[str, int]:
        (problem,) = stopping("".join(parts), "p { margin: 0 }", max_pages=1)
        return problem.path, problem.line

    assert named(part("a", 20), part("b", 11), part("c", 3)) == ("snippets/c.md", 7)
    assert named(part("a", 20), part("b", 15), part("c", 2)) == ("snippets/b.md", 7)
    assert named(part("a", 20), part("b", 5), "<p>Sources</p>" * 9) == ("snippets/b.md", 7)
    assert named("<p>Sources</p>" * 40) == ("templates/documents/worksheet.html", 1)


def test_too_many_sheets_are_counted_as_sheets() -> None:
    """Lines say nothing of what is cut: it is sheets that are too many."""
    body = '<section class="sheet">Piece</section>' * 3
    style = "@page { margin: 0 } .sheet { height: 209mm; break-after: page }"
    (problem,) = stopping(body, style + ".sheet:last-child { break-after: auto }", max_pages=2)
    assert problem.message == "“A worksheet” has 3 pages and may have 2 pages."


# --- where it was written -----------------------------------------------------------------------


def test_a_misfit_is_named_where_it_was_written() -> None:
    """What an author wrote and does not fit is shown at the author's line."""
    (problem,) = stopping(f'<div class="box"><p {PART}>{SENTENCE * 6}</p></div>', STYLE)
    assert (problem.path, problem.line) == ("materials/snippets/safety/close.md", 14)


def test_where_a_part_was_written_changes_no_byte() -> None:
    """The finished file is the same whether or not its source says where each block was written."""
    body = "<h1>Head</h1><ul {0}><li>One</li></ul><p {0}>Words</p>"
    assert printed(body.format(PART)) == printed(body.format(""))


def test_each_block_of_an_author_says_where_it_was_written(tiny: Workshop) -> None:
    """Every block, also of what is cut, names its snippet as the folder was named, and a line."""
    templates = load_templates(tiny.templates)
    library = load_materials(tiny.materials, templates)
    plan, _ = choose(Order("repairs/flat-tyre", "juniors", "uphill"), library, templates)
    parts = {
        f"{part.path}:{part.line}"
        for planned in plan.documents
        for part in planned.parts
        if planned.layout is None or any(node.children for node in part.nodes)
    }
    written: set[str] = set()
    for made in compose(plan, templates):
        written |= set(re.findall(r'data-part="([^"]+)"', made.source))
    assert written == parts
    assert all(one.startswith("materials/snippets/") for one in written)


PIECES = "@page { margin: 0 } .piece { position: absolute; left: 20mm; top: 20mm; width: 80mm }"


@pytest.mark.parametrize(
    ("size", "codes_found"),
    [("12pt", []), ("11.5pt", ["text-below-size"]), ("9pt", ["text-too-small"])],
)
def test_a_card_set_below_the_bands_size_is_reported(size: str, codes_found: list[str]) -> None:
    """On a piece, text under the band's size is a warning, and under four fifths it stops."""
    body = f'<div class="piece"><p style="font-size: {size}">Words on a card</p></div>'
    problems = found(body, PIECES)
    assert [problem.code for problem in problems] == codes_found
    assert all(problem.stops is (problem.code == "text-too-small") for problem in problems)
