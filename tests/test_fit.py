"""The laws of fit: what stands outside its frame is found, and what is meant so is not."""

from __future__ import annotations

import re

import pytest

from tests.press_room import printed, problems

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
    assert all(problem.mend for problem in found)


@pytest.mark.parametrize("case", FITS)
def test_what_is_meant_so_is_no_problem(case: str) -> None:
    """What fits, or was placed where it is on purpose, is printed."""
    assert printed(FITS[case], STYLE).startswith(b"%PDF")


def test_the_message_shows_the_text_and_the_distance() -> None:
    """A designer reads which words stand how far outside which box, on which page."""
    body = '<p style="break-after: page">One</p><p>Two</p><div class="card">Stands outside</div>'
    style = ".card { position: absolute; left: 100mm; top: 0; width: 60mm; text-align: right }"
    (problem,) = problems(body, style)
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


def test_pages_are_counted() -> None:
    """A document longer than its row allows is a problem that says both numbers."""
    (problem,) = problems(f"<p>{SENTENCE * 60}</p>", max_pages=1)
    assert problem.code == "too-many-pages"
    assert problem.message == "The document has 3 pages and may have 1 page."
