"""Why a pack is a draft: each reason has a kind, and each thing that runs out has its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from printroom.choose import choose, judged_on
from printroom.model import Law
from printroom.model.nations import Unchecked
from tests.sample_libraries import (
    LATER,
    OLDER,
    SESSION,
    TEENS,
    TODAY,
    contact,
    fact,
    library,
    nation,
    order,
    part,
    session,
    snippet,
    templates,
)

YESTERDAY = TODAY - dt.timedelta(days=1)


def test_each_kind_of_draft_reason_has_its_code() -> None:
    """Code that depends on a reason asks for its kind, so each kind is told from the others."""
    never = Unchecked(says="Ask a curriculum lead.", bands=(TEENS,))
    law = {"consent": Law(says="So it is.", source="An Act", review_by=LATER)}
    given = library(
        snippet("a", part("handout", "x")),
        contacts={
            "never": contact("Never", verified_on=None),
            "late": contact("Late", verify_by=YESTERDAY),
        },
        nations={"england": nation(unchecked=(never,), law=law)},
        sessions={SESSION: session("a", law=("consent",), review_by=YESTERDAY)},
    )
    plan, _ = choose(order(), given, templates())
    assert [one.code for one in plan.draft] == [
        *("helplines-unchecked", "helplines-late", "law-unchecked", "review-due"),
        "nation-unchecked",
    ]
    assert plan.draft[-1].text == "Ask a curriculum lead."


def last_days() -> dict[str, dict[str, Any]]:
    """Libraries in which one thing was up to date yesterday for the last time."""
    old: dict[str, Any] = {"review_by": YESTERDAY}
    one = nation()
    definition = one.definition.model_copy(update=old)
    law = {"consent": Law(says="So it is.", source="An Act", **old)}
    return {
        "contact": {"contacts": {"it": contact(verify_by=YESTERDAY)}},
        "fact": {"facts": {"it": fact(**old)}},
        "definition": {"nations": {"england": one.model_copy(update={"definition": definition})}},
        "law": {"nations": {"england": one.model_copy(update={"law": law})}},
        "session": {"sessions": {SESSION: session("a", **old)}},
        "contact of another age group": {
            "contacts": {"it": contact(verify_by=YESTERDAY, bands=(OLDER,))}
        },
        "contact of another nation": {
            "contacts": {"it": contact(verify_by=YESTERDAY, nations=("wales",))}
        },
        "fact of another age group": {"facts": {"it": fact(**old, bands=(OLDER,))}},
        "nothing": {},
    }


@pytest.mark.parametrize("kind", last_days())
def test_an_order_is_judged_as_of_the_day_after_the_last_thing_ran_out(kind: str) -> None:
    """Of the things that it might print; on the last day of a thing it is still up to date."""
    given = library(snippet("a", part("handout", "x")), **last_days()[kind])
    is_its_own = "another" not in kind and kind != "nothing"
    for day in (TODAY, LATER):
        assert judged_on(order(), given, day).as_of == (TODAY if is_its_own else dt.date.min)
    assert judged_on(order(), given, YESTERDAY).as_of == dt.date.min
    assert judged_on(order(), given, LATER + dt.timedelta(9)).as_of > TODAY


def test_an_unknown_order_is_judged_too() -> None:
    """Whether there is such a session or nation is asked later."""
    given = library(snippet("a", part("handout", "x")))
    for unknown in (order(session_id="power/whom"), order(nation_id="atlantis")):
        assert judged_on(unknown, given, TODAY) == replace(unknown, as_of=dt.date.min)
