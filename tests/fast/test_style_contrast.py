"""Colours that nobody could read on any ground are refused at their line, before any layout."""

from __future__ import annotations

import pytest

from printroom.load import load_templates
from printroom.load.style_contrast import style_contrast
from printroom.model import NotFitToPrint
from tests.workshop import Workshop

PALE = (
    "p { color: transparent }",
    "p { color: #9997 }",
    "p { color: #808080 }",
    "p { color: var(--mid) }",
    "p { background: #fff; color: #eee }",
    "p { color: rgb(0 0 0 / 30%); background-color: #ddd }",
)
LEGIBLE = (
    "p { color: #555 }",
    "p { color: #eee }",  # on the dark ground below
    "p { color: var(--unknown) }",
    "p { color: #fff; background: url(a.svg) }",
    "p { color: #fff; background: var(--deep) }",
    "p::before { content: '/'; color: #999 }",
    "p { border-color: #eee; background: #eee }",
)
REST = ":root { --mid: #808080; --deep: #123 } h1 { color: #fff; background: var(--deep) }"


@pytest.mark.parametrize("rule", PALE)
def test_what_no_ground_makes_legible_is_refused(rule: str) -> None:
    """A colour of text below 4.5 to 1 on each ground it may have is an error at its place."""
    (problem,) = style_contrast("t", {"a.css": REST, "b.css": f"\n{rule}"})
    assert (problem.code, problem.path, problem.line) == ("low-contrast", "t/b.css", 2)
    assert problem.column == rule.index(" color") + 2
    assert problem.stops


@pytest.mark.parametrize("rule", LEGIBLE)
def test_what_some_ground_makes_legible_is_left_to_the_press(rule: str) -> None:
    """Nothing is said of a colour that may be legible, of signs, or of what is no text."""
    assert list(style_contrast("t", {"a.css": REST, "b.css": rule})) == []


def test_loading_templates_refuses_pale_text(tiny: Workshop) -> None:
    """`check` reports it, since it loads the templates."""
    tiny.change("templates/styles/club.css", "h1 { font", "h1 { color: #bbb; font")
    with pytest.raises(NotFitToPrint) as caught:
        load_templates(tiny.templates)
    assert [one.code for one in caught.value.problems] == ["low-contrast"]
