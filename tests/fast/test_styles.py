"""Styles of activities: the styles of one kind affect no other kind on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from printroom.load import load_templates
from tests.workshop import HOME

TEMPLATES = HOME / "templates"
LOOKS = {"young", "middle", "older"}
COMMON = LOOKS | {"activity", "cards", "handout", "instruction", "piece", "worksheet"}
"""Classes of the boxes around an activity, or that all activities share."""
SHEETS = sorted(
    (
        *TEMPLATES.glob("activities/*.css"),
        *TEMPLATES.glob("pieces/*.css"),
        *TEMPLATES.glob("styles/shapes/*.css"),
    )
)


@cache
def shapes() -> dict[str, str]:
    return {name: kind.shape for name, kind in load_templates(TEMPLATES).kinds.items()}


@cache
def classes_by_shape() -> dict[str, frozenset[str]]:
    """The classes that the templates of each shape's kinds write."""
    found: dict[str, set[str]] = {}
    for home in ("activities", "pieces"):
        for file in (TEMPLATES / home).glob("*.html"):
            written = re.findall(r'class="([^"]*)"', file.read_text(encoding="utf-8"))
            words = re.sub(r"\{[{%].*?[%}]\}", " ", " ".join(written)).split()
            found.setdefault(shapes()[file.stem], set()).update(words)
    return {shape: frozenset(classes) for shape, classes in found.items()}


def selectors(file: Path) -> Iterator[str]:
    """Each single selector of a style sheet."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for found in re.finditer(r"([^{}]+)\{", text):
        if not found[1].strip().startswith("@"):
            yield from (one.strip() for one in re.split(r",(?![^(]*\))", found[1]))


def classes(selector: str) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selector))


@pytest.mark.parametrize("file", SHEETS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_style_touches_its_own_activities_only(file: Path) -> None:
    """The styles of a kind name the kind; those of a shape, a class that no other shape writes."""
    is_shape = file.parent.name == "shapes"
    others = {
        name
        for shape, written in classes_by_shape().items()
        if shape != file.stem
        for name in written
    }
    for selector in selectors(file):
        named = classes(selector)
        own = named - COMMON - others if is_shape else named & {file.stem}
        assert own, f"{file.name}: “{selector}” reaches other activities"


def test_each_kind_writes_its_name() -> None:
    """The outermost element of an activity has its kind as a class, for its styles to name."""
    for file in TEMPLATES.glob("activities/*.html"):
        outermost = re.search(r'<div class="activity([^"]*)"', file.read_text(encoding="utf-8"))
        assert outermost, file.name
        assert file.stem in outermost[1].split(), file.name


def test_each_style_sheet_has_a_template() -> None:
    """No style sheet of a kind or a shape is left over."""
    for file in SHEETS:
        home = file.parent.name
        known = set(shapes().values()) if home == "shapes" else set(shapes())
        assert file.stem in known, file
        assert home == "shapes" or file.with_suffix(".html").exists(), file


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.css")), ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_no_style_balances_columns(file: Path) -> None:
    """Side by side means a grid: columns are laid out again and again to balance them."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"(?<![\w-])column(?:s|-count|-width)\s*:", text)
