"""What `check` found before is remembered, by everything that decides what it finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from printroom.cache import Cache
from printroom.make import CachedPress
from printroom.make.check.checking import check
from printroom.model import Problem
from tests.term_helpers import DAY, AtOnce
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"
EDITS: dict[str, Callable[[Workshop], None]] = {
    "a word to avoid": lambda tiny: tiny.change(HOLE, "Look for bubbles.", "A scrap bike."),
    "a line moved": lambda tiny: tiny.change(HOLE, "Look for bubbles.", "Look.\n\nA scrap bike."),
    "a template": lambda tiny: tiny.change(
        "templates/documents/help-page.html", "</h1>", "</h1><p>Ring 01632 960 999.</p>"
    ),
    "a style": lambda tiny: tiny.write(
        "templates/styles/club.css",
        Path("templates/styles/club.css").read_text("utf-8") + "\n@page { size: A3 }\n",
    ),
    "a rule for words": lambda tiny: tiny.change(
        "materials/language.yaml", "phrases: [spill]", "phrases: [spill, bubble]"
    ),
    "a withheld word": lambda tiny: tiny.write(
        "materials/bands.yaml",
        Path("materials/bands.yaml")
        .read_text("utf-8")
        .replace("people:", "withheld: [bubbles]\n  people:", 1),
    ),
    "a rule for sessions": lambda tiny: tiny.change(
        "templates/sessions/meeting.yaml", "prints: help-page", "prints: certificate"
    ),
}


def checked(tiny: Workshop, cache: Path, day: dt.date = DAY) -> tuple[list[Problem], int]:
    """What is found with a cache, and how many jobs composed."""
    workers = AtOnce()
    press = CachedPress(Cache(cache), workers)
    found = check(tiny.materials, tiny.templates, press, day)
    return found, workers.done.count("render_many")


def test_what_has_not_changed_is_not_composed_again(tiny: Workshop) -> None:
    """A second check finds the same without running a template."""
    first, jobs = checked(tiny, Path("cache"))
    assert jobs
    assert checked(tiny, Path("cache")) == (first, 0)


def test_the_day_is_judged_each_time(tiny: Workshop) -> None:
    """What has run out by another day is found, though no word has changed."""
    first, _ = checked(tiny, Path("cache"))
    later, jobs = checked(tiny, Path("cache"), dt.date(2031, 1, 1))
    assert jobs == 0
    assert later == checked(tiny, Path("other"), dt.date(2031, 1, 1))[0] != first


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_is_found_as_with_an_empty_cache(tiny: Workshop, edit: str) -> None:
    """Whatever decides what is found makes `check` look again."""
    before, _ = checked(tiny, Path("cache"))
    EDITS[edit](tiny)
    after, _ = checked(tiny, Path("cache"))
    assert after != before
    assert after == checked(tiny, Path("other"))[0]
    assert checked(tiny, Path("cache")) == (after, 0)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"digest": "1", "codes": "[]", "problems": "[1]"}']
)
def test_a_damaged_note_is_no_answer(tiny: Workshop, content: bytes) -> None:
    """What cannot be read as findings is found again."""
    first, jobs = checked(tiny, Path("cache"))
    for file in Path("cache/findings").iterdir():
        file.write_bytes(content)
    assert checked(tiny, Path("cache")) == (first, jobs)
