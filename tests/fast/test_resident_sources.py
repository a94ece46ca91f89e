"""A process that stays reads what is there: the same as a process that begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from printroom.load import load_folders
from printroom.make.run.resident_sources import ResidentSources
from printroom.model import Library, NotFitToPrint, Problem, Templates
from tests.workshop import Workshop

HOLE = "materials/snippets/repairs/hole.md"
MEETING = "templates/sessions/meeting.yaml"
STYLE = "templates/styles/club.css"
CHANGES = {
    "style": (STYLE, "h1 { font-size: 1.6em; }", "h1 { font-size: 1.7em; }"),
    "words of a template": ("templates/parts/ends.html", '_("Sources")', '_("From")'),
    "row of a document": (MEETING, "max_pages: 4", "max_pages: 3"),
    "document that nobody has": (
        MEETING,
        "name: task-sheet, title: Task sheet",
        "name: a, title: A",
    ),
    "and its name again": (MEETING, "name: a, title: A", "name: task-sheet, title: Task sheet"),
    "kind": ("templates/activities/piles.html", "shape: sort;", "shape: sort; groups: 3;"),
    "and the kind again": ("templates/activities/piles.html", " groups: 3;", ""),
    "sheet": ("templates/sheets/cards-6.yaml", "gutter_mm: 6", "gutter_mm: 7"),
    "snippet": (HOLE, "Look for bubbles", "Look for air"),
    "broken snippet": (HOLE, "title: Find the hole", "titel: Find the hole"),
    "corrected snippet": (HOLE, "titel: Find the hole", "title: Find the hole"),
    "fact": ("materials/facts.yaml", "Tyre Survey", "Tyre Report"),
    "picture": ("materials/pictures/wheel.svg", "<svg ", '<svg id="wheel" '),
    "broken template": (MEETING, "title: Meeting", "titel: Meeting"),
    "corrected template": (MEETING, "titel: Meeting", "title: Meeting"),
}


Read = tuple[Library, Templates] | tuple[Problem, ...]


def outcome(read: Callable[[], tuple[Library, Templates]]) -> Read:
    """What reading gives, or every problem with it."""
    try:
        return read()
    except NotFitToPrint as error:
        return error.problems


def test_reading_again_is_the_same_as_reading_anew(tiny: Workshop) -> None:
    """After any save, also of a mistake, both folders are as if read for the first time."""
    folders = tiny.materials, tiny.templates
    resident = ResidentSources(*folders)

    def again() -> tuple[Library, Templates]:
        sources = resident.read()
        return sources.library, sources.templates

    def anew() -> tuple[Library, Templates]:
        return load_folders(*folders, sets_aside=True)

    assert outcome(again) == outcome(anew)
    for kind, change in CHANGES.items():
        tiny.change(*change)
        assert outcome(again) == outcome(anew), kind
    Path("templates/documents/extra.html").write_text("<p>Extra</p>", "utf-8")
    assert outcome(again) == outcome(anew)
    Path(HOLE).unlink()
    assert outcome(again) == outcome(anew)


def test_what_has_not_changed_is_not_loaded_again(tiny: Workshop) -> None:
    """Without a save it is the same value; after one of a style, the library is the same."""
    resident = ResidentSources(tiny.materials, tiny.templates)
    first = resident.read()
    assert resident.read() is first
    tiny.change(*CHANGES["style"])
    second = resident.read()
    assert second.library is first.library
    assert second.templates.sources != first.templates.sources
