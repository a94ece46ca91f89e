"""The limits of fingerprints: length, number and first letter; and that they are cached."""

from __future__ import annotations

import pytest

from printroom.text.fingerprint import (
    GRAM,
    SHORTEST,
    STEP,
    find_spaced_letters,
    fingerprints,
    grams,
    letters,
    phrase,
    phrases,
    sparse_grams,
    withheld_in,
    words,
)

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def test_the_measures_are_those_of_the_study() -> None:
    """Twenty letters ring no false alarm, and any 23 letters of a forbidden text are found."""
    assert (GRAM, SHORTEST, STEP) == (20, 8, 4)


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
    """Any stretch of `GRAM + STEP - 1` letters of a text has one of its fingerprints."""
    for size in range(GRAM, 3 * GRAM):
        text = (ALPHABET * 3)[:size]
        marks = sparse_grams(text)
        assert marks <= grams(text)
        assert fingerprints(text[-GRAM:], GRAM)[0] in marks
        for start in range(size - GRAM - STEP + 2):
            assert marks & grams(text[start : start + GRAM + STEP - 1])
    assert len(sparse_grams(ALPHABET)) == len(range(0, len(ALPHABET) - GRAM + 1, STEP))
    assert len(sparse_grams(ALPHABET[:GRAM])) == 1
    assert not sparse_grams(ALPHABET[: GRAM - 1])
    assert not grams(ALPHABET[: GRAM - 1])


def test_a_phrase_is_a_text_too_short_for_grams() -> None:
    """Texts of 8 to 19 letters are phrases, whole; shorter ones say too little."""
    marked = [n for n in range(40) if phrase((ALPHABET * 2)[:n]) is not None]
    assert marked == list(range(SHORTEST, GRAM))
    assert phrase("The coach!") == phrase("the COACH") == fingerprints("thecoach", 8)[0]
    assert phrase("the coaches") != phrase("the coach")


def test_phrases_are_runs_of_whole_words() -> None:
    """A phrase is found where as many whole words say it, at the letter it starts at."""
    text = words("It is the gran who helps")
    found = dict(phrases(text, [3]))
    assert found[phrase("the gran who") or 0] == len("itis")
    assert phrase("is the gran") in found
    assert phrase("gran who helps") in found
    assert phrase("who helps") not in found
    assert dict(phrases(text, [2, 3])) == {**dict(phrases(text, [2])), **found}
    assert phrase("he gran who") not in found
    assert [start for _, start in phrases(words("the gran helps"), [3])] == [0]
    sizes = [n for n in range(30) if list(phrases(["a" * n], [1]))]
    assert sizes == list(range(SHORTEST, GRAM))
    assert not list(phrases(text, [7]))
    assert not list(phrases(text, []))


def test_withheld_words_are_reported_once_in_their_order() -> None:
    """A withheld word is reported once, however its hyphen is read, in the order of the text."""
    withheld = ["self-harm", "exploit*", "rape"]
    assert withheld_in("Rape, rape, exploiting, self-harm", withheld) == [
        "rape",
        "exploiting",
        "selfharm",
    ]
    assert withheld_in("said before", withheld, ["rape"]) == ["rape"]
    assert withheld_in("self-harm", []) == []


def test_a_withheld_sign_without_letters_withholds_nothing() -> None:
    """A star or a dash alone is no word, and takes nothing from the words beside it."""
    assert withheld_in("anything a n y t h i n g", ["*", "-"]) == []
    assert withheld_in("anything, r a p e d", ["*", "rape"]) == ["rape"]


def test_letters_set_apart_are_read_together() -> None:
    """Most of a run of four or more short words must be single letters to be one that is spaced."""
    assert list(find_spaced_letters("a b c d")) == [(0, "abcd")]
    assert list(find_spaced_letters("hello there a b c d")) == [(10, "abcd")]
    assert list(find_spaced_letters("a b c")) == []
    assert list(find_spaced_letters("it is so he")) == []
    assert list(find_spaced_letters("a b c de fg")) == []
    assert list(find_spaced_letters("a b c d ef")) == [(0, "abcdef")]


def test_an_apostrophe_that_counts_as_a_letter_is_none() -> None:
    """Unicode has an apostrophe among its letters; in words it is as the others."""
    assert letters("Don\u02bct") == "dont"
    assert words("Don\u02bct go") == ["dont", "go"]
