"""Drawings as real editors save them: what prints is taken, and their words are read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.choose import choose
from printroom.load.artwork.drawings import drawing_fault, drawing_words
from printroom.proof.source_text import read_source
from printroom.text.fingerprint import grams
from tests.sample_libraries import OLDER, library, order, part, picture, snippet, templates

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="60mm" viewBox="0 0 60 40" inkscape:version="1.3.2" sodipodi:docname="pump.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg">
  <sodipodi:namedview id="view" inkscape:zoom="0.7"/>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
  <defs><linearGradient id="a"/><linearGradient id="b" xlink:href="#a"/></defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer">
    <rect style="fill:url(#b);stroke:#0e4a54" width="56" height="36"/>
    <text xml:space="preserve" x="6" y="12"><tspan sodipodi:role="line" x="6" y="12">A trusted
      </tspan><tspan sodipodi:role="line" x="6" y="19">grown-<tspan>up</tspan></tspan></text>
    <text x="30" y="32">Handle<tspan style="fill:red">bar</tspan></text>
  </g>
</svg>"""
ILLUSTRATOR = (
    '<?xml version="1.0" encoding="utf-8"?><!-- Generator: Adobe Illustrator 27.0 -->'
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    '<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" '
    'style="enable-background:new 0 0 9 9;" xml:space="preserve">'
    '<style type="text/css">.st0{fill:url(#SVGID_1_);}</style>'
    '<path class="st0" d="M0,0h9v9z"/></svg>'
)


@pytest.mark.parametrize("drawing", [INKSCAPE, ILLUSTRATOR], ids=["Inkscape", "Illustrator"])
def test_drawings_of_editors_are_taken_as_they_are(drawing: str) -> None:
    """What an editor adds for itself is no fault."""
    assert drawing_fault(drawing.encode()) is None


def test_the_words_of_a_drawing_are_read_line_by_line() -> None:
    """A piece with a place of its own is a line; a piece without goes on with its line."""
    assert drawing_words(INKSCAPE.encode()) == ("A trusted", "grown-up", "Handlebar")
    assert drawing_words(ILLUSTRATOR.encode()) == ()


@pytest.mark.parametrize("inside", ["<image href='data:{}'/>", "<rect fill='url(data:{})'/>"])
def test_a_fault_is_reported_with_a_short_excerpt(inside: str) -> None:
    """Whatever a drawing holds, its message is short."""
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg'>{inside.format('A' * 9999)}</svg>"
    fault = drawing_fault(drawing.encode())
    assert fault is not None
    assert all(len(text) <= 120 for text in fault)


def test_the_finished_page_must_say_the_words_of_its_pictures() -> None:
    """Words in a picture are a block of what the document says."""
    source = read_source('<p>One <img alt="x" data-words="A b\nc"> two</p>', {})
    assert [" ".join(block).split() for block in source.blocks] == [
        ["One"],
        ["A", "b", "c"],
        ["two"],
    ]


def test_words_in_a_picture_of_another_band_are_withheld() -> None:
    """What a picture says to other people, no page of this band may say."""
    secret = "one two three four five six seven eight nine"
    others = replace(picture("it", bands=(OLDER,)), words=(secret,))
    snippets = snippet("a", part("worksheet", "x"))
    _, forbidden = choose(order(), library(snippets, pictures={"it": others}), templates())
    _, open_to_all = choose(order(), library(snippets), templates())
    assert grams(secret) & forbidden.grams
    assert not grams(secret) & open_to_all.grams
