"""Reading level: the formula, what does not count, and what a warning contains."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.choose import choose
from printroom.compose import compose
from printroom.inspect import inspect
from printroom.inspect.reading_level import FEWEST_WORDS, grade, syllables
from printroom.load import load_templates
from printroom.model import Library, Node, Order, Plan, Problem, Templates
from tests.sample_libraries import (
    ACTIVITY_BLOCK,
    OLDER,
    TEENS,
    Fields,
    activity,
    band,
    block,
    contact,
    frame,
    library,
    link,
    order,
    paragraph,
    part,
    row,
    snippet,
    templates,
    text,
    word,
)
from tests.workshop import Workshop

EASY = "The cat sat on the mat. "
LONG = "One two three four five six seven eight nine ten and one two three four five six. "
HARD = "Responsibility for exploitation belongs to manipulative individuals. "


# --- the formula ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentences", "spoken", "wanted"),
    [
        (13, 1, 24, 11.3),  # Wikipedia, “Flesch–Kincaid readability tests”: the platypus
        (13, 1, 26, 13.08),  # the same sentence in the manual of npm’s flesch-kincaid 2.0
        (6, 1, 6, -1.45),  # “The cat sat on the mat.”
        (1, 1, 1, -3.40),  # the lowest there is, in theory
        (570, 100, 581.4, -1.3),  # Wikipedia: Green Eggs and Ham, 5.7 words and 1.02 syllables
    ],
)
def test_the_formula_gives_what_is_published(
    words: int, sentences: int, spoken: int, wanted: float
) -> None:
    """Worked examples of others, from their counts."""
    assert grade(words, sentences, spoken) == pytest.approx(wanted, abs=0.051)


SPOKEN = {
    1: "a the cat looked whole liked where eyes trust there wait friend don't friend's",
    2: "power table wanted someone people being centre evening adult isn't listened exploit",
    3: "anyone somebody area idea beautiful important another safeguarding",
    4: "Australian reptilian community authority experience manipulate everybody's exploitation",
    5: "opportunity university individual",
    6: "responsibility vulnerability",
}


@pytest.mark.parametrize("count", SPOKEN)
def test_syllables_are_those_that_are_spoken(count: int) -> None:
    """Common words of these packs, as a dictionary divides them; case and apostrophes are one."""
    for spoken in SPOKEN[count].split():
        counts = {syllables(form) for form in (spoken, spoken.upper(), spoken.replace("'", "’"))}
        assert counts == {count}, spoken
    assert syllables("grown-up") == 2


@given(st.text())
def test_whatever_is_counted_has_a_syllable(typed: str) -> None:
    """No text stops the count."""
    assert syllables(typed) >= 0
    assert syllables("x" + typed) >= 1


# --- the warnings ---------------------------------------------------------------------------------


def warnings(given: Library, **targets: float) -> list[Problem]:
    """What is hard to read in the pack for teens, whose band has these targets."""
    wanted = {"grade_max": 6.0, "words_mean": 12, "words_max": 16, **targets}
    values = {name: getattr(given, name) for name in given.__dataclass_fields__}
    judged = Library(**{**values, "bands": {TEENS: band("Teens", **wanted)}})
    plan, _ = choose(order(), judged, templates())
    found = [p for p in inspect(plan, ()) if p.code in ("hard-to-read", "long-sentence")]
    assert not any(problem.stops for problem in found)
    return found


def codes(given: Library, **targets: float) -> list[str]:
    return [problem.code for problem in warnings(given, **targets)]


def read_by_the_older(*nodes: Node | str) -> tuple[Plan, Templates]:
    """A plan for teens with a page that the older band reads, whose targets are wide."""
    rows = (row("letter", read_by=OLDER), row("facilitator-guide", "facilitator", guide=True))
    sheets = templates(frame(documents=rows))
    bands = {
        TEENS: band("Teens", withheld=("secretive",), words_max=3, grade_max=0.0, words_mean=2),
        OLDER: band("Older", body_pt=9.0, words_max=60, grade_max=30.0, words_mean=60),
    }
    given = library(snippet("a", part("letter", *nodes)), bands=bands)
    return choose(order(), given, sheets)[0], sheets


def test_a_page_for_other_readers_is_judged_and_set_for_them() -> None:
    """A row with read_by takes targets and type from that band, and withheld words from its own."""
    plan, sheets = read_by_the_older(LONG + HARD)
    assert inspect(plan, ()) == []
    (letter, *_) = compose(plan, sheets)
    assert "Older" in letter.source
    assert "Teens" not in letter.source
    plan, _ = read_by_the_older("A secretive page.")
    assert [problem.code for problem in inspect(plan, ())] == ["withheld-word"]


def test_an_easy_read_page_has_a_limit_of_its_own() -> None:
    """A row with words_max takes the shorter of its own limit and the band's, and names itself."""

    def found(own: int, of_band: int) -> list[str]:
        rows = (
            row("easy-read", words_max=own),
            row("facilitator-guide", "facilitator", guide=True),
        )
        bands = {TEENS: band("Teens", words_max=of_band, grade_max=30.0, words_mean=60)}
        given = library(snippet("a", part("easy-read", LONG)), bands=bands)
        return [
            p.message
            for p in inspect(choose(order(), given, templates(frame(documents=rows)))[0], ())
        ]

    (message,) = found(12, 20)
    assert message.startswith("a sentence of 17 words, but pages of “Easy read” have 12 at most: ")
    assert found(17, 20) == []
    (message,) = found(20, 16)
    assert "11-14 have 16 at most" in message


