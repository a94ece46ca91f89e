"""Every shape of activity: a seed decides the sheet, nothing is lost, and no answer is shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities import shape, shape_names
from printroom.activities._shuffle import derange, shuffle_pieces
from printroom.activities.diagram import Diagram, DiagramPage
from printroom.activities.match import Match, MatchPage
from printroom.activities.sort import Sort, SortPage
from printroom.model import Arranged, Piece, Setting, texts

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPES = ("circle", "square", "triangle", "star")

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
pieces = st.one_of(
    st.builds(Piece, text=words),
    st.builds(Piece, picture=words),
    st.builds(Piece, text=words, picture=words),
)
seeds = st.integers(1, 999_999)


def written(piece: Piece) -> dict[str, str]:
    """A piece as an author writes it."""
    return {"text": piece.text, "picture": piece.picture}


def match(left: Sequence[Piece], right: Sequence[Piece], whys: Sequence[str]) -> Match:
    pairs = tuple(
        {"left": written(one), "right": written(other), "why": why}
        for one, other, why in zip(left, right, whys, strict=True)
    )
    return Match.model_validate({"kind": "pairs", "instruction": "Match.", "pairs": pairs})


def sort(items: Sequence[Piece], goes: Sequence[int], whys: Sequence[str]) -> Sort:
    groups = tuple({"name": f"Group {n}", "shape": one} for n, one in enumerate(SHAPES))
    rows = tuple(
        {**written(item), "goes": f"Group {group}", "why": why}
        for item, group, why in zip(items, goes, whys, strict=True)
    )
    return Sort.model_validate(
        {"kind": "piles", "instruction": "Sort.", "groups": groups, "items": rows}
    )


def diagram(labels: Sequence[str], answers: Sequence[str], last: str) -> Diagram:
    places = tuple(
        {"label": label, "answer": answer, "why": answer[::-1]}
        for label, answer in zip(labels, answers, strict=True)
    )
    panel = {"title": "T", "story": "S", "sides": ("Ada", "Bo"), "places": places}
    panels = ({**panel, "ask": "Who?", "ask_answer": last},)
    return Diagram.model_validate({"kind": "arms", "instruction": "Look.", "panels": panels})


@st.composite
def matches(draw: st.DrawFn) -> tuple[list[Piece], list[Piece], list[str]]:
    """Two columns without twins, and the reasons."""
    count = draw(st.integers(2, 26))
    sides = st.lists(pieces, min_size=count, max_size=count, unique=True)
    return draw(sides), draw(sides), draw(st.lists(words, min_size=count, max_size=count))


@st.composite
def sorts(draw: st.DrawFn) -> tuple[list[Piece], list[int], list[str]]:
    """Items without twins, their groups, and the reasons."""
    items = draw(st.lists(pieces, min_size=2, max_size=20, unique=True))
    groups = draw(st.lists(st.integers(0, 3), min_size=len(items), max_size=len(items)))
    return items, groups, draw(st.lists(words, min_size=len(items), max_size=len(items)))


def match_page(arranged: Arranged) -> MatchPage:
    assert isinstance(arranged.page, MatchPage)
    return arranged.page


def sort_page(arranged: Arranged) -> SortPage:
    assert isinstance(arranged.page, SortPage)
    return arranged.page


# --- match


@given(matches(), seeds)
def test_match_loses_and_doubles_nothing(
    columns: tuple[list[Piece], list[Piece], list[str]], seed: int
) -> None:
    """Each member of either column is on the sheet once, with a letter of its own."""
    left, right, whys = columns
    page = match_page(match(left, right, whys).arrange(Setting(seed)))
    assert list(page.left) == left
    assert sorted(map(repr, right)) == sorted(repr(entry.piece) for entry in page.right)
    assert "".join(entry.letter for entry in page.right) == LETTERS[: len(right)]


@given(matches(), seeds)
def test_the_key_of_match_is_right(
    columns: tuple[list[Piece], list[Piece], list[str]], seed: int
) -> None:
    """Who solves the sheet by what was written gets, line by line, what the key says."""
    left, right, whys = columns
    arranged = match(left, right, whys).arrange(Setting(seed))
    page = match_page(arranged)
    assert len(arranged.key) == len(left)
    for one, other, why, row in zip(left, right, whys, arranged.key, strict=True):
        (letter,) = (entry.letter for entry in page.right if entry.piece == other)
        assert row.asked == one.label
        assert (row.letter, row.answer) == (letter, other.label)
        assert row.why == why


@given(matches(), seeds, st.randoms())
def test_the_sheet_of_match_tells_no_answer(
    columns: tuple[list[Piece], list[Piece], list[str]], seed: int, chance: Random
) -> None:
    """With other reasons, and other pairs that it does not lay side by side, it is the same.

    The pairs reach the sheet in one way only: an order that lays one side by side is ruled out.
    """
    left, right, whys = columns
    others = right.copy()
    chance.shuffle(others)
    one = match(left, right, whys).arrange(Setting(seed))
    other = match(left, others, whys[::-1]).arrange(Setting(seed))
    if _lays_none_side_by_side(one, others) and _lays_none_side_by_side(other, right):
        assert one.page == other.page


def _lays_none_side_by_side(arranged: Arranged, partners: list[Piece]) -> bool:
    sheet = [entry.piece for entry in match_page(arranged).right]
    return all(one != other for one, other in zip(sheet, partners, strict=True))


@given(matches(), seeds)
def test_no_pair_is_side_by_side(
    columns: tuple[list[Piece], list[Piece], list[str]], seed: int
) -> None:
    """On the sheet of match no member is beside its partner."""
    left, right, whys = columns
    assert _lays_none_side_by_side(match(left, right, whys).arrange(Setting(seed)), right)


# --- sort


@given(sorts(), seeds)
def test_sort_loses_and_doubles_nothing(
    items: tuple[list[Piece], list[int], list[str]], seed: int
) -> None:
    """Each item is on the sheet once, and once among the cards."""
    arranged = sort(*items).arrange(Setting(seed))
    page = sort_page(arranged)
    assert sorted(map(repr, page.items)) == sorted(map(repr, items[0]))
    assert arranged.cards == page.items
    assert [group.name for group in page.groups] == [f"Group {n}" for n in range(4)]


@given(sorts(), seeds)
def test_the_key_of_sort_is_right(
    items: tuple[list[Piece], list[int], list[str]], seed: int
) -> None:
    """Who sorts the items by what was written gets what the key says, group by group."""
    solved = [
        (piece.label, f"Group {group}", why)
        for wanted in range(4)
        for piece, group, why in zip(*items, strict=True)
        if group == wanted
    ]
    key = sort(*items).arrange(Setting(seed)).key
    assert [(row.asked, row.answer, row.why) for row in key] == solved


@given(sorts(), seeds, st.integers(0, 3))
def test_the_sheet_of_sort_tells_no_answer(
    items: tuple[list[Piece], list[int], list[str]], seed: int, turn: int
) -> None:
    """With other groups and other reasons the learner's sheet and the cards are the same."""
    pieces, groups, whys = items
    arranged = sort(*items).arrange(Setting(seed))
    other = sort(pieces, [(group + turn) % 4 for group in groups], whys[::-1]).arrange(
        Setting(seed)
    )
    assert other.page == arranged.page
    assert other.cards == arranged.cards


