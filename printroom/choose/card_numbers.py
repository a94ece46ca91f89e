"""Card numbers: a key names each card by the number that is printed on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from printroom.model import Arranged, Piece, PlannedDocument


def card_numbers(documents: Iterable[PlannedDocument]) -> dict[str, dict[str, str]]:
    """The number printed on each card: by snippet, and by what the key calls the card."""
    numbers: dict[str, dict[str, str]] = {}
    for document in documents:
        if document.layout is None:
            continue
        count = 0
        for part in document.parts:
            for node in part.nodes:
                pieces = (
                    part.activity.cards if part.activity and node.name == "activity" else (None,)
                )
                for piece in pieces:
                    count += 1
                    if isinstance(piece, Piece):
                        numbers.setdefault(part.snippet, {}).setdefault(
                            piece.text or document.pictures[piece.picture].alt, f"{count:02d}"
                        )
    return numbers


def with_card_numbers(arranged: Arranged, numbers: Mapping[str, str]) -> Arranged:
    """An activity whose key names each card by the number on it."""
    key = tuple(replace(row, card=numbers.get(row.asked, "")) for row in arranged.key)
    return replace(arranged, key=key)
