"""Letters by which a key calls what a sheet has shuffled, and what must hold to tell it apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase

from printroom.model import KeyRow, Piece, misplaced

MOST = len(ascii_uppercase)


@dataclass(frozen=True, slots=True)
class Lettered:
    """A piece with the letter that the key calls it by."""

    letter: str
    piece: Piece


def lettered(pieces: Iterable[Piece]) -> tuple[Lettered, ...]:
    """Pieces as they stand on a sheet, each with a letter: A is the first."""
    return tuple(
        Lettered(letter, piece) for letter, piece in zip(ascii_uppercase, pieces, strict=False)
    )


def letters_of(entries: Iterable[Lettered]) -> dict[Piece, str]:
    """The letter of each piece on a sheet."""
    return {entry.piece: entry.letter for entry in entries}


def key_row(letter: str, piece: Piece, why: str, asked: str = "") -> KeyRow:
    """A line of a key that calls a piece by its letter: as the answer, where something is asked."""
    named = f"{letter}  {piece.named}"
    return KeyRow(asked, named, why) if asked else KeyRow(named, "", why)


def refuse_twins(pieces: tuple[Piece, ...], name: str) -> None:
    """Each member of the list called `name` says something, and none says the same as another."""
    for number, piece in enumerate(pieces):
        if piece == Piece():
            raise misplaced("this one is empty", "give it a text or a picture", name, number)
        if piece in pieces[:number]:
            fix = "change one of them: the key could not tell them apart"
            raise misplaced("another one is the same", fix, name, number)
