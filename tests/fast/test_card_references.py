"""Guides name cards by the numbers that a pack prints on them, whatever its seed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from printroom.choose.card_numbers import card_numbers
from printroom.choose.card_references import numbers, with_card_references
from printroom.load.references import voices
from printroom.model import Node, Order, PlannedDocument
from tests.workshop import shipped_library, shipped_plan

AS_OF = dt.date(2026, 11, 30)
GIFTS = "friends/gifts-with-strings"
NAMED = {
    "the hats": "Gran Obi",
    "the sledge": "Alfie",
    "the ramp": "Leila",
    "the skate park": "An older boy",
    "the stables": "At the stables",
    "the holiday club": "A helper",
}
"""What the guide calls six cards, and how each card begins."""
TYPED = re.compile(r"\b0\d\b|\bcards? \d\d\b|\(\d\d(?: |,|\))")


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_a_guide_names_each_card_by_its_printed_number(seed: int) -> None:
    """The number beside the words for a card is the one on the card with these words."""
    order = Order("friends/good-and-tricky", "8-11", "england", seed=seed, as_of=AS_OF)
    documents = shipped_plan(order).documents
    guide = "\n".join(_texts(next(one for one in documents if one.guide)))
    printed = card_numbers(documents)[GIFTS]
    for called, beginning in NAMED.items():
        (number,) = (no for text, no in printed.items() if text.startswith(beginning))
        assert f"{called} ({number})" in guide
    assert "“Say it out loud” cards (11 to 16)" in guide
    assert TYPED.search(guide)


def test_a_reference_means_one_card_of_the_pack() -> None:
    """Words on no card, or on several, and a snippet without cards are problems at their line."""
    order = Order("friends/good-and-tricky", "8-11", "england", as_of=AS_OF)
    documents = shipped_plan(order).documents
    assert not with_card_references(documents)[1]
    found = [_refusal(documents, name) for name in ("card:submarine", "card:she", "cards:no/such")]
    assert found == [
        "no cards of this snippet say “submarine” in this pack",
        "3 cards of this snippet say “she” in this pack",
        "this pack prints no cards of “no/such”",
    ]


def _refusal(documents: tuple[PlannedDocument, ...], name: str) -> str:
    """The problem of a link in the guide to the gift cards."""
    link = Node("link", name=name, children=(Node("text", "it"),), line=7)
    changed = [
        replace(
            document,
            parts=tuple(
                replace(part, nodes=(link,)) if part.snippet == GIFTS else part
                for part in document.parts
            ),
        )
        if document.guide
        else document
        for document in documents
    ]
    (problem,) = with_card_references(changed)[1]
    assert (problem.code, problem.line) == ("unknown-card", 7)
    return problem.message


def test_numbers_are_listed_as_cards_print_them() -> None:
    """Three or more in a row are a range."""
    assert numbers([3]) == "03"
    assert numbers([5, 3]) == "03 and 05"
    assert numbers(range(1, 9)) == "01 to 08"
    assert numbers([1, 2, 3, 7, 9]) == "01 to 03, 07 and 09"
    assert numbers([]) == ""


def test_no_guide_types_the_number_of_a_card() -> None:
    """A number that an author types is wrong with the next seed: `card:` finds it."""
    typed = [
        f"{part.path}: {found.group()}"
        for snippet in shipped_library().snippets.values()
        for voice in voices(snippet)
        for part in voice.parts.values()
        if part.document in ("facilitator-guide", "script-card")
        for node in part.nodes
        if (found := TYPED.search(node.words()))
    ]
    assert not typed


def _texts(document: PlannedDocument) -> list[str]:
    return [node.words() for part in document.parts for node in part.nodes]
