"""Activities: the base class of what authors write, and the result of arranging it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from printroom.model.base import Authored, NonEmptyStr
from printroom.model.entries import Puzzle


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of an answer key: the question, the answer and the reason."""

    asked: str
    answer: str
    why: str = ""
    card: str = ""
    """The letter or the number on the card, if what is asked about is on a card."""
    letter: str = ""
    """The letter of a piece on the sheet: the answer, or without an answer what is asked about."""

    def with_letter(self) -> KeyRow:
        """The line as the key to a sheet prints it, with the letter in front of its piece."""
        if not self.letter:
            return self
        if self.answer:
            return replace(self, answer=f"{self.letter}  {self.answer}", letter="")
        return replace(self, asked=f"{self.letter}  {self.asked}", letter="")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, a picture by its id, or both: what is matched, sorted or put on a card."""

    text: str = ""
    picture: str = ""

    @property
    def label(self) -> str:
        """The text by which a key refers to it; `picture:ID` for a picture without text."""
        return self.text or f"picture:{self.picture}"


@dataclass(frozen=True, slots=True)
class Lettered:
    """A piece with the letter by which the key refers to it."""

    letter: str
    piece: Piece


_UNPRINTED_FIELDS = {"kind", "picture", "pictures", "heavier", "scenery", "shape"}


def texts(value: object) -> Iterator[str]:
    """Every text of an activity that can be printed, in the order in which it is written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)
    else:
        fields = getattr(type(value), "model_fields", getattr(value, "__dataclass_fields__", ()))
        for name in fields:
            if name not in _UNPRINTED_FIELDS:
                yield from texts(getattr(value, name))


@dataclass(frozen=True, slots=True)
class Arranged:
    """An activity as one seed arranges it, with the learner's side and the key kept apart.

    `page` and `cards` hold no answers: they are what a template for participants may see. `code`
    distinguishes two arrangements of one activity; it is printed on the sheet and above its key.
    """

    kind: str
    shape: str
    page: object
    cards: tuple[object, ...]
    key: tuple[KeyRow, ...]
    code: str = ""
    quotes: bool = False
    """Whether text in quotation marks is quoted in order to be corrected."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an arrangement depends on besides the activity itself.

    `excluded` are words that no puzzle may spell by chance. `nation` is the title of the nation
    that the pack is for, if there is one. `measure` is the session’s own sentence to rate.
    `letters_used` is the number of letters, from A, that other cards of the pack already have.
    """

    seed: int
    puzzle: Puzzle = field(default_factory=Puzzle)
    excluded: tuple[str, ...] = ()
    nation: str = ""
    measure: str = ""
    letters_used: int = 0


class CannotArrange(Exception):
    """Raised if an activity cannot be arranged with any seed; `fix` says what to change."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class ActivityModel(Authored, ABC):
    """The base of every shape of activity as an author writes it."""

    has_cards: ClassVar[bool] = False
    """Whether it has pieces that can be printed on a sheet to cut."""

    kind: NonEmptyStr
    quotes: bool = False
    """Whether text in quotation marks is quoted in order to be corrected."""

    @abstractmethod
    def arrange(self, setting: Setting) -> Arranged:
        """Arrange the activity; the same setting gives the same sheet on every machine.

        Raises `CannotArrange` when no arrangement exists.
        """

    def secrets(self) -> tuple[str, ...]:
        """Every text that only the key may print: answers and reasons, as written."""
        return ()

    def pictures(self) -> tuple[str, ...]:
        """The ids of all pictures on the learner's side."""
        return ()
