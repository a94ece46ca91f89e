"""The questions of a quiz as an author writes them, and their validation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from printroom.activities._pieces import Shape, Written, from_text
from printroom.activities._shuffle import Pieces
from printroom.model import Authored, NonEmptyStr, Piece

Fault = tuple[str, str, tuple[str | int, ...]]
"""What is wrong, the fix, and the path to the offending value."""


class Choice(Authored):
    """An answer that every question offers; `shape` is the sign beside its text."""

    text: NonEmptyStr
    shape: Shape | Literal["thumb-up", "thumb-down", "ask"] | None = None


def _from_one(value: object) -> object:
    return value if isinstance(value, (tuple, list)) else (value,)


Shared = Annotated[Choice, BeforeValidator(from_text, json_schema_input_type=str | Choice)]
"""A choice as authors write it: a text alone, or `{text: …, shape: …}`."""
OneOrMore = Annotated[
    tuple[Written, ...],
    BeforeValidator(_from_one, json_schema_input_type=Written | tuple[Written, ...]),
]
"""A piece, or a list of them."""


class Question(Authored):
    """A question, with an optional picture; answers and reason are for the key.

    `right` is one answer or several, and `wrong` are the other choices. A quiz by nation has
    `answers` instead of `right`: one for each nation, in their order.
    """

    ask: NonEmptyStr
    picture: str = ""
    right: OneOrMore = ()
    wrong: tuple[Written, ...] = ()
    answers: tuple[NonEmptyStr, ...] = ()
    why: NonEmptyStr

    def pieces(self) -> tuple[Pieces, Pieces]:
        """The right answers and the wrong ones; an answer for several nations counts once."""
        right = (*(choice.piece() for choice in self.right), *map(Piece, self.answers))
        return tuple(dict.fromkeys(right)), tuple(choice.piece() for choice in self.wrong)


# --- validation


def find_faults(
    choices: tuple[Choice, ...], nations: tuple[str, ...], questions: tuple[Question, ...]
) -> Iterator[Fault]:
    """What is wrong with the lists of a quiz, and then with each of its questions."""
    if choices and nations:
        yield "a quiz has choices or nations, not both", "take one of the lists out", ("nations",)
    texts = [choice.text for choice in choices]
    yield from _duplicates("choices", texts)
    yield from _duplicates("choices", [choice.shape for choice in choices])
    yield from _duplicates("nations", nations)
    yield from _duplicates("questions", [question.ask for question in questions])
    for number, question in enumerate(questions):
        if choices:
            found = _tick_faults(question, texts)
        else:
            found = _nation_faults(question, nations) if nations else _own_choice_faults(question)
        for message, fix in found:
            yield message, fix, ("questions", number)
    if choices and len({question.right for question in questions}) == 1:
        message = f"the answer is “{questions[0].right[0].text}” every time"
        yield message, "add a statement with another answer", ("questions",)


def _duplicates(key: str, texts: Sequence[str | None]) -> Iterator[Fault]:
    """Members of a list that are equal."""
    for number, text in enumerate(texts):
        if text and text in texts[:number]:
            yield f"“{text}” is listed twice", "change one of them", (key, number)


def _tick_faults(question: Question, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A question with shared choices needs one of these as its answer."""
    fix = f"write right: … with one of {', '.join(texts)}"
    if question.wrong or question.answers:
        yield "all questions share the choices: this one cannot have its own", fix
    elif len(question.right) != 1:
        yield f"this question has {len(question.right)} answers and needs one", fix
    elif (name := question.right[0].piece().label) not in texts:
        yield f"“{name}” is not one of the choices", fix


def _nation_faults(question: Question, nations: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A question by nation needs an answer for each, and a choice."""
    count, wanted = len(question.answers), len(nations)
    fix = f"write answers: […], one each, in this order: {', '.join(nations)}"
    if question.right:
        yield "in a quiz by nation, no answer is right for all nations", fix
    elif count != wanted:
        yield f"this question has {count} of {wanted} answers, one for each nation", fix
    yield from _answer_faults(question)


def _own_choice_faults(question: Question) -> Iterator[tuple[str, str]]:
    """A question with its own choices needs a right and a wrong answer."""
    if not question.right or not question.wrong or question.answers:
        yield "this question needs right and wrong answers", "write right: …, and wrong: [… , …]"
    yield from _answer_faults(question)


def _answer_faults(question: Question) -> Iterator[tuple[str, str]]:
    """Answers that are empty or equal, or that leave no choice."""
    answers = dict.fromkeys(map(Piece, question.answers))
    written = [choice.piece() for choice in (*question.right, *question.wrong)]
    pieces = (*answers, *written)
    for number, piece in enumerate(pieces):
        if not piece.label.strip():
            yield "one of the answers is empty", "give it a text or a picture"
        elif piece in pieces[:number]:
            yield f"“{piece.label}” is offered twice", "take one out"
    if len(pieces) < 2:
        yield "there is only one answer to choose", "add others as wrong: […]"
