"""Gap texts: the words move to a bank, and only reading shows where they belong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.gap import Gap, GapPage
from printroom.model import Arranged, KeyRow, Setting

seeds = st.integers(1, 999_999)
tokens = st.text("abcdefgh’", min_size=1, max_size=8)
plain = st.lists(st.sampled_from(["so", "“we”", "then,", "Then.", "(see)"]), max_size=4)


@st.composite
def texts(draw: st.DrawFn) -> tuple[tuple[str, ...], list[str], list[str]]:
    """Paragraphs with gaps, the words of the gaps in their order, and words that fit nowhere."""
    different = draw(st.lists(tokens, min_size=4, max_size=9, unique=True))
    split = draw(st.integers(3, len(different)))
    fitting, extra = different[:split], different[split:]
    again = draw(st.lists(st.sampled_from(fitting), max_size=2))
    words = draw(st.permutations([*fitting, *again]))
    paragraphs: list[list[str]] = [[]]
    for word in words:
        before = draw(st.sampled_from(["", "“", "("]))
        after = draw(st.sampled_from(["", ".", "”,", "s"]))
        paragraphs[-1] += [*draw(plain), f"{before}[{word}]{after}"]
        if draw(st.booleans()):
            paragraphs.append([])
    paragraphs[-1] += ["end."]
    return tuple(map(" ".join, paragraphs)), words, extra


def written(
    text: Sequence[str], extra: Sequence[str] = (), why: Mapping[str, str] | None = None
) -> Gap:
    fields = {"text": tuple(text), "extra": tuple(extra), "why": why or {}}
    return Gap.model_validate({"kind": "holes", "instruction": "Fill.", **fields})


def page_of(arranged: Arranged) -> GapPage:
    assert isinstance(arranged.page, GapPage)
    return arranged.page


def filled(page: GapPage, key: Sequence[KeyRow]) -> tuple[str, ...]:
    """The text that a learner has who writes the word of each line of the key into its gap."""
    words = {row.asked: row.answer for row in key}
    return tuple(
        "".join(
            f"{one.text}{one.before}{words[str(one.number)]}{one.after}" if one.number else one.text
            for one in paragraph
        )
        for paragraph in page.paragraphs
    )


def first_complaint(text: Sequence[str], extra: Sequence[str] = (), **more: Any) -> Any:
    """The first complaint about wrong data: its message, its fix and the way to it."""
    with pytest.raises(ValidationError) as caught:
        written(text, extra, **more)
    error = caught.value.errors()[0]
    return error["msg"], error["ctx"]["fix"], error["ctx"]["path"]


@given(texts(), seeds)
def test_the_key_fills_the_gaps_with_what_was_written(
    drawn: tuple[tuple[str, ...], list[str], list[str]], seed: int
) -> None:
    """Who writes the key's words into the numbered gaps gets the author's text, to the letter."""
    text, words, extra = drawn
    arranged = written(text, extra).arrange(Setting(seed))
    whole = tuple(one.replace("[", "").replace("]", "") for one in text)
    assert filled(page_of(arranged), arranged.key) == whole
    assert [row.answer for row in arranged.key] == words


@given(texts(), seeds)
def test_the_bank_has_each_word_as_often_as_it_is_needed(
    drawn: tuple[tuple[str, ...], list[str], list[str]], seed: int
) -> None:
    """The bank is the words of all gaps and the words that fit nowhere: nothing lost, no more."""
    text, words, extra = drawn
    page = page_of(written(text, extra).arrange(Setting(seed)))
    assert Counter(page.bank) == Counter([*words, *extra])
    assert page.left_over == len(extra)


@given(texts(), seeds)
def test_the_bank_does_not_follow_the_gaps(
    drawn: tuple[tuple[str, ...], list[str], list[str]], seed: int
) -> None:
    """The words of the gaps are never in the bank in the order of the text."""
    text, words, extra = drawn
    bank = page_of(written(text, extra).arrange(Setting(seed))).bank
    assert [word for word in bank if word in words] != words


@given(st.lists(tokens, min_size=4, max_size=9, unique=True), seeds)
def test_no_word_keeps_its_place_or_its_follower(words: list[str], seed: int) -> None:
    """Where each word is needed once, none is at the number of its gap, nor before the next."""
    bank = page_of(written([" and ".join(f"[{word}]" for word in words)]).arrange(Setting(seed)))
    assert all(one != other for one, other in zip(words, bank.bank, strict=True))
    assert not set(pairwise(words)) & set(pairwise(bank.bank))


@given(texts(), seeds)
def test_no_width_and_no_letter_of_a_gap_tells_its_word(
    drawn: tuple[tuple[str, ...], list[str], list[str]], seed: int
) -> None:
    """All gaps have one width, that of the longest word; the text is the same with other words."""
    text, words, extra = drawn
    page = page_of(written(text, extra).arrange(Setting(seed)))
    assert page.letters == max(map(len, [*words, *extra]))
    turned = dict(zip(dict.fromkeys(words), reversed(dict.fromkeys(words)), strict=True))
    others = [
        re.sub(r"\[(.*?)\]", lambda found: f"[{turned[found[1]]}]", paragraph) for paragraph in text
    ]
    assert page_of(written(others, extra).arrange(Setting(seed))).paragraphs == page.paragraphs


def test_gaps_are_numbered_through_all_paragraphs_and_keep_their_signs() -> None:
    """Numbers do not start again; a quotation mark or a full stop stays with its gap."""
    page = page_of(written(["I [hear] “[you]”.", "We [help]."]).arrange(Setting(1)))
    gaps = [one for paragraph in page.paragraphs for one in paragraph if one.number]
    assert [(one.before, one.number, one.after) for one in gaps] == [
        ("", 1, ""),
        ("“", 2, "”."),
        ("", 3, "."),
    ]
    assert [one.text for one in gaps] == ["I ", " ", "We "]


def test_reasons_and_whole_sentences_are_secrets() -> None:
    """The key's reasons, and the text with its words in place, are for the gate to keep."""
    activity = written(["I can [tell].", "You [hear] and [help]."], why={"hear": "All of it."})
    assert activity.secrets() == ("I can tell.", "You hear and help.", "All of it.")
    arranged = activity.arrange(Setting(4))
    assert "All of it" not in repr(arranged.page)
    assert [row.why for row in arranged.key] == ["", "All of it.", ""]


