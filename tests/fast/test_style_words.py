"""Words in style sheets are refused where they are written: no check would see them on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom.load import load_templates
from printroom.load.styles.style_words import style_words
from printroom.model import NotFitToPrint
from tests.workshop import Workshop

WORDS = {
    'a::after { content: "her own fault" }': 21,
    'a::after{content:"\\48\\45"}': 18,
    "a::after { content: attr(title) }": 21,
    "a::after { content: var(--words) }": 21,
    "@counter-style x { symbols: her own }": 1,
    'a { quotes: "her" "/" }': 13,
    'a { list-style: "no " inside }': 17,
    'a:lang("en")::before { color: red; content: "1" }': 45,
    '@page { @top-left { content: "why" } }': 30,
    'a { content: counter(x) " of " counter(y) }': 25,
    "a::after { content: counter(x, lower-alpha) }": 32,
    'a::after { content: "/" counters(x, ", ", UPPER-LATIN) }': 43,
    "a::after { content: counter(x, \\6cower-alpha) }": 32,
    "a::after { content: counter(x) counter(page, lower-roman) }": 46,
    "li { list-style-type: lower-greek }": 23,
    "li { list-style: inside upper-alpha }": 25,
}
SIGNS = (
    'a::after { content: "/" }',
    'a[title="x y"]::after { content: counter(x) ". " }',
    'a::after { content: counter(x, decimal-leading-zero) counters(y, ".", decimal) }',
    "li { list-style: square inside url(images/dot.svg) }",
    '@font-face { font-family: "Foo 1"; src: url("a b.ttf") format("truetype") }',
    'a { --head: "Foo"; font: 12pt "Foo"; grid-template-areas: "a b" }',
    '/* content: "her own fault" */',
    '@charset "utf-8"; a:lang("en") { color: red }',
)


@pytest.mark.parametrize(("css", "column"), WORDS.items())
def test_words_in_a_style_sheet_are_refused(css: str, column: int) -> None:
    """A letter or digit that a style sheet would print is refused at its line and column."""
    (problem,) = style_words("templates", {"a.css": f"/* a */\n{css}"})
    assert (problem.path, problem.line, problem.column) == ("templates/a.css", 2, column)
    assert problem.stops


@pytest.mark.parametrize("css", SIGNS)
def test_signs_and_names_are_no_words(css: str) -> None:
    """Signs, counters, names of fonts and selectors print no words."""
    assert list(style_words("templates", {"a.css": css})) == []


@pytest.mark.parametrize(
    "styles",
    [
        "<style>h1::after { content: 'Hm' }</style>",
        """<p style="string-set: a 'Hm'"></p>""",
        "<style>h1::after { content: '{{ row.title }}' }</style>",
    ],
)
def test_words_in_the_styles_of_a_template_are_refused(tiny: Workshop, styles: str) -> None:
    """The same holds in an element or attribute of a template, for values of Jinja too."""
    path = Path("templates/documents/task-sheet.html")
    path.write_text(f"{path.read_text('utf-8')}{styles}", "utf-8")
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(tiny.templates)
    assert [(one.code, one.path) for one in caught.value.problems] == [
        ("style-words", path.as_posix())
    ]
