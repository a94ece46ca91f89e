"""Withheld words: they are found wherever participants of the band could read or hear them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from printroom.choose import choose
from printroom.inspect import inspect
from printroom.model import Library, Problem
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    TEENS,
    activity,
    band,
    block,
    contact,
    fact,
    library,
    link,
    order,
    paragraph,
    part,
    picture,
    shown,
    snippet,
    templates,
    word,
)

BAD = "a badword here"


def problems(given: Library) -> list[Problem]:
    """What is wrong with the words of the pack for teens, whose band withholds one."""
    withheld = {TEENS: band("Teens", withheld=("badword*",))}
    given = Library(
        **{**{n: getattr(given, n) for n in given.__dataclass_fields__}, "bands": withheld}
    )
    plan, _ = choose(order(), given, templates())
    return inspect(plan, ())


def pairs(**more: str) -> dict[str, object]:
    """A matching whose second pair says something more."""
    return {"pairs": ({"left": "a", "right": "b"}, {"left": "c", "right": "d", **more})}


ROUTES: dict[str, Callable[[], Library]] = {
    "words": lambda: library(snippet("a", part("worksheet", BAD))),
    "title": lambda: library(snippet("a", part("worksheet", "x"), title=BAD)),
    "picture's own alternative": lambda: library(
        snippet("a", part("worksheet", paragraph(shown("it", BAD)))), pictures={"it": picture("it")}
    ),
    "picture": lambda: library(
        snippet("a", part("worksheet", paragraph(shown("it")))),
        pictures={"it": picture("it", alt=BAD)},
    ),
    "words in a picture": lambda: library(
        snippet("a", part("worksheet", paragraph(shown("it")))),
        pictures={"it": replace(picture("it"), words=("fine", BAD))},
    ),
    "title of a card": lambda: library(snippet("a", part("cards", block("card", "x", title=BAD)))),
    "card": lambda: library(snippet("a", part("cards", block("card", BAD, title="x")))),
    "activity": lambda: library(
        snippet(
            "a",
            part("worksheet", ACTIVITY_BLOCK),
            activity=activity("matching", instruction="x", **pairs(right=BAD)),
        )
    ),
    "cards of an activity": lambda: library(
        snippet(
            "a",
            part("cards", ACTIVITY_BLOCK),
            activity=activity("matching", instruction="x", **pairs(left=BAD)),
        )
    ),
    "glossary": lambda: library(
        snippet("a", part("worksheet", paragraph(link("word:it")))), glossary={"it": word(BAD)}
    ),
    "caveat": lambda: library(
        snippet("a", part("worksheet", paragraph(link("fact:it")))),
        facts={"it": fact(caveat=BAD)},
    ),
    "contact": lambda: library(
        snippet("a", part("worksheet", paragraph(link("contact:it")))),
        contacts={"it": contact(says=BAD)},
    ),
    "hours of the help page": lambda: library(
        snippet("a", part("help-page", "x")), contacts={"it": contact(hours=BAD)}
    ),
}


@pytest.mark.parametrize("route", ROUTES)
def test_a_withheld_word_is_found_by_every_route(route: str) -> None:
    """Whichever way a word reaches a participant's page, it is one problem that stops the pack."""
    found = problems(ROUTES[route]())
    assert {problem.code for problem in found} == {"withheld-word"}
    assert all("“badword”" in p.message and TEENS in p.message and p.stops for p in found)


def test_what_only_facilitators_read_may_say_it() -> None:
    """The guide, the answers and the reasons are not read by the band."""
    parts = (part("facilitator-guide", BAD), part("worksheet", ACTIVITY_BLOCK))
    matching = activity("matching", instruction="x", **pairs(why=BAD))
    assert problems(library(snippet("a", *parts, activity=matching))) == []


def test_a_word_is_reported_at_the_line_that_names_it() -> None:
    """What a link brings is blamed on the line and column of the link."""
    node = link("word:it")
    given = library(snippet("a", part("worksheet", paragraph(node))), glossary={"it": word(BAD)})
    (problem,) = problems(given)
    assert (problem.line, problem.column) == (node.line, node.column)
