"""Quiz: questions with shared choices, with choices of their own, or with an answer per nation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase
from typing import Annotated, Self

from pydantic import Field, model_validator

from printroom.activities._quiz_questions import Choice, Question, Shared, find_faults
from printroom.activities._seeded import SeededRandom
from printroom.activities._shuffle import Pieces, derange, sheet_code, shuffle_pieces
from printroom.model import (
    ActivityModel,
    Arranged,
    CannotArrange,
    KeyRow,
    NonEmptyStr,
    Piece,
    Setting,
    error_at,
)

_ENOUGH = 500
"""Arrangements to try for one whose letters reveal nothing."""
_FEW = 2
"""The number of questions that may always share the letter of their answer."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a question offers, with its letter."""

    letter: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """The learner's side of a question; `several` means that it has several answers."""

    ask: str
    picture: str
    options: tuple[Option, ...]
    several: bool


@dataclass(frozen=True, slots=True)
class QuizPage:
    """The learner's side: shared choices or nations, and each question with its options."""

    instruction: str
    choices: tuple[Choice, ...]
    nations: tuple[str, ...]
    questions: tuple[QuizQuestion, ...]


class Quiz(ActivityModel):
    """Questions in the order in which they are written, unless `shuffle` is set.

    With `choices` all questions offer the same, in the written order. With `nations` each has an
    answer per nation. Otherwise each offers its own right and wrong answers, shuffled.
    """

    instruction: NonEmptyStr
    choices: tuple[Shared, ...] = ()
    nations: tuple[NonEmptyStr, ...] = ()
    shuffle: bool = False
    questions: Annotated[tuple[Question, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _check_questions(self) -> Self:
        for message, fix, path in find_faults(self.choices, self.nations, self.questions):
            raise error_at(message, fix, *path)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Letter the options of each question so that no order reveals an answer.

        Raises `CannotArrange` when a quiz by nation has no answers for the setting's own.
        """
        if self.nations and setting.nation not in ("", *self.nations):
            raise CannotArrange(
                f"this quiz asks by nation, and has no answers for {setting.nation}",
                f"add {setting.nation} to nations, and its answer to each question",
            )
        questions = self._ordered(setting.seed)
        offers = self._offers(questions, setting)
        page = QuizPage(
            self.instruction,
            self.choices,
            self.nations,
            tuple(
                QuizQuestion(one.ask, one.picture, _lettered(offer), len(one.right) > 1)
                for one, offer in zip(questions, offers, strict=True)
            ),
        )
        key = tuple(
            KeyRow(f"{number}. {one.ask}", *self._answer(one, offer))
            for number, (one, offer) in enumerate(zip(questions, offers, strict=True), 1)
        )
        code = sheet_code(page) if self.shuffle or not self.choices else ""
        return Arranged(self.kind, "quiz", page, (), key, code)

    def secrets(self) -> tuple[str, ...]:
        """The reasons; the answers are printed on the sheet among the options."""
        return tuple(question.why for question in self.questions)

    def pictures(self) -> tuple[str, ...]:
        """The pictures of questions and answers."""
        shown = []
        for question in self.questions:
            right, others = question.pieces()
            shown += [question.picture, *(piece.picture for piece in (*right, *others))]
        return tuple(filter(None, shown))

    def _ordered(self, seed: int) -> tuple[Question, ...]:
        """The questions as written, or shuffled so that their order reveals no answer."""
        if not self.shuffle:
            return self.questions
        by_ask = {Piece(question.ask): question for question in self.questions}
        answers = {piece: one.pieces()[0] for piece, one in by_ask.items()}

        def is_mixed(order: Pieces) -> bool:
            changes = sum(answers[one] != answers[other] for one, other in pairwise(order))
            return changes >= len(set(answers.values()))

        rules = (is_mixed,) if self.choices else ()
        return tuple(by_ask[piece] for piece in derange(by_ask, seed, *rules))

    def _offers(self, questions: tuple[Question, ...], setting: Setting) -> tuple[Pieces, ...]:
        """The options of each question, in the order of their letters."""
        if self.choices:
            return ((),) * len(questions)
        if self.nations:
            return tuple(
                derange((*right, *others), _seed(setting, question, "order"))
                for question in questions
                for right, others in (question.pieces(),)
            )
        chosen = [_answers_to_print(question, setting) for question in questions]
        offers: tuple[Pieces, ...] = ()
        for turn in range(_ENOUGH):
            offers = tuple(
                shuffle_pieces(pieces, _seed(setting, one, f"order {turn}"))
                for one, pieces in zip(questions, chosen, strict=True)
            )
            if _is_even(questions, offers):
                break
        return offers

    def _answer(self, question: Question, offer: Pieces) -> tuple[str, str]:
        """The answer and reason for the key; by nation, the letter of each and its meaning."""
        if self.choices:
            return question.right[0].text, question.why
        right, _ = question.pieces()
        options = [option for option in _lettered(offer) if option.piece in right]
        named = "; ".join(f"{option.letter}  {option.piece.label}" for option in options)
        if not self.nations:
            return named, question.why
        letters = {option.piece.text: option.letter for option in options}
        pairs = zip(self.nations, question.answers, strict=True)
        answer = "; ".join(f"{nation}: {letters[answer]}" for nation, answer in pairs)
        return answer, f"{named}. {question.why}"


# --- options


def _answers_to_print(question: Question, setting: Setting) -> Pieces:
    """All right answers, and as many wrong ones as the band may choose from."""
    right, others = question.pieces()
    room = setting.puzzle.choices - len(right)
    if room < 1:
        raise CannotArrange(
            f"“{question.ask}” has {len(right)} right answers, "
            f"and here only {setting.puzzle.choices} are offered: none could be wrong",
            "make two questions of it",
        )
    return (*right, *shuffle_pieces(others, _seed(setting, question, "choice"))[:room])


def _is_even(questions: tuple[Question, ...], offers: tuple[Pieces, ...]) -> bool:
    """Whether no letter is the answer to more than half of the questions."""
    places = Counter(
        offer.index(one.right[0].piece())
        for one, offer in zip(questions, offers, strict=True)
        if len(one.right) == 1
    )
    return max(places.values(), default=0) <= max(_FEW, (places.total() + 1) // 2)


def _lettered(offer: Pieces) -> tuple[Option, ...]:
    return tuple(map(Option, ascii_lowercase, offer))


def _seed(setting: Setting, question: Question, use: str) -> int:
    """A seed for one question, so that its order says nothing about the next."""
    return SeededRandom(setting.seed, use, question.ask, question.picture).below(2**32)
