"""The crossword: one connected grid, only the given words, and no answer shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities._crossing_grid import MAX_SQUARES
from printroom.activities._spelling import letter_counts, spelt
from printroom.activities.crossword import Crossword, CrosswordPage
from printroom.model import Arranged, Band, CannotArrange, Puzzle, Setting
from tests.workshop import HOME
from tools.stress.puzzles import CROSSWORD_LINES, crossword_problems, says
from tools.stress.task import Task

TEN = (
    "trusted adult",
    "respect",
    "boundary",
    "pressure",
    "power",
    "fair",
    "listen",
    "secret",
    "kindness",
    "courage",
)
BAND = Band(
    title="Ages 11 to 14",
    people="young people",
    look="middle",
    body_pt=12.5,
    line_mm=9,
    tick_mm=5,
    grade_max=5.5,
    words_mean=12,
    words_max=18,
)
words = st.lists(
    st.text("aeinrst", min_size=2, max_size=MAX_SQUARES), min_size=2, max_size=12, unique_by=spelt
)
seeds = st.integers(1, 999_999)


def crossword(chosen: Sequence[str], instruction: str = "Solve.") -> Crossword:
    """A crossword whose clues say nothing."""
    entries = tuple(
        {"word": word, "clue": f"Number {number}.", "why": f"Reason {number}."}
        for number, word in enumerate(chosen)
    )
    return Crossword.model_validate(
        {"kind": "crossword", "instruction": instruction, "words": entries}
    )


def page_of(arranged: Arranged) -> CrosswordPage:
    assert isinstance(arranged.page, CrosswordPage)
    return arranged.page


def wrong(chosen: Sequence[str], **more: object) -> tuple[str, str, tuple[str | int, ...]]:
    """What is reported of a crossword that cannot be: message, fix and the way to the place."""
    entries: list[dict[str, object]] = [{"word": word, "clue": "A clue."} for word in chosen]
    entries[0] |= more
    with pytest.raises(ValidationError) as caught:
        Crossword.model_validate(
            {"kind": "crossword", "instruction": "Solve.", "words": tuple(entries)}
        )
    (error,) = caught.value.errors()
    return error["msg"], error["ctx"]["fix"], error["ctx"]["path"]


@given(words, seeds)
def test_a_grid_is_right_or_there_is_none(chosen: list[str], seed: int) -> None:
    """Whatever letters words have, a grid that is printed keeps the law and has the right key."""
    task = Task("crossword", "11-14", BAND, crossword(chosen), ())
    try:
        arranged = task.arranged(seed)
    except CannotArrange as error:
        message = str(error)
    else:
        assert list(crossword_problems(task, arranged)) == []
        return
    assert any(f"“{word}”" in message for word in chosen)


@pytest.mark.parametrize("count", [2, 4, 7, 10])
def test_words_of_a_session_always_find_a_grid(count: int) -> None:
    """Words that share letters are laid with every seed, with every one in its place in the key."""
    task = Task("crossword", "11-14", BAND, crossword(TEN[-count:]), ())
    for seed in range(25):
        assert list(crossword_problems(task, task.arranged(seed))) == []


def test_a_word_within_another_has_a_place_of_its_own() -> None:
    """A word is never laid over another one that it holds, or that holds it."""
    chosen = ("in", "spin", "spinning", "pin", "pins", "inn", "nips")
    task = Task("crossword", "11-14", BAND, crossword(chosen), ())
    for seed in range(40):
        assert list(crossword_problems(task, task.arranged(seed))) == []


def test_another_seed_is_another_grid() -> None:
    """The same seed gives the same grid, and few of the seeds give one that another gave."""
    activity = crossword(TEN)
    sheets = [repr(activity.arrange(Setting(seed))) for seed in range(1, 26)]
    assert sheets == [repr(activity.arrange(Setting(seed))) for seed in range(1, 26)]
    assert len(set(sheets)) > 20


def test_a_grid_is_compact_and_prints() -> None:
    """A grid is at least as wide as high, and no larger than a page holds."""
    for seed in range(25):
        page = page_of(crossword(TEN).arrange(Setting(seed)))
        assert page.height <= page.width <= MAX_SQUARES
        assert len(page.squares) / (page.width * page.height) > 0.3


def test_squares_are_as_large_as_the_stress_takes_them_to_be() -> None:
    """The style sets squares by the line to write on, as the measure of what fits says."""
    style = (HOME / "templates/activities/crossword.css").read_text(encoding="utf-8")
    found = re.findall(r"var\(--line\) \* ([\d.]+)", style)
    assert [float(part) for part in found] == [CROSSWORD_LINES] * 2


def test_the_sheet_says_no_answer() -> None:
    """No word and no reason is on the learner's side, and the key has all of them."""
    arranged = crossword(TEN).arrange(Setting(3))
    shown = repr(page_of(arranged)).casefold()
    assert not any(word in shown or word.replace(" ", "") in shown for word in TEN)
    assert "reason" not in shown
    assert {row.answer for row in arranged.key} == {word.upper() for word in TEN}
    assert set(crossword(TEN).secrets()) == {*TEN, *(f"Reason {n}." for n in range(10))}


