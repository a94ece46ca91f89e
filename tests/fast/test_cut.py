"""Pieces to keep and use: everything that is written is printed, in its order."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.cut import Cut, CutPage, CutPiece
from printroom.compose import compose
from printroom.model import (
    Arranged,
    DocumentRow,
    Picture,
    PlannedDocument,
    PlannedPart,
    Setting,
)
from tests import sample_libraries as samples
from tests.workshop import shipped

words = st.text("abcdefghij äöü’", min_size=1, max_size=12).filter(str.strip)
some = st.lists(words, min_size=1, max_size=4).map(tuple)


@st.composite
def pieces(draw: st.DrawFn) -> dict[str, Any]:
    """A piece as authors write it, with something on its front."""
    wanted: dict[str, Any] = {
        "title": draw(words),
        "says": draw(st.one_of(words, some)),
        "steps": draw(some),
        "tick": draw(some),
        "lines": draw(st.integers(1, 12)),
        "picture": draw(words),
        "scale": {"low": draw(words), "high": draw(words)},
    }
    kept = draw(st.sets(st.sampled_from(sorted(wanted)), min_size=1))
    piece = {key: wanted[key] for key in kept}
    return {**piece, "back": draw(words)} if draw(st.booleans()) else piece


def cut(*written: dict[str, Any], kind: str = "bookmark") -> Cut:
    return Cut.model_validate({"kind": kind, "pieces": written})


def kept(arranged: Arranged) -> tuple[CutPiece, ...]:
    assert isinstance(arranged.page, CutPage)
    return arranged.page.pieces


def as_written(piece: CutPiece) -> dict[str, Any]:
    """What an author would have written for a piece, its paragraphs always as a list."""
    scale = {"low": piece.scale.low, "high": piece.scale.high} if piece.scale else None
    every = {
        "title": piece.title,
        "says": piece.says,
        "steps": piece.steps,
        "tick": piece.tick,
        "lines": piece.lines,
        "picture": piece.picture,
        "scale": scale,
        "back": piece.back,
    }
    return {key: value for key, value in every.items() if value}


def listed(written: dict[str, Any]) -> dict[str, Any]:
    """A piece with a paragraph alone as a list of one."""
    says = written.get("says", ())
    return {**written, "says": (says,)} if isinstance(says, str) else written


# --- the shape ----------------------------------------------------------------------------------


@given(st.lists(pieces(), min_size=1, max_size=6))
def test_nothing_is_lost_and_nothing_moves(written: list[dict[str, Any]]) -> None:
    """Each piece comes out once, in the order of the file, with all that it says."""
    arranged = cut(*written).arrange(Setting(1))
    assert [as_written(piece) for piece in kept(arranged)] == [listed(one) for one in written]
    assert arranged.cards == kept(arranged)


@given(st.lists(pieces(), min_size=1, max_size=4), st.integers(1, 999_999))
def test_no_seed_changes_a_piece(written: list[dict[str, Any]], seed: int) -> None:
    """What one keeps is no puzzle: every seed gives the same pieces, and there is no key."""
    activity = cut(*written)
    arranged = activity.arrange(Setting(seed))
    assert arranged == activity.arrange(Setting(1))
    assert (arranged.key, arranged.code, activity.secrets()) == ((), "", ())


@given(st.lists(pieces(), min_size=1, max_size=4))
def test_every_picture_is_named(written: list[dict[str, Any]]) -> None:
    """Every picture that a piece shows is named, so that the gate can ask who may see it."""
    shown = [one["picture"] for one in written if "picture" in one]
    assert list(cut(*written).pictures()) == shown


def test_a_piece_with_a_scale_asks_the_sentence_of_its_session_too() -> None:
    """What a session teaches is rated where something is rated, and nowhere else."""
    rated = {"says": "I know.", "scale": {"low": "no", "high": "yes"}}
    written = cut(rated, {"says": "Keep this."}, kind="exit-slip")
    asked, other = kept(written.arrange(Setting(1, measure="I can.")))
    assert (asked.also, other.also) == ("I can.", "")
    assert kept(written.arrange(Setting(1)))[0].also == ""


def test_a_letter_may_come_twice() -> None:
    """Two pieces may be alike, such as the two letters of a word that is hung up."""
    arranged = cut({"title": "L"}, {"title": "L"}).arrange(Setting(1))
    assert [piece.title for piece in kept(arranged)] == ["L", "L"]


@pytest.mark.parametrize("blank", [{}, {"back": "Only behind"}, {"title": "", "lines": 0}])
def test_a_blank_piece_is_refused(blank: dict[str, Any]) -> None:
    """A piece with nothing on its front is refused at its place, with a fix."""
    with pytest.raises(ValidationError) as caught:
        cut({"title": "One"}, blank)
    (error,) = caught.value.errors()
    assert error["msg"] == "the front of this piece is empty"
    assert error["ctx"]["path"] == ("pieces", 1)
    assert error["ctx"]["fix"] == "give it a title, or something else to read or to do"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "One", "lines": 13},
        {"title": "One", "lines": -1},
        {"title": "One", "scale": {"low": "No"}},
        {"title": "One", "says": ("",)},
        {"title": "One", "copies": 4},
    ],
)
def test_what_no_piece_can_have_is_refused(wrong: dict[str, Any]) -> None:
    """A scale has two ends, lines fit a piece, no text is empty, and the sheet counts copies."""
    with pytest.raises(ValidationError):
        cut(wrong)


# --- the kinds ----------------------------------------------------------------------------------

FULL: dict[str, Any] = {
    "title": "Titleword",
    "says": ("First <said>", "Second said", "Third said"),
    "steps": ("Step alpha", "Step beta", "Step gamma"),
    "tick": ("Tick alpha", "Tick beta"),
    "draw": 20,
    "lines": 3,
    "picture": "gift",
    "scale": {"low": "Lowend", "high": "Highend"},
    "back": "Words behind",
}
LISTS = ("says", "steps", "tick")


def kinds() -> list[str]:
    """Every kind of this shape."""
    return sorted(name for name, kind in shipped().kinds.items() if kind.shape == "cut")


def fullest(kind: str) -> dict[str, Any]:
    """A piece with as much as this kind has room for, of everything."""
    counts = shipped().kinds[kind].counts
    most = {name: FULL[name][: counts.get(name, (0, 9))[1]] for name in LISTS}
    return {**FULL, **most}


def composed(kind: str, *written: dict[str, Any], sheet: str = "cards-8", look: str = "") -> str:
    """The HTML of some pieces of a kind, on a sheet."""
    row = DocumentRow(
        name="cards",
        title="Cards",
        audience="participant",
        medium="cut",
        copies="four",
        sides="double",
        colour="colour",
        paper="card",
        use="Now",
        max_pages=9,
        sheet=sheet,
    )
    arranged = cut(*written, kind=kind).arrange(Setting(1))
    part = PlannedPart("a/b", "T", (samples.block("activity"),), "s.md", 9, activity=arranged)
    gift = Picture("gift", "A wrapped present", ("11-14",), "png", b"PNG", "gift.png")
    document = PlannedDocument(
        1, row, (part,), pictures={"gift": gift}, layout=shipped().sheets[sheet]
    )
    plan = samples.plan_of(document, samples.band(look=look or "middle"))
    return compose(plan, shipped())[0].source


def test_the_kinds_are_those_of_the_plan() -> None:
    """There are pieces for every use that a session has for them."""
    assert kinds() == [
        "bookmark",
        "bunting",
        "certificate",
        "conversation-card",
        "exit-slip",
        "pass-card",
        "pocket-card",
        "question-slip",
    ]


def test_every_text_of_a_piece_is_printed_once() -> None:
    """Each kind prints all that it has room for, once, and the words of the back on the back."""
    for kind in kinds():
        piece = fullest(kind)
        body = composed(kind, piece).partition("<body")[2]
        texts = [*(text for name in LISTS for text in piece[name]), *piece["scale"].values()]
        for text in (piece["title"], piece["back"], *texts):
            assert body.count(html.escape(text)) == 1, (kind, text)
        assert body.count('alt="A wrapped present"') == 1, kind
        assert body.count('class="line"') >= piece["lines"], kind
        assert 'class="draw" style="height: 20mm"' in body, kind
        assert [n for n in range(1, 9) if f"mark-{n}" in body] == [1, 2, 3, 4, 5], kind
        front, back = re.split(r'class="piece back', body)
        assert piece["back"] in back, kind
        assert piece["back"] not in front, kind


def test_a_piece_with_little_has_nothing_empty() -> None:
    """What a piece does not have leaves no empty frame, list or line behind."""
    for kind in kinds():
        least = {"title": "T", "says": ("Said",) * shipped().kinds[kind].counts["says"][0]}
        body = (
            composed(kind, least).partition("<body")[2].replace('<span class="ruler"></span>', "")
        )
        assert not re.search(r'class="(line|mark mark-\d|boxes|do|behind|confidence)"', body), kind
        assert not re.search(r"<(p|ul|ol|h2|span)[^>]*>\s*</\1>", body), kind


@pytest.mark.parametrize("sheet", ["cards-8", "slips-8"])
def test_the_sheet_counts_copies(sheet: str) -> None:
    """A sheet that repeats is filled with one piece for each person; another has each once."""
    body = composed("pass-card", {"title": "Pass"}, {"title": "Next"}, sheet=sheet)
    repeats = shipped().sheets[sheet].repeat
    assert [body.count(f"<h2>{word}</h2>") for word in ("Pass", "Next")] == [
        8 if repeats else 1
    ] * 2


def test_a_pocket_card_tells_nothing() -> None:
    """A card for the pocket has no sign and no colour, in any look, and does not name the session.

    Its front and back are the author's words, lines, the number that sorts a pile, and the code.
    """
    body = composed("pocket-card", {"title": "Good to have", "lines": 2, "back": "Have a look."})
    pieces = re.findall(r'<div class="piece .*?</section>', body, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", piece).split()) for piece in pieces]
    code = re.compile(r" \w{3}-\w{3}$")
    assert [code.sub("", piece) for piece in texts] == [
        "Good to have Name Number or place C2 · 01",
        "Have a look. C2 · 01",
    ]
    style = shipped().sources["pieces/pocket-card.css"]
    assert "url(" not in style
    assert not re.search(r"--(sun|tide|coral|deep|paper)", style)
    assert not re.search(r"\.(middle|older)\b", style)
