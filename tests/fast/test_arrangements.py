"""Activities are arranged once, with the words and letters of their order."""

from __future__ import annotations

from collections.abc import Mapping

from printroom.choose import choose
from printroom.model import ActivityModel, Arranged, KeyRow, Library, Piece, Setting, Templates
from printroom.model.activities import Lettered
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    SESSION,
    frame,
    library,
    order,
    part,
    picture,
    row,
    session,
    snippet,
    templates,
)

TWO_SHEETS = (
    row("worksheet"),
    row("cards", medium="cut"),
    row("slips", medium="cut"),
    row("facilitator-guide", "facilitator"),
)


class Deck(ActivityModel):
    """Two cards with letters and one without; its page shows how it was arranged."""

    def arrange(self, setting: Setting) -> Arranged:
        cards = (Lettered("X", Piece("one")), Piece("plain"), Lettered("Y", Piece("two")))
        key = (KeyRow("picture:gift", "picture:bus", "picture:none"), KeyRow("picture:none", ""))
        page = (setting.letters_used, setting.measure)
        return Arranged(self.kind, "odd", page, cards, key)


def pages(given: Library, shapes: Templates | None = None) -> Mapping[str, object]:
    """What each snippet's activity was arranged with, wherever it is printed."""
    plan, _ = choose(order(), given, shapes or templates(frame(documents=TWO_SHEETS)))
    parts = [one for document in plan.documents for one in document.parts]
    found = {(one.snippet, one.activity.page) for one in parts if one.activity}
    assert len(found) == len(dict(found)), "arranged in two ways"
    return dict(found)


def test_the_letters_of_a_deck_go_on_where_those_of_the_deck_before_end() -> None:
    """Decks are lettered in the order in which they are cut; a page alone begins with A."""
    both = [part(name, ACTIVITY_BLOCK) for name in ("cards", "slips")]
    page = part("worksheet", ACTIVITY_BLOCK)
    odd = Deck(kind="matching")
    given = library(
        snippet("page", page, part("cards", "words alone"), activity=odd),
        snippet("second", both[1], activity=odd),
        snippet("first", *both, activity=odd),
        snippet("third", both[1], page, activity=odd),
    )
    assert pages(given) == {"page": (0, ""), "first": (0, ""), "second": (2, ""), "third": (4, "")}


def test_an_activity_gets_the_sessions_own_sentence_to_rate() -> None:
    """If the session has one."""
    one = snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=Deck(kind="matching"))
    for own, measure in (("I can tell somebody", "I can tell somebody"), (None, "")):
        given = library(one, sessions={SESSION: session("a", i_can=own)})
        assert pages(given) == {"a": (0, measure)}


def test_a_key_calls_pictures_by_what_they_show() -> None:
    """Asked for or answered; a name that is no picture's stays as it is."""
    parts = (part("worksheet", ACTIVITY_BLOCK), part("facilitator-guide", "x"))
    given = library(
        snippet("a", *parts, activity=Deck(kind="matching")),
        pictures={"gift": picture("gift", alt="A present"), "bus": picture("bus", alt="A bus")},
    )
    plan, _ = choose(order(), given, templates())
    (guide,) = (document.guide for document in plan.documents if document.guide)
    ((_, arranged),) = guide.keys
    assert arranged.key == (
        KeyRow("A present", "A bus", "picture:none"),
        KeyRow("picture:none", ""),
    )
