"""The quiz: every question with a right answer among others, and none revealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printroom.activities.quiz import Quiz, QuizPage
from printroom.model import Arranged, CannotArrange, Piece, Puzzle, Setting

Asked = dict[str, Any]
words = st.text("abcdefghij äöü’", min_size=1, max_size=9).filter(str.strip)
seeds = st.integers(1, 999_999)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TICKS = ("True", "False", "It depends")


def quiz(questions: Sequence[Mapping[str, Any]], **more: object) -> Quiz:
    rows = tuple({"why": "Because.", **question} for question in questions)
    return Quiz.model_validate({"kind": "q", "instruction": "Tick.", "questions": rows, **more})


def page_of(arranged: Arranged) -> QuizPage:
    assert isinstance(arranged.page, QuizPage)
    return arranged.page


def setting(seed: int, choices: int = 4) -> Setting:
    return Setting(seed, Puzzle(choices=choices))


@st.composite
def own(draw: st.DrawFn) -> list[Asked]:
    """Questions with right and wrong answers of their own."""
    questions = []
    for ask in draw(st.lists(words, min_size=2, max_size=8, unique=True)):
        answers = draw(st.lists(words, min_size=3, max_size=8, unique=True))
        rights = draw(st.integers(1, 2))
        right = answers[0] if rights == 1 else tuple(answers[:rights])
        why = "Why " + ask[::-1]
        questions.append({"ask": ask, "right": right, "wrong": tuple(answers[rights:]), "why": why})
    return questions


@st.composite
def ticked(draw: st.DrawFn) -> list[Asked]:
    """Statements with two different answers at least."""
    asks = draw(st.lists(words, min_size=2, max_size=9, unique=True))
    rest = st.lists(st.sampled_from(TICKS), min_size=len(asks) - 2, max_size=len(asks) - 2)
    rights = draw(st.permutations(["True", "False", *draw(rest)]))
    return [
        {"ask": ask, "right": right, "why": f"Why {ask[::-1]}"}
        for ask, right in zip(asks, rights, strict=True)
    ]


@st.composite
def by_nation(draw: st.DrawFn) -> tuple[list[str], list[Asked]]:
    """Nations, and questions with an answer for each; some answers hold in several."""
    nations = draw(st.lists(words, min_size=2, max_size=5, unique=True))
    questions = []
    for ask in draw(st.lists(words, min_size=2, max_size=4, unique=True)):
        bank = draw(st.lists(words, min_size=3, max_size=6, unique=True))
        one = st.sampled_from(bank[:-1])
        answers = tuple(draw(st.lists(one, min_size=len(nations), max_size=len(nations))))
        questions.append({"ask": ask, "answers": answers, "wrong": (bank[-1],)})
    return nations, questions


def rights(question: Asked) -> tuple[str, ...]:
    """The right answers that an author wrote."""
    right = question["right"]
    return (right,) if isinstance(right, str) else right


# --- choices of each question's own


@given(own(), seeds, st.integers(3, 6))
def test_the_right_answer_is_always_offered(asked: list[Asked], seed: int, most: int) -> None:
    """Each question, in its order, offers all right answers and as many wrong as there is room."""
    page = page_of(quiz(asked).arrange(setting(seed, most)))
    assert [one.ask for one in page.questions] == [one["ask"] for one in asked]
    for written, seen in zip(asked, page.questions, strict=True):
        offered = [option.piece.text for option in seen.options]
        everything = [*rights(written), *written["wrong"]]
        assert len(set(offered)) == len(offered) == min(most, len(everything))
        assert set(rights(written)) <= set(offered) <= set(everything)
        assert "".join(option.letter for option in seen.options) == LETTERS[: len(offered)]
        assert seen.several == (len(rights(written)) > 1)


@given(own(), seeds)
def test_the_key_of_a_quiz_is_right(asked: list[Asked], seed: int) -> None:
    """Who ticks by what was written gets, question by question, what the key says."""
    arranged = quiz(asked).arrange(setting(seed))
    page = page_of(arranged)
    solved = []
    for number, (written, seen) in enumerate(zip(asked, page.questions, strict=True), 1):
        ticks = [one for one in seen.options if one.piece.text in rights(written)]
        answer = "; ".join(f"{one.letter}  {one.piece.text}" for one in ticks)
        solved.append((f"{number}. {seen.ask}", answer, written["why"]))
    assert [(row.asked, row.answer, row.why) for row in arranged.key] == solved


@given(own(), seeds, st.integers(3, 6))
def test_no_letter_wins(asked: list[Asked], seed: int, most: int) -> None:
    """No letter is the answer to more than half of the questions, or to more than two of a few."""
    page = page_of(quiz(asked).arrange(setting(seed, most)))
    letters = Counter(
        option.letter
        for written, seen in zip(asked, page.questions, strict=True)
        for option in seen.options
        if isinstance(written["right"], str) and option.piece.text == written["right"]
    )
    assert max(letters.values(), default=0) <= max(2, (letters.total() + 1) // 2)


@pytest.mark.parametrize("count", [4, 6])
def test_every_letter_is_as_likely(count: int) -> None:
    """Over many seeds the right answer is at each letter as often, however many are left out."""
    wrong = tuple(f"no {n}" for n in range(count - 1))
    activity = quiz([{"ask": ask, "right": "yes", "wrong": wrong} for ask in ("One?", "Two?")])
    letters: Counter[str] = Counter()
    for seed in range(1_000):
        for question in page_of(activity.arrange(setting(seed))).questions:
            letters += Counter(o.letter for o in question.options if o.piece.text == "yes")
    assert all(430 < letters[letter] < 570 for letter in "abcd"), letters


def test_every_wrong_answer_gets_its_turn() -> None:
    """Over many seeds each wrong answer is offered about as often as any other."""
    wrong = tuple(f"no {n}" for n in range(5))
    activity = quiz([{"ask": ask, "right": "yes", "wrong": wrong} for ask in ("One?", "Two?")])
    offered: Counter[str] = Counter()
    for seed in range(1_000):
        for question in page_of(activity.arrange(setting(seed))).questions:
            offered += Counter(option.piece.text for option in question.options)
    assert offered.pop("yes") == 2_000
    assert all(1_100 < offered[no] < 1_300 for no in wrong), offered


@given(own(), seeds)
def test_the_answer_moves_nothing(asked: list[Asked], seed: int) -> None:
    """With another answer right, each question is as before, unless a letter would have won."""
    asked = [{**one, "right": rights(one)[0], "wrong": one["wrong"][:2]} for one in asked[:2]]
    swapped = [
        {**one, "right": one["wrong"][0], "wrong": (one["right"], *one["wrong"][1:])}
        for one in asked
    ]
    page = page_of(quiz(asked).arrange(setting(seed)))
    assert page_of(quiz(swapped).arrange(setting(seed))) == page


def test_too_many_right_answers_are_refused() -> None:
    """A question whose right answers fill all the room cannot be asked: the message names it."""
    full = {"ask": "Which?", "right": ("a", "b", "c"), "wrong": ("d", "e")}
    activity = quiz([full, {"ask": "Who?", "right": "a", "wrong": ("b",)}])
    page = page_of(activity.arrange(setting(1, 4)))
    assert len(page.questions[0].options) == 4
    with pytest.raises(CannotArrange, match=r"“Which\?” has 3 right answers") as refused:
        activity.arrange(setting(1, 3))
    assert refused.value.fix == "make two questions of it"


# --- the same choices for all


@given(ticked(), seeds, st.booleans())
def test_shared_choices_keep_their_order(asked: list[Asked], seed: int, mixed: bool) -> None:
    """Choices and statements are in the order written, unless a shuffle is asked for."""
    activity = quiz(asked, choices=TICKS, shuffle=mixed)
    arranged = activity.arrange(setting(seed, 2))
    page = page_of(arranged)
    assert tuple(choice.text for choice in page.choices) == TICKS
    seen = [one.ask for one in page.questions]
    assert sorted(seen) == sorted(one["ask"] for one in asked)
    assert (seen == [one["ask"] for one in asked]) is not mixed
    assert bool(arranged.code) is mixed
    assert all(not one.options and not one.several for one in page.questions)
    answers = {one["ask"]: (one["right"], one["why"]) for one in asked}
    solved = [(f"{n}. {ask}", *answers[ask]) for n, ask in enumerate(seen, 1)]
    assert [(row.asked, row.answer, row.why) for row in arranged.key] == solved


def test_shuffled_statements_are_mixed() -> None:
    """A shuffle never lays the statements out answer by answer: the order is not the key."""
    rights = dict(zip("ABCDEF", ("True", "False") * 3, strict=True))
    activity = quiz(
        [{"ask": a, "right": r} for a, r in rights.items()], choices=TICKS, shuffle=True
    )
    for seed in range(100):
        row = [rights[one.ask] for one in page_of(activity.arrange(setting(seed))).questions]
        assert row not in (sorted(row), sorted(row, reverse=True))


@given(ticked(), seeds)
def test_statements_show_no_answer(asked: list[Asked], seed: int) -> None:
    """With other answers and other reasons the sheet is the same."""
    others = [
        {"ask": one["ask"], "right": TICKS[TICKS.index(one["right"]) - 1], "why": "Other."}
        for one in asked
    ]
    page = quiz(asked, choices=TICKS).arrange(setting(seed)).page
    assert quiz(others, choices=TICKS).arrange(setting(seed)).page == page


# --- by nation


@given(by_nation(), seeds)
def test_nations_get_their_letters(asked: tuple[list[str], list[Asked]], seed: int) -> None:
    """Each answer is offered once, and the key gives every nation the letter of its own."""
    nations, questions = asked
    arranged = quiz(questions, nations=tuple(nations)).arrange(setting(seed, 2))
    page = page_of(arranged)
    assert page.nations == tuple(nations)
    for number, (written, seen) in enumerate(zip(questions, page.questions, strict=True)):
        texts = [option.piece.text for option in seen.options]
        assert sorted(texts) == sorted({*written["answers"], *written["wrong"]})
        solved = "; ".join(
            f"{nation}: {LETTERS[texts.index(answer)]}"
            for nation, answer in zip(nations, written["answers"], strict=True)
        )
        row = arranged.key[number]
        assert (row.asked, row.answer) == (f"{number + 1}. {written['ask']}", solved)
        right = [text for text in texts if text in written["answers"]]
        named = "; ".join(f"{LETTERS[texts.index(text)]}  {text}" for text in right)
        assert row.why == f"{named}. Because."


def test_answers_of_nations_leave_their_places() -> None:
    """No answer is at its nation's place: reading down the list is not the key."""
    answers = ("one", "two", "three", "four")
    activity = quiz([{"ask": a, "answers": answers} for a in ("A?", "B?")], nations=(*"EWSN",))
    for seed in range(50):
        for question in page_of(activity.arrange(setting(seed))).questions:
            texts = [option.piece.text for option in question.options]
            assert all(one != other for one, other in zip(texts, answers, strict=True))


