"""A programme: sessions follow others, and the guide says which."""

from __future__ import annotations

import pytest

from printroom.choose import choose
from printroom.load import load_templates
from printroom.model import NotFitToPrint, Order
from tests.workshop import Workshop


def test_a_session_follows_others_and_never_itself(tiny: Workshop) -> None:
    """What is followed must be a session, and no session may come before itself by any way."""
    repairs, roads = (
        f"materials/sessions/{n}.yaml" for n in ("repairs/flat-tyre", "roads/signals")
    )
    tiny.change(roads, "minutes: 40", "minutes: 40\nfollows: [repairs/flat-tyre]")
    assert tiny.load().sessions["roads/signals"].follows == ("repairs/flat-tyre",)
    tiny.change(repairs, "minutes: 40", "minutes: 40\nfollows: [roads/signals]")
    with pytest.raises(NotFitToPrint, match="follow each other") as error:
        tiny.load()
    assert [problem.code for problem in error.value.problems] == ["ring"]
    tiny.change(repairs, "follows: [roads/signals]", "follows: [roads/signal]")
    with pytest.raises(NotFitToPrint, match="there is no session “roads/signal”"):
        tiny.load()


def test_the_guide_says_what_comes_before_and_next(tiny: Workshop) -> None:
    """Who leads a session reads which sessions it builds on, and which build on it."""
    roads = "materials/sessions/roads/signals.yaml"
    tiny.change(roads, "minutes: 40", "minutes: 40\nfollows: [repairs/flat-tyre]")
    shapes = load_templates(tiny.templates)
    library = tiny.load()
    guides = {}
    for name in ("repairs/flat-tyre", "roads/signals"):
        plan, _ = choose(Order(name, "seniors", "uphill"), library, shapes)
        (guides[name],) = (one.guide for one in plan.documents if one.guide)
    assert (guides["repairs/flat-tyre"].before, guides["repairs/flat-tyre"].after) == (
        (),
        ("B2 Hand signals",),
    )
    assert guides["roads/signals"].before == ("B1 The flat tyre",)


def test_the_guide_says_for_whom_a_session_of_other_ages_is(tiny: Workshop) -> None:
    """A session before or next that is not for this band is named with the ages that it is for."""
    roads = "materials/sessions/roads/signals.yaml"
    tiny.change(roads, "minutes: 40", "minutes: 40\nfollows: [repairs/flat-tyre]")
    library = tiny.load()
    order = Order("repairs/flat-tyre", "juniors", "uphill")
    plan, _ = choose(order, library, load_templates(tiny.templates))
    (guide,) = (one.guide for one in plan.documents if one.guide)
    ages = library.bands["seniors"].title
    assert guide.after == (f"B2 Hand signals ({ages})",)
