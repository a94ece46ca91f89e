"""The seal of a learner's page: what other bands, notes and answers say is nowhere in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from printroom.fingerprint import K, fingerprints, phrase_of, words, words_apart
from printroom.model import Document, Forbidden, Problem
from printroom.proof.excerpt import LIMIT, excerpt
from printroom.proof.surfaces import PageSaid, Said, Surfaces, without_furniture

ENOUGH = 3
"""Passages that are named for each place: where a whole guide slipped in, three tell it."""
JOINT = 400
"""Characters on each side of a page break that are read together."""
# Where letters are spaced out, PDFium sees a word in each, and no spaces between the words.
_SPACED = re.compile(r"(?<!\S)(?:\S{1,2} ){3,}\S{1,2}(?!\S)")


def seal(document: Document, surfaces: Surfaces, forbidden: Forbidden) -> list[Problem]:
    """Forbidden texts and withheld words in a document for participants.

    Raises `KeyError` when `forbidden` says nothing about this document: a gate that was never
    set would let everything pass.
    """
    grams = forbidden.grams[document.name]
    phrases = forbidden.phrases[document.name]
    lengths = forbidden.lengths[document.name]
    withheld = Withheld(forbidden.withheld)
    problems: list[Problem] = []
    for where, said in _places(surfaces):
        places = _passages(said, grams, phrases, lengths)
        problems += _forbidden(document, where, _quoted(said, places.values())[:ENOUGH])
        problems += _withheld(document, where, withheld.found_in(said))
    for where, text in _rows(surfaces):
        places = _passages(text, grams, frozenset(), ())
        problems += _forbidden(document, where, _quoted(text, places.values())[:ENOUGH])
    for where, before, after in _joints(surfaces.pages):
        text = f"{before}\n{after}"
        places = _passages(text, grams, phrases, lengths)
        for side in (before, after):
            for mark in _passages(side, grams, phrases, lengths):
                places.pop(mark, None)
        problems += _forbidden(document, where, _quoted(text, places.values()))
        alone = {*withheld.found_in(before), *withheld.found_in(after)}
        problems += _withheld(
            document, where, [word for word in withheld.found_in(text) if word not in alone]
        )
    return list(dict.fromkeys(problems))


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
            f"{where} says “{word}”, which is withheld from this band",
            "Say it in other words. The list is `withheld` in materials/bands.yaml.",
        )


# --- where to look ------------------------------------------------------------------------------


def _places(surfaces: Surfaces) -> Iterator[tuple[str, str]]:
    """Each page, and each string: three bookmarks in a row are not a sentence."""
    for number, page in enumerate(surfaces.pages, 1):
        yield f"page {number}", page.text
    for said in _distinct(surfaces):
        yield said.where, said.text


def _rows(surfaces: Surfaces) -> Iterator[tuple[str, str]]:
    """All strings of a kind in a row: a long text may be cut into several."""
    rows: dict[str, list[str]] = {}
    for said in _distinct(surfaces):
        rows.setdefault(said.where, []).append(said.text)
    for where, texts in rows.items():
        if len(texts) > 1:
            yield where, "\n".join(texts)


def _distinct(surfaces: Surfaces) -> Iterator[Said]:
    return (said for said in dict.fromkeys(surfaces.said) if len(said.text) > 2)


def _joints(pages: Sequence[PageSaid]) -> Iterator[tuple[str, str, str]]:
    """What stands on both sides of each page break, without what repeats at the edges of pages."""
    bodies = without_furniture(pages)
    before = ""
    for number, (ended, started) in enumerate(pairwise(bodies), 1):
        before = f"{before}\n{ended}"[-JOINT:]
        yield f"the break after page {number}", before, started[:JOINT]


# --- what to look for ---------------------------------------------------------------------------


def _passages(
    text: str, grams: frozenset[int], phrases: frozenset[int], lengths: Iterable[int]
) -> dict[int, int]:
    """The forbidden marks that a text carries, each with the number of the letter it starts at."""
    said = words(text)
    marks = fingerprints("".join(said), K)
    found = {mark: first for first, mark in enumerate(marks) if mark in grams}
    if phrases:
        found |= _short_passages(said, phrases, lengths)
    return found


def _short_passages(
    said: Sequence[str], phrases: frozenset[int], lengths: Iterable[int]
) -> dict[int, int]:
    """Phrases of whole words; where letters are spaced out, of any letters in a row."""
    firsts = [0, *accumulate(map(len, said))]
    found: dict[int, int] = {}
    for length in lengths:
        for start in range(len(said) - length + 1):
            mark = phrase_of(said[start : start + length])
            if mark in phrases and mark is not None:
                found[mark] = firsts[start]
    joined = " ".join(said)
    for match in _spaced_out(joined):
        run = match.group().replace(" ", "")
        first = firsts[joined.count(" ", 0, match.start())]
        for size in range(1, K):
            for start in range(len(run) - size + 1):
                mark = phrase_of((run[start : start + size],))
                if mark in phrases and mark is not None:
                    found[mark] = first + start
    return found


def _spaced_out(joined: str) -> Iterator[re.Match[str]]:
    """The stretches of folded words that are letters set apart rather than short words."""
    for match in _SPACED.finditer(joined):
        parts = match.group().split()
        if sum(len(part) == 1 for part in parts) > 0.6 * len(parts):
            yield match


def _quoted(text: str, firsts: Iterable[int]) -> list[str]:
    """The passages that start at these letters; those that run into each other are one."""
    quotes: list[str] = []
    last = -2 * K
    for first in sorted(firsts):
        if first - last > K:
            quotes.append(excerpt(text, first))
        last = first
    return quotes


class Withheld:
    """Words that a band's pages may not carry; a trailing * stands for any ending."""

    def __init__(self, withheld: Iterable[str]) -> None:
        parted = [(words_apart(word), word.rstrip().endswith("*")) for word in withheld]
        whole = [
            " ?".join(parts) + ("[^ ]*" if is_stem else "") for parts, is_stem in parted if parts
        ]
        self._whole = re.compile(rf"(?<!\S)(?:{'|'.join(whole)})(?!\S)") if whole else None
        inside = "|".join("".join(parts) for parts, _ in parted if parts)
        self._inside = re.compile(inside) if inside else None

    def found_in(self, text: str) -> list[str]:
        """The withheld words that a text says, folded, each once."""
        if self._whole is None or self._inside is None:
            return []
        found: dict[str, None] = {}
        joined = " ".join(words(text))
        apart = " ".join(words_apart(text))
        for said in dict.fromkeys((joined, apart)):
            found |= dict.fromkeys(match.group() for match in self._whole.finditer(said))
        for run in _spaced_out(joined):
            found |= dict.fromkeys(self._inside.findall(run.group().replace(" ", "")))
        return [word[:LIMIT] for word in found]
