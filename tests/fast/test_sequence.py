"""Sequence: one right order, a sheet that does not show it, and a key that does."""

from __future__ import annotations

import re
from collections.abc import Sequence as Row
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.sequence import Sequence, SequencePage
from printroom.model import Arranged, Piece, Setting

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
pieces = st.one_of(
    st.builds(Piece, text=words),
    st.builds(Piece, picture=words),
    st.builds(Piece, text=words, picture=words),
)
orders = st.lists(pieces, min_size=4, max_size=26, unique=True)
fragments = st.lists(words.map(str.strip), min_size=4, max_size=12, unique=True)
seeds = st.integers(1, 999_999)
FOUR = [Piece(text) for text in ("one", "two", "three", "four")]


def written(**fields: object) -> Sequence:
    return Sequence.model_validate({"kind": "order", "instruction": "Order.", **fields})


def sequence(right: Row[Piece], whys: Row[str] = ()) -> Sequence:
    reasons = [*whys, *[""] * (len(right) - len(whys))]
    steps = tuple(
        {"text": one.text, "picture": one.picture, "why": why}
        for one, why in zip(right, reasons, strict=True)
    )
    return written(steps=steps)


def page_of(arranged: Arranged) -> SequencePage:
    assert isinstance(arranged.page, SequencePage)
    return arranged.page


def shown(arranged: Arranged) -> list[Piece]:
    return [entry.piece for entry in page_of(arranged).steps]


def first_complaint(**fields: object) -> Any:
    """The first complaint about wrong data: its message, its fix and the way to it."""
    with pytest.raises(ValidationError) as caught:
        written(**fields)
    error = caught.value.errors()[0]
    return error["msg"], error["ctx"]["fix"], error["ctx"]["path"]


@given(orders, seeds)
def test_every_step_is_once_on_the_sheet_and_once_on_a_card(right: list[Piece], seed: int) -> None:
    """Nothing is lost and nothing doubled; letters run from A; cards and page agree."""
    arranged = sequence(right).arrange(Setting(seed))
    assert sorted(map(repr, shown(arranged))) == sorted(map(repr, right))
    letters = "".join(entry.letter for entry in page_of(arranged).steps)
    assert letters == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(right)]
    assert arranged.cards == page_of(arranged).steps


@given(orders, seeds)
def test_the_sheet_does_not_show_the_right_order(right: list[Piece], seed: int) -> None:
    """No step keeps its place, none is followed by the next one, and all is not just reversed."""
    order = shown(sequence(right).arrange(Setting(seed)))
    assert all(one != other for one, other in zip(right, order, strict=True))
    assert not set(pairwise(right)) & set(pairwise(order))
    assert order != right[::-1]


@given(orders, seeds)
def test_no_rotation_passes_for_an_order(right: list[Piece], seed: int) -> None:
    """The right order cannot be read off by starting further down and going round."""
    order = shown(sequence(right).arrange(Setting(seed)))
    assert order not in [right[n:] + right[:n] for n in range(len(right))]


def test_four_steps_still_have_an_order_to_hide_in() -> None:
    """Four steps, the fewest, come in every order that gives nothing away and in no other."""
    found = {tuple(shown(sequence(FOUR).arrange(Setting(seed)))) for seed in range(200)}
    hidden = {
        order
        for order in permutations(FOUR)
        if all(one != other for one, other in zip(order, FOUR, strict=True))
        and not set(pairwise(order)) & set(pairwise(FOUR))
        and order != tuple(reversed(FOUR))
    }
    assert found == hidden
    assert len(hidden) == 3


@given(orders, seeds)
def test_the_key_is_right_for_the_shuffled_order(right: list[Piece], seed: int) -> None:
    """Numbering the sheet by what was written gives the key, line by line, with each reason."""
    whys = [f"reason {n}" for n in range(len(right))]
    arranged = sequence(right, whys).arrange(Setting(seed))
    places = {entry.letter: right.index(entry.piece) + 1 for entry in page_of(arranged).steps}
    for letter, place in places.items():
        row = arranged.key[place - 1]
        piece = right[place - 1]
        assert row.asked == str(place)
        assert (row.letter, row.answer) == (letter, piece.label)
        assert row.why == whys[place - 1]
    assert len(arranged.key) == len(right)


