"""Cut: pieces to keep and use, such as pass cards, bookmarks, slips, certificates and flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from printroom.model import ActivityModel, Arranged, Authored, NonEmptyStr, Setting, error_at


def _from_one(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Paragraphs = Annotated[
    tuple[NonEmptyStr, ...],
    BeforeValidator(_from_one, json_schema_input_type=NonEmptyStr | tuple[NonEmptyStr, ...]),
]
"""A list of paragraphs, or a text alone."""


class Scale(Authored):
    """A line of five marks, with labels at its lower and upper ends."""

    low: NonEmptyStr
    high: NonEmptyStr


class KeptPiece(Authored):
    """One piece; a sheet that repeats prints one of it for each person."""

    title: str = ""
    """A title in large type at the top."""
    says: Paragraphs = ()
    """Paragraphs."""
    steps: tuple[NonEmptyStr, ...] = ()
    """Numbered steps."""
    tick: tuple[NonEmptyStr, ...] = ()
    """Items to tick, each with a box."""
    draw: Annotated[int, Field(ge=10, le=150)] | None = None
    """The height in millimetres of a frame to draw in."""
    lines: Annotated[int, Field(ge=0, le=12)] = 0
    """The number of lines to write on."""
    picture: str = ""
    """The id of a picture."""
    scale: Scale | None = None
    """A line of five marks; the reader marks one."""
    back: str = ""
    """The text on the back, if the sheet has backs."""


@dataclass(frozen=True, slots=True)
class CutPiece:
    """One piece as its kind draws it. Every text of it is printed."""

    title: str
    says: tuple[str, ...]
    steps: tuple[str, ...]
    tick: tuple[str, ...]
    draw: int | None
    lines: int
    picture: str
    scale: Scale | None
    back: str
    also: str = ""
    """A second sentence to rate on the same scale."""


@dataclass(frozen=True, slots=True)
class CutPage:
    """All the pieces; they are printed on sheets to cut, not on a page."""

    pieces: tuple[CutPiece, ...]


class Cut(ActivityModel):
    """Pieces to keep and use, printed in the order in which they are written.

    Two may be equal: a word to hang up can have a letter twice.
    """

    has_cards: ClassVar[bool] = True

    pieces: Annotated[tuple[KeptPiece, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_pieces(self) -> Self:
        for number, piece in enumerate(self.pieces):
            if piece == KeptPiece(back=piece.back):
                raise error_at(
                    "the front of this piece is empty",
                    "give it a title, or something else to read or to do",
                    "pieces",
                    number,
                )
        return self

    def arrange(self, setting: Setting) -> Arranged:
        """The pieces as written: there is no puzzle, so no key and no other arrangement.

        A piece with a scale has the session's own sentence to rate too.
        """
        pieces = tuple(
            CutPiece(**dict(piece), also=setting.measure if piece.scale else "")
            for piece in self.pieces
        )
        return Arranged(self.kind, "cut", CutPage(pieces), pieces, ())

    def pictures(self) -> tuple[str, ...]:
        """The pictures of the pieces."""
        return tuple(piece.picture for piece in self.pieces if piece.picture)
