"""What the engine leaves out of a style sheet is reported at the sheet's own file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.load.styles.style_effects import style_effects
from printroom.load.styles.style_sheets import style_sheet_problems
from printroom.make import CachedPress, compose_workers
from printroom.make.check.sheet_faults import with_sheet_faults
from printroom.press.engine_messages import check_style_sheets
from tests.press_helpers import problems

SHEET = "p { color: #00f; }\n/* colr: red */\nh1 { margin: 0;\n  %s }\n"
MISTAKES = {
    "unknown property": "colr: red",
    "wrong value": "color: rde",
    "wrong unit": "margin: 3mmm",
}


@pytest.mark.parametrize("written", MISTAKES.values(), ids=MISTAKES)
def test_what_the_engine_ignores_is_reported_at_its_sheet(written: str) -> None:
    """`check` names the style sheet, the line, the column and what is ignored."""
    (problem,) = check_style_sheets("t", {"styles/a.css": "", "styles/b.css": SHEET % written})
    assert (problem.path, problem.line, problem.column) == ("t/styles/b.css", 4, 3)
    assert f"“{written}” is ignored" in problem.message
    assert problem.excerpt == f"  {written} }}"


def test_a_sound_sheet_gives_no_report() -> None:
    """Variables, layers and editions are understood."""
    sheet = "@layer a, b;\n@layer a { html { --x: 1mm } p { width: calc(var(--x) * 2) } }"
    assert check_style_sheets("t", {"styles/a.css": sheet}) == []


def test_while_printing_it_is_reported_at_the_same_place() -> None:
    """A document has one sheet after another, and each counts its own lines."""
    marked = "/* sheet: styles/{} */\n{}\n"
    style = marked.format("a.css", "p { margin: 0; }") + marked.format("b.css", SHEET % "colr: red")
    (problem,) = problems("<p>Words</p>", head=f"<style>\n{style}</style>")
    assert problem.path.endswith("/styles/b.css")
    assert (problem.line, problem.column) == (4, 3)


def test_what_the_engine_finds_is_named_beside_what_reading_finds(tmp_path: Path) -> None:
    """All faults of one style sheet come at once, each once, and those of others do not.

    A rule that is never closed hides none of them.
    """
    sheet = tmp_path / "styles" / "a.css"
    sheet.parent.mkdir()
    sheet.write_text(
        ".a { colr: red; opacity: 0.5; margn: url(x.png)\n.b { width: 3zz }\n", "utf-8"
    )
    (sheet.parent / "b.css").write_text("p { colr: red }", "utf-8")
    text = sheet.read_text("utf-8")
    folder = tmp_path.as_posix()
    sources = {"styles/a.css": text}
    read = [*style_effects(folder, sources), *style_sheet_problems(folder, sources, {})]
    with compose_workers() as workers:
        found = with_sheet_faults(read, tmp_path, CachedPress(Cache(tmp_path), workers))
    assert {one.path for one in found} == {sheet.as_posix()}
    assert sorted((one.line, one.column, one.code) for one in found) == [
        (1, 4, "unclosed"),
        (1, 6, "css"),
        (1, 17, "style-effect"),
        (1, 42, "unknown-file"),
        (2, 6, "css"),
    ]


def test_a_sheet_that_the_engine_fails_with_is_named() -> None:
    """What ends the engine is a problem of that sheet, and hides none of the others."""
    endless = " ".join([".a"] * 3_000)
    sheets = {"styles/a.css": f"{endless} {{ margin: 0 }}", "styles/b.css": "p { colr: red }"}
    first, second = check_style_sheets("t", sheets)
    assert (first.code, first.path) == ("css", "t/styles/a.css")
    assert (second.path, second.line) == ("t/styles/b.css", 1)
