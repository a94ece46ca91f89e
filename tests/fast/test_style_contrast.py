"""Colours that nobody could read on any ground are refused at their line, before any layout."""

from __future__ import annotations

import pytest

from printroom.load import load_templates
from printroom.load.styles.style_contrast import style_contrast
from printroom.model import NotFitToPrint
from tests.workshop import Workshop

PALE = (
    "p { color: transparent }",
    "p { color: #9997 }",
    "p { color: #808080 }",
    "p { color: var(--mid) }",
    "p { background: #fff; color: #eee }",
    "p { color: rgb(0 0 0 / 30%); background-color: #ddd }",
    "p { color: silver }",
    "p { color: LightGrey !important; background: Gold }",
    "p { color: rgb(50% 50% 50%) }",
    "p { color: hsl(0 0% 50%) }",
    "p { color: hsla(200deg, 50%, 60%, .8) }",
    "p { color: hwb(0 50% 50%) }",
    "p { color: var(--twice) }",
    "p { color: var(--unknown, var(--mid)) }",
)
LEGIBLE = (
    "p { color: #555 }",
    "h1 em { color: #eee }",  # on the dark ground below
    ".night p { color: silver }",
    "p { color: silver; } body { background: black }",
    "p { & b { color: silver } }",
    '<b style="color: silver">',
    "p { color: var(--unknown) }",
    "p { color: var(--round) }",
    "p { color: var(--dark, silver) }",
    "p { color: rebeccapurple }",
    "p { color: currentcolor }",
    "p { color: {{ ink }} }",
    "p { color: #fff; background: url(a.svg) }",
    "p { color: #fff; background: var(--deep) }",
    "p::before { content: '/'; color: #999 }",
    "p { border-color: #eee; background: #eee }",
)
REST = ":root { --mid: #808080; --deep: #123; --twice: var(--mid); --round: var(--round);"
REST += " --dark: navy } .night { background: navy } h1 { color: #fff; background: var(--deep) }"


@pytest.mark.parametrize("rule", PALE)
def test_what_no_ground_makes_legible_is_refused(rule: str) -> None:
    """A colour of text below 4.5 to 1 on each ground it may have is an error at its place."""
    (problem,) = style_contrast("t", {"a.css": REST, "b.css": f"\n{rule}"})
    assert (problem.code, problem.path, problem.line) == ("low-contrast", "t/b.css", 2)
    assert problem.column == rule.index(" color") + 2
    assert problem.stops


def test_a_contrast_is_never_shown_as_the_one_that_it_lacks() -> None:
    """#777 on white has 4.48 to 1, which is not rounded up to the least."""
    (problem,) = style_contrast("t", {"a.css": "p { color: #777 }"})
    assert "a contrast of 4.4 to 1 at most, and text needs 4.5 to 1" in problem.message


@pytest.mark.parametrize("rule", LEGIBLE)
def test_what_some_ground_makes_legible_is_left_to_the_press(rule: str) -> None:
    """Nothing is reported for a colour that may be legible, for signs, or for what is no text."""
    assert list(style_contrast("t", {"a.css": REST, "b.css": rule})) == []


@pytest.mark.parametrize(
    "colour",
    ["lab(50% 0 0)", "oklch(.5 0 0)", "color(srgb 0 0 0)", "color()", "device-cmyk(0 0 0 1)"],
)
@pytest.mark.parametrize("name", ["color", "background", "--ink"])
def test_a_colour_that_nothing_can_measure_is_refused(name: str, colour: str) -> None:
    """A notation whose contrast neither this check nor the press knows is an error at its line."""
    (problem,) = style_contrast("t", {"a.css": f"\np {{ {name}: {colour} }}"})
    assert (problem.code, problem.line, problem.column) == ("unknown-colour", 2, 5)
    assert problem.stops


def test_loading_templates_refuses_pale_text(tiny: Workshop) -> None:
    """`check` reports it, since it loads the templates."""
    tiny.change("templates/styles/club.css", "h1 { font", "h1 { color: #bbb; font")
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(tiny.templates)
    assert [one.code for one in caught.value.problems] == ["low-contrast"]
