"""Shuffling that depends on a seed and the text alone, so that an order reveals no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import pairwise
from math import factorial
from operator import eq

from printroom.model import Piece

_LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ"
_SIGNS = f"{_LETTERS}2346789"
_ENOUGH = 500
"""Orders to try before a rule is dropped: with very few pieces none may satisfy it."""


Pieces = tuple[Piece, ...]


def shuffle_pieces(pieces: Iterable[Piece], seed: int, *rules: Callable[[Pieces], bool]) -> Pieces:
    """The first order that satisfies the rules, of those derived from seed and content.

    The orders to try depend only on the seed and the pieces' content, so that an answer influences
    a page only through the rules, which exclude orders that would reveal it. The most important
    rule is first: if there are too few pieces to satisfy all rules, the last one is dropped.
    """
    given = tuple(pieces)
    best, most = given, -1
    tried: set[Pieces] = set()
    for turn in range(_ENOUGH):
        order = _order_by_digest(given, turn, seed)
        if order in tried:
            continue
        tried.add(order)
        kept = next((n for n, rule in enumerate(rules) if not rule(order)), len(rules))
        if kept > most:
            best, most = order, kept
        if kept == len(rules) or len(tried) == factorial(len(given)):
            break
    return best


def derange(pieces: Iterable[Piece], seed: int, *rules: Callable[[Pieces], bool]) -> Pieces:
    """The pieces in an order in which none keeps its place and the other rules hold."""
    given = tuple(pieces)
    return shuffle_pieces(given, seed, none_in_place(given), *rules)


def none_in_place(written: Pieces) -> Callable[[Pieces], bool]:
    """The rule that no piece keeps its written place."""
    return lambda order: not any(map(eq, written, order))


def no_run(right: Pieces) -> Callable[[Pieces], bool]:
    """The rule that no two pieces follow each other as in the right order."""
    pairs = set(pairwise(right))
    return lambda order: not pairs & set(pairwise(order))


def _order_by_digest(pieces: Pieces, turn: int, seed: int) -> Pieces:
    start = f"{seed}.{turn}" if turn else f"{seed}"

    def place(piece: Piece) -> bytes:
        return blake2b(f"{start}\0{piece.text}\0{piece.picture}".encode(), digest_size=16).digest()

    return tuple(sorted(pieces, key=place))


def sheet_code(page: object) -> str:
    """Three characters that distinguish this sheet from others of the same activity.

    The first is a letter, so that no code looks like a number to dial. They are made from the
    `repr` of the page: another name for its class, or for one of its fields, changes them all.
    """
    digest = blake2b(repr(page).encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big")
    code = ""
    for signs in (_LETTERS, _SIGNS, _SIGNS):
        number, sign = divmod(number, len(signs))
        code += signs[sign]
    return code
