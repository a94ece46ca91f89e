"""Activities: what an author writes of one, and how one seed lays it out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from printroom.model.base import Authored, Words
from printroom.model.entries import Puzzle


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of an answer key: what was asked, the answer, and why."""

    asked: str
    answer: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, a picture by its id, or both: what is matched, sorted or put on a card."""

    text: str = ""
    picture: str = ""

    @property
    def named(self) -> str:
        """What a key calls it; a picture alone is `picture:ID` until it is known what it shows."""
        return self.text or f"picture:{self.picture}"


_NAMES_OF_OURS = {"kind", "picture", "shape"}


def texts(value: object) -> Iterator[str]:
    """Every text of an activity that a page can print, in the order in which it is written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)
    else:
        fields = getattr(type(value), "model_fields", getattr(value, "__dataclass_fields__", ()))
        for name in fields:
            if name not in _NAMES_OF_OURS:
                yield from texts(getattr(value, name))


@dataclass(frozen=True, slots=True)
class Arranged:
    """An activity as one seed lays it out: the learner's side and the key, apart.

    `page` and `cards` hold no answer: they are what a template for participants may see. `code`
    tells two sheets of the same activity apart; it stands on the sheet and above its key.
    """

    kind: str
    shape: str
    page: object
    cards: tuple[object, ...]
    key: tuple[KeyRow, ...]
    code: str = ""
    quotes: bool = False
    """Whether words between quotation marks in it are quoted to be put right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an arrangement depends on, apart from the activity itself.

    `kept_out` are words that no puzzle may spell by chance. `nation` is the title of the nation
    that the pack is for, where there is one.
    """

    seed: int
    puzzle: Puzzle = field(default_factory=Puzzle)
    kept_out: tuple[str, ...] = ()
    nation: str = ""


class CannotArrange(Exception):
    """An activity that no seed can lay out: the message says why, `mend` what to change."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class ActivityModel(Authored, ABC):
    """What every shape of activity has: its kind, and how it is arranged in a setting."""

    has_cards: ClassVar[bool] = False
    """Whether it has pieces to print on what is cut."""

    kind: Words
    quotes: bool = False
    """Whether what stands between quotation marks in it is quoted to be put right."""

    @abstractmethod
    def arrange(self, setting: Setting) -> Arranged:
        """Lay the activity out: the same setting, the same sheet, on every machine.

        Raises `CannotArrange` when there is no such sheet.
        """

    def secrets(self) -> tuple[str, ...]:
        """Every text that only the key says: answers and reasons, in the author's words."""
        return ()

    def pictures(self) -> tuple[str, ...]:
        """The ids of all the pictures that the learner's side shows."""
        return ()
