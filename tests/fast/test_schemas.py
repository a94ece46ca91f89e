"""JSON Schemas for editors: they match the models, and all shipped files are valid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from printroom.load.sources.text_file import Source
from printroom.load.sources.yaml import read_yaml
from tests.workshop import HOME
from tools.schemas import FOLDER, schemas, text

FILES = (
    *(("nation", file) for file in sorted(HOME.glob("materials/nations/*.yaml"))),
    *(("session", file) for file in sorted(HOME.glob("materials/sessions/*/*.yaml"))),
    *(("session-template", file) for file in sorted(HOME.glob("templates/sessions/*.yaml"))),
    *(("sheet", file) for file in sorted(HOME.glob("templates/sheets/*.yaml"))),
    *(("schools", file) for file in sorted(HOME.glob("materials/schools/*.yaml"))),
    *(("term", file) for file in sorted(HOME.glob("materials/terms/*.yaml"))),
    *(
        (name, HOME / "materials" / f"{name}.yaml")
        for name in (
            "bands",
            "checks",
            "contacts",
            "facts",
            "glossary",
            "language",
            "pictures",
            "not-in-puzzles",
            "placeholders",
            "spread",
            "topics",
        )
    ),
)
SNIPPETS = sorted(
    (*HOME.glob("materials/snippets/**/*.md"), *HOME.glob("templates/gallery/**/*.md"))
)


def read(file: Path, text: str) -> Any:
    """What a schema can be asked about: a date is a text there.

    The program's own reader is quick, and reads all of this as YAML 1.2 has it: see `test_yaml`.
    """
    value = read_yaml(Source(file.as_posix(), text)).value
    return json.loads(json.dumps(value, default=str))


def front_matter(file: Path) -> Any:
    _, head, _ = file.read_text(encoding="utf-8").split("---\n", 2)
    return read(file, head)


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def complaints(name: str, value: Any) -> Iterator[str]:
    for error in validator(name).iter_errors(value):
        yield f"{list(error.absolute_path)}: {error.message[:200]}"


def test_the_schemas_are_those_of_the_models() -> None:
    """`make schemas` would change nothing: no model has moved away from what editors know."""
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    assert there == {name: text(schema) for name, schema in schemas().items()}


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.glob("*.json")))
def test_each_schema_is_one(name: str) -> None:
    """An editor can use each of the schemas."""
    Draft202012Validator.check_schema(json.loads((FOLDER / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda one: str(one).rpartition("/")[2])
def test_every_file_keeps_to_its_schema(name: str, file: Path) -> None:
    """No editor marks a right file as wrong."""
    assert list(complaints(name, read(file, file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_every_snippet_keeps_to_its_schema(step: int) -> None:
    """Front matter, and the activity of each kind, are known to editors field by field."""
    for file in SNIPPETS[::step]:
        if file.read_text(encoding="utf-8").startswith("---"):  # else a variant of words alone
            name = "snippet-variant" if "." in file.stem else "snippet"
            assert list(complaints(name, front_matter(file))) == [], file


@pytest.mark.parametrize(
    "activity",
    [
        {"kind": "no-such", "instruction": "x"},
        {"kind": "matching", "instruction": "x", "pairs": [{"left": "a"}, {"left": "b"}]},
        {"kind": "matching", "instruction": "x", "pairs": [], "colour": "red"},
        {"kind": "card-sort", "instruction": "x"},
    ],
)
def test_a_wrong_activity_is_marked(activity: dict[str, Any]) -> None:
    """An unknown kind, a missing or an unknown field is wrong in an editor already."""
    head = {"title": "x", "bands": ["11-14"], "activity": activity}
    assert list(complaints("snippet", head))


def test_what_a_field_prints_is_reported_where_it_is_written() -> None:
    """The docstring of a field is what an editor shows for it."""
    band = schemas()["bands.json"]["additionalProperties"]["properties"]
    assert band["withheld"]["description"].startswith("Words that no page for this band may carry")
