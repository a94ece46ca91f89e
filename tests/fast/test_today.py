"""The laws of what is said aloud of a session at its welcome."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printroom.choose import plan_for
from printroom.model import Library, Node, NotFitToPrint, Order
from tests.sample_libraries import (
    BANDS,
    OLDER,
    SESSION,
    TEENS,
    block,
    library,
    order,
    paragraph,
    part,
    picture,
    session,
    shown,
    snippet,
    templates,
)
from tests.workshop import Workshop, shipped, shipped_library, shipped_orders, shipped_plan

WORDS = {band: f"Today is told to {band}." for band in BANDS}
TYRE = "materials/sessions/repairs/flat-tyre.yaml"


def held(*nodes: Node | str) -> Library:
    own = snippet("a", part("facilitator-guide", *nodes))
    return library(own, sessions={SESSION: session("a", today=WORDS)})


def guide_nodes(given: Library, ordered: Order) -> list[Node]:
    """What the guide prints of its snippet."""
    plan = plan_for(ordered, given, templates())
    (guide,) = (one for one in plan.documents if one.guide)
    return [node for one in guide.parts for node in one.nodes]


@pytest.mark.parametrize("band", [TEENS, OLDER])
def test_the_welcome_says_aloud_what_today_is_about(band: str) -> None:
    """A `today` block prints the session's sentence for the band, and no other band's, to say."""
    before, sentence, after = guide_nodes(held("Hello", block("today"), "And so on"), order(band))
    assert (sentence.name, sentence.words()) == ("say", WORDS[band])
    assert (before.words(), after.words()) == ("Hello", "And so on")


@pytest.mark.parametrize(
    ("places", "at"),
    [({}, (1, 1)), ({"Another.": (3, 5)}, (1, 1)), ({WORDS[TEENS]: (9, 7)}, (9, 7))],
)
def test_the_sentence_is_at_its_place_in_the_file_of_its_session(
    places: dict[str, tuple[int, int]], at: tuple[int, int]
) -> None:
    """What is wrong with the sentence is reported where its author edits it, or at the top."""
    path = f"sessions/{SESSION}.yaml"
    given = replace(held(block("today")), places={path: places})
    (say,) = guide_nodes(given, order(TEENS))
    (paragraph,) = say.children
    (words,) = paragraph.children
    assert (say.kind, paragraph.kind, words.kind) == ("block", "paragraph", "text")
    assert {node.path for node in (say, paragraph, words)} == {path}
    assert (say.line, paragraph.line, words.line) == (at[0],) * 3
    assert (paragraph.column, words.column) == (at[1],) * 2


def test_a_today_block_within_another_block_is_replaced() -> None:
    """The sentence is printed within a note, too, and the other words of the note stay."""
    (note,) = guide_nodes(held(block("note", "First", block("today"))), order(TEENS))
    assert [node.words() for node in note.children] == ["First", WORDS[TEENS]]


def test_a_picture_called_today_is_a_picture() -> None:
    """Only a block of this name is replaced."""
    given = replace(
        held(paragraph(shown("today")), block("today")), pictures={"today": picture("today")}
    )
    (before, _) = guide_nodes(given, order(TEENS))
    assert [node.kind for node in before.children] == ["picture"]


def test_a_today_block_may_be_printed_in_one_version_only() -> None:
    """A condition around a `today` block holds for it as for other words."""
    given = held("Hello", block("not-in", block("today"), title="following"))
    assert [node.words() for node in guide_nodes(given, order(TEENS))] == ["Hello", WORDS[TEENS]]


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        (
            "  seniors: Today we find a hole and close it.\n",
            "",
            f"{TYRE}:14:3 missing-field there is no sentence on what today is about for seniors",
        ),
        (
            "bands: [juniors, seniors]",
            "bands: [seniors]",
            f"{TYRE}:14:3 unknown-band this session is not for juniors",
        ),
    ],
)
def test_each_band_of_a_session_hears_a_sentence(
    old: str, new: str, reported: str, tiny: Workshop
) -> None:
    """A session has one sentence for each of its bands, and for no other."""
    tiny.change(TYRE, old, new)
    with pytest.raises(NotFitToPrint) as caught:
        tiny.load()
    assert [str(problem) for problem in caught.value.problems] == [reported]


ONE_OF_EACH_BAND = {one.band: one.session for one in shipped_orders()}


@pytest.mark.parametrize("follows", [False, True])
@pytest.mark.parametrize("band", ONE_OF_EACH_BAND)
def test_every_shipped_welcome_says_what_today_is_about(band: str, follows: bool) -> None:
    """The sentence of a session is in its guide once, also if the session follows another."""
    name = ONE_OF_EACH_BAND[band]
    one = shipped_library().sessions[name]
    follows = follows and shipped().sessions[one.template].follow_up is not None
    documents = shipped_plan(Order(name, band, "england", follows=follows)).documents
    parts = [own for document in documents for own in document.parts]
    assert [node.words() for own in parts for node in own.nodes].count(one.today[band]) == 1