def test_the_key_is_in_the_letters_of_the_band() -> None:
    """Who reads small letters gets a key in small letters."""
    small = Setting(1, Puzzle(letters="lower"))
    assert {row.answer for row in crossword(["Mum", "Home"]).arrange(small).key} == {"mum", "home"}


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("power", "5"),
        ("trusted adult", "7, 5"),
        ("self-worth", "4-5"),
        ("well-being team", "4-5, 4"),
        ("don’t", "4"),
        ("Siân", "4"),
        ("dŵr", "3"),
    ],
)
def test_a_clue_says_how_long_its_words_are(word: str, hint: str) -> None:
    """The numbers of letters follow spaces and hyphens; an apostrophe is dropped."""
    assert letter_counts(word) == hint


@pytest.mark.parametrize(
    ("word", "letters"),
    [("Trusted adult", "trustedadult"), ("café", "cafe"), ("Siân’s", "sians"), ("tŷ dŵr", "tŷdŵr")],
)
def test_what_a_word_is_in_a_grid(word: str, letters: str) -> None:
    """Spaces, apostrophes and accents go; ŵ and ŷ are letters of their own, however composed."""
    assert spelt(word) == letters
    assert spelt(word.replace("ŵ", "w\u0302").replace("ŷ", "y\u0302")) == letters


def test_a_welsh_letter_crosses_its_like_only() -> None:
    """A word with ŵ is crossed at ŵ by another ŵ, and not by a w."""
    assert crossword(["dŵr", "tŵf"]).arrange(Setting(1)).key
    with pytest.raises(CannotArrange, match="“dŵr”"):
        crossword(["dŵr", "wn"]).arrange(Setting(1))


def test_mistakes_are_reported_in_plain_words() -> None:
    """Each mistake in the words is named at its place, with a fix."""
    assert wrong(["fair", "c4t"]) == (
        "“c4t” cannot be written into squares",
        "use letters; spaces, hyphens and apostrophes are dropped",
        ("words", 1, "word"),
    )
    assert wrong(["fair", "a"])[:2] == (
        "“a” has 1 letters",
        "a grid holds words of 2 to 15 letters",
    )
    assert wrong(["fair", "responsibilities"])[0] == "“responsibilities” has 16 letters"
    assert wrong(["café", "CAFE"])[0] == "“CAFE” and “café” are the same in a grid"
    assert wrong(["fair", "trusted adult"], clue="Ask a trusted adult!") == (
        "this clue gives away “trusted adult”",
        "say it in other words",
        ("words", 0, "clue"),
    )
    with pytest.raises(ValidationError, match="the instruction gives away “fair”"):
        crossword(["fair", "trust"], "Be fair.")
    assert crossword(["no", "on"], "Know another one.")


def test_words_that_cannot_be_crossed_are_named() -> None:
    """Who writes a word that shares no letter learns which; else who found no place is named."""
    with pytest.raises(CannotArrange, match="no other word can cross “gym”: they share no") as no:
        crossword(["trust", "rust", "gym"]).arrange(Setting(1))
    assert no.value.fix == "take it out, or add a word that shares a letter"
    two_islands = crossword(["trust", "rust", "gym", "myg"])
    with pytest.raises(CannotArrange, match="a grid of 15 by 15 has no place for “"):
        two_islands.arrange(Setting(1))


@pytest.mark.parametrize("word", ["rape", "Rape seed", "the rapist", "rapes"])
def test_a_word_that_no_puzzle_may_spell_is_refused(word: str) -> None:
    """A word that is kept out, or begins with one, is refused; one that only holds it is not."""
    excluded = Setting(1, excluded=("rape", "rapist"))
    assert crossword(["grape", "therapist"]).arrange(excluded).key
    with pytest.raises(CannotArrange, match=f"“{word}” is a word that no puzzle may spell"):
        crossword(["grape", word]).arrange(excluded)


def test_the_solver_hears_a_word_among_others() -> None:
    """What holds sheets against their words finds them in capitals, apart and joined."""
    assert says("Ask a Trusted adult.", ["TRUSTEDADULT"])
    assert not says("Distrusted adults", ["TRUSTEDADULT", "TRUST"])


@pytest.mark.parametrize("squares", [10, 11, 13])
def test_no_grid_is_larger_than_the_band_solves(squares: int) -> None:
    """A band's number of squares in a row is kept."""
    page = page_of(crossword(TEN[4:]).arrange(Setting(1, Puzzle(squares=squares))))
    assert max(page.width, page.height) <= squares


def test_a_word_too_long_for_the_band_is_named() -> None:
    """A word that the band's grid has no room for is named with the size of the grid."""
    with pytest.raises(CannotArrange, match="a grid of 6 by 6 has no place for “kindness”"):
        crossword(("fair", "kindness", "listen")).arrange(Setting(1, Puzzle(squares=6)))
