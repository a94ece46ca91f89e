"""Finds text for other age groups, notes and answers in a document for participants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from printroom.model import Document, Forbidden, Problem
from printroom.proof.pdf_content import FileContent, FoundText
from printroom.proof.source_text import LIMIT, excerpt, read_source
from printroom.text.fingerprint import (
    GRAM,
    find_spaced_letters,
    fingerprints,
    fingerprints_in,
    letters,
    phrases,
    withheld_in,
    words,
)

ENOUGH = 3
"""The most passages to report for each place: if a whole guide leaked, three are enough."""
LONGEST_LABEL = 2
"""The most letters in a label, which markup sets apart in a block, such as the A of an answer."""
_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_leaks(
    document: Document, file: FileContent, forbidden: Forbidden, values: Mapping[str, str]
) -> list[Problem]:
    """Forbidden texts and withheld words in a document for participants with these values.

    A school's own values are no leak, even if such a value, with or without the words around its
    field, is also text of another page (“the lead, Mrs …”).

    Raises `KeyError` if `forbidden` does not list this document, so that a document that was not
    meant to be checked cannot pass by mistake.
    """
    blocks = read_source(document.source, values).blocks
    allowed = forbidden.allowed[document.name] | _around_values(
        blocks, frozenset(values.values()), forbidden.lengths
    )
    passages = Passages(forbidden.grams, forbidden.phrases, forbidden.lengths, allowed, blocks)
    problems = [
        *_in_places(document, file, passages, forbidden.withheld),
        *_in_rows(document, file, passages),
        *_across_page_breaks(document, file, passages, forbidden.withheld),
    ]
    return list(dict.fromkeys(problems))


def _around_values(
    blocks: Iterable[Sequence[str]], values: frozenset[str], lengths: tuple[int, ...]
) -> frozenset[int]:
    """The fingerprints of a document's blocks that include a letter or word of a value."""
    found = frozenset[int]()
    for block in blocks:
        if values.isdisjoint(block):
            continue
        pieces = groupby(block, values.__contains__)
        fixed = (fingerprints_in(texts, lengths) for is_value, texts in pieces if not is_value)
        found |= fingerprints_in(block, lengths).difference(*fixed)
    return found


def _in_places(
    document: Document, file: FileContent, passages: Passages, withheld: tuple[str, ...]
) -> Iterator[Problem]:
    """Problems within one page or one string."""
    for where, text, text_words in _places(file):
        found = passages.find_in(text_words)
        yield from _forbidden(document, where, _quoted(text, found.values()))
        yield from _withheld(document, where, withheld_in(text, withheld, text_words))


def _in_rows(document: Document, file: FileContent, passages: Passages) -> Iterator[Problem]:
    """Problems in several strings of a kind, joined."""
    for where, text in _rows(file):
        found = passages.long_in(words(text))
        yield from _forbidden(document, where, _quoted(text, found.values()))


def _across_page_breaks(
    document: Document, file: FileContent, passages: Passages, withheld: tuple[str, ...]
) -> Iterator[Problem]:
    """Problems across a page break, without those on one of the two pages."""
    for page_break in file.page_breaks:
        where = f"the break after page {page_break.page}"
        sides = (page_break.before, page_break.after)
        text = "\n".join(sides)
        text_words = words(text)
        found = passages.find_in(text_words)
        on_one_side = {mark for side in sides for mark in passages.find_in(words(side))}
        positions = [at for mark, at in found.items() if mark not in on_one_side]
        yield from _forbidden(document, where, _quoted(text, positions))
        alone = {word for side in sides for word in withheld_in(side, withheld)}
        found_words = withheld_in(text, withheld)
        yield from _withheld(document, where, [word for word in found_words if word not in alone])


def _forbidden(document: Document, where: str, found: Iterable[str]) -> Iterator[Problem]:
    for text in found:
        yield Problem(
            "forbidden-text",
            document.path,
            f"{where} contains text that only facilitators or another band may read: “{text}”",
            "Find its source: a part under the wrong heading or band, or a template.",
        )


def _withheld(document: Document, where: str, found: Iterable[str]) -> Iterator[Problem]:
    for word in found:
        yield Problem(
            "withheld-word",
            document.path,
            f"{where} says “{word[:LIMIT]}”, which is withheld from this band",
            "Say it in other words. The list is `withheld` in materials/bands.yaml.",
        )


# --- where to look ------------------------------------------------------------------------------


