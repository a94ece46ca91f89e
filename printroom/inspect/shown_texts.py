"""Lists the texts that composed documents show beside the texts of their authors.

Authors' text is checked at its source, where quotations and links to facts are known. All other
text is checked as it is on the page, and its position is then looked up in templates and lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from printroom.inspect.page_texts import DocumentTexts, PageText, texts_of_document
from printroom.inspect.positions import collapsed
from printroom.model import Document, Plan, PlannedDocument, Shown

MOST_RUNS = 8
"""The most pieces into which markup may split an author's text on a page."""
_STRING = re.compile(r"""(["'])(.*?)\1""")


def document_texts(plan: Plan, documents: Iterable[Document]) -> DocumentTexts:
    """The texts of each document: those of its authors, and all others that it shows if composed.

    `documents` may have a document more than once, such as the cover in each edition.
    """
    composed: dict[str, list[Document]] = {}
    for document in documents:
        composed.setdefault(document.name, []).append(document)
    return tuple(
        (planned, (*authored, *_beside(authored, composed.get(planned.row.name, ()))))
        for planned in plan.documents
        for authored in (tuple(texts_of_document(planned, plan)),)
    )


def template_texts(planned: PlannedDocument, document: Document, plan: Plan) -> Iterator[PageText]:
    """The texts that a composed document shows beside those of its authors."""
    return _beside(tuple(texts_of_document(planned, plan)), (document,))


def _beside(authored: Iterable[PageText], documents: Iterable[Document]) -> Iterator[PageText]:
    known = frozenset(_author_texts(authored))
    pieces = ((one.path, piece) for one in documents for piece in one.shown)
    seen = set()
    for path, piece in ((path, _readable(piece)) for path, piece in pieces):
        if piece.kind == "picture" or piece.text in known or piece.text in seen:
            continue
        seen.add(piece.text)
        spans = _spans(piece, known)
        yield PageText(piece.text, path, 1, authored=spans, is_shown=True)
        spaced = " ".join(piece.runs)
        if spaced != piece.text:  # a style sheet may separate the pieces
            apart = Shown("text", spaced, piece.runs)
            spans = _spans(apart, known)
            yield PageText(spaced, path, 1, authored=spans, is_shown=True)


def _readable(piece: Shown) -> Shown:
    """A piece with its text; in a style sheet that is the text of its strings."""
    if piece.kind != "generated":
        return piece
    return Shown("generated", collapsed("".join(s[2] for s in _STRING.finditer(piece.text))))


def _author_texts(authored: Iterable[PageText]) -> Iterator[str]:
    """The texts of authors, whole and in the pieces of their own markup."""
    for one in authored:
        yield collapsed(one.text)
        yield from (collapsed(node.words()) for node in one.nodes)


def _spans(piece: Shown, known: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """The spans of authors' texts in a piece; each begins and ends at markup."""
    places, at = [], 0
    for run in piece.runs or (piece.text,):
        start = max(piece.text.find(run, at), at)
        at = start + len(run)
        places.append((start, at))
    return tuple(
        (places[first][0], places[last][1])
        for first in range(len(places))
        for last in range(first, min(first + MOST_RUNS, len(places)))
        if piece.text[places[first][0] : places[last][1]] in known
    )
