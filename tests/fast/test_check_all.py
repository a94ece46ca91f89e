"""Mistakes in style sheets hide no mistakes in materials, and `check` says what it has not read."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.load import load_folders
from printroom.model import NotFitToPrint
from tests.workshop import Workshop

FOLDERS = ("--materials", "materials", "--templates", "templates")
CSS = "templates/styles/club.css"
STYLES = {"style-words": 'a::after { content: "her own fault" }\n', "unclosed": "a { color: red\n"}
SNIPPET = "---\ntitle: X\nbands: [juniors]\n---\n\n## {}\n\n[Words](contact:{}) here.\n"
MISTAKES = {
    "no-heading-of-a-document": ("unknown-heading", SNIPPET.format("Nonsense", "bike-line")),
    "a-link-to-nothing": ("unknown-contact", SNIPPET.format("Task sheet", "nobody")),
}
UNCHECKED = "materials not-checked no page of a pack was checked for its words, parts and layout"


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words, *FOLDERS], catch_exceptions=False)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("sets_aside", [False, True])
def test_a_mistake_in_a_style_sheet_hides_none_in_materials(
    tiny: Workshop, style: str, mistake: str, sets_aside: bool
) -> None:
    """What depends on templates, or on several files, is found beside it."""
    code, text = MISTAKES[mistake]
    tiny.write(CSS, STYLES[style])
    tiny.write("materials/snippets/new.md", text)
    with pytest.raises(NotFitToPrint) as caught:
        load_folders(tiny.materials, tiny.templates, sets_aside=sets_aside)
    assert {(one.code, one.path) for one in caught.value.problems} >= {
        (style, CSS),
        (code, "materials/snippets/new.md"),
    }


@pytest.mark.parametrize("paths", [(), ("materials/sessions",)])
def test_check_says_that_it_could_not_read_the_pages(
    tiny: Workshop, paths: tuple[str, ...]
) -> None:
    """Where a mistake stops the composing, the pages are not passed over in silence."""
    tiny.write(CSS, STYLES["style-words"])
    done = check(*paths)
    assert done.exit_code == (0 if paths else 1), "the code is about the PATHS"
    assert "No problems found." not in done.stdout
    assert UNCHECKED in done.stderr
    assert ("style-words" in done.stderr) is (not paths)
