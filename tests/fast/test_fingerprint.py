"""Fingerprints: typesetting cannot hide a text, and text that both sides share is no alarm."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printroom.text.fingerprint import (
    GRAM,
    STEP,
    fingerprints_in,
    forbidden_fingerprints,
    grams,
    letters,
    phrase,
    phrases,
    sparse_grams,
    split_words,
    withheld_in,
    words,
)

Disguise: TypeAlias = Callable[[list[str]], str]
ALPHABET = "abcdefghijklmnopqrstuvwxyzéüßçñ019"
WORD = st.text(ALPHABET, min_size=1, max_size=9)
WORDS = st.lists(WORD, min_size=1, max_size=12)
LONG = st.lists(WORD, min_size=12, max_size=20).filter(
    lambda original: len("".join(original)) >= GRAM + STEP
)
SHORT = st.lists(WORD, min_size=1, max_size=4).filter(
    lambda original: phrase(" ".join(original)) is not None
)
BETWEEN = (" ", "\n", "\r\n", "  ", "\u00a0", " \n ", ", ", ": ", " “", "\t")
WITHIN = (*("",) * 6, "\u00ad", "\u00ad\r\n", "\u200b", "-\n", "\u2010\r\n", "\ufffe")
SHAPES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    str.title,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text),
)


@st.composite
def disguises(draw: st.DrawFn) -> Disguise:
    """A way in which some page may print a text: broken, hyphenated, in capitals, decomposed."""
    chance = draw(st.randoms(use_true_random=False))

    def disguise(original: list[str]) -> str:
        text = ""
        for word in original:
            pieces = [piece for piece in (word[:3], word[3:6], word[6:]) if piece]
            for place, piece in enumerate(pieces):
                text += chance.choice(WITHIN) if place else ""
                text += chance.choice(SHAPES)(piece)
            text += chance.choice(BETWEEN)
        return text

    return disguise


@given(disguises(), WORDS)
def test_no_disguise_changes_letters_or_words(disguise: Disguise, original: list[str]) -> None:
    """Hyphens, breaks, capitals, accents and ligatures change neither letters nor words."""
    text = disguise(original)
    assert letters(text) == letters(" ".join(original))
    assert words(text) == words(" ".join(original))


@given(st.text())
@example("donʼt ŉ x_y ½ a\u0345 \u00ad \ufffe-")
def test_words_are_letters_cut_apart(text: str) -> None:
    """However odd a text is, its words joined are its letters."""
    assert "".join(words(text)) == letters(text)
    assert "".join(split_words(text)) == letters(text)


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    """Folding what is folded changes nothing."""
    assert letters(letters(text)) == letters(text)


@given(disguises(), LONG, st.text(ALPHABET + " "), st.text(ALPHABET + " "))
def test_a_long_text_is_found_at_any_place(
    disguise: Disguise, original: list[str], before: str, after: str
) -> None:
    """A forbidden text of GRAM letters or more is found in any page that says all of it."""
    forbidden, _, _ = forbidden_fingerprints([" ".join(original)])
    assert not forbidden.isdisjoint(grams(before + disguise(original) + after))


@given(LONG, st.integers(0, 100))
def test_a_part_of_a_long_text_is_found(original: list[str], start: int) -> None:
    """K + 3 letters in a row are enough to find the text that they are from."""
    whole = letters(" ".join(original))
    size = GRAM + STEP - 1
    start = min(start, len(whole) - size)
    assert not sparse_grams(whole).isdisjoint(grams(whole[start : start + size]))


@given(disguises(), SHORT, WORDS, WORDS)
def test_a_short_text_is_found_as_whole_words(
    disguise: Disguise, original: list[str], before: list[str], after: list[str]
) -> None:
    """A forbidden text of 8 to 19 letters is found where a page says its words in a row."""
    _, forbidden, lengths = forbidden_fingerprints([" ".join(original)])
    page = " ".join([*before, disguise(original), *after])
    assert forbidden & {mark for mark, _ in phrases(words(page), lengths)}


def test_a_short_text_is_not_found_inside_words() -> None:
    """A short text inside longer words is no find."""
    _, forbidden, lengths = forbidden_fingerprints(["Coach Bryn"])
    found = {mark for mark, _ in phrases(words("A coach Brynmawr sent"), lengths)}
    assert forbidden.isdisjoint(found)


@given(disguises(), WORDS, LONG)
def test_what_both_say_is_no_alarm(
    disguise: Disguise, original: list[str], other: list[str]
) -> None:
    """What the document itself says is never forbidden, in whatever shape it says it."""
    own = disguise(original)
    found, short, lengths = forbidden_fingerprints([" ".join(original), " ".join(other)])
    left = (found | short) - fingerprints_in([own], lengths)
    assert left.isdisjoint(grams(own))
    assert phrase(" ".join(original)) not in left


def test_a_text_across_neighbouring_blocks_is_found() -> None:
    """A text that two of the document's own texts in a row say together is no alarm."""
    forbidden = ["Some secrets feel heavy and you can tell an adult", "happy surprise"]
    own = ["Some secrets feel heavy", "and you can tell an adult", "This is happy", "Surprise!"]
    found, short, lengths = forbidden_fingerprints(forbidden)
    assert found | short <= fingerprints_in(own, lengths)
    assert found
    assert short


