"""Sequence: steps, or the pieces of a text, to put into their one right order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import model_validator

from printroom.activities._pieces import (
    MAX_PIECES,
    WrittenPiece,
    key_row,
    letter_pieces,
    letters_of,
    reject_duplicates,
)
from printroom.activities._shuffle import Pieces, derange, no_run, sheet_code
from printroom.model import (
    ActivityModel,
    Arranged,
    KeyRow,
    Lettered,
    NonEmptyStr,
    Piece,
    Setting,
    error_at,
)

FEWEST = 4
"""Three steps have no order that neither is nor reveals the right one."""
CUT = "|"


class Step(WrittenPiece):
    """A step as it is printed; `why` it comes here is for the key."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class SequencePage:
    """The learner's side: the steps shuffled, each with a letter."""

    instruction: str
    steps: tuple[Lettered, ...]


class Sequence(ActivityModel):
    """Steps in their right order; or a text, with a | wherever it is cut into pieces."""

    has_cards: ClassVar[bool] = True

    instruction: NonEmptyStr
    steps: tuple[Step, ...] = ()
    text: str = ""

    @model_validator(mode="after")
    def _check_steps(self) -> Self:
        name, pieces = ("text" if self.text else "steps"), self._pieces()
        if self.text and self.steps:
            fix = "keep the steps, or the text with its cuts"
            raise error_at(
                "there are steps and a text: which of them is to be ordered?", fix, "text"
            )
        if len(pieces) < FEWEST:
            message = f"{len(pieces)} pieces cannot be mixed without showing the right order"
            raise error_at(message, f"there must be {FEWEST} or more", name)
        if len(pieces) > MAX_PIECES:
            raise error_at(
                f"{len(pieces)} pieces are more than there are letters", "take some out", name
            )
        reject_duplicates(pieces, name)
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """Shuffle the steps so that their order reveals nothing; the key has the right order."""
        right = self._pieces()

        def is_not_backwards(order: Pieces) -> bool:
            return order != right[::-1]

        order = derange(right, setting.seed, no_run(right), is_not_backwards)
        mixed = letter_pieces(order, setting.letters_used)
        page = SequencePage(self.instruction, mixed)
        key = self._key(letters_of(mixed))
        return Arranged(self.kind, "sequence", page, mixed, key, sheet_code(page))

    def secrets(self) -> tuple[str, ...]:
        """The reason for the place of each step; for a text, the whole text."""
        whole = " ".join(piece.text for piece in self._pieces()) if self.text else ""
        return (*(step.why for step in self.steps), whole)

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the steps."""
        return tuple(step.picture for step in self.steps if step.picture)

    def _pieces(self) -> tuple[Piece, ...]:
        if self.text:
            return tuple(Piece(cut.strip()) for cut in self.text.split(CUT))
        return tuple(step.piece() for step in self.steps)

    def _key(self, letters: dict[Piece, str]) -> tuple[KeyRow, ...]:
        whys = [step.why for step in self.steps] or [""] * len(self._pieces())
        return tuple(
            key_row(letters[piece], piece, why, question=str(place))
            for place, (piece, why) in enumerate(zip(self._pieces(), whys, strict=True), 1)
        )
