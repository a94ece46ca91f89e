"""The text of every shipped pack; `tests/prints/test_shipped.py` prints them."""

from __future__ import annotations

import datetime as dt

import pytest

from printroom.choose import all_orders
from printroom.model import Order
from tests.shipped_packs import assert_composes
from tests.workshop import (
    shipped_library,
    shipped_orders,
    shipped_orders_in_turns,
    with_one_of_each_band,
)

AS_OF = dt.date(2026, 11, 24)


def test_no_shipped_pack_is_left_out() -> None:
    """The tests of what we ship go through every order that the materials can be given."""
    library = shipped_library()
    assert shipped_orders(AS_OF) == list(all_orders(library, AS_OF))
    in_turns = shipped_orders_in_turns(AS_OF)
    assert set(in_turns) <= set(shipped_orders(AS_OF))
    assert len(in_turns) == sum(len(session.bands) for session in library.sessions.values())
    assert {order.nation for order in in_turns} == set(library.nations)


def test_handouts_quote_each_definition_in_full() -> None:
    """The definition on the handout for professionals is the nation's own, word for word."""
    for nation in shipped_library().nations.values():
        assert nation.words["definition-in-full"].says == nation.definition.says


@pytest.mark.parametrize(
    "order",
    with_one_of_each_band(shipped_orders_in_turns(AS_OF)),
    ids=lambda o: f"{o.session}-{o.band}-{o.nation}",
)
def test_every_pack_composes_without_an_alarm(order: Order) -> None:
    """Each session × band composes whole, and no check has a false alarm.

    The nations take turns; `tests/prints` composes all of them.
    """
    assert_composes(order)


def test_every_nation_can_carry_every_band() -> None:
    """No nation lacks what a session of any band might ask of it, and no child's band its years."""
    matters = {matter for nation in shipped_library().nations.values() for matter in nation.law}
    assert matters >= {"consent", "under-18", "trust", "images", "trafficking"}
    for name, nation in shipped_library().nations.items():
        bands = set(shipped_library().bands)
        assert set(nation.definition.bands) == set(nation.curriculum) == bands, name
        assert set(nation.stages) == bands - {"parents", "professionals"}, name
        assert set(nation.law) == matters, name
        feet = [
            set(one.bands)
            for one in shipped_library().contacts.values()
            if one.strip and name in one.nations and "participant" in one.audiences
        ]
        assert set().union(*feet) == bands, name


def test_the_youngest_get_childline_and_the_emergency_number_only() -> None:
    """Ages 5 to 11 get no other service, in any nation, but some for or with a grown-up."""
    for name in shipped_library().nations:
        for band in ("5-8", "8-11"):
            named = [
                one
                for one in shipped_library().contacts.values()
                if name in one.nations and band in one.bands and "participant" in one.audiences
            ]
            listed = [one for one in named if one.listed]
            assert all(one.listed or one.says.startswith("For grown-ups:") for one in named)
            theirs = [one.name for one in listed if "grown-up" not in one.says]
            assert len(theirs) == 2, (name, band)
            assert theirs[0] == "Childline"
            first, *others = [one.says for one in listed[2:]]
            assert first == "For a worried grown-up."
            openings = ("For grown-ups:", "You or a grown-up:", "You and a grown-up:")
            assert all(says.startswith(openings) for says in others)
            assert band == "8-11" or not others


def test_facts_are_for_no_page_of_anyone_under_18() -> None:
    """No document that young people get has a figure."""
    young = set(shipped_library().bands) - {"parents", "professionals"}
    open_to_young = [
        name
        for name, fact in shipped_library().facts.items()
        if "participant" in fact.audiences and young & set(fact.bands)
    ]
    assert not open_to_young
