"""Occurrence: words and numbers are found however they are written, and nothing else is."""

from __future__ import annotations

import pytest

from printroom.text.occurrence import contains

LINE = "Ring 0800 1111, day or night."


@pytest.mark.parametrize(
    "wanted",
    ["0800 1111", "08001111", "0800-1111", "+44 800 1111", "+44 (0)800 1111", "0044 800 1111"],
)
@pytest.mark.parametrize(
    "text", [LINE, "08001111", "+44 800 1111", "(0800) 1111", "since 1986 0800–1111"]
)
def test_a_number_is_found_by_its_digits(text: str, wanted: str) -> None:
    """Spaces, hyphens, brackets and the country code make no other number."""
    assert contains(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (LINE, "0800 111"),
        (LINE, "800 1111"),
        (LINE, "1111 0800"),
        ("in 1999", "999"),
        ("0800 1111 2", "0800 11112 3"),
        ("aged 11, 14", "1114"),
        ("no number", "0"),
    ],
)
def test_another_number_is_not_found(text: str, wanted: str) -> None:
    """A number within the digits of a longer one, or across a comma, is another one."""
    assert not contains(text, wanted)


@pytest.mark.parametrize("wanted", ["ring 0800 1111", "RING 08001111", "day  or", "Or night"])
def test_words_are_found_with_numbers_among_them(wanted: str) -> None:
    """Case, spacing and the groups of digits do not matter."""
    assert contains(LINE, wanted)


@pytest.mark.parametrize("wanted", ["rin", "ay or", "ring 0800 111", "or day"])
def test_only_whole_words_are_found(wanted: str) -> None:
    """Part of a word is not the word, and the order counts."""
    assert not contains(LINE, wanted)


def test_a_number_in_two_halves_is_found_in_both() -> None:
    """Each group of digits is a number by itself, too."""
    assert contains(LINE, "1111")
    assert contains("2027 and 2028", "2028")
    assert contains("of 11 12 are boys", "12 are boys")
