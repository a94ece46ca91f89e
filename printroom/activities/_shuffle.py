"""Shuffling that depends on a seed and on the words alone: what a page shows tells no answer."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Annotated

from pydantic import BeforeValidator

from printroom.model import Authored, Piece


class WrittenPiece(Authored):
    """Words, a picture by its id, or both."""

    text: str = ""
    picture: str = ""

    def piece(self) -> Piece:
        """The same as the line hands it on."""
        return Piece(self.text, self.picture)


def _from_words(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Written = Annotated[WrittenPiece, BeforeValidator(_from_words)]
"""A piece as authors write it: a text alone, or `{text: …, picture: …}`."""


def shuffled(pieces: Iterable[Piece], seed: int) -> tuple[Piece, ...]:
    """The pieces in an order that the seed and their own content decide, and nothing else."""

    def place(piece: Piece) -> bytes:
        return blake2b(f"{seed}\0{piece.text}\0{piece.picture}".encode(), digest_size=16).digest()

    return tuple(sorted(pieces, key=place))
