"""What `term --only` chooses, and that a name which is nothing in the term is a wrong call."""

from __future__ import annotations

import datetime as dt

import click
import pytest

from printroom.cli.term_choice import TermChoice, choose_from_term
from printroom.load import load_term
from printroom.make import Sources, bookings_of
from printroom.model import Library, Templates
from tests.workshop import Workshop

DAY = dt.date(2027, 1, 31)
TYRE, SIGNALS, CLUB = "repairs/flat-tyre", "roads/signals", "dynamo-club"


@pytest.fixture
def choose(tiny: Workshop, tiny_library: Library, tiny_templates: Templates) -> Chooser:
    """Chooses from the term in miniature: two clubs, two sessions."""
    return Chooser(tiny, Sources(tiny_library, tiny_templates))


class Chooser:
    """Chooses from a term by names."""

    def __init__(self, tiny: Workshop, sources: Sources) -> None:
        self.bookings = bookings_of(load_term(tiny.materials, "summer", sources.library), DAY)
        self.sources = sources

    def __call__(self, *only: str) -> TermChoice:
        return choose_from_term(only, self.bookings, self.sources)

    def packs(self, *only: str) -> set[tuple[str, str]]:
        """School and session of each chosen pack."""
        return {(one.school_id, one.order.session) for one in self(*only).bookings}


def test_names_of_one_kind_are_added_and_kinds_narrow_each_other(choose: Chooser) -> None:
    """Two schools mean both; a school, a session and a document mean that one page.

    A pack without the document that is named is left out.
    """
    bell, dynamo = ("bell-yard", TYRE), ("dynamo-club", TYRE)
    assert choose.packs() == choose.packs("cover") == {bell, dynamo, ("dynamo-club", SIGNALS)}
    assert choose.packs("cards") == {bell, dynamo}
    assert choose.packs("bell-yard") == {bell}
    assert choose.packs("bell-yard", "dynamo-club") == choose.packs()
    assert choose.packs("b1") == choose.packs(TYRE, "task-sheet") == {bell, dynamo}
    assert choose.packs("dynamo-club", TYRE, "cover") == {dynamo}
    assert choose("cover", TYRE, "cards", "cover").documents == ("cover", "cards")
    assert choose(TYRE).documents == ()


@pytest.mark.parametrize("only", [("bell-yrd",), ("cards", "poster"), ("feelings/x", "cards")])
def test_a_name_that_is_nothing_in_the_term_is_a_wrong_call(
    only: tuple[str, ...], choose: Chooser
) -> None:
    """The answer names the sessions and documents there are, and the nearest school or one."""
    with pytest.raises(click.UsageError) as caught:
        choose(*only)
    assert f"--only {next(name for name in only if name != 'cards')}:" in caught.value.message
    for name in (TYRE, SIGNALS, "cover", "task-sheet", "help-page", "guide", "bell-yard"):
        assert name in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("card", "cards"),
        ("task sheet", "task-sheet"),
        ("signals", SIGNALS),
        ("dynamo", "dynamo-club"),
    ],
)
def test_a_near_miss_gets_the_name_that_may_be_meant(
    wrong: str, meant: str, choose: Chooser
) -> None:
    """The nearest of all schools, sessions and documents is asked for."""
    with pytest.raises(click.UsageError, match=f"Did you mean “{meant}”"):
        choose(wrong)


def test_no_pack_for_all_the_names_is_a_wrong_call(choose: Chooser) -> None:
    """A school that does not get a session has no packs of it, and that is not a success."""
    with pytest.raises(click.UsageError, match=f"bell-yard, {SIGNALS}"):
        choose("bell-yard", SIGNALS)
