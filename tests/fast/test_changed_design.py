"""Words that have no room are not blamed alone, if the design was edited since the last commit."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from printroom.make.run.changed_design import with_changed_design
from printroom.model import Document, Problem

LONG = Problem("too-many-pages", "materials/snippets/a.md", "too long", "Shorten it.", 7)
OWN = replace(LONG, code="text-outside", path="templates/styles/a.css")
OTHER = replace(LONG, code="low-contrast")


def git(*arguments: str) -> None:
    """Call git in the current folder, as somebody."""
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.mark.starts_program("git says what was edited")
def test_an_edited_style_is_named_beside_words_that_have_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The style sheets and the template of the document, if they differ from the last commit.

    A style of another document is not named, and neither is any without git.
    """
    monkeypatch.chdir(tmp_path)
    files = ("styles/a.css", "styles/b.css", "styles/other.css", "documents/d.html")
    for name in files:
        file = tmp_path / "templates" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("p { margin: 0 }", "utf-8")
    source = "<style>/* sheet: styles/a.css */\n/* sheet: styles/b.css */\n</style>"
    document = Document("d", "D", "participant", 1, source, {}, "templates/documents/d.html", "key")
    problems = [LONG, OWN, OTHER]
    assert with_changed_design(problems, document) == problems
    git("init")
    git("add", ".")
    git("commit", "-m", "All")
    assert with_changed_design(problems, document) == problems
    for name in ("styles/b.css", "styles/other.css"):
        (tmp_path / "templates" / name).write_text("p { margin: 9mm }", "utf-8")
    first, *rest = with_changed_design(problems, document)
    assert rest == [OWN, OTHER]
    assert first.fix == (
        "Shorten it. If it fitted before, look at what was edited since the last commit: "
        "templates/styles/b.css."
    )
