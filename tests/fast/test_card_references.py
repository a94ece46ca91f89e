"""Guides name cards by the numbers that a pack prints on them, whatever its seed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import pytest

from printroom.choose.card_numbers import card_numbers
from printroom.choose.card_references import numbers, with_card_references
from printroom.load.materials.references import with_variants
from printroom.model import Arranged, Node, Order, Piece, PlannedDocument, PlannedPart, Problem
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    block,
    link,
    paragraph,
    picture,
    row,
    shown,
    templates,
)
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


@dataclass(frozen=True)
class Holding:
    """A card that is more than its piece."""

    piece: Piece


SUN = Piece("the Sun rises", "gift")
CARDS = (
    block("card", "goes to Town", title="The BUS"),
    ACTIVITY_BLOCK,
    block("card", "to-morrow", title="A train"),
)


def cut(*nodes: Node, snippet: str = "a", cards: tuple[object, ...] = ()) -> PlannedDocument:
    """A document to cut, of one snippet with pieces."""
    activity = Arranged("card-sort", "sort", None, cards, (), "ABC")
    part = PlannedPart(snippet, "T", nodes, "cards.md", 1, activity=activity)
    layout = templates().sheets["cards"]
    return PlannedDocument(1, row("cards", medium="cut"), (part,), layout=layout)


def guide(*nodes: Node, snippet: str = "a") -> PlannedDocument:
    """A document that names cards."""
    part = PlannedPart(snippet, "T", nodes, "guide.md", 1)
    return PlannedDocument(2, row("guide", "facilitator", guide=True), (part,))


def resolved(name: str, *documents: PlannedDocument, snippet: str = "a") -> tuple[str, str]:
    """How a guide prints a reference to cards, and the first problem."""
    named = guide(paragraph("See ", link(name, 7, 3), "."), snippet=snippet)
    *_, changed = (made := with_card_references((*documents, named)))[0]
    (node,) = changed.parts[0].nodes
    return node.words(), made[1][0].message if made[1] else ""


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("card:the-bus", "01"),
        ("card:town", "01"),
        ("card:sun-rises", "02"),
        ("card:a-box", "03"),
        ("card:a-kite", "05"),
        ("card:TO-MORROW", "06"),
        ("cards:a", "01 to 06"),
    ],
)
def test_a_card_is_found_by_any_words_that_follow_each_other_on_it(name: str, printed: str) -> None:
    """Title and text count, capitals and hyphens do not; a picture without words is what it shows.

    Of a card with words and a picture, the words count. A card with neither has a number, too.
    """
    pictures = {"gift": picture(alt="a box"), "kite": picture(alt="a kite")}
    cards = (SUN, Piece(picture="gift"), Piece(), Holding(Piece(picture="kite")))
    sheet = replace(cut(*CARDS, cards=cards), pictures=pictures)
    assert resolved(name, sheet) == (f"See these words ({printed}).", "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("card:bu", "no cards of this snippet say “bu” in this pack"),
        ("card:to", "2 cards of this snippet say “to” in this pack"),
        ("card:bus-town", "no cards of this snippet say “bus town” in this pack"),
        ("cards:b", "this pack prints no cards of “b”"),
    ],
)
def test_what_is_on_no_card_or_on_several_is_a_problem(name: str, message: str) -> None:
    """Only whole words in their order are the words of a card."""
    assert resolved(name, cut(*CARDS))[1] == message


def test_a_problem_has_the_place_of_its_reference() -> None:
    """Its author finds it in the snippet, with what to write instead."""
    named = guide(paragraph(link("card:x", 7, 3)), paragraph(link("cards:x", 9, 4)))
    assert with_card_references((named,))[1] == [
        Problem(
            *("unknown-card", "guide.md", "no cards of this snippet say “x” in this pack"),
            *("give words, joined by hyphens, that are on one card only", 7, 3),
        ),
        Problem(
            *("unknown-card", "guide.md", "this pack prints no cards of “x”"),
            *("name a snippet with cards", 9, 4),
        ),
    ]


def test_a_reference_is_to_the_cards_of_its_own_snippet() -> None:
    """Another snippet names them all together; of several kinds, those of the first document."""
    one, other = cut(block("card", "bus"), snippet="a"), cut(block("card", "bus"), snippet="b")
    both = replace(one, parts=(*one.parts, *other.parts))
    assert resolved("card:bus", both, snippet="b")[0] == "See these words (02)."
    assert resolved("cards:b", both)[0] == "See these words (02)."
    later = cut(block("card", "x"), block("card", "bus"), snippet="b")
    assert resolved("cards:b", both, later)[0] == "See these words (02)."
    assert resolved("cards:b", one, later)[0] == "See these words (01 and 02)."
    assert resolved("card:bus", replace(one, layout=None))[1], "what is not cut out is no card"


def test_only_references_change() -> None:
    """Other parts and documents are those of before; the new text has the place of the link."""
    plain, named = (
        guide(paragraph("Other ", link("word:x"), shown("card:bus"))),
        guide(paragraph("No link"), block("say", paragraph("See ", link("card:bus", 7, 3)))),
    )
    two = replace(named, parts=(*plain.parts, *named.parts))
    (sheet, same, changed), problems = with_card_references((cut(block("card", "bus")), plain, two))
    assert same is plain
    assert sheet.parts == cut(block("card", "bus")).parts
    assert changed.parts[0] is plain.parts[0]
    assert problems == []
    first, second = changed.parts[1].nodes
    assert first is named.parts[0].nodes[0]
    assert second.name == "say"
    *_, text = second.walk()
    assert text == Node("text", "these words (01)", line=7, column=3)


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
        for one in with_variants(snippet)
        for part in one.parts.values()
        if part.document in ("facilitator-guide", "script-card")
        for node in part.nodes
        if (found := TYPED.search(node.words()))
    ]
    assert not typed


def _texts(document: PlannedDocument) -> list[str]:
    return [node.words() for part in document.parts for node in part.nodes]
