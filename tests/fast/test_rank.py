"""Rank: no right order to reveal, and discussion points for each thing."""

from __future__ import annotations

from collections.abc import Sequence as Row
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.rank import Rank, RankCard, RankPage
from printroom.model import Arranged, Piece, Setting

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
pieces = st.one_of(
    st.builds(Piece, text=words),
    st.builds(Piece, picture=words),
    st.builds(Piece, text=words, picture=words),
)
things = st.lists(pieces, min_size=3, max_size=26, unique=True)
seeds = st.integers(1, 999_999)
ENDS = {"low": "Matters least", "high": "Matters most"}


def written(**fields: object) -> Rank:
    return Rank.model_validate(
        {"kind": "ladder", "instruction": "Rank.", "ends": ENDS, "ask": "Which?", **fields}
    )


def rank(those: Row[Piece], mark: str = "talk", **more: object) -> Rank:
    items = tuple(
        {"text": one.text, "picture": one.picture, "why": f"{mark} {n}"}
        for n, one in enumerate(those)
    )
    return written(items=items, **more)


def page_of(arranged: Arranged) -> RankPage:
    assert isinstance(arranged.page, RankPage)
    return arranged.page


def first_complaint(**fields: object) -> Any:
    """The first complaint about wrong data: its message, its fix and the way to it."""
    with pytest.raises(ValidationError) as caught:
        written(**fields)
    error = caught.value.errors()[0]
    return error["msg"], error["ctx"]["fix"], error["ctx"]["path"]


@given(things, seeds)
def test_every_thing_is_on_the_sheet_once_with_its_letter(those: list[Piece], seed: int) -> None:
    """Nothing is lost and nothing doubled; letters run from A; both ends are printed."""
    page = page_of(rank(those).arrange(Setting(seed)))
    assert sorted(repr(entry.piece) for entry in page.items) == sorted(map(repr, those))
    letters = "".join(entry.letter for entry in page.items)
    assert letters == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(those)]
    assert (page.low, page.high, page.ask) == ("Matters least", "Matters most", "Which?")


@given(things, seeds)
def test_the_order_of_the_author_does_not_show(those: list[Piece], seed: int) -> None:
    """No thing is where its author put it: nobody is shown an order to copy."""
    page = page_of(rank(those).arrange(Setting(seed)))
    order = [entry.piece for entry in page.items]
    assert all(one != other for one, other in zip(those, order, strict=True))


@given(things, seeds)
def test_the_cards_are_the_ends_and_then_the_things_of_the_page(
    those: list[Piece], seed: int
) -> None:
    """A floor card for each end, the high one first, and one for each thing with its letter."""
    arranged = rank(those).arrange(Setting(seed))
    high, low, *others = arranged.cards
    assert (high, low) == (RankCard(end="Matters most"), RankCard(end="Matters least"))
    assert others == [
        RankCard(letter=entry.letter, piece=entry.piece) for entry in page_of(arranged).items
    ]


@given(things, seeds)
def test_the_key_has_what_to_say_about_each_letter(those: list[Piece], seed: int) -> None:
    """Who looks up a letter of the sheet finds that very thing and its talking point, no answer."""
    arranged = rank(those, ask_answer="Any.").arrange(Setting(seed))
    *rows, last = arranged.key
    for entry, row in zip(page_of(arranged).items, rows, strict=True):
        assert (row.letter, row.asked) == (entry.letter, entry.piece.label)
        assert row.answer == ""
        assert row.why == f"talk {those.index(entry.piece)}"
    assert (last.asked, last.answer) == ("Which?", "Any.")


@given(things, seeds)
def test_talking_points_change_nothing_that_is_shown(those: list[Piece], seed: int) -> None:
    """With other talking points page and cards are the same; all of them are secrets."""
    one, other = rank(those, "zq", ask_answer="zq last"), rank(those, "other")
    arranged = one.arrange(Setting(seed))
    assert arranged.page == other.arrange(Setting(seed)).page
    assert arranged.cards == other.arrange(Setting(seed)).cards
    assert "zq" not in repr((arranged.page, arranged.cards))
    assert {*(f"zq {n}" for n in range(len(those))), "zq last"} <= set(one.secrets())


def test_without_an_answer_the_question_is_not_in_the_key() -> None:
    """A question without anything to say about it takes no line of the key."""
    three = [Piece("a"), Piece("b"), Piece("c")]
    assert len(rank(three).arrange(Setting(1)).key) == 3
    assert len(rank(three, ask="", ask_answer="x").arrange(Setting(1)).key) == 3


def test_another_seed_is_another_sheet_with_another_code() -> None:
    """The same seed gives the same sheet; hardly two of a hundred give the same, nor its code."""
    activity = rank([Piece(f"thing {n}") for n in range(9)])
    sheets = [activity.arrange(Setting(seed)) for seed in range(100)]
    assert sheets == [activity.arrange(Setting(seed)) for seed in range(100)]
    assert len({repr(sheet.page) for sheet in sheets}) > 95
    assert len({sheet.code for sheet in sheets}) > 90


def test_things_name_their_pictures() -> None:
    """Every picture is named, so that the gate can ask who may see it."""
    assert rank([Piece("a", "ear"), Piece("b"), Piece("", "sun")]).pictures() == ("ear", "sun")


A, B, C = ({"text": text, "why": "y"} for text in "abc")


@pytest.mark.parametrize(
    ("items", "message", "fix", "way"),
    [
        (
            (A, B, C, B),
            "another item is the same",
            "change one of them: the key could not tell them apart",
            ("items", 3),
        ),
        (
            (A, {"why": "y"}, C),
            "this item is empty",
            "give it a text or a picture",
            ("items", 1),
        ),
    ],
)
def test_equal_items_are_reported(
    items: tuple[object, ...], message: str, fix: str, way: tuple[str | int, ...]
) -> None:
    """Twins and empty things have a message and a fix."""
    assert first_complaint(items=items) == (message, fix, way)


@pytest.mark.parametrize("left_out", ["ends", "items"])
def test_ends_and_things_are_needed(left_out: str) -> None:
    """An order without ends, or without things, is none."""
    fields = {"kind": "k", "instruction": "i", "ends": ENDS, "items": (A, B, C)}
    Rank.model_validate(fields)
    with pytest.raises(ValidationError):
        Rank.model_validate({key: value for key, value in fields.items() if key != left_out})


def test_each_thing_needs_something_to_say_about_it() -> None:
    """A key without talking points leaves whoever leads alone with thirty opinions."""
    with pytest.raises(ValidationError):
        written(items=(A, B, {"text": "c"}))
