"""Keys name each card by the letter or the number that is printed on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from printroom.activities._pieces import letter_pieces
from printroom.choose.card_numbers import card_numbers, keys_as_printed, with_card_numbers
from printroom.model import Arranged, KeyRow, Order, Piece, PlannedDocument, PlannedPart
from tests.sample_libraries import ACTIVITY_BLOCK, block, picture, row, templates
from tests.workshop import shipped_plan


@dataclass(frozen=True)
class Lettered:
    """A card of an activity with more on it than its piece."""

    piece: Piece


def cards_of(snippet: str, *cards: object) -> PlannedPart:
    """A part with a card of its author, and then those of its activity."""
    activity = Arranged("card-sort", "sort", None, cards, (), "ABC")
    nodes = (block("card", "front", title="Mine"), ACTIVITY_BLOCK)
    return PlannedPart(snippet, "T", nodes, "s.md", 1, activity=activity)


def sheet(*parts: PlannedPart) -> PlannedDocument:
    """A document to cut out."""
    layout = templates().sheets["cards"]
    return PlannedDocument(1, row("cards", medium="cut"), parts, layout=layout)


def test_cards_are_numbered_through_each_sheet_to_cut() -> None:
    """Every piece of a document counts; a card is called what its key calls it."""
    first = cards_of("a", Piece("one"), Lettered(Piece("two")), Lettered(Piece()), "no piece")
    again = cards_of("a", Piece("one"), Piece("three"))
    assert card_numbers([sheet(first, cards_of("b", Piece("one"))), sheet(again)]) == {
        "a": {"one": "02", "two": "03", "three": "03"},
        "b": {"one": "07"},
    }


def test_a_card_with_a_picture_only_is_called_what_the_picture_shows() -> None:
    """Its key has the alternative text of the picture; a card with words is called by these."""
    part = cards_of("a", Piece(picture="gift"), Piece("words", "gift"))
    document = replace(sheet(part), pictures={"gift": picture(alt="a box")})
    assert card_numbers([document]) == {"a": {"a box": "02", "words": "03"}}


def test_only_cards_that_are_cut_out_have_numbers() -> None:
    """What a page shows of the same activity is no card, and hides no sheet that follows."""
    page = replace(sheet(cards_of("a", Piece("on a page"))), layout=None)
    assert card_numbers([page, sheet(cards_of("b", Piece("cut")))]) == {"b": {"cut": "02"}}


def test_the_key_of_steps_on_cards_names_their_letters_in_the_right_order() -> None:
    """A card with a step shows a large letter, so the key names it, and the place is the answer."""
    key = (KeyRow("1", "Tell.", "why", letter="B"), KeyRow("2", "Tell again.", letter="A"))
    steps = Arranged("sequence", "sequence", None, (), key, "ABC")
    numbered = with_card_numbers(steps, {"Tell.": "02", "Tell again.": "01"})
    assert numbered.key == (
        KeyRow("", "1. Tell.", "why", "B"),
        KeyRow("", "2. Tell again.", "", "A"),
    )
    on_sheet = (KeyRow("1", "B  Tell.", "why"), KeyRow("2", "A  Tell again."))
    assert with_card_numbers(steps, {}).key == on_sheet
    some = with_card_numbers(steps, {"Tell.": "02"})
    assert some.key == (KeyRow("", "1. Tell.", "why", "B"), on_sheet[1])


def test_the_key_of_cards_with_letters_is_a_key_to_cards() -> None:
    """Cards on a line have letters; their key has these, and no code of a sheet."""
    row = KeyRow("a  b", "", "why", letter="A")
    line = Arranged("continuum", "line", None, (), (row,), "ABC")
    assert with_card_numbers(line, {"a  b": "03"}).key == (KeyRow("a  b", "", "why", "A"),)
    assert with_card_numbers(line, {"b": "03"}).key == (KeyRow("A  a  b", "", "why"),)


def test_a_card_without_a_letter_is_named_by_its_number() -> None:
    """Also where its key has no answer, as for cards that are only talked about."""
    sort = Arranged("card-sort", "sort", None, (), (KeyRow("a", "", "why"),), "ABC")
    assert with_card_numbers(sort, {"a": "01"}).key == (KeyRow("a", "", "why", card="01"),)


def test_other_keys_follow_the_numbers_of_the_cards() -> None:
    """Whoever looks for a card finds it by its number."""
    sort = Arranged("card-sort", "sort", None, (), (KeyRow("b", "x"), KeyRow("a", "y")), "ABC")
    numbered = with_card_numbers(sort, {"b": "02", "a": "01"})
    assert [row.card for row in numbered.key] == ["01", "02"]
    assert with_card_numbers(sort, {}).key == sort.key


def test_the_key_of_pairs_has_the_number_of_the_card_and_the_letter_of_its_partner() -> None:
    """A letter that belongs to the answer stays before it, and is not taken for the card's own."""
    pairs = Arranged("pairs", "match", None, (), (KeyRow("left", "right", letter="B"),), "ABC")
    assert with_card_numbers(pairs, {"left": "02"}).key == (KeyRow("left", "B  right", "", "02"),)


def test_a_key_names_a_sheet_only_if_it_is_printed_on_one() -> None:
    """No page shows the code of an activity that is on cards only, so its key does not, either."""
    order = Order("exploitation/what-is-it", "14-16", "england", as_of=dt.date(2026, 11, 30))
    (guide,) = (document.guide for document in shipped_plan(order).documents if document.guide)
    codes = {title: bool(arranged.code) for title, arranged in guide.keys}
    assert codes["A definition in eight pieces"] is False
    assert codes["Key terms"] is True


def test_a_key_names_no_sheet_that_only_the_facilitator_has() -> None:
    """The code of a sheet is for learners: an activity in the guide alone gives none."""
    part = cards_of("a", Piece("one"))
    assert part.activity is not None
    keys = [("a", "T", part.activity)]
    for audience, code in (("facilitator", ""), ("participant", "ABC")):
        page = PlannedDocument(1, row("worksheet", audience), (part,))
        ((title, arranged),) = keys_as_printed(keys, [page])
        assert (title, arranged.code) == ("T", code)


def test_no_two_cards_of_a_pack_have_the_same_letter() -> None:
    """The letters of a second deck go on where those of the first end, and its key follows."""
    day = dt.date(2026, 12, 1)
    plan = shipped_plan(Order("law/on-your-side", "14-16", "england", as_of=day))
    parts = [part for one in plan.documents if one.layout for part in one.parts]
    decks = [part.activity.cards for part in parts if part.activity]
    letters = ["".join(getattr(card, "letter", "") for card in deck) for deck in decks]
    assert [*filter(None, letters)] == ["ABCDEFGH", "IJKLMNOP"]
    keys = [key for one in plan.documents if one.guide for _, key in one.guide.keys]
    (steps,) = (key for key in keys if key.shape == "sequence")
    assert sorted(row.card for row in steps.key) == list("IJKLMNOP")


def test_an_alphabet_that_is_used_up_begins_again() -> None:
    """A deck that would go beyond Z has its letters from A, and keeps all its cards."""
    pieces = [Piece(str(number)) for number in range(8)]
    assert "".join(one.letter for one in letter_pieces(pieces, 18)) == "STUVWXYZ"
    assert "".join(one.letter for one in letter_pieces(pieces, 19)) == "ABCDEFGH"
