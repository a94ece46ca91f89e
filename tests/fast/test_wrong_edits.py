"""Words added to any file that people edit are on the page, in the code and checked, or refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.workshop import HOME, TESTS
from tools.wrong_edits import TOKEN, Bench, Edit, run


@pytest.mark.slow
def test_no_wrong_edit_slips_through() -> None:
    """A sample of edits of the workshop in miniature is caught, refused, or on no page."""
    found = run(TESTS / "tiny", 24, seed=1)
    assert [(one.edit.path, one.outcome, one.place) for one in found if one.is_hole] == []
    assert Counter(one.outcome for one in found)["caught"] >= 8


@pytest.mark.nightly
def test_no_wrong_edit_of_our_own_files_slips_through() -> None:
    """The same for a sample of the files that are shipped."""
    found = run(HOME, 40, seed=1)
    assert [(one.edit.path, one.outcome, one.place) for one in found if one.is_hole] == []


def test_a_hole_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that change no code, or that no check reads, are reported as slipping through."""
    path = "templates/documents/task-sheet.html"
    text = (TESTS / "tiny" / path).read_text("utf-8").replace("<h1>", f"<p>{TOKEN}</p><h1>")
    edit = Edit(path, "an element", text)
    bench = Bench(TESTS / "tiny", tmp_path)
    assert bench.verdict(edit).outcome == "caught"
    with monkeypatch.context() as patch:
        patch.setattr("tools.wrong_edits.inspect", lambda *_: [])
        assert bench.verdict(edit).outcome == "NOT checked"
    with monkeypatch.context() as patch:
        patch.setattr("printroom.compose.coding.shown_in", lambda *_: ())
        blind = Bench(TESTS / "tiny", tmp_path / "blind")
        assert blind.verdict(edit).outcome == "NOT in the code"


def test_words_that_are_taken_back_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A style that strikes words out is refused; were it accepted, it would be reported."""
    path = "templates/styles/club.css"
    text = (TESTS / "tiny" / path).read_text("utf-8") + "em { text-decoration: line-through }\n"
    edit = Edit(path, "struck words", text)
    bench = Bench(TESTS / "tiny", tmp_path)
    assert bench.verdict(edit).outcome == "refused"
    monkeypatch.setattr("printroom.load.styles.style_problems.style_effects", lambda *_: ())
    monkeypatch.setattr("printroom.load.sources.memo._results", {})
    assert bench.verdict(edit).outcome == "NOT refused"
