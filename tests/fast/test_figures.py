"""Figures: a number that makes a claim needs a source and a caveat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.choose import choose
from printroom.inspect import inspect
from printroom.inspect.figures import FIGURES, Figure, figures
from printroom.model import Library, NotFitToPrint, Problem
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    activity,
    block,
    fact,
    library,
    link,
    nation,
    order,
    paragraph,
    part,
    snippet,
    templates,
    text,
)
from tests.workshop import Workshop

BAD = "One in four children"


def problems(given: Library) -> list[Problem]:
    plan, _ = choose(order(), given, templates())
    return [one for one in inspect(plan, ()) if one.code == "figure"]


@pytest.mark.parametrize("one", FIGURES)
def test_each_way_to_write_a_figure_is_as_its_examples_say(one: Figure) -> None:
    """What must be found is found by this pattern, and what must pass is found by none."""
    assert all(one.pattern.search(example) for example in one.fails)
    assert [example for example in one.passes if figures(example)] == []


@pytest.mark.parametrize("document", ["worksheet", "facilitator-guide"])
def test_a_figure_without_a_source_is_reported(document: str) -> None:
    """A warning, on the pages of the group and in the guide, at the words."""
    (problem,) = problems(library(snippet("a", part(document, paragraph(f"Look: {BAD}")))))
    assert not problem.stops
    assert "One in four" in problem.message
    assert problem.column == len("Look: ") + 1
    assert "fact:" in problem.fix


def test_a_figure_in_an_activity_is_reported() -> None:
    """A figure in a box or on a card needs a source as one in a sentence does."""
    pairs = ({"left": "a", "right": BAD}, {"left": "c", "right": "d"})
    task = activity("matching", instruction="x", pairs=pairs)
    assert problems(library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=task)))


def test_a_figure_that_links_to_its_fact_passes() -> None:
    """The source of these words is below them; that of the words beside the link is not."""
    linked = replace(link("fact:it"), children=(text(BAD),))
    known = {"it": fact()}
    inside = snippet("a", part("worksheet", paragraph("Think: ", linked)))
    assert problems(library(inside, facts=known)) == []
    beside = snippet("a", part("worksheet", paragraph(f"{BAD}, says ", link("fact:it"))))
    assert len(problems(library(beside, facts=known))) == 1


def test_ages_times_and_counts_are_no_figures() -> None:
    """Nothing of this kind needs a source."""
    table = (
        "Kim, 14, has 3 cards. **0–3 min** Groups of four. Page 2 of 6. At 16 and 17 too. 100 mm."
    )
    assert problems(library(snippet("a", part("facilitator-guide", table)))) == []


def test_a_definition_may_count() -> None:
    """The wording of a nation's source is not ours."""
    lawful = nation().definition.model_copy(update={"says": BAD})
    given = library(
        snippet("a", part("worksheet", block("key", "x"))),
        nations={"england": nation(definition=lawful)},
    )
    assert problems(given) == []


@pytest.mark.parametrize("key", ["source", "year", "caveat", "review_by"])
def test_a_number_needs_source_year_caveat_and_a_day(tiny: Workshop, key: str) -> None:
    """A fact with a number that lacks one of them stops the folder at that fact."""
    lines = {
        "says": "1 tool in 9 is put back on the wrong hook.",
        "source": "Hook Count",
        "year": "2023",
        "caveat": "Counted on one rainy afternoon.",
        "bands": "[seniors]",
        "audiences": "[facilitator]",
        "review_by": "2030-01-31",
    }
    del lines[key]
    written_lines = "".join(f"  {name}: {value}\n" for name, value in lines.items())
    file = tiny.materials / "facts.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\nnew:\n{written_lines}", encoding="utf-8")
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert problem.path == "materials/facts.yaml"
    assert problem.line > 15
    assert key in problem.message + problem.fix


def test_a_statement_without_a_number_needs_no_caveat(tiny: Workshop) -> None:
    """The tiny workshop has a fact without a number, and loads."""
    assert tiny.load().facts["tyre-2024"].caveat == ""
