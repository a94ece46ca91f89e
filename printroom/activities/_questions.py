"""The questions of a quiz as an author writes them, and what an author can get wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator

from printroom.activities._shuffle import Order, Written
from printroom.model import Authored, NonEmptyStr, Piece

Complaint = tuple[str, str, tuple[str | int, ...]]
"""What is wrong, how to mend it, and the way to where it stands."""


class Choice(Authored):
    """An answer that every question offers; `shape` is the sign beside its word."""

    text: NonEmptyStr
    shape: (
        Literal["circle", "square", "triangle", "star", "heart", "diamond"]
        | Literal["thumb-up", "thumb-down", "ask"]
        | None
    ) = None


def _from_text(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _from_one(value: object) -> object:
    return value if isinstance(value, (tuple, list)) else (value,)


Shared = Annotated[Choice, BeforeValidator(_from_text, json_schema_input_type=str | Choice)]
"""A choice as authors write it: a text alone, or `{text: …, shape: …}`."""
OneOrMore = Annotated[
    tuple[Written, ...],
    BeforeValidator(_from_one, json_schema_input_type=Written | tuple[Written, ...]),
]
"""A piece, or a list of them."""


class Question(Authored):
    """What is asked, with a picture perhaps; the answers and the reason are for the key.

    `right` is the answer, or a list of them, and `wrong` what else is offered. A quiz by nation
    has `answers` instead of `right`, one a nation, in the order of the nations.
    """

    ask: NonEmptyStr
    picture: str = ""
    right: OneOrMore = ()
    wrong: tuple[Written, ...] = ()
    answers: tuple[NonEmptyStr, ...] = ()
    why: NonEmptyStr

    def pieces(self) -> tuple[Order, Order]:
        """The right ones and the wrong ones; what is right in several nations, once."""
        right = (*(one.piece() for one in self.right), *map(Piece, self.answers))
        return tuple(dict.fromkeys(right)), tuple(one.piece() for one in self.wrong)


# --- what an author got wrong


def complaints(
    choices: tuple[Choice, ...], nations: tuple[str, ...], questions: tuple[Question, ...]
) -> Iterator[Complaint]:
    """What is wrong with the lists of a quiz, and then with each of its questions."""
    if choices and nations:
        yield "a quiz has choices or nations, not both", "take one of the lists out", ("nations",)
    texts = [choice.text for choice in choices]
    yield from _twins("choices", texts)
    yield from _twins("choices", [choice.shape for choice in choices])
    yield from _twins("nations", nations)
    yield from _twins("questions", [question.ask for question in questions])
    for number, question in enumerate(questions):
        if choices:
            found = _wrong_tick(question, texts)
        else:
            found = _wrong_nations(question, nations) if nations else _wrong_own(question)
        for message, fix in found:
            yield message, fix, ("questions", number)
    if choices and len({question.right for question in questions}) == 1:
        message = f"the answer is “{questions[0].right[0].text}” every time"
        yield message, "add a statement with another answer", ("questions",)


def _twins(key: str, said: Sequence[str | None]) -> Iterator[Complaint]:
    """Members of a list that nobody could tell apart."""
    for number, text in enumerate(said):
        if text and text in said[:number]:
            yield f"“{text}” stands here twice", "change one of them", (key, number)


def _wrong_tick(question: Question, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A question whose choices are those of all questions needs one of them, and no others."""
    fix = f"write right: … with one of {', '.join(texts)}"
    if question.wrong or question.answers:
        yield "all questions have the same choices: this can have none of its own", fix
    elif len(question.right) != 1:
        yield f"this question has {len(question.right)} answers and needs one", fix
    elif (name := question.right[0].piece().named) not in texts:
        yield f"“{name}” is no choice", fix


def _wrong_nations(question: Question, nations: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A question by nation needs an answer for each, and something to choose from."""
    count, wanted = len(question.answers), len(nations)
    fix = f"write answers: […], one each, in this order: {', '.join(nations)}"
    if question.right:
        yield "in a quiz by nation no answer is right for all", fix
    elif count != wanted:
        yield f"this question has {count} of the answers for {wanted} nations", fix
    yield from _wrong_pieces(question)


def _wrong_own(question: Question) -> Iterator[tuple[str, str]]:
    """A question with choices of its own needs a right one and a wrong one."""
    if not question.right or not question.wrong or question.answers:
        yield "this question needs right and wrong answers", "write right: …, and wrong: [… , …]"
    yield from _wrong_pieces(question)


def _wrong_pieces(question: Question) -> Iterator[tuple[str, str]]:
    """Answers that are empty or twins, or that leave no choice."""
    answers = dict.fromkeys(map(Piece, question.answers))
    written = [one.piece() for one in (*question.right, *question.wrong)]
    pieces = (*answers, *written)
    for number, piece in enumerate(pieces):
        if not piece.named.strip():
            yield "one of the answers is empty", "give it a text or a picture"
        elif piece in pieces[:number]:
            yield f"“{piece.named}” is offered twice", "take one out"
    if len(pieces) < 2:
        yield "there is only one answer to choose", "add others as wrong: […]"
