"""Text that is too pale for its ground is refused, with the line of the style that makes it so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.press import print_document
from printroom.text.contrast import contrast, minimum_contrast, over
from tests.press_helpers import document, problems

SHEET = "/* sheet: styles/a.css */\n"
PALE = {
    "on paper": ("p { color: #767676 }", "4.5"),
    "nearly white": ("p { color: #eee }", "1.2"),
    "see-through": ("p { color: rgb(0 0 0 / 40%) }", "2.8"),
    "on a panel": ("p { background: #246; color: #aaa }", "4.3"),
    "on a panel around it": ("body { background: #333 } p { color: #999 }", "4."),
    "as its ground": ("p { color: #246; background: currentcolor }", "1.0"),
    "large": ("p { font-size: 18pt; color: #888 }", "3.5"),
    "on a picture": ("p { background: linear-gradient(#777, #777); color: #ccc }", "2."),
    "placed": ("b { position: absolute; top: 40mm; color: #888 }", "3.5"),
    "added by a style": ('p::after { content: "7"; color: #ccc }', "1.6"),
}
LEGIBLE = (
    "p { color: #555 }",
    "p { background: #246; color: #fff }",
    "p { background: linear-gradient(#123, #123); color: #fff }",
    "p { font-size: 18pt; color: #666 }",
    "p { font-size: 14pt; font-weight: bold; color: #707070 }",
    'p::after { content: "/"; color: #ccc }',
    "body { background: #123 } p { background: #fff }",
)
BODY = "<h1 style='color: #000; background: #fff'>Wheels</h1><p>Pump <b>it</b> up</p>"


@pytest.mark.parametrize(("style", "ratio"), PALE.values(), ids=PALE)
def test_pale_text_is_refused_at_its_style(style: str, ratio: str) -> None:
    """A text below the least contrast stops the document, at the file and line of its colour."""
    found = [p for p in problems(BODY, SHEET + style) if p.code == "low-contrast"]
    (problem,) = found
    assert problem.message.split("contrast of ")[1].startswith(ratio)
    assert (problem.path, problem.line) == ("templates/styles/a.css", 1)
    assert problem.stops
    assert problem.spot


@pytest.mark.parametrize("style", LEGIBLE)
def test_legible_text_is_printed(style: str) -> None:
    """Enough contrast, a large text with a little less, and signs that are no text, are fine."""
    assert print_document(document(BODY, SHEET + style), {}).pages == 1


COLOURS = st.tuples(*3 * [st.integers(0, 255)])


@given(COLOURS, COLOURS)
def test_contrast_is_that_of_the_standard(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """It is the same both ways, from 1 to 21, and 1 for equal colours and what is see-through."""
    first, second = (one[0], one[1], one[2]), (other[0], other[1], other[2])
    ratio = contrast(first, second)
    assert 1 <= ratio <= 21
    assert ratio == contrast(second, first)
    assert contrast(first, first) == contrast(second, over(first, 0, second)) == 1
    assert over(first, 1, second) == first


def test_the_least_contrast_is_that_of_level_aaa() -> None:
    """Text needs 7 to 1; from 18 points, or 14 in bold, 4.5 to 1; black on white is 21 to 1."""
    assert (
        minimum_contrast(16, 400),
        minimum_contrast(24, 400),
        minimum_contrast(19, 700),
        minimum_contrast(19, 400),
    ) == (7, 4.5, 4.5, 7)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
