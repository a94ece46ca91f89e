"""Compares the text of a finished file with its source: nothing is added and nothing is missing.

Letters and digits are compared, without spaces and signs. A letter is explained if it lies in a run
of `RUN` letters that both have, and unexplained otherwise; up to `TOLERATED` unexplained ones in a
row are taken for page numbers and counters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from printroom.model import Document, Problem
from printroom.proof.pdf_content import Surfaces
from printroom.proof.source_text import Source, excerpt
from printroom.text.fingerprint import letters, words

RUN = 8
STRETCH = 48
"""A longer run that is tried first, for speed."""
TOLERATED = 11
"""The most unexplained letters in a row, digits not counted."""
SCATTERED = 20
"""Up to so many unexplained letters of a text may be apart on the page, if its words are there."""
PROBE = 16
"""The length of the pieces of a text by which its copies are counted."""
ENOUGH = 5
"""The most texts that are named for each page."""

# Entries of a PDF that no reader sees, and the names of the programs that made it.
_UNREAD = (
    "/CharSet /CreationDate /DA /FontFamily /Headers /ID /Lang /ModDate /Ordering /Panose "
    "/Registry /URI comment content names"
)
_MAKERS = "WeasyPrint Printroom pikepdf"


def check_completeness(document: Document, surfaces: Surfaces, source: Source) -> list[Problem]:
    """What the file says and its source does not, and the other way round; and what is hidden."""
    return [
        *_unexplained(document, surfaces, source),
        *_missing(document, surfaces, source),
        *_hidden(document, surfaces),
    ]


# --- nothing unexplained ------------------------------------------------------------------------


def _unexplained(document: Document, surfaces: Surfaces, source: Source) -> Iterator[Problem]:
    body = "\n".join(text for block in source.blocks for text in block)
    texts = (body, *source.beside, document.title, _MAKERS)
    known = Known(map(letters, texts))
    pieces = {text for block in source.blocks for part in block if (text := letters(part))}
    unread = _UNREAD.split()
    short = frozenset(piece for piece in pieces if len(piece) < RUN)
    for number, page in enumerate(surfaces.pages, 1):
        yield from _strange_in(document, f"page {number}", page.text, page.words, known, short)
    for said in surfaces.texts:
        if said.key not in unread and len(said.text) > TOLERATED:
            said_words = words(said.text)
            yield from _strange_in(document, said.where, said.text, said_words, known, short)


def _strange_in(
    document: Document,
    where: str,
    text: str,
    said: Sequence[str],
    known: Known,
    short: frozenset[str],
) -> Iterator[Problem]:
    folded = "".join(said)
    edges = frozenset(accumulate(map(len, said), initial=0))
    strange = [
        first
        for start, end in known.gaps_in(folded)
        if (first := _strange_from(folded, start, end, edges, short)) is not None
    ]
    for first in strange[:ENOUGH]:
        yield Problem(
            "unexplained-text",
            document.path,
            f"{where} says what the document does not: “{excerpt(text, first)}”",
            "Say it in a template or a snippet: neither styles nor pictures may bring in words.",
        )


def _strange_from(
    folded: str, start: int, end: int, edges: frozenset[int], short: frozenset[str]
) -> int | None:
    """Where, among unexplained letters, there are too many in a row.

    A text of fewer than `RUN` letters has no run: it is explained where it is there in whole words.
    """
    strange, first = 0, start
    at = start
    while at < end:
        size = _piece_at(folded, at, edges, short)
        if size:
            at += size
            strange, first = 0, at
            continue
        strange += folded[at].isalpha()
        if strange > TOLERATED:
            return first
        at += 1
    return None


def _piece_at(folded: str, at: int, edges: frozenset[int], short: frozenset[str]) -> int:
    if at not in edges:
        return 0
    sizes = (size for size in range(RUN - 1, 0, -1) if at + size in edges)
    return next((size for size in sizes if folded[at : at + size] in short), 0)


# --- nothing missing ----------------------------------------------------------------------------


def _missing(document: Document, surfaces: Surfaces, source: Source) -> Iterator[Problem]:
    joined = "".join("".join(page.words) for page in surfaces.pages)
    breaks = (letters(f"{one.before}\n{one.after}") for one in surfaces.page_breaks)
    printed = Known((joined, *breaks))
    spoken = frozenset(word for page in surfaces.pages for word in page.words)
    for block in source.blocks:
        if any(_is_missing(text, printed, spoken) for text in block):
            yield _missing_text(document, " ".join(block), "is not on the pages")
    wanted = Counter(letters("".join(block)) for block in source.blocks)
    for text, times in wanted.items():
        if times > 1 and len(text) >= RUN:
            found = _times(text, joined)
            if 0 < found < times:
                often = f"is printed {found} times instead of {times}"
                yield _missing_text(document, text, often)


def _is_missing(text: str, printed: Known, spoken: frozenset[str]) -> bool:
    said = words(text)
    folded = "".join(said)
    if folded in printed:
        return False
    if len(folded) < RUN:
        return len(folded) > 2
    edges = [0, *accumulate(map(len, said))]
    for start, end in printed.gaps_in(folded):
        strange = sum(map(str.isalpha, folded[start:end]))
        if strange > SCATTERED:
            return True
        if strange > TOLERATED:
            touched = zip(said, edges, edges[1:], strict=False)
            if not all(word in spoken for word, a, b in touched if a < end and b > start):
                return True
    return False


def _times(text: str, joined: str) -> int:
    """How often a text is printed; a letter beside a short one may be read as part of its line."""
    if len(text) < PROBE:
        return len(re.findall(r"\w?".join(text), joined))
    return max(joined.count(probe) for probe in _probes(text))


def _probes(folded: str) -> set[str]:
    """Stretches of a text from its start, middle and end: a page break parts one of them."""
    middle = max(0, (len(folded) - PROBE) // 2)
    return {folded[:PROBE], folded[middle : middle + PROBE], folded[-PROBE:]}


def _missing_text(document: Document, text: str, what: str) -> Problem:
    return Problem(
        "missing-text",
        document.path,
        f"“{excerpt(text)}” {what}",
        "Look for a box that is too small, or a style that hides or drops it.",
    )


# --- nothing hidden -----------------------------------------------------------------------------


def _hidden(document: Document, surfaces: Surfaces) -> Iterator[Problem]:
    for number, page in enumerate(surfaces.pages, 1):
        for hidden in page.hidden[:ENOUGH]:
            yield Problem(
                "hidden-text",
                document.path,
                f"page {number} holds a text that {hidden.why}: “{excerpt(hidden.text)}”",
                "Make it visible, or take it out.",
            )


# --- runs of letters ----------------------------------------------------------------------------


class Known:
    """Folded texts, and every run of `RUN` letters in them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._joined = "\n".join(self._texts)

    @cached_property
    def _runs(self) -> frozenset[str]:
        return frozenset(
            text[start : start + RUN]
            for text in self._texts
            for start in range(len(text) - RUN + 1)
        )

    def __contains__(self, folded: str) -> bool:
        return folded in self._joined

    def gaps_in(self, folded: str) -> Iterator[tuple[int, int]]:
        """The stretches of a text, longer than tolerated, in which no run of letters is known."""
        covered = at = 0
        while at <= len(folded) - RUN:
            # Most of a text is known as it is, which is quickly seen.
            size = STRETCH if folded[at : at + STRETCH] in self._joined else RUN
            size = min(size, len(folded) - at)
            if size == RUN and folded[at : at + RUN] not in self._runs:
                at += 1
                continue
            if at - covered > TOLERATED:
                yield covered, at
            covered = at + size
            at = max(at + 1, covered - RUN + 1)
        if len(folded) - covered > TOLERATED:
            yield covered, len(folded)
