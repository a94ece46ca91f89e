"""The word search: each word once, no excluded word, and a right key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities._spelling import excluded_letters, spelt, without_accents
from printroom.activities.word_search import LARGEST, WordSearch, WordSearchPage
from printroom.model import Arranged, CannotArrange, Direction, Library, Puzzle, Setting
from tests.fast.test_crossword import BAND
from tests.workshop import HOME
from tools.stress.puzzles import SEARCH_TICKS, word_search_problems
from tools.stress.task import Task

EIGHT: tuple[Direction, ...] = (
    "right",
    "down",
    "down-right",
    "up-right",
    "left",
    "up",
    "down-left",
    "up-left",
)
SIX = ("listen", "respect", "kindness", "honest", "choice", "fair")
PLAIN_WORDS = (
    *("power", "control", "trust", "identity", "class", "night", "change", "consent", "abuse"),
    *("exploitation", "grooming", "boundary", "digital", "suspicious", "Saturday", "audience"),
    *("support", "competition", "studying", "closer", "meeting", "episode", "document"),
)
words = st.lists(st.text("aenrst", min_size=3, max_size=8), min_size=3, max_size=7)
seeds = st.integers(1, 999_999)


def search(chosen: Sequence[str], size: int | None = None) -> WordSearch:
    """A word search, in a grid of this size if one is given."""
    written: dict[str, object] = {"kind": "word-search", "instruction": "Find them."}
    entries = [
        {"word": word, "why": f"Reason {n}."} if n % 2 else word for n, word in enumerate(chosen)
    ]
    return WordSearch.model_validate(
        {**written, "words": tuple(entries), **({"size": size} if size else {})}
    )


def task(
    chosen: Sequence[str],
    puzzle: Puzzle | None = None,
    excluded: Sequence[str] = (),
    size: int | None = None,
) -> Task:
    band = BAND.model_copy(update={"puzzle": puzzle or Puzzle()})
    return Task("word-search", "11-14", band, search(chosen, size), tuple(excluded))


def page_of(arranged: Arranged) -> WordSearchPage:
    assert isinstance(arranged.page, WordSearchPage)
    return arranged.page


def wrong(chosen: Sequence[str], size: int | None = None) -> tuple[str, str]:
    """What is reported of words that cannot be hidden, and the fix."""
    with pytest.raises(ValidationError) as caught:
        search(chosen, size)
    (error,) = caught.value.errors()
    return error["msg"], error["ctx"]["fix"]


@given(
    words,
    st.lists(st.text("aenrst", min_size=3, max_size=4), max_size=12),
    st.lists(st.sampled_from(EIGHT), min_size=1, max_size=8, unique=True),
    st.sampled_from(["lower", "upper"]),
    seeds,
)
def test_a_grid_is_right_or_there_is_none(
    chosen: list[str], excluded: list[str], ways: list[Direction], letters: str, seed: int
) -> None:
    """Whatever is hidden and kept out, a grid that is printed keeps the law and has a right key."""
    puzzle = Puzzle.model_validate({"letters": letters, "directions": tuple(ways)})
    try:
        asked = task(chosen, puzzle, excluded)
        arranged = asked.arranged(seed)
    except ValidationError:
        assert any(
            one in other or one in other[::-1]
            for n, one in enumerate(chosen)
            for m, other in enumerate(chosen)
            if n != m
        )
        return
    except CannotArrange:
        return
    assert list(word_search_problems(asked, arranged)) == []


def test_words_of_a_session_always_find_a_grid(library: Library) -> None:
    """With all that the shipped lists keep out, every seed of every band finds a right grid."""
    never = tuple(word for entry in library.not_in_puzzles.values() for word in entry.words)
    for band in library.bands.values():
        excluded = (*never, *(word.rstrip("*") for word in band.withheld))
        asked = replace(task(SIX, excluded=excluded), band=band)
        for seed in range(25):
            assert list(word_search_problems(asked, asked.arranged(seed))) == []


def test_chance_spells_nothing_that_is_kept_out() -> None:
    """Without the rule a filling would often spell such words; with it, no grid of many does."""
    excluded = ("eat", "tea", "den", "rid", "nor", "the", "tie", "toe", "dine", "see")
    plain, ruled = (task(SIX, excluded=words) for words in ((), excluded))
    spoilt = sum(
        bool(list(word_search_problems(ruled, plain.arranged(seed)))) for seed in range(30)
    )
    assert spoilt > 20
    for seed in range(30):
        assert list(word_search_problems(ruled, ruled.arranged(seed))) == []


def test_an_accent_does_not_hide_what_is_kept_out() -> None:
    """A Welsh letter of a word and letters of chance spell nothing that is kept out without it."""
    asked = task(("tŵr", "nant", "afon"), excluded=[f"wr{letter}" for letter in "aefnort"])
    for seed in range(30):
        assert list(word_search_problems(asked, asked.arranged(seed))) == []


def test_two_words_share_one_square_at_most() -> None:
    """No word begins within the last letters of another one in the same line."""
    asked = task(("abc", "bcd", "cde"), Puzzle(directions=("right",)), size=5)
    for seed in range(60):
        assert list(word_search_problems(asked, asked.arranged(seed))) == []


def test_a_full_grid_is_found() -> None:
    """Words that leave no square free are hidden, however often that has to be begun again."""
    rows = ("abcde", "fghij", "klmno", "pqrst", "uvwxy")
    for seed in range(20):
        page = page_of(task(rows, size=5).arranged(seed))
        assert sorted("".join(page.rows).lower()) == sorted("".join(rows))


def test_a_word_runs_as_the_band_reads() -> None:
    """Words run in the directions of the band, in no other, and over some seeds in all of them."""
    for ways in (("right", "down"), EIGHT):
        asked = task(SIX, Puzzle.model_validate({"directions": ways}))
        answers = {row.answer for seed in range(20) for row in asked.arranged(seed).key}
        runs = {answer.split(", ")[2] for answer in answers}
        assert len(runs) == len(ways)
        assert ("to the right" in runs, "down" in runs) == (True, True)
        assert ("up" in runs) == ("up" in ways)


def test_letters_are_those_of_the_band() -> None:
    """Grid, list and key have small letters or capitals, as the band reads."""
    small = task(SIX, Puzzle(letters="lower")).arranged(1)
    large = task(SIX, Puzzle(letters="upper")).arranged(1)
    assert page_of(small).words == SIX
    assert page_of(large).words == tuple(word.upper() for word in SIX)
    assert [row.upper() for row in page_of(small).rows] == list(page_of(large).rows)
    assert [row.asked.upper() for row in small.key] == [row.asked for row in large.key]


def test_a_grid_is_as_small_as_its_words_allow() -> None:
    """Without a size the grid is small: for six short words no larger than young readers can do."""
    young = ("mum", "dad", "gran", "aunt", "coach", "nurse", "teacher")
    assert all(len(page_of(task(young).arranged(seed)).rows) <= 8 for seed in range(30))
    assert len(page_of(task(SIX, size=11).arranged(1)).rows) == 11


def test_squares_are_as_large_as_the_stress_takes_them_to_be() -> None:
    """The style sets squares by the box to tick, as the measure of what fits says."""
    style = (HOME / "templates/activities/word-search.css").read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--tick\) \* ([\d.]+)", style)) == {str(SEARCH_TICKS)}


def test_another_seed_is_another_grid() -> None:
    """The same seed gives the same grid, and no two of fifty seeds give the same."""
    sheets = [repr(task(SIX).arranged(seed)) for seed in range(1, 51)]
    assert sheets == [repr(task(SIX).arranged(seed)) for seed in range(1, 51)]
    assert len(set(sheets)) == 50


def test_a_word_that_reads_the_same_backwards_is_hidden_once() -> None:
    """Mum and dad are in one place each, from whichever end they are read."""
    asked = task(("mum", "dad", "gran", "noon"), Puzzle(directions=EIGHT))
    for seed in range(30):
        assert list(word_search_problems(asked, asked.arranged(seed))) == []


def test_accents_are_folded_and_welsh_letters_stay() -> None:
    """é is E in the grid; Ŵ stays, and does not hide what is kept out."""
    asked = task(("café", "dŵr", "trust"))
    letters = "".join(page_of(asked.arranged(1)).rows)
    assert "Ŵ" in letters
    assert "É" not in letters
    assert list(word_search_problems(asked, asked.arranged(1))) == []
    with pytest.raises(CannotArrange, match="“dŵr” holds “dwr”"):
        task(("café", "dŵr", "trust"), excluded=["dwr"]).arranged(1)


def test_mistakes_are_reported_in_plain_words() -> None:
    """Each mistake in the words is named, with a fix."""
    twice = "take one out: it would be found twice"
    assert wrong(("fair", "trust", "c4t"))[0] == "“c4t” cannot be written into squares"
    assert wrong(("fair", "trust", "no")) == (
        "“no” has 2 letters",
        "this grid holds words of 3 to 12 letters",
    )
    assert wrong(("fair", "trust", "kindness"), 7)[1] == "this grid holds words of 3 to 7 letters"
    assert wrong(("fair", "trust", "trusted adult")) == (
        "“trust” is contained in “trusted adult”",
        twice,
    )
    assert wrong(("step", "fair", "pets")) == ("“step” is contained in “pets”", twice)
    assert wrong(("fair", "café", "cafe")) == ("“café” is contained in “cafe”", twice)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("skill", "“skill” holds “kill”"),
        ("boxes", "“boxes” holds “sex”, read backwards"),
        ("self harm", "“self harm” holds “selfharm”"),
    ],
)
def test_a_word_that_holds_what_is_kept_out_is_named(word: str, reason: str) -> None:
    """A word is refused if it spells, from either end, what no puzzle may spell."""
    asked = task(("fair", "trust", word), excluded=["kill", "sex", "Self-harm"])
    with pytest.raises(CannotArrange, match=f"{reason}.*, which no puzzle may spell") as no:
        asked.arranged(1)
    assert no.value.fix == "take it out, or choose another word"


def test_too_many_words_for_a_grid_are_reported() -> None:
    """A grid that cannot hold all words is reported with its size and a fix."""
    many = ("abcde", "fghij", "klmno", "pqrst", "uvwxy", "zabdc")
    with pytest.raises(CannotArrange, match="a grid of 5 by 5 does not hold all 6 words") as no:
        task(many, size=5).arranged(1)
    assert no.value.fix == "give the grid a larger size, or take out some, such as “abcde”"
    assert LARGEST == 12


def test_reasons_are_for_the_key_alone() -> None:
    """Only the key says why a word matters."""
    activity = search(SIX)
    assert set(activity.secrets()) == {"", "Reason 1.", "Reason 3.", "Reason 5."}
    arranged = activity.arrange(Setting(1))
    assert "Reason" not in repr(arranged.page)
    reasons = [f"Reason {n}." if n % 2 else "" for n in range(6)]
    assert [row.why for row in arranged.key] == reasons


# --- the list that is shipped


def test_the_list_says_each_word_once(library: Library) -> None:
    """No word of a language is kept out twice, nor one that a shorter one keeps out anyway."""
    for language, entry in library.not_in_puzzles.items():
        letters = [without_accents(spelt(word)) for word in entry.words]
        twice = [one for one in letters if sum(other in one for other in letters) > 1]
        assert not twice, (language, twice)


def test_the_list_leaves_the_words_of_the_sessions_alone(library: Library) -> None:
    """What the sessions teach, and the words of power, can be hidden in a grid."""
    never = excluded_letters(
        tuple(word for entry in library.not_in_puzzles.values() for word in entry.words)
    )
    taught = [entry.word for entry in library.glossary.values()]
    held = {
        word: hidden
        for word in (*taught, *PLAIN_WORDS)
        for hidden in never
        if hidden in without_accents(spelt(word)) or hidden in without_accents(spelt(word))[::-1]
    }
    # The price of three letters: see the head of the list. The longer term is in no grid.
    assert held == {"document": "cum", "child sexual exploitation": "sex"}


def test_the_list_is_printed_nowhere() -> None:
    """No template and no material names a word of the list as a value to print."""
    sources = [*Path(HOME / "templates").rglob("*.html"), *Path(HOME / "printroom").rglob("*.py")]
    readers = [f.name for f in sources if "not_in_puzzles" in f.read_text(encoding="utf-8")]
    names_none = "order_names.py"  # it reads the names of sessions only
    known = ["arrangements.py", "library.py", "materials.py", names_none, "uses.py"]
    assert sorted(readers) == known


def test_no_grid_is_larger_than_the_band_solves() -> None:
    """A band's number of squares in a row is kept, also against the author's own size."""
    setting = Setting(1, Puzzle(squares=8))
    assert len(page_of(search(SIX).arrange(setting)).rows) <= 8
    for chosen, size in ((SIX, 9), (("exploitation", "power", "listen"), None)):
        with pytest.raises(CannotArrange, match="a grid of 8 by 8 does not hold all"):
            search(chosen, size).arrange(setting)
