"""Loading again: only changed files are parsed, and the result is the same as a first loading."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printroom.load import load_folders
from printroom.load.snippets.snippet_body import BlockReader
from printroom.load.sources import memo, yaml
from printroom.model import Library, Node, NotFitToPrint, Problem, Templates
from tests.fast.test_load import MISTAKES
from tests.workshop import TESTS, Workshop

Outcome = tuple[Library, Templates] | tuple[Problem, ...]
SMALL = sorted(set(MISTAKES) - {"markdown-deep-emphasis", "too-large", "list-too-large"})


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered when a test begins, nor left behind."""
    monkeypatch.setattr(memo, "_results", {})


def loaded() -> Outcome:
    """Both folders of the current workshop, or what is wrong with them."""
    try:
        return load_folders(Path("materials"), Path("templates"))
    except NotFitToPrint as error:
        return error.problems


def loaded_anew() -> Outcome:
    """The same, by somebody who remembers nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "_results", {})
        return loaded()


def copied_anew() -> None:
    """The workshop as it was, in the current folder."""
    for folder in ("materials", "templates"):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(TESTS / "tiny" / folder, folder)


def edit(workshop: Workshop, name: str) -> None:
    """Make a mistake, if what it changes is still there."""
    with suppress(AssertionError, OSError):
        MISTAKES[name](workshop)


@pytest.mark.slow
@settings(
    max_examples=max(12, settings().max_examples // 4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(names=st.lists(st.sampled_from(SMALL), min_size=1, max_size=3))
def test_every_edit_is_seen(names: list[str], tiny: Workshop) -> None:
    """After any edits, and after they are undone, what is remembered changes no result."""
    copied_anew()
    sound = loaded()
    for name in names:
        edit(tiny, name)
        assert loaded() == loaded_anew()
    broken = loaded()
    assert broken == loaded()
    copied_anew()
    assert loaded() == sound != broken


def test_a_mistake_in_a_style_comes_and_goes_with_its_save(tiny: Workshop) -> None:
    """Style sheets are judged together, and anew once one of them has changed."""
    sheet, rule = "templates/styles/club.css", "h2 { font-size: 1.25em; }"
    sound = loaded()
    tiny.change(sheet, rule, f"{rule} }}")
    assert loaded() == loaded_anew() != sound
    tiny.change(sheet, f"{rule} }}", rule)
    assert loaded() == sound


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The path of each file whose YAML or Markdown is parsed."""
    paths: list[str] = []
    document, read = yaml._Reader.document, BlockReader.read

    def noted_document(self: yaml._Reader) -> object:
        paths.append(self.source.path)
        return document(self)

    def noted_read(self: BlockReader, lines: list[str], first: int) -> tuple[Node, ...]:
        paths.append(self.findings.source.path)
        return read(self, lines, first)

    monkeypatch.setattr(yaml._Reader, "document", noted_document)
    monkeypatch.setattr(BlockReader, "read", noted_read)
    return paths


def test_only_the_changed_file_is_parsed_again(tiny: Workshop, parsed: list[str]) -> None:
    """After an edit that file is parsed, and nothing else but lists of schools: see below."""
    first = loaded()
    lists = {"materials/schools/example.yaml"}
    every = {file.as_posix() for file in Path("materials/snippets").rglob("*.md")}
    assert every < set(parsed)
    parsed.clear()
    assert loaded() == first
    assert set(parsed) == lists
    for path, old, new in (
        ("materials/facts.yaml", "year: 2024", "year: 2023"),
        ("materials/snippets/frame/hello.md", "Ring the bell once.", "Ring the bell twice."),
        ("templates/sessions/meeting.yaml", "title: Meeting", "title: Assembly"),
    ):
        tiny.change(path, old, new)
        parsed.clear()
        assert loaded() != first
        assert set(parsed) == {path} | lists


def test_a_heading_that_is_new_is_looked_for_in_every_snippet(tiny: Workshop) -> None:
    """What a snippet means depends on the templates, too: another document is another heading."""
    sound = loaded()
    tiny.change("templates/sessions/meeting.yaml", "name: task-sheet", "name: work-sheet")
    shutil.move("templates/documents/task-sheet.html", "templates/documents/work-sheet.html")
    assert {problem.code for problem in loaded() if isinstance(problem, Problem)} == {
        "unknown-heading"
    }
    assert loaded() == loaded_anew() != sound


def test_nothing_of_a_list_of_schools_is_remembered(tiny: Workshop) -> None:
    """Who leads safeguarding where is on disk, and not kept in memory between two loadings."""
    loaded()
    assert any("snippets" in path for _, path in memo._results)
    assert not any("schools" in path for _, path in memo._results)
