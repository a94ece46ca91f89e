"""Card numbers: a key names each card by the number that is printed on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from printroom.model import Arranged, KeyRow, Piece, PlannedDocument


def card_numbers(documents: Iterable[PlannedDocument]) -> dict[str, dict[str, str]]:
    """The number printed on each card: by snippet, and by what the key calls the card."""
    numbers: dict[str, dict[str, str]] = {}
    for document in documents:
        if document.layout is None:
            continue
        pieces = ((part, piece) for part in document.parts for _, piece in part.pieces())
        for number, (part, item) in enumerate(pieces, 1):
            piece = getattr(item, "piece", item)
            if isinstance(piece, Piece) and (piece.text or piece.picture):
                called = piece.text or document.pictures[piece.picture].alt
                numbers.setdefault(part.snippet, {}).setdefault(called, f"{number:02d}")
    return numbers


def with_card_numbers(arranged: Arranged, numbers: Mapping[str, str]) -> Arranged:
    """An activity whose key names each card by the number on it."""
    if arranged.kind == "sequence":
        return replace(arranged, key=tuple(_step(row, numbers) for row in arranged.key))
    key = (replace(row, card=numbers.get(row.asked, "")) for row in arranged.key)
    return replace(arranged, key=tuple(sorted(key, key=lambda row: row.card)))


def _step(row: KeyRow, numbers: Mapping[str, str]) -> KeyRow:
    """A step, whose place is the answer; on a sheet it has a letter, on a card a number."""
    text = row.answer.partition("  ")[2]
    if text not in numbers:
        return row
    return KeyRow("", f"{row.asked}. {text}", row.why, numbers[text])
