"""Finds text of other age groups, notes and answers in a document for participants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from printroom.model import Document, Forbidden, Problem
from printroom.proof.pdf_content import FoundText, Surfaces
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
"""Passages that are named for each place: if a whole guide leaked, three are enough."""
LONGEST_LABEL = 2
"""Letters of what markup sets apart within a block, such as the letter of an answer."""
_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_leaks(
    document: Document, surfaces: Surfaces, forbidden: Forbidden, values: Mapping[str, str]
) -> list[Problem]:
    """Forbidden texts and withheld words in a document for participants with these values.

    A school's values are its own: that a value, alone or with the words around its field, is what
    another page says (“the lead, Mrs …”) is no leak.

    Raises `KeyError` if `forbidden` does not list this document: without a list of what is allowed,
    the document was not meant to be checked, and must not pass by mistake.
    """
    blocks = read_source(document.source, values).blocks
    allowed = forbidden.allowed[document.name] | _around_values(
        blocks, frozenset(values.values()), forbidden.lengths
    )
    passages = Passages(forbidden.grams, forbidden.phrases, forbidden.lengths, allowed, blocks)
    problems = [
        *_in_places(document, surfaces, passages, forbidden.withheld),
        *_in_rows(document, surfaces, passages),
        *_across_page_breaks(document, surfaces, passages, forbidden.withheld),
    ]
    return list(dict.fromkeys(problems))


def _around_values(
    blocks: Iterable[Sequence[str]], values: frozenset[str], lengths: tuple[int, ...]
) -> frozenset[int]:
    """The fingerprints of a document's blocks that take in a letter or word of a value."""
    found = frozenset[int]()
    for block in blocks:
        if values.isdisjoint(block):
            continue
        pieces = groupby(block, values.__contains__)
        fixed = (fingerprints_in(texts, lengths) for is_value, texts in pieces if not is_value)
        found |= fingerprints_in(block, lengths).difference(*fixed)
    return found


def _in_places(
    document: Document, surfaces: Surfaces, passages: Passages, withheld: tuple[str, ...]
) -> Iterator[Problem]:
    """What a page or a string says by itself."""
    for where, text, text_words in _places(surfaces):
        found = passages.find_in(text_words)
        yield from _forbidden(document, where, _quoted(text, found.values()))
        yield from _withheld(document, where, withheld_in(text, withheld, text_words))


def _in_rows(document: Document, surfaces: Surfaces, passages: Passages) -> Iterator[Problem]:
    """What several strings say together."""
    for where, text in _rows(surfaces):
        found = passages.long_in(words(text))
        yield from _forbidden(document, where, _quoted(text, found.values()))


def _across_page_breaks(
    document: Document, surfaces: Surfaces, passages: Passages, withheld: tuple[str, ...]
) -> Iterator[Problem]:
    """What two pages say together; what one of them says by itself was found there."""
    for page_break in surfaces.page_breaks:
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
            f"{where} says what only facilitators or another band may read: “{text}”",
            "Find what brought it here: a part under a wrong heading or band, or a template.",
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


def _places(surfaces: Surfaces) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each page, and each string: three bookmarks in a row are not a sentence."""
    for number, page in enumerate(surfaces.pages, 1):
        yield f"page {number}", page.text, page.words
    for said in _with_words(surfaces):
        yield said.where, said.text, words(said.text)


def _rows(surfaces: Surfaces) -> Iterator[tuple[str, str]]:
    """All strings of a kind in a row: a long text may be cut into several."""
    rows: dict[str, list[str]] = {}
    for said in _with_words(surfaces):
        rows.setdefault(said.where, []).append(said.text)
    for where, texts in rows.items():
        if len(texts) > 1:
            yield where, "\n".join(texts)


def _with_words(surfaces: Surfaces) -> Iterator[FoundText]:
    """Without bare numbers and letters: tags are full of these."""
    return (said for said in surfaces.texts if _LETTERS.search(said.text))


# --- what to look for ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passages:
    """Forbidden texts, by their fingerprints."""

    grams: frozenset[int]
    phrases: frozenset[int]
    lengths: tuple[int, ...]
    allowed: frozenset[int]
    blocks: tuple[Sequence[str], ...]
    """The texts of each block of the document that is searched."""

    def find_in(self, said: Sequence[str]) -> dict[int, int]:
        """The marks that these words carry, each with the number of the letter it starts at.

        Those of runs in which two of the document's blocks meet are left out.
        """
        return self._without_block_edges(self.long_in(said), "".join(said)) | self._short_in(said)

    def long_in(self, said: Sequence[str]) -> dict[int, int]:
        """The marks of runs of letters: no phrases, but runs in which two blocks meet."""
        marks = fingerprints("".join(said), GRAM)
        return self._forbidden_among(self.grams, zip(marks, count()))

    def _short_in(self, said: Sequence[str]) -> dict[int, int]:
        if not self.phrases:
            return {}
        marks = [*phrases(said, self.lengths)]
        joined = " ".join(said)
        for before, run in find_spaced_letters(joined):
            # Which letters make a word cannot be seen: any may.
            marks += [(mark, first + before) for mark, first in phrases(run, range(1, GRAM))]
        return self._forbidden_among(self.phrases, marks)

    def _without_block_edges(self, places: dict[int, int], folded: str) -> dict[int, int]:
        """The marks of runs but for those in which two blocks meet.

        The foot of a page comes before its head where a page is read: the end of the one and the
        start of the other may be some letters that another session says, too. So may a label, such
        as the letter of an answer, and what it is beside, or what it is between.
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
        """The forbidden ones of these marks, each with its position."""
        allowed = self.allowed
        return {mark: at for mark, at in marks if mark in forbidden and mark not in allowed}


def _cut_at_labels(block: Sequence[str]) -> tuple[list[str], list[str]]:
    """The texts of a block between its labels, and the labels."""
    texts, labels = [""], []
    for piece in map(letters, block):
        if 0 < len(piece) <= LONGEST_LABEL:
            labels.append(piece)
            texts.append("")
        else:
            texts[-1] += piece
    return [text for text in texts if text], labels


def _quoted(text: str, firsts: Iterable[int]) -> list[str]:
    """The passages that start at these letters; those that run into each other are one."""
    quotes: list[str] = []
    last = -2 * GRAM
    for first in sorted(firsts):
        if first - last > GRAM and len(quotes) < ENOUGH:
            quotes.append(excerpt(text, first))
        last = first
    return quotes
