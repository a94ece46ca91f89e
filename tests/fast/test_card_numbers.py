"""Keys name each card by the letter or the number that is printed on it."""

from __future__ import annotations

from printroom.choose.card_numbers import with_card_numbers
from printroom.model import Arranged, KeyRow


def test_the_key_of_steps_on_cards_names_their_letters_in_the_right_order() -> None:
    """A card with a step shows a large letter, so the key names it, and the place is the answer."""
    key = (KeyRow("1", "B  Tell.", "why"), KeyRow("2", "A  Tell again."))
    steps = Arranged("sequence", "sequence", None, (), key, "ABC")
    numbered = with_card_numbers(steps, {"Tell.": "02", "Tell again.": "01"})
    assert numbered.key == (
        KeyRow("", "1. Tell.", "why", "B"),
        KeyRow("", "2. Tell again.", "", "A"),
    )
    assert with_card_numbers(steps, {}).key == key


def test_the_key_of_cards_with_letters_is_a_key_to_cards() -> None:
    """Cards on a line have letters; their key has these, and no code of a sheet."""
    line = Arranged("continuum", "line", None, (), (KeyRow("A  a", "", "why"),), "ABC")
    assert with_card_numbers(line, {"a": "03"}).key == (KeyRow("a", "", "why", "A"),)
    assert with_card_numbers(line, {}).key == line.key


def test_other_keys_follow_the_numbers_of_the_cards() -> None:
    """Whoever looks for a card finds it by its number."""
    sort = Arranged("card-sort", "sort", None, (), (KeyRow("b", "x"), KeyRow("a", "y")), "ABC")
    numbered = with_card_numbers(sort, {"b": "02", "a": "01"})
    assert [row.card for row in numbered.key] == ["01", "02"]
    assert with_card_numbers(sort, {}).key == sort.key
