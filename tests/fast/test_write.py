"""Frames to write in: all are printed, in their order, and no example is shown."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printroom.activities.write import Write, WriteFrame, WritePage
from printroom.load.sources.text_file import Source
from printroom.load.sources.validate import validate_value
from printroom.load.sources.yaml import read_yaml
from printroom.model import NotFitToPrint, Problem, Puzzle, Setting
from tests.workshop import shipped

KINDS = {
    "letter-home",
    "paragraph-frame",
    "pledge",
    "poster-frame",
    "reflection",
    "rewrite-headline",
    "rewrite-record",
    "storyboard",
}
Part = dict[str, object]
Keyed = list[tuple[Part, tuple[str, str]]]
"""Parts, each with its example and its reason."""

words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
maybe = st.one_of(st.just(""), words)
whys = st.tuples(maybe, maybe)


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """A part without its key: some words, and some place."""
    part: Part = {"title": draw(words), "says": draw(maybe), "picture": draw(maybe)}
    part["starter"] = draw(maybe)
    part["lines"] = draw(st.one_of(st.none(), st.integers(1, 30)))
    part["draw"] = draw(st.integers(15, 230))
    part["words"] = tuple(draw(st.lists(words, max_size=3, unique=True)))
    return part


pages = st.lists(st.tuples(parts(), whys), min_size=1, max_size=5)


def write(given_parts: Keyed, ask_answer: str = "") -> Write:
    rows = tuple({**part, "example": one, "why": why} for part, (one, why) in given_parts)
    data = {"kind": "letter", "instruction": "Write.", "parts": rows, "ask": "Who?"}
    return Write.model_validate({**data, "ask_answer": ask_answer})


def page_of(activity: Write) -> WritePage:
    page = activity.arrange(Setting(1)).page
    assert isinstance(page, WritePage)
    return page


@given(pages)
def test_every_part_is_on_the_sheet_in_its_order(
    given_parts: Keyed,
) -> None:
    """The sheet has the parts as they were written, with all that learners get, and no more."""
    page = page_of(write(given_parts))
    assert [asdict(frame) for frame in page.parts] == [part for part, _ in given_parts]
    assert (page.instruction, page.ask) == ("Write.", "Who?")


@given(pages, maybe)
def test_the_sheet_tells_no_example(given_parts: Keyed, answer: str) -> None:
    """With other examples, reasons and answers the sheet is the same, and there are no cards."""
    arranged = write(given_parts, answer).arrange(Setting(1))
    others = [(part, (f"{why}!", f"{one}?")) for part, (one, why) in given_parts]
    other = write(others, f"{answer}!").arrange(Setting(1))
    assert other.page == arranged.page
    assert (arranged.cards, arranged.code) == ((), "")


@given(pages, maybe)
def test_the_key_has_every_example(given_parts: Keyed, answer: str) -> None:
    """Each part with an example or a reason has a line in the key, called by what is on it."""
    key = write(given_parts, answer).arrange(Setting(1)).key
    lines = []
    for part, (one, why) in given_parts:
        about = part["says"] or part["starter"]
        asked = f"{part['title']}: {about}" if about else str(part["title"])
        if one or why:
            lines.append((asked, one, why))
    if answer:
        lines.append(("Who?", answer, ""))
    assert [(row.asked, row.answer, row.why) for row in key] == lines


@given(pages, maybe)
def test_every_text_of_the_key_is_a_secret(given_parts: Keyed, answer: str) -> None:
    """The answers and reasons of the key are secrets, and nothing that learners read is."""
    activity = write(given_parts, answer)
    secret_texts = {text for _, pair in given_parts for text in pair} | {answer}
    assert set(activity.secrets()) == secret_texts
    assert {row.answer for row in activity.arrange(Setting(1)).key} <= secret_texts


def test_no_seed_and_no_band_changes_a_sheet() -> None:
    """A letter has its order: every seed and every band get the same sheet and the same key."""
    rows: Keyed
    rows = [({"starter": f"Part {n}", "lines": n}, (f"Example {n}", "")) for n in range(1, 6)]
    settings = [Setting(seed) for seed in range(1, 30)]
    settings.append(Setting(1, Puzzle(letters="lower", choices=2), ("word",)))
    arranged = {repr(write(rows, "All.").arrange(setting)) for setting in settings}
    assert len(arranged) == 1


def test_pictures_are_named() -> None:
    """Every picture of a part is named, so that the gate can ask who may see it."""
    rows: Keyed
    rows = [({"title": "T", "draw": 20, "picture": one}, ("", "")) for one in ("a", "", "b")]
    assert write(rows).pictures() == ("a", "b")


# --- what authors get wrong

WRONG = {
    "no words": (
        "  - {lines: 2}",
        "this part has no words",
        "give it a title, a starter, or says: with what it is about",
        4,
    ),
    "no place": (
        "  - {title: Here, says: Look.}",
        "this part has no place to write or draw",
        "give it a starter, lines: 3, or draw: 60",
        4,
    ),
    "twins": (
        "  - {starter: I can, words: [ask, tell, ask]}",
        "“ask” is among the words twice",
        "take one out",
        4,
    ),
    "answer to nothing": (
        "  - {starter: I can}\nask_answer: You.",
        "there is an answer, but no question",
        "write ask: with the question",
        5,
    ),
}


def problems_in(text: str) -> list[Problem]:
    """What is reported of an activity that is written like this."""
    written = read_yaml(Source("letter.yaml", text))
    with pytest.raises(NotFitToPrint) as caught:
        validate_value(Write, written.value, written, ())
    return list(caught.value.problems)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_reported_at_its_place(name: str) -> None:
    """A frame that cannot be filled in is refused: where, what is wrong, and a fix."""
    rows, message, fix, line = WRONG[name]
    text = f"kind: letter\ninstruction: Write.\nparts:\n{rows}\n"
    (problem,) = problems_in(text)
    assert (problem.message, problem.fix, problem.line) == (message, fix, line)


@pytest.mark.parametrize("measure", ["lines: 0", "lines: 31", "draw: 14", "draw: 231"])
def test_measures_that_no_page_has_are_refused(measure: str) -> None:
    """Lines and frames that a hand cannot use, or no page can hold, are refused at their place."""
    text = f"kind: letter\ninstruction: Write.\nparts:\n  - {{title: T, {measure}}}\n"
    (problem,) = problems_in(text)
    assert (problem.line, problem.column) == (
        4,
        6 + len(f"title: T, {measure.split(maxsplit=1)[0]} "),
    )


# --- how they are drawn


def with_its_parts(name: str) -> str:
    """A template with the text of those that it includes."""
    sources = shipped().sources
    include = re.compile(r'\{% include "([^"]+)" %\}')
    return include.sub(lambda found: sources[found[1]], sources[name])


def test_every_kind_shows_all_that_a_part_may_have() -> None:
    """No kind of this shape drops, in silence, a text, a picture or a place of its parts."""
    kinds = shipped().kinds
    assert {name for name, kind in kinds.items() if kind.shape == "write"} == KINDS
    for name in KINDS:
        source = with_its_parts(f"activities/{name}.html")
        for field in WriteFrame.__dataclass_fields__:
            assert f"part.{field}" in source, f"{name} never shows {field}"
        assert all(f"page.{field}" in source for field in ("instruction", "ask"))
