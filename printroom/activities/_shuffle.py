"""Shuffling that depends on a seed and on the words alone: what a page shows tells no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import pairwise
from typing import Annotated

from pydantic import BeforeValidator

from printroom.model import Authored, Piece

_LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ"
_SIGNS = f"{_LETTERS}2346789"
_ENOUGH = 500
"""Orders to try before a rule is given up: with very few pieces none may keep it."""


class WrittenPiece(Authored):
    """Words, a picture by its id, or both."""

    text: str = ""
    picture: str = ""

    def piece(self) -> Piece:
        """The same as the line hands it on."""
        return Piece(self.text, self.picture)


def _from_words(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Written = Annotated[
    WrittenPiece, BeforeValidator(_from_words, json_schema_input_type=str | WrittenPiece)
]
"""A piece as authors write it: a text alone, or `{text: …, picture: …}`."""

Order = tuple[Piece, ...]


def shuffled(pieces: Iterable[Piece], seed: int, *rules: Callable[[Order], bool]) -> Order:
    """The first order that keeps the rules, of those that seed and content give.

    The row of orders to try depends on the seed and the pieces' own content only. An answer can
    therefore change a page in one way alone: by ruling out an order that would give it away.
    Rules stand in the order of their weight: where too few pieces leave no order that keeps
    them all, the last one is given up first.
    """
    known = tuple(pieces)
    for kept in range(len(rules), -1, -1):
        for turn in range(_ENOUGH):
            order = _by_digest(known, turn, seed)
            if all(rule(order) for rule in rules[:kept]):
                return order
    return known


def deranged(pieces: Iterable[Piece], seed: int, *rules: Callable[[Order], bool]) -> Order:
    """The pieces in an order in which none keeps its place, and which keeps the other rules."""
    known = tuple(pieces)
    return shuffled(known, seed, none_in_place(known), *rules)


def none_in_place(written: Order) -> Callable[[Order], bool]:
    """The rule that no piece stands where it was written."""
    return lambda order: all(one != other for one, other in zip(written, order, strict=True))


def no_run(right: Order) -> Callable[[Order], bool]:
    """The rule that no two pieces follow each other as they do in the right order."""
    told = set(pairwise(right))
    return lambda order: not told & set(pairwise(order))


def _by_digest(pieces: Order, turn: int, seed: int) -> Order:
    start = f"{seed}.{turn}" if turn else f"{seed}"

    def place(piece: Piece) -> bytes:
        return blake2b(f"{start}\0{piece.text}\0{piece.picture}".encode(), digest_size=16).digest()

    return tuple(sorted(pieces, key=place))


def sheet_code(page: object) -> str:
    """Three signs that tell this sheet from others of the same activity, easy to read out.

    The first is a letter: no sheet is called like a number that somebody could ring.
    """
    digest = blake2b(repr(page).encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    code = ""
    for signs in (_LETTERS, _SIGNS, _SIGNS):
        number, sign = divmod(number, len(signs))
        code += signs[sign]
    return code
