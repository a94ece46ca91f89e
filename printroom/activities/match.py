"""Match: two columns of texts or pictures, whose members belong together in pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from printroom.activities._pieces import (
    MAX_PIECES,
    Written,
    key_row,
    letter_pieces,
    letters_of,
)
from printroom.activities._shuffle import derange, sheet_code
from printroom.model import (
    ActivityModel,
    Arranged,
    Authored,
    Lettered,
    NonEmptyStr,
    Piece,
    Setting,
    error_at,
)


class Pair(Authored):
    """`left` and `right` belong together; `why` is for the key."""

    left: Written
    right: Written
    why: str = ""


@dataclass(frozen=True, slots=True)
class MatchPage:
    """The learner's side: the left column as written, the right one shuffled."""

    instruction: str
    left: tuple[Piece, ...]
    right: tuple[Lettered, ...]


class Match(ActivityModel):
    """Pairs, printed as two columns; the right one is shuffled and lettered.

    As cards, both members of each pair are pieces to lay together; the right ones carry the letters
    that the key uses.
    """

    has_cards: ClassVar[bool] = True

    instruction: NonEmptyStr
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=MAX_PIECES)]

    @model_validator(mode="after")
    def _check_pairs(self) -> Self:
        for side in ("left", "right"):
            pieces = [getattr(pair, side).piece() for pair in self.pairs]
            for number, piece in enumerate(pieces):
                if piece == Piece():
                    message, fix = f"the {side} side of this pair is empty", "fill it in"
                elif piece in pieces[:number]:
                    message = f"another pair has the same {side} side"
                    fix = "change one of them: the key could not tell them apart"
                else:
                    continue
                raise error_at(message, fix, "pairs", number, side)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the right column so that no pair is in one line; the key uses the letters."""
        shuffled = derange((pair.right.piece() for pair in self.pairs), setting.seed)
        column = letter_pieces(shuffled, setting.letters_used)
        letter = letters_of(column)
        key = tuple(
            key_row(letter[right], right, pair.why, question=pair.left.piece().label)
            for pair in self.pairs
            for right in (pair.right.piece(),)
        )
        left = tuple(pair.left.piece() for pair in self.pairs)
        page = MatchPage(self.instruction, left, column)
        return Arranged(self.kind, "match", page, (*left, *column), key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """The reasons, and the partner of each left member."""
        return tuple(text for pair in self.pairs for text in (pair.right.text, pair.why))

    def pictures(self) -> tuple[str, ...]:
        """The pictures of both columns."""
        return tuple(
            piece.picture
            for pair in self.pairs
            for piece in (pair.left, pair.right)
            if piece.picture
        )
