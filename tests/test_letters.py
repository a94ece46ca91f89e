"""Fingerprints: what a page does to a text hides nothing, and what it shares is no alarm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printroom.fingerprint import (
    SHORTEST,
    STEP,
    K,
    fingerprints,
    forbid,
    grams,
    letters,
    phrase,
    phrases,
    sparse_grams,
    withheld_in,
    words,
    words_apart,
)

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LONG = "The coach has the power here because he decides who plays"
TEXTS = st.text(alphabet="abcdé ß-’\u00ad\nﬁ1.", max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Power!", "power"),
        ("exploi\u00ad\ntation", "exploitation"),
        ("exploi\ufffe tation", "exploitation"),
        ("ﬁnd Café STRASSE ß 1½", "findcafestrassess112"),
        ("a_b 'c' – d", "abcd"),
        ("İ ǰ", "iǰ".replace("ǰ", "j")),
    ],
)
def test_letters_are_what_is_left_of_a_text(text: str, folded: str) -> None:
    """Capitals, accents, ligatures, signs and spaces are gone; letters and digits stay in order."""
    assert letters(text) == folded


@pytest.mark.parametrize(
    ("text", "joined", "apart"),
    [
        ("Don’t go", ["dont", "go"], ["dont", "go"]),
        ("self-harm", ["selfharm"], ["self", "harm"]),
        ("self-\nharm", ["selfharm"], ["selfharm"]),
        ("self - harm", ["selfharm"], ["self", "harm"]),
        ("exploi\u00ad\n  tation now", ["exploitation", "now"], ["exploitation", "now"]),
        ("exploi\u0002tation", ["exploitation"], ["exploitation"]),
        ("zero\u200bwidth", ["zerowidth"], ["zerowidth"]),
        ("Café É", ["cafe", "e"], ["cafe", "e"]),
        ("one_two, three.4", ["one", "two", "three", "4"], ["one", "two", "three", "4"]),
        ("soft\u00ad end", ["soft", "end"], ["soft", "end"]),
    ],
)
def test_words_are_folded_and_hyphens_join(text: str, joined: list[str], apart: list[str]) -> None:
    """What parts a word within itself is gone; a hyphen in a line can be read in both ways."""
    assert words(text) == joined
    assert words_apart(text) == apart


@settings(database=None, derandomize=True, max_examples=200)
@given(TEXTS)
def test_words_joined_are_letters(text: str) -> None:
    """Both ways of folding agree: the words of a text, joined, are its letters."""
    assert "".join(words(text)) == letters(text)


@pytest.mark.parametrize("text", [ALPHABET, "äöü" + ALPHABET, "ж" * 25])
def test_a_fingerprint_for_each_run_of_letters(text: str) -> None:
    """There is one fingerprint for each place and each step, whatever else the text holds."""
    size = len(text)
    for length, step in ((4, 1), (20, 4), (size, 1), (size + 1, 1)):
        expected = range(0, size - length + 1, step)
        marks = fingerprints(text, length, step)
        assert len(marks) == len(expected)
        alone = [fingerprints(text[place : place + length], length)[0] for place in expected]
        assert marks == alone
    assert fingerprints("abcd", 4) != fingerprints("abce", 4)


def test_a_fingerprint_is_the_same_everywhere_and_tells_nothing() -> None:
    """A fingerprint is a number of eight bytes that every machine computes alike."""
    assert fingerprints("power", 5) == [0xB4D27C40C2749428]
    assert all(0 <= mark < 2**64 for mark in fingerprints(ALPHABET, 2))
    assert max(fingerprints(ALPHABET, 2)) > 2**56


def test_any_stretch_of_a_forbidden_text_is_found() -> None:
    """A stretch of `K + STEP - 1` letters, from anywhere in a text, has one of its fingerprints."""
    for size in range(K, 3 * K):
        text = (ALPHABET * 3)[:size]
        marks = sparse_grams(text)
        assert marks <= grams(text)
        assert fingerprints(text[-K:], K)[0] in marks
        for start in range(size - K - STEP + 2):
            assert marks & grams(text[start : start + K + STEP - 1])
    assert len(sparse_grams(ALPHABET)) == len(range(0, len(ALPHABET) - K + 1, STEP))
    assert len(sparse_grams(ALPHABET[:K])) == 1
    assert not sparse_grams(ALPHABET[: K - 1])
    assert not grams(ALPHABET[: K - 1])


def test_a_phrase_is_a_text_too_short_for_grams() -> None:
    """Texts of 8 to 19 letters are phrases, whole; shorter ones say too little."""
    marked = [n for n in range(40) if phrase((ALPHABET * 2)[:n]) is not None]
    assert marked == list(range(SHORTEST, K))
    assert phrase("The coach!") == phrase("the COACH") == fingerprints("thecoach", 8)[0]
    assert phrase("the coaches") != phrase("the coach")


def test_phrases_are_runs_of_whole_words() -> None:
    """A phrase is found where as many whole words say it, at the letter it starts at."""
    said = words("It is the gran who helps")
    found = dict(phrases(said, [3]))
    assert found[phrase("the gran who") or 0] == len("itis")
    assert phrase("is the gran") in found
    assert phrase("gran who helps") in found
    assert phrase("who helps") not in found
    assert dict(phrases(said, [2, 3])) == {**dict(phrases(said, [2])), **found}
    assert phrase("he gran who") not in found
    assert [start for _, start in phrases(words("the gran helps"), [3])] == [0]
    sizes = [n for n in range(30) if list(phrases(["a" * n], [1]))]
    assert sizes == list(range(SHORTEST, K))
    assert not list(phrases(said, [7]))
    assert not list(phrases(said, []))


def test_forbidden_is_what_the_document_does_not_say_itself() -> None:
    """Long texts become grams and short ones phrases; what the document says too is left out."""
    found, short, lengths = forbid([LONG, "the gran it is", "B"], ["Who helps?"])
    assert found == sparse_grams(LONG)
    assert short == {phrase("the gran it is")}
    assert lengths == (4,)
    found, short, lengths = forbid([LONG, "the gran it is"], [LONG.upper(), "It’s The gran it is."])
    assert (found, short, lengths) == (frozenset(), frozenset(), ())


def test_what_neighbours_say_together_is_no_alarm() -> None:
    """What a document says across two of its texts is left out as well."""
    first, second = LONG[:30], LONG[30:]
    assert forbid([LONG], [first, second])[0] == frozenset()
    assert forbid([LONG], [second, first])[0]
    assert forbid(["gran helps"], ["the gran", "helps"])[1] == frozenset()
    assert forbid(["gran helps"], ["the grand", "helps"])[1]


def test_the_numbers_of_words_are_those_of_what_is_left() -> None:
    """`lengths` are sorted, each once, and only of phrases that stay forbidden."""
    given_texts = ["one long word", "seventeen", "two longer", "nineteen x"]
    _, short, lengths = forbid(given_texts, ["two longer", "nineteen x"])
    assert lengths == (1, 3)
    assert short == {phrase("one long word"), phrase("seventeen")}
    assert forbid([], ["x"]) == (frozenset(), frozenset(), ())


def test_withheld_words_are_found_whole() -> None:
    """A word is withheld as it is written; with a star whatever its ending; hyphens hide none."""
    withheld = ["rape", "exploit*", "self-harm*"]
    assert withheld_in("Grape and rapeseed", withheld) == []
    assert withheld_in("RAPE, Exploitation, exploit", withheld) == [
        "rape",
        "exploitation",
        "exploit",
    ]
    assert withheld_in("self-harming or ex\u00adploits", withheld) == ["selfharming", "exploits"]
    assert withheld_in("anti-exploitation", withheld) == ["exploitation"]
    assert withheld_in("anything", []) == []
    assert withheld_in("rape rape", ["rape"]) == ["rape"]
