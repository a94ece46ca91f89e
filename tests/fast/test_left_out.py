"""What an order leaves out of the full session, so that no text may mention it."""

from __future__ import annotations

from dataclasses import replace

from printroom.choose import plan_for
from printroom.model import Cut, FollowUp, Library, Segment, Templates
from tests.sample_libraries import (
    SESSION,
    frame,
    library,
    order,
    part,
    segment,
    session,
    snippet,
    templates,
)

CUT = Cut(minutes=25, leave_out=("Second",), times={"First": 5})


def given(*segments: Segment, cuts: tuple[Cut, ...] = (CUT,)) -> Library:
    """A session with these segments; its frame uses the snippets hello, rules and practice."""
    names = ("hello", "rules", "practice", "a", "b", "else")
    snippets = [snippet(name, part("facilitator-guide", name)) for name in names]
    return library(*snippets, sessions={SESSION: session(segments=segments, cuts=cuts)})


def shapes(*card: str) -> Templates:
    """A frame that is shorter in a session which follows another, with these texts on a card."""
    opening = (segment("T hello", 2, "hello"), segment("T else", 2, "rules"))
    follow_up = FollowUp(opening=(), closing=(segment("Again", 2, "practice"),), card=card)
    return templates(frame(opening=opening).model_copy(update={"follow_up": follow_up}))


FIRST, SECOND = segment("First", 10, "a"), segment("Second", 10, "b", "practice")


def left_out(library: Library, templates: Templates, **order_options: int | bool) -> set[str]:
    wanted = replace(order(), **order_options)  # type: ignore[arg-type]
    found = plan_for(wanted, library, templates).criteria.left_out
    assert len(found) == len(set(found))
    return set(found)


def test_a_full_first_session_leaves_nothing_out() -> None:
    """It is what the others are compared with."""
    assert left_out(given(FIRST, SECOND), shapes("hello")) == set()


def test_a_shorter_session_leaves_out_its_segments_and_their_snippets() -> None:
    """By their titles; what the card of a follow-up has is left out of a first session, too."""
    found = left_out(given(FIRST, SECOND), shapes("practice"), minutes=25)
    assert found == {"Second", "T b", "T practice"}


def test_a_follow_up_leaves_out_what_neither_its_frame_nor_its_card_has() -> None:
    """A segment that has the title of a text on the card is there; others are left out.

    Also one that has the title of a snippet which this session does not use.
    """
    session_of_both = given(FIRST, SECOND)
    assert left_out(session_of_both, shapes("hello"), follows=True) == {"T else", "T rules"}
    assert left_out(session_of_both, shapes("hello", "rules"), follows=True) == {"T else"}


def test_a_snippet_that_does_not_exist_has_no_title_to_leave_out() -> None:
    """A length that leaves such a segment out can be printed, though the full one cannot."""
    broken = segment("Second", 10, "no-such-snippet")
    assert left_out(given(FIRST, broken), shapes(), minutes=25) == {"Second"}