def worksheet(*nodes: Node | str, **more: Fields) -> Library:
    return library(snippet("a", part("worksheet", *nodes)), **more)


def test_what_meets_its_targets_is_not_warned_of() -> None:
    """Easy words in short sentences are no finding, and neither is the target itself."""
    assert codes(worksheet(EASY * 5)) == []
    assert codes(worksheet(EASY * 5), words_mean=6, words_max=6, grade_max=-1.4) == []
    assert codes(worksheet(EASY * 5), words_mean=5) == ["hard-to-read"]
    assert codes(worksheet(EASY * 5), grade_max=-1.6) == ["hard-to-read"]
    assert codes(worksheet(EASY * 5), words_max=5) == ["long-sentence"] * 5


def test_the_sentence_that_costs_most_and_the_hardest_words_are_named() -> None:
    """A part that is too hard is reported at the line of one sentence, with three words."""
    at = Node("paragraph", "", (Node("text", HARD, line=14, column=3),), line=14)
    (problem,) = warnings(worksheet(EASY * 3, at, EASY), grade_max=3.0)
    assert problem.code == "hard-to-read"
    assert f"“{HARD.strip()}”" in problem.message
    assert "“T a” in the worksheet is hard for 11-14: grade 5." in problem.message
    assert problem.fix.endswith(": Responsibility, manipulative, individuals")
    assert (problem.path, problem.line, problem.column) == ("s.md", 14, 3)


def test_what_costs_most_is_hard_before_it_is_long() -> None:
    """A short sentence of long words may cost more than a long one of short words."""
    (problem,) = warnings(worksheet(EASY * 3 + LONG + HARD), words_max=20, grade_max=3.0)
    assert "hardest sentence: “Responsibility for" in problem.message


def test_a_long_sentence_is_reported_where_it_begins() -> None:
    """Each sentence over the limit is reported at its own column, even in a part of few words."""
    given = worksheet(Node("paragraph", "", (Node("text", EASY + LONG, line=7, column=5),)))
    (problem,) = warnings(given)
    assert problem.code == "long-sentence"
    assert "a sentence of 17 words, but 11-14 have 16 at most: “One two" in problem.message
    assert (problem.line, problem.column) == (7, 5 + len(EASY))


def test_of_few_words_no_mean_is_taken() -> None:
    """Below twenty words a part is judged by its longest sentence only."""
    few = HARD * 2
    assert len(few.split()) < FEWEST_WORDS
    assert codes(worksheet(few)) == []
    assert codes(worksheet(HARD * 3)) == ["hard-to-read"]


def test_each_part_is_judged_by_itself() -> None:
    """An easy page does not make up for a hard one, nor one snippet for another."""
    easy, hard = part("worksheet", EASY * 20), part("handout", HARD * 3)
    assert codes(library(snippet("a", easy, hard))) == ["hard-to-read"]
    hard = part("worksheet", HARD * 3)
    assert codes(library(snippet("a", easy), snippet("b", hard))) == ["hard-to-read"]


def test_the_band_hears_what_the_guide_says_aloud() -> None:
    """Of the guide, only what is said aloud is for the band; the rest is for an adult."""
    snippet_for_guide = snippet("a", part("facilitator-guide", HARD * 3, LONG))
    assert codes(library(snippet_for_guide)) == []
    aloud = snippet("a", part("facilitator-guide", block("say", HARD * 3)))
    assert codes(library(aloud)) == ["hard-to-read"]


def test_an_activity_is_read_with_its_part() -> None:
    """The words of an activity count; labels of fewer than three words are no sentences."""
    pairs = [{"left": f"{LONG} {n}", "right": f"Responsibility {n}"} for n in "ab"]
    task = activity("matching", instruction=EASY, pairs=tuple(pairs))
    given = library(snippet("a", part("worksheet", ACTIVITY_BLOCK), activity=task))
    assert codes(given, words_mean=20) == ["long-sentence"] * 2


LISTED: dict[str, Callable[[str], Node]] = {
    "items": lambda words: Node("bullets", "", (Node("item", "", (paragraph(words),)),)),
    "cells": lambda words: Node("row", "", (Node("cell", "", (text(words),)),)),
    "headings": lambda words: Node("heading", "", (text(words),), "3"),
    "cards": lambda words: block("card", words, title="A"),
}


