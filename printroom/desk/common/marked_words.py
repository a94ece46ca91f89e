"""Marks the words that differ between an old sentence and the new one in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from printroom.ledger.word_changes import WordChange

MOST_SHOWN = 200
"""How many changed sentences of a pack are shown."""
_WORD = re.compile(r"\s+|[\w’'-]+|.")
Pieces = tuple[tuple[str, bool], ...]
"""A sentence in pieces, each with whether it differs from the other sentence."""


@dataclass(frozen=True)
class MarkedChange:
    """A changed sentence, with the different words marked in the old and the new one."""

    change: WordChange
    old: Pieces
    new: Pieces


def marked_changes(changes: Iterable[WordChange]) -> tuple[MarkedChange, ...]:
    """The first MOST_SHOWN changed sentences, with their different words marked."""
    return tuple(
        MarkedChange(one, *_mark_both(one.old, one.new)) for one in islice(changes, MOST_SHOWN)
    )


def _mark_both(old: str, new: str) -> tuple[Pieces, Pieces]:
    if not old or not new:
        return ((old, False),) if old else (), ((new, False),) if new else ()
    before, now = _WORD.findall(old), _WORD.findall(new)
    codes = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    return (
        tuple(_pieces(before, [(kind, start, end) for kind, start, end, _, _ in codes])),
        tuple(_pieces(now, [(kind, start, end) for kind, _, _, start, end in codes])),
    )


def _pieces(words: list[str], spans: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, bool]]:
    for kind, start, end in spans:
        if text := "".join(words[start:end]):
            yield text, kind != "equal"
