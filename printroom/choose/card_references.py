"""Card references: a guide names a card by its words, and prints the number of that card.

Which number a card has depends on the seed, the nation and the length, so no author can know it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from printroom.model import (
    Node,
    PlannedDocument,
    PlannedPart,
    Problem,
    join_words,
    texts,
    walk_nodes,
)

_WORD = re.compile(r"\w+")
_FEWEST_IN_A_RANGE = 3


@dataclass(frozen=True, slots=True)
class _Card:
    """A card as a pack prints it: its number, and all its words, or what its picture shows."""

    number: int
    words: str


def with_card_references(
    documents: Sequence[PlannedDocument],
) -> tuple[tuple[PlannedDocument, ...], list[Problem]]:
    """The documents with the numbers of the cards they refer to; a problem for each unknown one."""
    cards: dict[str, list[_Card]] = {}
    for document in documents:
        if document.layout is not None:
            cards = _cards(document) | cards
    problems: list[Problem] = []
    return tuple(_document(document, cards, problems) for document in documents), problems


def _cards(document: PlannedDocument) -> dict[str, list[_Card]]:
    """The cards of each snippet; of one that has several kinds, those of the first document."""
    found: dict[str, list[_Card]] = {}
    pieces = ((part, piece) for part in document.parts for piece in part.pieces())
    for number, (part, (node, item)) in enumerate(pieces, 1):
        printed = f"{node.text} {node.words()}" if item is None else " ".join(texts(item))
        shown = getattr(getattr(item, "piece", item), "picture", "")
        if shown in document.pictures and not printed.strip():
            printed = document.pictures[shown].alt
        card = _Card(number, _folded(printed))
        found.setdefault(part.snippet, []).append(card)
    return found


def _folded(text: str) -> str:
    """The words of a text in small letters, each between blanks."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _document(
    document: PlannedDocument, cards: Mapping[str, list[_Card]], problems: list[Problem]
) -> PlannedDocument:
    parts = tuple(
        replace(part, nodes=tuple(_resolved(node, part, cards, problems) for node in part.nodes))
        if any(_is_reference(node) for node in walk_nodes(part.nodes))
        else part
        for part in document.parts
    )
    return document if parts == document.parts else replace(document, parts=parts)


def _is_reference(node: Node) -> bool:
    return node.kind == "link" and node.name.startswith(("card:", "cards:"))


def _resolved(
    node: Node, part: PlannedPart, cards: Mapping[str, list[_Card]], problems: list[Problem]
) -> Node:
    """A node in which references to cards are plain text: their words, and the numbers."""
    if not _is_reference(node):
        inner = tuple(_resolved(child, part, cards, problems) for child in node.children)
        return node if inner == node.children else replace(node, children=inner)
    kind, _, name = node.name.partition(":")
    if kind == "cards":
        found = cards.get(name, [])
    else:
        wanted = _folded(name)
        found = [card for card in cards.get(part.snippet, []) if wanted in card.words]
    if not found or (kind == "card" and len(found) > 1):
        problems.append(_problem(node, part, kind, name, len(found)))
    text = f"{node.words()} ({numbers([card.number for card in found])})"
    return Node("text", text, line=node.line, column=node.column)


def _problem(node: Node, part: PlannedPart, kind: str, name: str, count: int) -> Problem:
    if kind == "cards":
        message, fix = f"this pack prints no cards of “{name}”", "name a snippet with cards"
    else:
        message = (
            f"{count or 'no'} cards of this snippet say “{name.replace('-', ' ')}” in this pack"
        )
        fix = "give words, joined by hyphens, that are on one card only"
    return Problem("unknown-card", part.path, message, fix, node.line, node.column)


def numbers(given: Sequence[int]) -> str:
    """Numbers as cards print them, for reading: 03; 03 and 05; 01 to 08; 01 to 03, 07 and 09."""
    steps = groupby(enumerate(sorted(given)), key=lambda pair: pair[1] - pair[0])
    items: list[str] = []
    for _, run in steps:
        row = [f"{number:02d}" for _, number in run]
        items += [f"{row[0]} to {row[-1]}"] if len(row) >= _FEWEST_IN_A_RANGE else row
    return join_words(items)
