"""The script card of a session that follows another has the guide text of some snippets."""

from __future__ import annotations

from dataclasses import replace

from printroom.choose.script_card import script_card
from printroom.choose.variants import BandSnippet, snippet_for_band
from printroom.model import FollowUp, Note, PlannedPart, SessionTemplate
from tests.sample_libraries import TEENS, frame, order, paragraph, part, row, snippet

GUIDE, OTHER_GUIDE = row("guide", "facilitator", guide=True), row("aide", "facilitator", guide=True)
HANDOUT = row("handout")


def template(follow_up: FollowUp | None) -> SessionTemplate:
    """A session template with two guides, and a note that begins a page."""
    notes = (Note(snippet="bye", new_page=True), Note(snippet="hello"))
    lesson = frame(notes=notes, documents=(HANDOUT, OTHER_GUIDE, GUIDE))
    return lesson.model_copy(update={"follow_up": follow_up})


AGAIN = FollowUp(opening=(), closing=(), card=("hello", "gone", "bye"))
FOLLOWING = replace(order(), follows=True)


def for_teens(name: str, *documents: str) -> BandSnippet:
    """A snippet that says something in these documents."""
    parts = [
        part(one, f"{name} {one}", path=f"{name}.md", line=n) for n, one in enumerate(documents)
    ]
    chosen = snippet_for_band(snippet(name, *parts), TEENS)
    assert chosen
    return chosen


def test_the_card_has_the_guide_text_of_its_snippets_in_its_order() -> None:
    """Words for others are not on it, nor snippets that the band does not have."""
    snippets = {
        "bye": for_teens("bye", "guide", "handout"),
        "hello": for_teens("hello", "handout", "guide", "aide"),
        "other": for_teens("other", "guide"),
    }
    parts = list(script_card(FOLLOWING, template(AGAIN)).parts(snippets))
    assert parts == [
        PlannedPart("hello", "T hello", (paragraph("hello aide"),), "hello.md", 2),
        PlannedPart("hello", "T hello", (paragraph("hello guide"),), "hello.md", 1),
        PlannedPart("bye", "T bye", (paragraph("bye guide"),), "bye.md", 0, new_page=True),
    ]


def test_the_card_takes_guide_text_of_its_snippets_only() -> None:
    """Handouts keep their words, and guides those of other snippets."""
    card = script_card(FOLLOWING, template(AGAIN))
    assert card.has("hello", GUIDE)
    assert not card.has("hello", HANDOUT)
    assert not card.has("other", GUIDE)


def test_only_a_session_that_follows_another_has_a_card() -> None:
    """Neither a first session has one, nor a kind of session whose frame names no card."""
    for card in (script_card(order(), template(AGAIN)), script_card(FOLLOWING, template(None))):
        assert card.snippets == ()
        assert not card.has("hello", GUIDE)
        assert not list(card.parts({"hello": for_teens("hello", "guide")}))