def test_too_little_is_nothing() -> None:
    """Fewer than eight letters are never forbidden: a page is full of them."""
    assert forbidden_fingerprints(["B", "Trust", "", "7 – 12"]) == (frozenset(), frozenset(), ())


def test_lengths_are_those_of_the_phrases() -> None:
    """Proof looks for as many words as the forbidden phrases have, and for no others."""
    _, short, lengths = forbidden_fingerprints(
        ["Coach Bryn", "happy surprises too", "Aunt Mary", "x" * 40]
    )
    assert len(short) == 3
    assert lengths == (2, 3)


def test_words_can_be_parted_at_hyphens() -> None:
    """A hyphen parts words where that is asked for, but not one that ends a line."""
    assert words("same-sex safe-\nguarding") == ["samesex", "safeguarding"]
    assert split_words("same-sex safe-\nguarding") == ["same", "sex", "safeguarding"]


@pytest.mark.parametrize(
    "text",
    [
        "He was GROOMED.",
        "groo-\r\nming",
        "groo\u00admer",
        "gröómed",
        "anti-grooming rules",
        "G r o o m i n g i s w r o n g",
        "self-harm",
        "self harming",
        "Self-\nharm",
        "s e l f - h a r m",
    ],
)
def test_a_withheld_word_is_found_in_any_setting(text: str) -> None:
    """Neither hyphens, breaks, capitals, accents nor spaced letters hide a withheld word."""
    assert withheld_in(text, ["groom*", "self-harm*"])


@pytest.mark.parametrize(
    "text",
    ["The bridegroom laughed", "Dust it with a broom", "himself harmed", "", "a b c d e f g h"],
)
def test_other_words_are_not_withheld(text: str) -> None:
    """Words that only contain a withheld one are no find."""
    assert withheld_in(text, ["groom*", "self-harm*"]) == []
    assert withheld_in(text, []) == []


def test_a_withheld_word_without_a_star_is_whole() -> None:
    """Without a star a word is withheld in this form only, and each find is named once."""
    assert withheld_in("Rapeseed and grape", ["rape"]) == []
    assert withheld_in("Rape! rape", ["rape"]) == ["rape"]


@pytest.mark.parametrize("mark", ["'", "’", "‘", "ʼ", "´", "＇"])
@pytest.mark.parametrize(
    "text", ["the groomer{0}s plan", "GROOMER{0}S", "groomer{0}ll, self-harm{0}s"]
)
def test_a_possessive_is_the_word(text: str, mark: str) -> None:
    """A withheld word is found with ’s and the like behind it, whatever the apostrophe is."""
    assert withheld_in(text.format(mark), ["groomer"]) == ["groomer"]
    assert withheld_in(text.format(mark), ["groom"]) == []
    assert withheld_in(f"a gang member{mark}s", ["gang member"]) == ["gang member"]
    assert withheld_in(f"a self-harm{mark}s end", ["harm"]) == ["harm"]


def test_a_library_is_forbidden_in_no_time() -> None:
    """300,000 letters are forbidden in well under a second, on a busy machine too."""
    texts = [f"{number * 7919:x} children say what they think " * 10 for number in range(1010)]
    assert sum(len(letters(text)) for text in texts) > 300_000
    started = time.process_time()
    fingerprints_in(texts[:20], forbidden_fingerprints(texts)[2])
    assert time.process_time() - started < 0.9