@pytest.mark.parametrize("how", LISTED)
def test_each_item_is_a_sentence(how: str) -> None:
    """Without a full stop, too: items, cells, headings and cards end a sentence."""
    half = "one two three four five six seven eight nine ten"
    assert codes(worksheet(LISTED[how](half), LISTED[how](half))) == []
    assert codes(worksheet(f"{half} {half}"), words_mean=20) == ["long-sentence"]


@pytest.mark.parametrize(
    ("sentence", "sentences"),
    [
        ("One two three. Four five six! Seven eight nine? “Ten one two.” Three four five.", 5),
        ("Mr Black and Dr. Green, e.g. today, ask us at 9.30 or at 1.5 hours.", 1),
        ("“Are you sure of that?” asked the bus driver.", 1),
        ("She said: “You owe me.” He left the room.", 2),
        ("I am … so tired of it all.", 1),
    ],
)
def test_sentences_end_where_a_reader_stops(sentence: str, sentences: int) -> None:
    """Quotations, short forms, times and dots that trail off do not cut a sentence."""
    assert len(warnings(worksheet(sentence), words_max=1)) == sentences


# --- what does not count --------------------------------------------------------------------------


def reading(given: Library) -> list[str]:
    """All that is reported with targets that nothing meets."""
    found = warnings(given, grade_max=-9.0, words_mean=0, words_max=99)
    return [problem.message.partition(". The hardest")[0] for problem in found]


PLAIN = reading(worksheet(paragraph(EASY * 5, "We ask a friend of ours to help.")))
SET_ASIDE: dict[str, Callable[[], Library]] = {
    "a name": lambda: worksheet(
        paragraph(EASY * 5, "We ask a friend Bartholomew of ours to help.")
    ),
    "a name and its possessive": lambda: worksheet(
        paragraph(EASY * 5, "We ask a friend Siân Featherstonehaugh’s of ours to help.")
    ),
    "a name that begins a sentence, too": lambda: worksheet(
        paragraph(EASY * 5, "Mair. Mair we ask a friend, Mair, of ours to help.")
    ),
    "a taught word": lambda: worksheet(
        paragraph(EASY * 5, "We ask a friend of ours ", link("word:it"), " to help."),
        glossary={"it": word()},
    ),
    "a helpline": lambda: worksheet(
        paragraph(EASY * 5, "We ask a friend of ours ", link("contact:it"), " to help."),
        contacts={"it": contact()},
    ),
    "a helpline in bold": lambda: worksheet(
        paragraph(
            EASY * 5,
            "We ask a friend ",
            Node("strong", "", (link("contact:it"),)),
            " of ours to help.",
        ),
        contacts={"it": contact()},
    ),
    "a label": lambda: worksheet(
        paragraph(EASY * 5, "We ask a friend of ours to help."), paragraph("Responsibility")
    ),
}


@pytest.mark.parametrize("what", SET_ASIDE)
def test_what_does_not_count_changes_nothing(what: str) -> None:
    """Names, taught words, helplines and labels make a text neither harder nor easier."""
    assert reading(SET_ASIDE[what]()) == PLAIN


@pytest.mark.parametrize(
    "phrase",
    [
        "We ask a friend of ours to help responsibly.",
        "We ask a friend: Responsibility of ours to help.",
        "We ask a friend “Responsibility of ours” to help.",
    ],
)
def test_what_only_looks_like_a_name_counts(phrase: str) -> None:
    """A capital that only begins a sentence or a quotation makes no name."""
    assert reading(worksheet(paragraph(EASY * 5, phrase))) != PLAIN


@pytest.mark.parametrize(
    ("phrase", "same"),
    [
        (
            "We ask if I’m of help. I know that I can.",
            "We ask if he’s of help. He knows that he can.",
        ),
        ("We ask a Coach. It was the coach.", "We ask a coach. It was the coach."),
    ],
)
def test_not_every_capital_makes_a_name(phrase: str, same: str) -> None:
    """“I” is none, and a word that is also written small is a word."""
    assert reading(worksheet(EASY * 5 + phrase)) == reading(worksheet(EASY * 5 + same))


def test_a_warning_has_its_place_in_a_file(tiny: Workshop) -> None:
    """A long sentence in an activity, and one below a heading, are reported at their places."""
    long = " ".join(["so"] * 40)
    tiny.change("materials/snippets/repairs/tools.md", "Fills the tyre with air", long)
    tiny.change("materials/snippets/repairs/hole.md", "3. Hold it", f"3. {long} hold it")
    plan, _ = choose(
        Order("repairs/flat-tyre", "seniors", "uphill"),
        tiny.load(),
        load_templates(tiny.templates),
    )
    places = {(p.path, p.line, p.column) for p in inspect(plan, ()) if p.code == "long-sentence"}
    assert places == {
        ("materials/snippets/repairs/tools.md", 9, 27),
        ("materials/snippets/repairs/hole.md", 23, 4),
    }