# --- diagram


@given(st.lists(st.tuples(words, words), min_size=1, max_size=8), words, seeds)
def test_the_sheet_of_diagram_tells_no_answer(
    places: list[tuple[str, str]], last: str, seed: int
) -> None:
    """The sheet has every label in its order; with other answers it is the same."""
    labels, answers = zip(*places, strict=True)
    arranged = diagram(labels, answers, last).arrange(Setting(seed))
    assert isinstance(arranged.page, DiagramPage)
    assert arranged.page.panels[0].labels == labels
    other = diagram(labels, [f"{answer}!" for answer in answers], f"{last}!").arrange(Setting(seed))
    assert other.page == arranged.page


@given(st.lists(st.tuples(words, words), min_size=1, max_size=8), words, seeds)
def test_the_key_of_diagram_is_right(places: list[tuple[str, str]], last: str, seed: int) -> None:
    """The key has each label with its answer, and then the answer to the last question."""
    labels, answers = zip(*places, strict=True)
    key = diagram(labels, answers, last).arrange(Setting(seed)).key
    rows = [(f"T: {label}", answer, answer[::-1]) for label, answer in places]
    assert [(row.asked, row.answer, row.why) for row in key] == [*rows, ("T: Who?", last, "")]


# --- seeds

EIGHT = [Piece(f"piece {n}") for n in range(8)]
NONE = [""] * 8


