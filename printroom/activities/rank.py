"""Rank: things to put in an order of one's own, between two ends; none is the only right one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from printroom.activities._lettered import MOST, Lettered, key_row, lettered, refuse_twins
from printroom.activities._shuffle import WrittenPiece, deranged, sheet_code
from printroom.model import ActivityModel, Arranged, Authored, KeyRow, NonEmptyStr, Piece, Setting


class RankItem(WrittenPiece):
    """A thing to put in order; `why` is for the key: what makes it worth talking about."""

    why: NonEmptyStr


class Ends(Authored):
    """What the order runs between: `high` is the top or the right, `low` the foot or the left."""

    low: NonEmptyStr
    high: NonEmptyStr


@dataclass(frozen=True, slots=True)
class RankPage:
    """What the learner sees: the ends, the things shuffled and lettered, a question to close."""

    instruction: str
    low: str
    high: str
    items: tuple[Lettered, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class RankCard:
    """A card: one of the two ends, or a thing with its letter to lay between them."""

    end: str = ""
    letter: str = ""
    piece: Piece = Piece()  # noqa: RUF009 - a frozen value


class Rank(ActivityModel):
    """Things without a right order; the key has what to say about each of them.

    As cards, the two ends come first and then the things.
    """

    has_cards: ClassVar[bool] = True

    instruction: NonEmptyStr
    items: Annotated[tuple[RankItem, ...], Field(min_length=3, max_length=MOST)]
    ends: Ends
    ask: str = ""
    ask_answer: str = ""

    @model_validator(mode="after")
    def _no_twins(self) -> Self:
        refuse_twins(tuple(item.piece() for item in self.items), "items")
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the things, so that no order of the author's shows; the key goes by letters."""
        items = lettered(deranged((item.piece() for item in self.items), setting.seed))
        page = RankPage(self.instruction, self.ends.low, self.ends.high, items, self.ask)
        cards = (
            RankCard(end=self.ends.high),
            RankCard(end=self.ends.low),
            *(RankCard(letter=entry.letter, piece=entry.piece) for entry in items),
        )
        return Arranged(self.kind, "rank", page, cards, self._key(items), sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """What there is to say about each thing, and about the closing question."""
        return (*(item.why for item in self.items), self.ask_answer)

    def pictures(self) -> tuple[str, ...]:
        """All that the things show."""
        return tuple(item.picture for item in self.items if item.picture)

    def _key(self, items: tuple[Lettered, ...]) -> tuple[KeyRow, ...]:
        why = {item.piece(): item.why for item in self.items}
        rows = tuple(key_row(entry.letter, entry.piece, why[entry.piece]) for entry in items)
        if self.ask and self.ask_answer:
            return (*rows, KeyRow(self.ask, self.ask_answer))
        return rows