def _places(file: FileContent) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each page and each string separately: three bookmarks in a row are not a sentence."""
    for number, page in enumerate(file.pages, 1):
        yield f"page {number}", page.text, page.words
    for found in _with_words(file):
        yield found.where, found.text, words(found.text)


def _rows(file: FileContent) -> Iterator[tuple[str, str]]:
    """All strings of each kind, joined, because a long text may be split into several."""
    rows: dict[str, list[str]] = {}
    for found in _with_words(file):
        rows.setdefault(found.where, []).append(found.text)
    for where, texts in rows.items():
        if len(texts) > 1:
            yield where, "\n".join(texts)


def _with_words(file: FileContent) -> Iterator[FoundText]:
    """The strings that are not just a number or a letter; tags have many of these."""
    return (found for found in file.texts if _LETTERS.search(found.text))


# --- what to look for ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passages:
    """The fingerprints of forbidden texts, and those that a document may contain all the same."""

    grams: frozenset[int]
    phrases: frozenset[int]
    lengths: tuple[int, ...]
    allowed: frozenset[int]
    blocks: tuple[Sequence[str], ...]
    """The texts of each block of the document that is searched."""

    def find_in(self, found: Sequence[str]) -> dict[int, int]:
        """The forbidden fingerprints of these words, each with the number of its first letter.

        Runs of letters that span two of the document's blocks are left out.
        """
        long = self._without_block_edges(self.long_in(found), "".join(found))
        return long | self._short_in(found)

    def long_in(self, found: Sequence[str]) -> dict[int, int]:
        """The forbidden fingerprints of runs of `GRAM` letters, including those across blocks."""
        marks = fingerprints("".join(found), GRAM)
        return self._forbidden_among(self.grams, zip(marks, count()))

    def _short_in(self, found: Sequence[str]) -> dict[int, int]:
        """The forbidden fingerprints of phrases shorter than `GRAM` letters."""
        if not self.phrases:
            return {}
        marks = [*phrases(found, self.lengths)]
        joined = " ".join(found)
        for before, run in find_spaced_letters(joined):
            # The words in it are unknown, so any run of letters may be one.
            marks += [(mark, first + before) for mark, first in phrases(run, range(1, GRAM))]
        return self._forbidden_among(self.phrases, marks)

    def _without_block_edges(self, places: dict[int, int], folded: str) -> dict[int, int]:
        """The fingerprints of runs without those that span two blocks.

        PDFium may read blocks in another order, such as the footer of a page before its header. The
        end of one block and the start of another may then be the letters of a forbidden text by
        chance, and so may a label, such as the A of an answer, and the text beside or around it.
        """
        if not places:
            return places
        cut = [_cut_at_labels(block) for block in self.blocks]
        texts = [text for block_texts, _ in cut for text in block_texts]
        sizes = range(1, GRAM)
        labels = {"", *(label for _, block_labels in cut for label in block_labels)}
        ends = {"", *(text[-size:] for text in texts for size in sizes)}
        starts = {"", *(text[:size] for text in texts for size in sizes)}

        def spans_two_blocks(first: int) -> bool:
            run = folded[first : first + GRAM]
            return any(
                run[:end] in ends and run[end:start] in labels and run[start:] in starts
                for end in range(GRAM)
                for start in range(end, min(end + LONGEST_LABEL, GRAM) + 1)
            )

        return {mark: first for mark, first in places.items() if not spans_two_blocks(first)}

    def _forbidden_among(
        self, forbidden: frozenset[int], marks: Iterable[tuple[int, int]]
    ) -> dict[int, int]:
        """Those of these fingerprints that are forbidden in this document, with their positions."""
        allowed = self.allowed
        return {mark: at for mark, at in marks if mark in forbidden and mark not in allowed}


def _cut_at_labels(block: Sequence[str]) -> tuple[list[str], list[str]]:
    """The texts of a block between its labels, and the labels themselves."""
    texts, labels = [""], []
    for piece in map(letters, block):
        if 0 < len(piece) <= LONGEST_LABEL:
            labels.append(piece)
            texts.append("")
        else:
            texts[-1] += piece
    return [text for text in texts if text], labels


def _quoted(text: str, firsts: Iterable[int]) -> list[str]:
    """Excerpts at these letters, one for each group of letters that are close together."""
    quotes: list[str] = []
    last = -2 * GRAM
    for first in sorted(firsts):
        if first - last > GRAM and len(quotes) < ENOUGH:
            quotes.append(excerpt(text, first))
        last = first
    return quotes
