"""Texts from outside Markdown are found at the line of the file that the plan draws on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from printroom.choose.source_places import source_places
from printroom.model import Library, Plan, PlannedDocument, PlannedPart
from tests.sample_libraries import (
    SESSION,
    TEENS,
    band,
    contact,
    library,
    paragraph,
    plan_of,
    row,
    snippet,
    variant,
)

Places = Mapping[str, Mapping[str, tuple[int, int]]]
OTHER = "young"


def plan(*titles: str, name: str = "a") -> Plan:
    """A plan whose parts have these titles."""
    parts = tuple(PlannedPart(name, title, (), "a.md", 1) for title in titles)
    return plan_of(PlannedDocument(1, row("handout"), parts), band("Readers"))


def held(places: Places) -> Library:
    """A library of a snippet with variants and one without, and where texts are written."""
    given = library(
        snippet("a", variants=[variant(TEENS), replace(variant(OTHER), path="v.young.md")]),
        snippet("b"),
    )
    return replace(given, places=places, paths={})


def test_a_text_of_the_plan_is_found_and_no_other() -> None:
    """What the plan does not print has no place in it, though its file has."""
    given = held({"a.md": {"Mine": (2, 8), "Of nobody": (3, 1)}, "b.md": {"Mine": (4, 4)}})
    assert source_places(plan("Mine"), given) == {"Mine": ("a.md", 2, 8)}


def test_the_file_of_the_band_comes_before_that_for_all() -> None:
    """Where both have a text, the plan printed the variant's; another band's file is not read."""
    given = held({"v.young.md": {"Mine": (9, 9), "Theirs": (9, 9)}, "a.md": {"Mine": (2, 8)}})
    assert source_places(plan("Mine", "Theirs"), given) == {"Mine": ("a.md", 2, 8)}
    given = held({"a.md": {"Mine": (2, 8)}, f"v.{TEENS}.md": {"Mine": (5, 1)}})
    assert source_places(plan("Mine"), given) == {"Mine": (f"v.{TEENS}.md", 5, 1)}
    without_variant = held({"b.md": {"Mine": (4, 4)}})
    assert source_places(plan("Mine", name="b"), without_variant) == {"Mine": ("b.md", 4, 4)}


def test_snippets_come_before_entries() -> None:
    """Where an entry says what a snippet says, the snippet is what its author edits."""
    given = held({"contacts.yaml": {"Mine": (9, 9)}, "a.md": {"Mine": (2, 8)}})
    given = replace(given, paths={"contacts:line": "contacts.yaml"})
    assert source_places(plan("Mine"), given) == {"Mine": ("a.md", 2, 8)}


NOT_PRINTED = (
    *("sessions:other", "nations:wales", "language:rule", "not-in-puzzles:en", "spread:names"),
    *("placeholders:en", "checks:call"),
)


@pytest.mark.parametrize("name", NOT_PRINTED)
def test_texts_of_what_no_page_prints_are_not_found(name: str) -> None:
    """Files of other sessions and nations, and of what only checks, do not count."""
    given = replace(held({"x.yaml": {"Mine": (7, 3)}}), paths={name: "x.yaml"})
    assert source_places(plan("Mine"), given) == {}


@pytest.mark.parametrize("name", [f"sessions:{SESSION}", "nations:england", "contacts:line"])
def test_texts_of_entries_that_print_are_found(name: str) -> None:
    """Those of its own session and nation, and of what any page may print."""
    given = replace(held({"x.yaml": {"Mine": (7, 3)}}), paths={"bands:x": "none", name: "x.yaml"})
    assert source_places(plan("Mine"), given) == {"Mine": ("x.yaml", 7, 3)}


def test_texts_are_found_at_any_depth() -> None:
    """In entries, in lists, in what is found by its name; Markdown knows its own places."""
    line = contact("Line", "0800 2")
    document = PlannedDocument(
        *(1, row("handout"), (PlannedPart("a", "Title", (paragraph("In Markdown"),), "a.md", 1),)),
        linked={"line": line, "again": line},
        words=("A word", "Title"),
    )
    texts = ("Title", "In Markdown", "A word", "Line", "Line listens", "0800 2", "line", "11-14")
    given = held({"a.md": {text: (n, 1) for n, text in enumerate(texts)}})
    found = source_places(plan_of(document, band("Readers")), given)
    assert set(found) == {"Title", "A word", "Line", "Line listens", "0800 2", "11-14"}
