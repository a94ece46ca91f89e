"""Compares the text of a finished file with its source: nothing is added and nothing is missing.

Letters and digits are compared, without spaces and punctuation. A letter is explained if it lies in
a run of `RUN` letters that both texts have. Up to `TOLERATED` unexplained letters in a row are
accepted as page numbers and counters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from printroom.model import Document, Problem
from printroom.proof.pdf_content import FileContent
from printroom.proof.source_text import Source, excerpt
from printroom.text.fingerprint import letters, words

RUN = 8
STRETCH = 48
"""The length of a longer run that is tried first, for speed."""
TOLERATED = 11
"""The most unexplained letters in a row; digits do not count."""
SCATTERED = 20
"""The most unexplained letters in a row of a text whose words are scattered over the pages."""
PROBE = 16
"""The length of the pieces of a text that are searched to count its copies."""
ENOUGH = 5
"""The most texts to report for each page."""

# Entries of a PDF that nobody reads, and the names of the programs that made it.
_UNREAD = (
    "/CharSet /CreationDate /DA /FontFamily /Headers /ID /Lang /ModDate /Ordering /Panose "
    "/Registry /URI comment content names"
)
_MAKERS = "WeasyPrint Printroom pikepdf"


def check_completeness(document: Document, file: FileContent, source: Source) -> list[Problem]:
    """Problems for text that is not in the source, text that is missing, and hidden text."""
    return [
        *_unexplained(document, file, source),
        *_missing(document, file, source),
        *_hidden(document, file),
    ]


# --- nothing unexplained ------------------------------------------------------------------------


def _unexplained(document: Document, file: FileContent, source: Source) -> Iterator[Problem]:
    body = "\n".join(text for block in source.blocks for text in block)
    texts = (body, *source.beside, document.title, _MAKERS)
    known = KnownRuns(map(letters, texts))
    pieces = {text for block in source.blocks for part in block if (text := letters(part))}
    unread = _UNREAD.split()
    short = frozenset(piece for piece in pieces if len(piece) < RUN)
    for number, page in enumerate(file.pages, 1):
        yield from _strange_in(document, f"page {number}", page.text, page.words, known, short)
    for found in file.texts:
        if found.key not in unread and len(found.text) > TOLERATED:
            yield from _strange_in(
                document, found.where, found.text, words(found.text), known, short
            )


def _strange_in(
    document: Document,
    where: str,
    text: str,
    text_words: Sequence[str],
    known: KnownRuns,
    short: frozenset[str],
) -> Iterator[Problem]:
    folded = "".join(text_words)
    edges = frozenset(accumulate(map(len, text_words), initial=0))
    strange = [
        first
        for start, end in known.gaps_in(folded)
        if (first := _strange_from(folded, start, end, edges, short)) is not None
    ]
    for first in strange[:ENOUGH]:
        yield Problem(
            "unexplained-text",
            document.path,
            f"{where} contains text that is not in the document: “{excerpt(text, first)}”",
            "Write it in a template or a snippet: styles and pictures may not add words.",
        )


def _strange_from(
    folded: str, start: int, end: int, edges: frozenset[int], short: frozenset[str]
) -> int | None:
    """Where too many unexplained letters in a row begin; none if there are not too many.

    Texts of the source with fewer than `RUN` letters explain whole words only.
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


def _missing(document: Document, file: FileContent, source: Source) -> Iterator[Problem]:
    joined = "".join("".join(page.words) for page in file.pages)
    breaks = (letters(f"{one.before}\n{one.after}") for one in file.page_breaks)
    printed = KnownRuns((joined, *breaks))
    printed_words = frozenset(word for page in file.pages for word in page.words)
    for block in source.blocks:
        if any(_is_missing(text, printed, printed_words) for text in block):
            yield _missing_text(document, " ".join(block), "is not on the pages")
    wanted = Counter(letters("".join(block)) for block in source.blocks)
    for text, times in wanted.items():
        if times > 1 and len(text) >= RUN:
            found = _times(text, joined)
            if 0 < found < times:
                often = f"is printed {found} times instead of {times}"
                yield _missing_text(document, text, often)


def _is_missing(text: str, printed: KnownRuns, printed_words: frozenset[str]) -> bool:
    text_words = words(text)
    folded = "".join(text_words)
    if folded in printed:
        return False
    if len(folded) < RUN:
        return len(folded) > 2
    edges = [0, *accumulate(map(len, text_words))]
    for start, end in printed.gaps_in(folded):
        strange = sum(map(str.isalpha, folded[start:end]))
        if strange > SCATTERED:
            return True
        if strange > TOLERATED:
            places = zip(text_words, edges, edges[1:], strict=False)
            if any(w not in printed_words for w, a, b in places if a < end and b > start):
                return True
    return False


def _times(text: str, joined: str) -> int:
    """How often a text is printed; a short one may have letters of its surroundings in between."""
    if len(text) < PROBE:
        return len(re.findall(r"\w?".join(text), joined))
    return max(joined.count(probe) for probe in _probes(text))


def _probes(folded: str) -> set[str]:
    """Pieces of a text from its start, middle and end: a page break can split only one of them."""
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


def _hidden(document: Document, file: FileContent) -> Iterator[Problem]:
    for number, page in enumerate(file.pages, 1):
        for hidden in page.hidden[:ENOUGH]:
            yield Problem(
                "hidden-text",
                document.path,
                f"page {number} contains text that {hidden.why}: “{excerpt(hidden.text)}”",
                "Make it visible, or remove it.",
            )


# --- runs of letters ----------------------------------------------------------------------------


class KnownRuns:
    """Folded texts, indexed by every run of `RUN` letters in them."""

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
        """The start and end of each stretch without known runs that is longer than `TOLERATED`."""
        covered = at = 0
        while at <= len(folded) - RUN:
            # Most stretches of a text are known, which a longer run shows faster.
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
