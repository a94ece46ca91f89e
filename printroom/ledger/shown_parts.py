"""Lists the parts that a composed document shows, with the file and line of each text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from printroom.ledger.cover_places import CoverPlaces
from printroom.ledger.word_changes import Place, source_places
from printroom.model import Document, Library, Plan, PlannedDocument, Shown, Templates

_LABELS = {"text": "", "alt": "Alternative text", "generated": "Added by a style sheet"}
"""The kinds of pieces that a reviewer reads, with a label for all but running text."""
_QUOTED_WORD = re.compile(r"""["'][^"']*[^\W\d_]""")
"""Finds words in what a style sheet adds, rather than counters and bullets."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A text of a document, and the line of its source; 0 if only the file is known."""

    line: int
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """Consecutive texts of a document that come from the same part of one file."""

    title: str
    """The title of the snippet's part; "" for texts of a template or a list."""
    path: str
    """Empty for words that are put together from several files, or by the program."""
    line: int
    """Where the part begins; 0 for the whole file."""
    texts: tuple[ShownText, ...] = ()


def shown_parts(
    plan: Plan, document: Document, library: Library, templates: Templates
) -> tuple[ShownPart, ...]:
    """Everything that a document shows, in order, as parts with their sources.

    A cover is put together from the files of all its documents: it has its own way to find them.
    """
    planned = next(one for one in plan.documents if one.row.name == document.name)
    is_cover = planned.row.medium == "cover"
    places = CoverPlaces(plan, document, library, templates).of if is_cover else None
    found = tuple(_texts(planned, plan, document, places))
    return tuple(
        replace(part, texts=tuple(text for _, text in those))
        for part, those in groupby(found, lambda pair: pair[0])
    )


def _texts(
    planned: PlannedDocument,
    plan: Plan,
    document: Document,
    of_cover: Callable[[Shown], Place] | None,
) -> Iterator[tuple[ShownPart, ShownText]]:
    """Each text with its part, which has no texts yet."""
    place_of = source_places(plan, document)
    for piece in document.shown:
        if piece.kind == "generated" and not _QUOTED_WORD.search(piece.text):
            continue
        if piece.kind in _LABELS:
            path, line = of_cover(piece) if of_cover else _own(place_of(piece.text), document)
            yield _part_at(planned, path, line), ShownText(line, piece.text, _LABELS[piece.kind])


def _own(place: Place, document: Document) -> Place:
    """A place; if it is in another document's template, by chance, the file of this document."""
    is_other = "/documents/" in place[0] and place[0] != document.path
    return (document.path, 0) if is_other else place


def _part_at(planned: PlannedDocument, path: str, line: int) -> ShownPart:
    """The part of a snippet that has a line; the whole file if the document has none of its parts.

    The title and the activity of a snippet are above its parts, and belong to the first.
    """
    parts = sorted((part for part in planned.parts if part.path == path), key=lambda p: p.line)
    if not parts:
        return ShownPart("", path, 0)
    part = next((one for one in reversed(parts) if one.line <= line), parts[0])
    return ShownPart(part.title, path, part.line)
