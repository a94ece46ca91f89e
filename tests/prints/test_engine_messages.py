"""What the engine leaves out of a style sheet is told at the sheet's own file and line."""

from __future__ import annotations

import pytest

from printroom.press import check_style_sheets
from tests.press_helpers import problems

SHEET = "p { color: #00f; }\n/* colr: red */\nh1 { margin: 0;\n  %s }\n"
MISTAKES = {
    "unknown property": "colr: red",
    "wrong value": "color: rde",
    "wrong unit": "margin: 3mmm",
}


@pytest.mark.parametrize("written", MISTAKES.values(), ids=MISTAKES)
def test_what_the_engine_leaves_out_is_told_at_its_sheet(written: str) -> None:
    """`check` names the style sheet, the line, the column and what is left out."""
    (problem,) = check_style_sheets("t", {"styles/a.css": "", "styles/b.css": SHEET % written})
    assert (problem.path, problem.line, problem.column) == ("t/styles/b.css", 4, 3)
    assert f"“{written}” is left out" in problem.message
    assert problem.excerpt == f"  {written} }}"


def test_a_sound_sheet_is_told_nothing_of() -> None:
    """Variables, layers and editions are understood."""
    sheet = "@layer a, b;\n@layer a { html { --x: 1mm } p { width: calc(var(--x) * 2) } }"
    assert check_style_sheets("t", {"styles/a.css": sheet}) == []


def test_while_printing_it_is_told_at_the_same_place() -> None:
    """In a document the sheets stand one below another, and each counts its own lines."""
    marked = "/* sheet: styles/{} */\n{}\n"
    style = marked.format("a.css", "p { margin: 0; }") + marked.format("b.css", SHEET % "colr: red")
    (problem,) = problems("<p>Words</p>", head=f"<style>\n{style}</style>")
    assert problem.path.endswith("/styles/b.css")
    assert (problem.line, problem.column) == (4, 3)
