"""Which bands a snippet file may be for: its front matter decides, and its name must agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from printroom.load.snippets.snippets import SnippetReader
from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml_text import KeyPath, YamlText, unknown_bands
from printroom.model import Problem, Snippet
from tests.sample_libraries import BANDS, CHILDREN, OLDER, TEENS

HEAD = '---\ntitle: Words\nbands: ["11-14", "14-16"]\n---\n'


class SnippetFolder:
    """A folder of snippets in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str = "## Handout\nOwn words.\n") -> str:
        file = self.folder / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file.as_posix()

    def read(self) -> tuple[dict[str, Snippet], list[Problem]]:
        headings = {"Handout": "handout", "Worksheet": "worksheet"}
        reader = SnippetReader(self.folder.parent, headings, {}, BANDS, {})
        return reader.read(), reader.problems


@pytest.fixture
def folder(tmp_path: Path) -> SnippetFolder:
    return SnippetFolder(tmp_path / "snippets")


def test_a_variant_belongs_to_the_band_in_its_name(folder: SnippetFolder) -> None:
    """A file NAME.BAND.md is NAME's variant for that band, with just the headings it replaces."""
    base = folder.write("power/words", HEAD + "## Handout\nAll.\n## Worksheet\nWrite.\n")
    own = folder.write("power/words.14-16")
    folder.write("power/words.11-14")
    folder.write("power/and", HEAD + "## Handout\nElse.\n")
    snippets, problems = folder.read()
    assert not problems
    assert set(snippets) == {"power/words", "power/and"}
    one = snippets["power/words"]
    assert (one.id, one.path, one.bands) == ("power/words", base, (TEENS, OLDER))
    assert set(one.parts) == {"handout", "worksheet"}
    assert list(one.variants) == [TEENS, OLDER]
    assert (one.variants[OLDER].band, one.variants[OLDER].path) == (OLDER, own)
    assert set(one.variants[OLDER].parts) == {"handout"}
    assert not snippets["power/and"].variants


def test_a_variant_for_a_band_that_its_base_does_not_list_is_refused(folder: SnippetFolder) -> None:
    """A variant opens no band: its base must name the band too."""
    base = folder.write("power/words", HEAD + "## Handout\nAll.\n")
    path = folder.write("power/words.5-8")
    snippets, problems = folder.read()
    assert [(p.code, p.path) for p in problems] == [("band-not-listed", path)]
    assert CHILDREN in problems[0].message
    assert problems[0].fix == f"add it to the bands of {base}"
    assert not snippets["power/words"].variants


@pytest.mark.parametrize("band", ["15-18", "14–16", "14-16x", "11-14.14-16", "5-8 ", "all"])
def test_a_variant_for_no_band_is_refused(folder: SnippetFolder, band: str) -> None:
    """A band in a file's name is one of the list, sign for sign, and never visible text."""
    folder.write("power/words", HEAD + "## Handout\nAll.\n")
    path = folder.write(f"power/words.{band}")
    snippets, problems = folder.read()
    assert [(p.code, p.path) for p in problems] == [("unknown-band", path)]
    assert f"“{band}”" in problems[0].message
    assert not snippets["power/words"].variants


def test_a_variant_of_nothing_is_refused(folder: SnippetFolder) -> None:
    """A variant needs its base, and a base that cannot be read is not called missing."""
    path = folder.write("power/word.11-14")
    folder.write("power/words", HEAD + "## Handout\nAll.\n")
    _, problems = folder.read()
    assert [(p.code, p.path) for p in problems] == [("unknown-snippet", path)]
    assert "power/words" in problems[0].fix
    bad = folder.write("power/word", "no front matter")
    folder.write("power/other.11-14", "## Handout\nOwn.\n")
    _, problems = folder.read()
    assert {(p.code, Path(p.path).name) for p in problems} == {
        ("no-front-matter", Path(bad).name),
        ("unknown-snippet", "other.11-14.md"),
    }


def test_what_is_wrong_in_one_file_hides_no_other(folder: SnippetFolder) -> None:
    """Each file is read, whatever is wrong with the ones before it."""
    folder.write("a/one", "no front matter")
    folder.write("a/two", HEAD + "## handout\nAll.\n")
    folder.write("a/three", HEAD + "## Handout\nAll.\n")
    folder.write("a/three.14-16", "## handout\nOwn.\n")
    snippets, problems = folder.read()
    assert set(snippets) == {"a/three"}
    assert not snippets["a/three"].variants
    assert {Path(p.path).stem for p in problems} == {"one", "two", "three.14-16"}


def test_problems_of_a_variant_are_reported_beside_its_wrong_base(folder: SnippetFolder) -> None:
    """All mistakes come at once: those of a variant too, when its base cannot be read."""
    folder.write("a/one", "no front matter")
    folder.write("a/one.14-16", "## handout\nOwn.\n")
    _, problems = folder.read()
    assert [(p.code, Path(p.path).stem) for p in problems] == [
        ("no-front-matter", "one"),
        ("unknown-heading", "one.14-16"),
    ]


def test_snippets_come_in_the_order_of_their_names(folder: SnippetFolder) -> None:
    """The order does not depend on the machine's folders."""
    names = [f"p/{letter}" for letter in "hbdagcfe"]
    for name in names:
        folder.write(name, HEAD + "## Handout\nAll.\n")
    assert list(folder.read()[0]) == sorted(names)


def test_bands_are_names_of_the_list_each_once() -> None:
    """Each band that is not known, or named twice, is reported at its own place."""
    source = Source("x.yaml", "bands:\n- 5-8\n- 5-9\n- 5-8\n- 11-14\n- 5-9\n")
    places: dict[KeyPath, tuple[int, int]] = {("bands", n): (n + 2, 3) for n in range(5)}
    written = YamlText({}, source, places, {})
    named = ("5-8", "5-9", "5-8", "11-14", "5-9")
    problems = list(unknown_bands(named, iter(BANDS), written, ("bands",)))
    assert [(p.code, p.line) for p in problems] == [
        ("unknown-band", 3),
        ("duplicate-id", 4),
        ("unknown-band", 6),
    ]
    assert "“5-9”" in problems[0].message
    assert "5-8" in problems[0].fix
    assert "“5-8”" in problems[1].message
    assert not list(unknown_bands(BANDS, BANDS, written, ("bands",)))


def test_a_snippet_that_names_no_known_band_is_refused(folder: SnippetFolder) -> None:
    """A range, a wildcard or an unknown band in the front matter is an error at its line."""
    for name, band in (("a", "11-16"), ("b", "*"), ("c", "5-8-x")):
        folder.write(
            f"p/{name}", f'---\ntitle: X\nbands: ["11-14", "{band}"]\n---\n## Handout\nx\n'
        )
    snippets, problems = folder.read()
    assert not snippets
    assert [(p.code, p.line) for p in problems] == [("unknown-band", 3)] * 3