def test_another_seed_is_another_sheet_with_another_code() -> None:
    """The same seed gives the same sheet; hardly two of a hundred give the same, nor its code."""
    activity = written([" and ".join(f"[word{n}]" for n in range(8))], ["spare"])
    sheets = [activity.arrange(Setting(seed)) for seed in range(100)]
    assert sheets == [activity.arrange(Setting(seed)) for seed in range(100)]
    assert len({repr(sheet.page) for sheet in sheets}) > 95
    assert len({sheet.code for sheet in sheets}) > 90


def test_a_word_for_two_gaps_never_shows_the_order() -> None:
    """Twins are side by side in the bank; also then it does not follow the text."""
    activity = written(["[a] [a] [b] [c]"])
    banks = {page_of(activity.arrange(Setting(seed))).bank for seed in range(60)}
    assert banks == {("b", "c", "a", "a"), ("c", "b", "a", "a")}


def test_a_word_for_most_gaps_never_shows_the_order() -> None:
    """Where a word must keep its place, all other orders are left, but not that of the text."""
    activity = written(["[a] [a] [a] [b] [c]"])
    banks = {page_of(activity.arrange(Setting(seed))).bank for seed in range(60)}
    assert ("a", "a", "a", "b", "c") not in banks
    assert len(banks) == 5


GOOD = "I [hear] and [help] and [stay]."
WRONG: list[tuple[tuple[Any, ...], str, str, tuple[str | int, ...]]] = [
    (
        ([GOOD, "We [tell."],),
        "a square bracket has no partner",
        "write each gap as one word in [square brackets]",
        ("text", 1),
    ),
    (
        ([f"{GOOD} A []."],),
        "“” cannot be filled in",
        "write a word, without spaces around it",
        ("text", 0),
    ),
    (
        ([f"{GOOD} [Nobody] is to blame."],),
        "“Nobody” begins a sentence: its capital letter gives it away",
        "begin the sentence with another word",
        ("text", 0),
    ),
    (
        (["I [hear] and [Hear] and [help]."],),
        "there are 2 different words to fill in",
        "put 3 or more into [square brackets]",
        ("text",),
    ),
    (
        ([GOOD], ["debt", "Help"]),
        "“Help” is in the bank already",
        "take it out, or write another word",
        ("extra", 1),
    ),
    (
        ([GOOD], ["debt", "Debt"]),
        "“Debt” is in the bank already",
        "take it out, or write another word",
        ("extra", 1),
    ),
    (
        ([GOOD], ["responsibilities of all"]),
        "“responsibilities of all” has 23 letters and does not fit into a line",
        "take a word of up to 20",
        ("extra", 0),
    ),
]


@pytest.mark.parametrize(("arguments", "message", "fix", "way"), WRONG)
def test_lists_that_make_no_puzzle_are_reported(
    arguments: tuple[Any, ...], message: str, fix: str, way: tuple[str | int, ...]
) -> None:
    """Brackets, capitals, too few words, twins and giants: each has its message and its fix."""
    assert first_complaint(*arguments) == (message, fix, way)


def test_a_reason_for_a_word_that_is_in_no_gap_is_refused() -> None:
    """A reason that no line of the key would print is a slip of the pen."""
    assert first_complaint([GOOD], why={"hop": "Why?"}) == (
        "“hop” is not in any gap",
        "write it exactly as in its gap",
        ("why", "hop"),
    )


def test_a_capital_within_a_sentence_is_a_name() -> None:
    """A name keeps its capital letter; only the first word of a sentence is refused."""
    assert written(["We ring [Childline], and they [hear] and [help]."]).kind == "holes"
