"""The stress tool and pages: a sheet is laid out, or another one has space for all it may need."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from printroom.activities.sort import SortPage
from printroom.model import Arranged, Piece
from tools.gallery import gallery
from tools.stress.fit import Pages, Proof, documents, fitted
from tools.stress.heights import Laid, Spot, laid
from tools.stress.report import print_fits

WORDS = ("a first thing", "a second thing", "a third thing", "a fourth thing")
KNOWN = {word: {height} for word, height in zip(WORDS, (60.0, 20.0, 20.0, 20.0), strict=True)}


def sheet(*words: str) -> tuple[Arranged]:
    """An activity with a list of these words."""
    page = SortPage("", (), tuple(map(Piece, words)))
    return (Arranged("list", "sort", page, (), ()),)


def proof(lefts: tuple[int, ...], room_px: float, *, flows: bool = True) -> Proof:
    """The words in their order, laid out in columns with so much room below them."""
    spots = {
        word: (Spot(1, left, 30 * line, max(KNOWN[word])),)
        for word, left, line in zip(WORDS, lefts, (0, 0, 1, 1), strict=True)
    }
    return Proof(sheet(*WORDS), Laid((), flows, {1: room_px} if flows else {}, spots))


SHUFFLED = sheet(*reversed(WORDS))


@pytest.mark.parametrize(
    ("lefts", "needs_px"),
    [
        ((0, 0, 0, 0), 0.0),  # a stack is as high in any order
        ((0, 90, 0, 90), 60.0),  # 60 in two columns, or 120 balanced with the highest on top
        ((0, 40, 0, 60), 30.0),  # two lines that run on may become three
    ],
)
def test_a_list_vouches_for_another_with_room_for_its_worst_order(
    lefts: tuple[int, ...], needs_px: float
) -> None:
    """What is left below a list must hold the most by which another order can be higher."""
    assert proof(lefts, needs_px).vouches(SHUFFLED, KNOWN)
    assert needs_px == 0 or not proof(lefts, needs_px - 1).vouches(SHUFFLED, KNOWN)


def test_nobody_vouches_for_what_nobody_has_seen() -> None:
    """A text of no height, or of two, and a longer list, are laid out themselves."""
    stack = proof((0, 0, 0, 0), 0)
    assert not stack.vouches(sheet(*WORDS[:3], "a thing unseen"), KNOWN)
    assert not stack.vouches(SHUFFLED, {**KNOWN, WORDS[0]: {60.0, 80.0}})
    higher = {**KNOWN, "a thing as high": {60.0}}
    assert not stack.vouches(sheet(*WORDS[:3], "a thing as high"), higher)
    assert proof((0, 0, 0, 0), 40).vouches(sheet(*WORDS[:3], "a thing as high"), higher)


def test_a_placed_piece_has_room_in_any_place() -> None:
    """On a sheet that is cut all places are of one size, so that their order says nothing."""
    assert proof((0, 90, 0, 90), 0, flows=False).vouches(SHUFFLED, KNOWN)


@cache
def specimens() -> dict[str, Pages]:
    """Two kinds in the gallery, each by itself."""
    shown = gallery(Path(mkdtemp()), ["multiple-choice", "crossword"])
    orders = shown.orders(["11-14"])
    return {one.name: one for one in documents(shown.library, shown.templates, orders, alone=True)}


@pytest.mark.parametrize("name", ["worksheet: multiple-choice", "worksheet: crossword"])
def test_what_is_vouched_for_fits(name: str) -> None:
    """A sheet that nobody laid out, because another one vouches for it, fits when it is."""
    pages = specimens()[name]
    row = fitted(pages, range(1, 13))
    assert (row.seeds, row.unproven, row.problems) == (12, 0, ())
    assert row.vouched
    for seed in range(1, 13):
        made = laid(pages.document(pages.arranged(seed)), [])
        assert made.problems == ()
        assert len(made.rooms) == 1


def test_a_sheet_that_does_not_fit_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """What a layout says stops the table, with the seed that it belongs to."""
    pages = specimens()["worksheet: multiple-choice"]
    (planned,) = pages.plan.documents
    style = "@layer document { .multiple-choice { width: 400mm } }"
    sources = {**pages.templates.sources, "activities/multiple-choice.css": style}
    wide = replace(pages, templates=replace(pages.templates, sources=sources))
    row = fitted(wide, [3])
    assert row.problems
    assert row.problems[0].startswith("seed 3: ")
    assert not print_fits([row])
    assert planned.row.name in capsys.readouterr().out
    assert print_fits([replace(row, problems=())])
    capsys.readouterr()
    assert print_fits([replace(row, problems=(), seeds=2)])
    assert capsys.readouterr().out.splitlines()[1].split()[-4:] == ["2", "1", "0", "1"]