@pytest.mark.parametrize("name", ["match", "sort"])
def test_another_seed_is_another_sheet(name: str) -> None:
    """The same seed gives the same sheet, and hardly two of a hundred seeds give the same."""
    activity = match(EIGHT, EIGHT, NONE) if name == "match" else sort(EIGHT, [0, 1] * 4, NONE)
    sheets = [repr(activity.arrange(Setting(seed))) for seed in range(1, 101)]
    assert sheets == [repr(activity.arrange(Setting(seed))) for seed in range(1, 101)]
    assert len(set(sheets)) > 95


def test_every_place_is_as_likely() -> None:
    """Over many seeds a piece is at each place but its own about as often."""
    counts = [0] * 8
    for seed in range(2_000):
        page = sort_page(sort(EIGHT, [0, 1] * 4, NONE).arrange(Setting(seed)))
        counts[page.items.index(EIGHT[0])] += 1
    assert counts[0] == 0
    assert all(200 < count < 370 for count in counts[1:]), counts


def test_shapes_are_found_by_their_names() -> None:
    """Each shape has a module and a model of its name, and there is no other."""
    assert {"diagram", "match", "sort"} <= set(shape_names())
    assert [shape(name) for name in ("diagram", "match", "sort")] == [Diagram, Match, Sort]
    for name in shape_names():
        assert shape(name).__name__.casefold() == name.replace("-", "")
    for name in ("", "_shuffle", "no-such-shape", "../model"):
        with pytest.raises(KeyError):
            shape(name)


def test_activities_name_their_pictures() -> None:
    """Every picture that a sheet shows is named, so that the gate can ask who may see it."""
    shown = [Piece("a", "one"), Piece("b"), Piece("", "two")]
    assert match(shown, shown[::-1], ["", "", ""]).pictures() == ("one", "two", "two", "one")
    assert sort(shown, [0, 1, 2], ["", "", ""]).pictures() == ("one", "two")
    assert diagram(["a"], ["b"], "c").pictures() == ()


def test_a_diagram_names_the_pictures_of_its_sides() -> None:
    """A panel has a picture for each side, "" for none; the heavier side is one of the two."""
    panel = {
        "title": "T",
        "sides": ["Ann", "Bo"],
        "pictures": ["", "bo"],
        "heavier": "Ann",
        "places": [{"label": "Age", "answer": "Ann"}],
    }
    written = {"kind": "power-balance", "instruction": "Look", "panels": [panel]}

    def read(**other: object) -> Diagram:
        panels = [{**panel, **other}]
        return Diagram.model_validate_json(json.dumps({**written, "panels": panels}))

    assert read().pictures() == ("bo",)
    page = read().arrange(Setting(1)).page
    assert isinstance(page, DiagramPage)
    assert (page.panels[0].pictures, page.panels[0].heavier) == (("", "bo"), "Ann")
    assert [text for text in texts(page) if text] == ["Look", "T", "Ann", "Bo", "Age"]
    for wrong, message in (
        ({"pictures": ["bo"]}, "not as many pictures as sides"),
        ({"heavier": "Cy"}, "there is no side “Cy”"),
    ):
        with pytest.raises(ValidationError, match=message):
            read(**wrong)


def test_no_order_is_tried_twice() -> None:
    """Where no order keeps all rules, the search ends with the last of them, and with the best."""
    three = tuple(Piece(text) for text in "abc")
    tried: list[tuple[Piece, ...]] = []

    def is_never_right(order: tuple[Piece, ...]) -> bool:
        tried.append(order)
        return False

    best = derange(three, 1, is_never_right)
    assert len(tried) == len(set(tried)) == 2, "of three pieces, two orders move every piece"
    assert best == tried[0]
    assert shuffle_pieces(three, 1, is_never_right) in set(permutations(three))
    assert len(tried) == 2 + 6