# --- seeds, secrets, pictures


def lettered() -> Quiz:
    wrong = ("no", "never", "hardly", "perhaps")
    return quiz([{"ask": f"Is it {n}?", "right": "yes", "wrong": wrong} for n in range(5)])


def test_another_seed_is_another_quiz() -> None:
    """The same seed gives the same sheet, and hardly two of a hundred seeds give the same."""
    sheets = [repr(lettered().arrange(setting(seed))) for seed in range(100)]
    assert sheets == [repr(lettered().arrange(setting(seed))) for seed in range(100)]
    assert len(set(sheets)) > 95


def test_a_quiz_is_the_same_everywhere() -> None:
    """A sheet that was printed today comes out again on any machine."""
    page = page_of(lettered().arrange(setting(7)))
    texts = [" ".join(option.piece.text for option in one.options) for one in page.questions]
    assert texts == [
        "no never yes hardly",
        "yes hardly never perhaps",
        "yes perhaps never no",
        "never yes no hardly",
        "hardly never yes perhaps",
    ]


@given(own(), seeds)
def test_a_quiz_keeps_its_reasons(asked: list[Asked], seed: int) -> None:
    """Every reason is a secret, and no secret is on the sheet."""
    activity = quiz(asked)
    assert activity.secrets() == tuple(one["why"] for one in asked)
    page = repr(activity.arrange(setting(seed)).page)
    assert not any(secret in page for secret in activity.secrets())


