"""Adds to answer keys the numbers, letters and codes that cards and sheets have in print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from printroom.model import Arranged, KeyRow, Piece, PlannedDocument


def keys_as_printed(
    keys: Iterable[tuple[str, str, Arranged]], documents: Sequence[PlannedDocument]
) -> Iterator[tuple[str, Arranged]]:
    """Each activity's title and its key as printed; the code only if a page has the sheet.

    `keys` has the snippet, the title and the arranged activity of each.
    """
    numbers = card_numbers(documents)
    on_pages = {
        part.snippet
        for document in documents
        if document.layout is None and document.row.audience == "participant"
        for part in document.parts
        if part.activity
    }
    for snippet, title, arranged in keys:
        named = with_card_numbers(arranged, numbers.get(snippet, {}))
        yield title, named if snippet in on_pages else replace(named, code="")


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
    """An activity whose key names each card by what is large on it: a letter, or a number."""
    if arranged.shape == "sequence":
        return replace(arranged, key=tuple(_step(row, numbers) for row in arranged.key))
    key = (_card(row, numbers) for row in arranged.key)
    return replace(arranged, key=tuple(sorted(key, key=lambda row: row.card)))


def _step(row: KeyRow, numbers: Mapping[str, str]) -> KeyRow:
    """A line of a sequence: its place is asked for, and the step is the answer."""
    if row.answer not in numbers:
        return row.with_letter()
    return KeyRow("", f"{row.asked}. {row.answer}", row.why, row.letter)


def _card(row: KeyRow, numbers: Mapping[str, str]) -> KeyRow:
    number = numbers.get(row.asked, "")
    if number and row.letter and not row.answer:
        return replace(row, card=row.letter, letter="")
    return replace(row.with_letter(), card=number)
