"""Rank: things to put in an order between two ends, without a single right answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from printroom.activities._pieces import (
    MAX_PIECES,
    WrittenPiece,
    key_row,
    letter_pieces,
    reject_duplicates,
)
from printroom.activities._shuffle import derange, sheet_code
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    KeyRow,
    Lettered,
    NonEmptyStr,
    Piece,
    Setting,
)


class RankItem(WrittenPiece):
    """A thing to rank; `why` is for the key: what makes it worth discussing."""

    why: NonEmptyStr


class Ends(Authored):
    """The ends of the order: `high` is the top or the right, `low` the bottom or the left."""

    low: NonEmptyStr
    high: NonEmptyStr


@dataclass(frozen=True, slots=True)
class RankPage:
    """The learner's side: the ends, the things shuffled and lettered, and a closing question."""

    instruction: str
    low: str
    high: str
    items: tuple[Lettered, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class RankCard:
    """A card: one of the two ends, or a thing with its letter."""

    end: str = ""
    letter: str = ""
    piece: Piece = Piece()  # noqa: RUF009 - a frozen value


class Rank(ActivityModel):
    """Things without a right order; the key has discussion points for each.

    As cards, the two ends come first.
    """

    has_cards: ClassVar[bool] = True

    instruction: NonEmptyStr
    items: Annotated[tuple[RankItem, ...], Field(min_length=3, max_length=MAX_PIECES)]
    ends: Ends
    ask: str = ""
    ask_answer: str = ""

    @model_validator(mode="after")
    def _check_items(self) -> Self:
        reject_duplicates(tuple(item.piece() for item in self.items), "items")
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the things, so that the author's order is hidden; the key uses the letters."""
        mixed = derange((item.piece() for item in self.items), setting.seed)
        items = letter_pieces(mixed, setting.letters_used)
        page = RankPage(self.instruction, self.ends.low, self.ends.high, items, self.ask)
        cards = (
            RankCard(end=self.ends.high),
            RankCard(end=self.ends.low),
            *(RankCard(letter=entry.letter, piece=entry.piece) for entry in items),
        )
        return Arranged(self.kind, "rank", page, cards, self._key(items), sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """The discussion points for each thing and for the closing question."""
        return (*(item.why for item in self.items), self.ask_answer)

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the things."""
        return tuple(item.picture for item in self.items if item.picture)

    def _key(self, items: tuple[Lettered, ...]) -> tuple[KeyRow, ...]:
        why = {item.piece(): item.why for item in self.items}
        rows = tuple(key_row(entry.letter, entry.piece, why[entry.piece]) for entry in items)
        if self.ask and self.ask_answer:
            return (*rows, KeyRow(self.ask, self.ask_answer))
        return rows
