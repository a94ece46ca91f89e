"""Figures like a contact: named at their line unless marked; no helpline can be marked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from printroom.choose import choose
from printroom.inspect import inspect
from printroom.load import load_folders
from printroom.model import NotFitToPrint, Order, Problem
from printroom.text.contact_search import declare, find_undeclared
from printroom.text.no_contacts import why_a_contact
from tests.workshop import Workshop

TOOLS = "materials/snippets/repairs/tools.md"
FIGURES = {
    "01001 01010": "01001 01010",
    "π": "3.1415926535 8979",
    "speed": "299792458",
    "postcode": "LS1 4AP",
    "path": "project.org/src",
}
HELP_LINES = (
    *("999", "112", "101", "105", "111", "116 123", "116000", "85258", "50808", "60000"),
    *("0800 1111", "0808 800 5000", "0300 123 4567", "01632 960 999", "020 7946 0018"),
    *("07700 900 123", "01 677 7777", "1800 66 66 66", "1850 60 90 90", "+44 20 7946 0018"),
    *("help@project.org", "www.project.org", "https://project.org", "childline.org.uk", "tusla.ie"),
    *("bikes.example", "0123 45", "AB1 2DE"),
)
KNOWN = declare(("bikes.example", "0123 44", "AB1 2DE"))


def found(workshop: Workshop) -> list[Problem]:
    """What is wrong with the words of a pack, and with the materials."""
    try:
        library, templates = load_folders(workshop.materials, workshop.templates)
    except NotFitToPrint as error:
        return list(error.problems)
    order = Order("repairs/flat-tyre", "seniors", "uphill", as_of=dt.date(2026, 9, 1))
    plan, _ = choose(order, library, templates)
    marks = [one for one in library.warnings if one.code == "marked-figure"]
    return [*marks, *(one for one in inspect(plan, ()) if one.code == "undeclared-contact")]


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_figure_like_a_contact_is_named_at_its_line_until_it_is_marked(
    figure: str, tiny: Workshop
) -> None:
    """`check` stops at the author's own line and column; a mark makes it a line for reviewers."""
    tiny.change(TOOLS, "A wheel turns on its axle.", f"Words\nand {figure} too.")
    (problem,) = found(tiny)
    assert (problem.stops, problem.path, problem.line) == (True, TOOLS, 17)
    assert 5 <= problem.column < 5 + len(figure)
    tiny.change(TOOLS, figure, f"[{figure}](figure:number)")
    (problem,) = found(tiny)
    assert (problem.stops, problem.code, problem.line) == (False, "marked-figure", 17)
    assert figure in problem.message
    assert "number" in problem.message


def test_front_matter_marks_the_figures_of_an_activity(tiny: Workshop) -> None:
    """Figures that no link can mark are named in the front matter, with their meaning."""
    tiny.change(TOOLS, "right: Turns a nut", 'right: "Is 299792458 long"')
    (problem,) = found(tiny)
    assert (problem.code, problem.path, problem.stops) == ("undeclared-contact", TOOLS, True)
    tiny.change(TOOLS, "activity:\n", 'figures: {"299792458": the speed of light}\nactivity:\n')
    (problem,) = found(tiny)
    assert (problem.code, problem.stops, problem.line) == ("marked-figure", False, 5)