def test_a_quiz_names_its_pictures() -> None:
    """Every picture of a question or an answer is named, so that the gate can ask who sees it."""
    shown = {"ask": "Who?", "picture": "one", "right": {"picture": "two"}}
    activity = quiz(
        [
            {**shown, "wrong": ({"text": "b", "picture": "three"}, "c")},
            {**shown, "ask": "Why?", "wrong": ("d",)},
        ]
    )
    assert activity.pictures() == ("one", "two", "three", "one", "two")
    page = page_of(activity.arrange(setting(1)))
    assert Piece("b", "three") in [option.piece for option in page.questions[0].options]
    assert {row.answer.partition("  ")[2] for row in activity.arrange(setting(1)).key} == {
        "picture:two"
    }


# --- what authors get wrong

YES, NO = {"ask": "A?", "right": "True"}, {"ask": "B?", "right": "False"}
OWN = {"ask": "A?", "right": "a", "wrong": ("b",)}
NATIONS = {"ask": "A?", "answers": ("a", "b")}
EN = ("E", "N")


@pytest.mark.parametrize(
    ("questions", "more", "message", "way"),
    [
        ([YES, NO], {"choices": TICKS, "nations": EN}, "a quiz has choices or nations", "nations"),
        ([YES, NO], {"choices": (*TICKS, "True")}, "“True” is listed twice", "choices 3"),
        (
            [YES, NO],
            {"choices": ({"text": "True", "shape": "star"}, {"text": "False", "shape": "star"})},
            "“star” is listed twice",
            "choices 1",
        ),
        ([NATIONS], {"nations": ("E", "E")}, "“E” is listed twice", "nations 1"),
        ([YES, {**NO, "ask": "A?"}], {"choices": TICKS}, "“A?” is listed twice", "questions 1"),
        ([YES, YES], {"choices": TICKS}, "“A?” is listed twice", "questions 1"),
        (
            [YES, {**YES, "ask": "B?"}],
            {"choices": TICKS},
            "the answer is “True” every time",
            "questions",
        ),
        (
            [YES, {**NO, "right": "Yes"}],
            {"choices": TICKS},
            "“Yes” is not one of the choices",
            "questions 1",
        ),
        ([YES, {**NO, "wrong": ("x",)}], {"choices": TICKS}, "all questions share", "questions 1"),
        ([YES, {"ask": "B?"}], {"choices": TICKS}, "this question has 0 answers", "questions 1"),
        (
            [YES, {**NO, "right": ("True", "False")}],
            {"choices": TICKS},
            "this question has 2 answers and needs one",
            "questions 1",
        ),
        ([OWN, NO], {"nations": EN}, "in a quiz by nation, no answer", "questions 0"),
        (
            [NATIONS, {**NATIONS, "ask": "B?", "answers": ("a",)}],
            {"nations": EN},
            "this question has 1 of 2 answers",
            "questions 1",
        ),
        (
            [NATIONS, {**NATIONS, "ask": "B?", "right": "c"}],
            {"nations": EN},
            "in a quiz by nation, no answer",
            "questions 1",
        ),
        (
            [NATIONS, {"ask": "B?", "answers": ("a", "a")}],
            {"nations": EN},
            "there is only one answer",
            "questions 1",
        ),
        (
            [NATIONS, {**NATIONS, "ask": "B?", "wrong": ("b",)}],
            {"nations": EN},
            "“b” is offered twice",
            "questions 1",
        ),
        ([OWN, NO], {}, "this question needs right and wrong answers", "questions 1"),
        ([OWN, {**NATIONS, "ask": "B?"}], {}, "this question needs right and wrong", "questions 1"),
        ([OWN, {**OWN, "ask": "B?", "wrong": ("a",)}], {}, "“a” is offered twice", "questions 1"),
        ([OWN, {**OWN, "ask": "B?", "wrong": (" ",)}], {}, "one of the answers is", "questions 1"),
    ],
)
def test_what_is_wrong_in_a_quiz_is_reported(
    questions: list[Asked], more: dict[str, object], message: str, way: str
) -> None:
    """A quiz that cannot be answered is refused, with the reason and the place."""
    padded = questions if len(questions) > 1 else [*questions, {**questions[0], "ask": "Z?"}]
    with pytest.raises(ValidationError) as refused:
        quiz(padded, **more)
    (error,) = refused.value.errors()
    assert error["msg"].startswith(message)
    assert " ".join(map(str, error["ctx"]["path"])) == way
    assert error["ctx"]["fix"]


def test_a_quiz_explains_every_answer() -> None:
    """No question without a reason: a key that does not explain teaches nothing."""
    rows = ({"ask": "A?", "right": "a", "wrong": ("b",)}, {**OWN, "ask": "B?", "why": "So."})
    with pytest.raises(ValidationError) as refused:
        Quiz.model_validate({"kind": "q", "instruction": "Tick.", "questions": rows})
    error = refused.value.errors()[0]
    assert (error["type"], error["loc"]) == ("missing", ("questions", 0, "why"))