@given(orders, seeds)
def test_reasons_change_nothing_that_is_shown(right: list[Piece], seed: int) -> None:
    """With other reasons the page, the cards and the code are the same; reasons are secrets."""
    whys = [f"zq{n}" for n in range(len(right))]
    one, other = sequence(right, whys), sequence(right)
    assert one.arrange(Setting(seed)).page == other.arrange(Setting(seed)).page
    assert one.arrange(Setting(seed)).cards == other.arrange(Setting(seed)).cards
    assert "zq" not in repr(one.arrange(Setting(seed)).page)
    assert set(whys) <= set(one.secrets())


@given(fragments, seeds)
def test_a_text_in_pieces_comes_together_again(right: list[str], seed: int) -> None:
    """The key has a line for each piece, in the order of the text, with the letter on the piece."""
    arranged = written(text=" | ".join(right)).arrange(Setting(seed))
    letter_of = {entry.piece.text: entry.letter for entry in page_of(arranged).steps}
    assert [row.asked for row in arranged.key] == [str(n) for n in range(1, len(right) + 1)]
    assert [(row.letter, row.answer) for row in arranged.key] == [
        (letter_of[text], text) for text in right
    ]
    assert sorted(letter_of) == sorted(right)


def test_the_whole_of_a_text_in_pieces_is_a_secret() -> None:
    """The pieces joined in order are in no learner's document, so the gate must know that text."""
    activity = written(text="Help | is | never | far.")
    assert activity.secrets() == ("Help is never far.",)
    assert "Help is" not in repr(activity.arrange(Setting(3)).page)


def test_another_seed_is_another_sheet_with_another_code() -> None:
    """The same seed gives the same sheet; hardly two of a hundred give the same, nor its code."""
    activity = sequence([Piece(f"step {n}") for n in range(8)])
    sheets = [activity.arrange(Setting(seed)) for seed in range(100)]
    assert sheets == [activity.arrange(Setting(seed)) for seed in range(100)]
    assert len({repr(sheet.page) for sheet in sheets}) > 95
    assert len({sheet.code for sheet in sheets}) > 90


def test_steps_name_their_pictures() -> None:
    """Every picture is named, so that the gate can ask who may see it."""
    right = [Piece("a", "ear"), Piece("b"), Piece("", "sun"), Piece("d")]
    assert sequence(right).pictures() == ("ear", "sun")


STEP = {"text": "Tell."}
WRONG = [
    (
        {"steps": ({"text": "a"}, {"text": "b"}, {"text": "c"})},
        "3 pieces cannot be mixed without showing the right order",
        "there must be 4 or more",
        ("steps",),
    ),
    (
        {"text": "Help | is | near."},
        "3 pieces cannot be mixed without showing the right order",
        "there must be 4 or more",
        ("text",),
    ),
    (
        {"steps": (STEP, {"text": "b"}, STEP, {"text": "d"})},
        "another item is the same",
        "change one of them: the key could not tell them apart",
        ("steps", 2),
    ),
    (
        {"text": "Help | is || near."},
        "this item is empty",
        "give it a text or a picture",
        ("text", 2),
    ),
    (
        {"steps": tuple({"text": str(n)} for n in range(27))},
        "27 pieces are more than there are letters",
        "take some out",
        ("steps",),
    ),
    (
        {"steps": (STEP,), "text": "a | b | c | d"},
        "there are steps and a text: which of them is to be ordered?",
        "keep the steps, or the text with its cuts",
        ("text",),
    ),
]


@pytest.mark.parametrize(("fields", "message", "fix", "way"), WRONG)
def test_what_cannot_be_ordered_is_reported(
    fields: dict[str, object], message: str, fix: str, way: tuple[str | int, ...]
) -> None:
    """Too few, too many, twins, nothing, and two at once: each has its message and its fix."""
    assert first_complaint(**fields) == (message, fix, way)
    assert not re.search("sequence|tuple|pydantic", message)