TYRE = "materials/sessions/repairs/flat-tyre.yaml"
PLACES = {
    "session": (TYRE, "aim: Everyone", "aim: In {} Everyone", "version:", "\n"),
    "segment": (TYRE, "title: Find the hole", "title: Find {}", "version:", "\n"),
    "fact": ("facts", "source: Tyre Survey", "source: Survey {}", "year: 2024", "\n  "),
    "glossary": ("glossary", "means: The soft", "means: In {} the soft", "word: tube", "\n  "),
    "picture": ("pictures", "alt: A wheel", "alt: Wheel {}", "alt: ", ", "),
    "nation": ("nations/uphill", "says: A bicycle", "says: In {} a bicycle", "definition:", "\n"),
}
"""Where YAML has text: its file, words of it, these with a figure, and what follows a mark."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("figure", [FIGURES["π"], FIGURES["postcode"]])
def test_yaml_marks_its_figures_where_they_are(place: str, figure: str, tiny: Workshop) -> None:
    """A session, fact, word, picture or nation can say that a figure in it is no contact."""
    file, words, written, *_ = PLACES[place]
    tiny.change(path_of(file), words, written.format(figure))
    problems = found(tiny)
    assert {(one.code, one.stops) for one in problems} == {("undeclared-contact", True)}
    line = marked(tiny, place, figure)
    (problem,) = found(tiny)
    assert (problem.code, problem.stops) == ("marked-figure", False)
    assert (problem.path, problem.line) == (path_of(file), line)


@pytest.mark.parametrize("place", PLACES)
def test_yaml_cannot_mark_a_help_line(place: str, tiny: Workshop) -> None:
    """A mark on a number to call stops at its line, wherever it is written."""
    line = marked(tiny, place, "0800 1112")
    (problem,) = found(tiny)
    assert problem.code == "figure-refused"
    assert (problem.path, problem.line) == (path_of(PLACES[place][0]), line)


def path_of(name: str) -> str:
    return name if name.endswith(".yaml") else f"materials/{name}.yaml"


def marked(tiny: Workshop, place: str, figure: str) -> int:
    """Write a mark, and return its line."""
    name, _, _, before, apart = PLACES[place]
    tiny.change(path_of(name), before, f'figures: {{"{figure}": a number}}{apart}{before}')
    text = Path(path_of(name)).read_text("utf-8")
    return text[: text.index("figures:")].count("\n") + 1


@pytest.mark.parametrize("number", ["0800 1112", "999", "85258", "www.bikes.example"])
@pytest.mark.parametrize("way", ["link", "front matter"])
def test_what_could_be_a_help_line_is_never_markable(number: str, way: str, tiny: Workshop) -> None:
    """A mark on a possible helpline stops at its own line."""
    if way == "link":
        tiny.change(TOOLS, "A wheel turns", f"[{number}](figure:number) A wheel turns")
    else:
        tiny.change(TOOLS, "activity:\n", f'figures: {{"{number}": a number}}\nactivity:\n')
    problems = found(tiny)
    assert [one.code for one in problems if one.stops] == ["figure-refused"]
    assert {one.path for one in problems} == {TOOLS}


@pytest.mark.parametrize("text", HELP_LINES)
def test_help_lines_are_distinguished_from_figures(text: str) -> None:
    """Numbers to call, short codes, addresses, and what is nearly a known one are no figures."""
    assert why_a_contact(text, KNOWN)


@pytest.mark.parametrize("text", FIGURES.values())
def test_other_figures_may_be_marked(text: str) -> None:
    """What nobody could call or visit may be marked."""
    assert not why_a_contact(text, KNOWN)


def test_words_need_no_mark() -> None:
    """A mark on what nobody takes for a contact is refused, so that the list of marks is short."""
    assert why_a_contact("a word", KNOWN)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Call 0800 1111 now", ("1111",)),
        ("Call 0800 1111 now", ("0800",)),
        ("Call 01632 960 999 now", ("960",)),
        ("Call 01632 960 999 now", ("01632", "960")),
        ("Call 020 7946 0018 now", ("7946 0018",)),
        ("Text 70000 to us", ("70000",)),
        ("Call 01632\n960 999", ("01632",)),
        ("See project.org now", ("project.org/src",)),
    ],
)
def test_a_mark_on_a_piece_of_a_contact_hides_nothing(text: str, figures: tuple[str, ...]) -> None:
    """A figure is passed over only where the mark names the whole figure."""
    assert find_undeclared(text, declare((), figures))


@pytest.mark.parametrize(
    "text", ["1. 01001 01010", "01001 01010 2", "01001", "It is 01001 01010.", "01001\n01010"]
)
def test_figures_side_by_side_are_passed_over(text: str) -> None:
    """Marked figures in a row, and the number of their line, are no contact."""
    assert find_undeclared(text, declare((), ("01001", "01010"))) == []


def test_names_in_code_are_no_addresses(tiny: Workshop) -> None:
    """A dotted name in code is no site; a number to call in code is still found."""
    tiny.change(TOOLS, "A wheel turns", "::: code\nturtle.forward(10)\n:::\n\nA wheel turns")
    assert found(tiny) == []
    tiny.change(TOOLS, "(10)", "(01632960999)")
    assert [one.code for one in found(tiny)] == ["undeclared-contact"]
