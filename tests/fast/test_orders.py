"""Which orders there are, what a plan says of its order, and what stops a session's packs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.choose import all_orders, choose, other_orders, plan_for, set_aside_in
from printroom.model import (
    Cut,
    FollowUp,
    Library,
    NotFitToPrint,
    Order,
    Problem,
    Templates,
)
from tests.sample_libraries import (
    OLDER,
    SESSION,
    TEENS,
    TODAY,
    frame,
    library,
    link,
    nation,
    order,
    paragraph,
    part,
    segment,
    session,
    snippet,
    templates,
)

BROKEN = Problem("front-matter", "materials/snippets/b.md", "it cannot be read")
PATH = f"sessions/{SESSION}.yaml"


def two_sessions() -> Library:
    """One session with two shorter lengths, and one with none, for another age group."""
    cuts = (Cut(minutes=25), Cut(minutes=20))
    sessions = {
        SESSION: session("a", bands=(TEENS, OLDER), cuts=cuts),
        "other": session("a", bands=(OLDER,)),
    }
    return library(snippet("a", part("handout", "x")), sessions=sessions)


def with_follow_up(has_one: bool) -> Templates:
    follow_up = FollowUp(opening=(segment("Again", 2),), closing=()) if has_one else None
    return templates(frame().model_copy(update={"follow_up": follow_up}))


def test_every_session_is_ordered_for_each_of_its_age_groups_in_each_nation() -> None:
    """As of the day that is asked for, and no age group that the session is not for."""
    assert list(all_orders(two_sessions(), TODAY)) == [
        Order(name, band, nation_id, as_of=TODAY)
        for name, band in ((SESSION, TEENS), (SESSION, OLDER), ("other", OLDER))
        for nation_id in ("england", "northern-ireland")
    ]


@pytest.mark.parametrize("has_one", [True, False])
def test_other_orders_are_shorter_or_follow_another_session(has_one: bool) -> None:
    """Each shorter length, and each length as a follow-up where its kind has a frame for one."""
    given = two_sessions()
    expected = []
    for one in all_orders(given, TODAY):
        lengths = (25, 20) if one.session == SESSION else ()
        shorter = [replace(one, minutes=minutes) for minutes in lengths]
        expected += shorter
        expected += [replace(each, follows=True) for each in (one, *shorter) if has_one]
    assert list(other_orders(given, with_follow_up(has_one), TODAY)) == expected


def test_a_plan_has_the_words_of_its_nation_and_session() -> None:
    """Its name for the lead begins with a capital; nothing is made up for a nation without one."""
    words = {"lead": {"says": "the person to tell", "source": "A"}}
    own = session("a", local=("Ask the caretaker.",), private=True)
    parts = snippet("a", part("handout", "x"))
    for named, label in ((words, "The person to tell"), ({}, "")):
        given = library(parts, nations={"england": nation(words=named)}, sessions={SESSION: own})
        plan = plan_for(order(), given, templates())
        assert (plan.lead, plan.local, plan.private) == (label, ("Ask the caretaker.",), True)


def test_a_snippet_that_does_not_exist_stops_the_pack_at_its_line() -> None:
    """All such snippets are named at once, each where the session names it."""
    given = library(
        snippet("a", part("handout", "x")), sessions={SESSION: session("aa", "a", "nowhere")}
    )
    given = replace(given, places={PATH: {"aa": (7, 3)}})
    with pytest.raises(NotFitToPrint) as error:
        plan_for(order(), given, templates())
    assert error.value.problems == (
        Problem("unknown-snippet", PATH, "there is no snippet “nowhere”", "choose from: a", 1, 1),
        Problem("unknown-snippet", PATH, "there is no snippet “aa”", "did you mean “a”?", 7, 3),
    )


def test_a_snippet_that_was_set_aside_stops_the_packs_of_its_session() -> None:
    """Its own mistakes are named, once, and no pack of another session is stopped."""
    sessions = {SESSION: session("a", "b", "b"), "other": session("a")}
    given = library(snippet("a", part("handout", "x")), sessions=sessions)
    given = replace(given, set_aside={"b": (BROKEN,)})
    assert set_aside_in(SESSION, given, templates()) == (BROKEN,)
    assert set_aside_in("other", given, templates()) == ()
    assert set_aside_in("no-such-session", given, templates()) == ()
    with pytest.raises(NotFitToPrint) as error:
        plan_for(order(), given, templates())
    assert error.value.problems == (BROKEN,)
    choose(order(session_id="other"), given, templates())


def test_a_reference_to_a_card_that_is_not_printed_stops_the_pack() -> None:
    """Also where everything else is open to the band."""
    words = paragraph(replace(link("card:x"), children=()))
    given = library(snippet("a", part("facilitator-guide", words)))
    with pytest.raises(NotFitToPrint) as error:
        plan_for(order(), given, templates())
    assert [problem.code for problem in error.value.problems] == ["unknown-card"]
