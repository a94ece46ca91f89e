"""Pieces as authors write them, and the letters by which a key refers to shuffled pieces."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Annotated, Literal

from pydantic import BeforeValidator

from printroom.model import Authored, KeyRow, Lettered, Piece, error_at

MAX_PIECES = len(ascii_uppercase)
Shape = Literal[
    "circle", "square", "triangle", "star", "heart", "diamond", "hexagon", "crescent", "cross"
]
"""A shape that distinguishes a group in grey print. Each means one thing in the whole programme."""


class WrittenPiece(Authored):
    """A text, a picture by its id, or both."""

    text: str = ""
    picture: str = ""

    def piece(self) -> Piece:
        """The piece as activities use it."""
        return Piece(self.text, self.picture)


def from_text(value: object) -> object:
    """The mapping that a text alone stands for."""
    return {"text": value} if isinstance(value, str) else value


Written = Annotated[
    WrittenPiece, BeforeValidator(from_text, json_schema_input_type=str | WrittenPiece)
]
"""A piece as authors write it: a text alone, or `{text: …, picture: …}`."""


def letter_pieces(pieces: Iterable[Piece], used: int = 0) -> tuple[Lettered, ...]:
    """The pieces of a sheet in order, each with a letter.

    The letters follow the `used` ones of other cards of the pack, or start with A again if the
    alphabet is too short for that.
    """
    pieces = tuple(pieces)
    letters = ascii_uppercase[used if used + len(pieces) <= MAX_PIECES else 0 :]
    return tuple(Lettered(letter, piece) for letter, piece in zip(letters, pieces, strict=False))


def letters_of(entries: Iterable[Lettered]) -> dict[Piece, str]:
    """The letter of each piece on a sheet."""
    return {entry.piece: entry.letter for entry in entries}


def key_row(letter: str, piece: Piece, why: str, question: str = "") -> KeyRow:
    """A line of a key that refers to a piece by letter: as the answer, if there is a question."""
    asked, answer = (question, piece.label) if question else (piece.label, "")
    return KeyRow(asked, answer, why, letter=letter)


def reject_duplicates(pieces: tuple[Piece, ...], name: str) -> None:
    """Raise an error if a member of the list called `name` is empty or equals another."""
    for number, piece in enumerate(pieces):
        if piece == Piece():
            raise error_at("this item is empty", "give it a text or a picture", name, number)
        if piece in pieces[:number]:
            fix = "change one of them: the key could not tell them apart"
            raise error_at("another item is the same", fix, name, number)
