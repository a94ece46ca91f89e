"""Finds sessions by words: in titles, aims, topics and their synonyms, and on the pages.

Each word of a search must be found in a session, in any of its forms or as the beginning of a
longer word. A session that has them in its title or topics comes before one that has them only on
its pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from printroom.make.find.asked import LITTLE, asked_ages
from printroom.make.find.session_words import (
    GUIDE,
    PAGE,
    TITLE,
    Passage,
    page_passages,
    passages_of,
)
from printroom.make.run.options import Sources
from printroom.model import Library, NotFitToPrint, Problem, nearest
from printroom.text.phrases import folded_words, inflect

MOST_HITS = 2
AROUND = 60
"""How many letters of a text are shown on each side of a match."""
SHORTEST = 3
"""The fewest letters that match the beginning of a longer word."""
Place = tuple[int, int, int]
"""The number of a passage, and where a word begins and ends in it."""
Span = tuple[int, int]
"""Where a word begins and ends in a text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A match in its context: the pieces of a text, and whether each was searched for."""

    where: str
    pieces: tuple[tuple[str, bool], ...]
    left_out: tuple[int, ...] = ()
    """The shorter lengths, in minutes, that do not print this text."""

    @property
    def text(self) -> str:
        """The text without marks."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Found:
    """A session, and where the words are in it; no hits if there were no words."""

    session: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A word to search for: its forms, and the beginning of longer words."""

    forms: frozenset[str]
    beginning: str

    def among(self, words: Sequence[str]) -> set[str]:
        """The matching words among these, which are sorted."""
        fitting = set(self.forms)
        if self.beginning:
            first = bisect_left(words, self.beginning)
            after = (words[place] for place in range(first, len(words)))
            fitting.update(takewhile(lambda word: word.startswith(self.beginning), after))
        return fitting


@dataclass(frozen=True, slots=True)
class _Match:
    """A session that has all the words of a search."""

    session: str
    score: int
    """For each word, the weights of the kinds of passages that have it; then the most words that
    are in one passage."""
    spans: Mapping[int, Sequence[Span]]
    """Where the words are in each passage that is shown, by the number of the passage."""


def sessions_of(library: Library, topic: str = "", bands: Collection[str] = ()) -> list[str]:
    """The sessions of a topic and for any of these bands (all if empty), sorted by code.

    Raises `NotFitToPrint` for a topic that does not exist.
    """
    if topic and topic not in library.topics:
        message, fix = f"there is no topic “{topic}”", nearest(topic, library.topics)
        raise NotFitToPrint([Problem("unknown-topic", "--topic", message, fix, 0)])
    within = library.topics[topic].sessions if topic else library.sessions
    wanted = {
        name for name in within if not bands or {*bands}.intersection(library.sessions[name].bands)
    }
    return sorted(wanted, key=lambda name: library.sessions[name].code)


class SessionIndex:
    """An index of the words of every session, as packs of one nation have them."""

    def __init__(self, sources: Sources, nation: str) -> None:
        self.library = sources.library
        self._sources, self._nation = sources, nation
        self._passages: dict[str, tuple[Passage, ...]] = {}
        """The passages of each session."""
        self._shorter: dict[tuple[str, int], dict[tuple[str, str], frozenset[str]]] = {}
        """What `_readers_in` found for a session and a length."""
        self._places: dict[str, dict[str, list[Place]]] = defaultdict(dict)
        """The places of each folded word, by session."""
        for name, session in self.library.sessions.items():
            self._add(name, tuple(passages_of(name, session, sources, nation)))
        self._words = sorted(self._places)

    def find(
        self, query: str, *, topic: str = "", band: str = "", most: int | None = None
    ) -> tuple[Found, ...]:
        """The sessions with these words, the best first; without words, all, sorted by code.

        `topic` and `band` limit them, and so do ages and school years in the query; only the first
        `most` have hits. Raises `NotFitToPrint` for a topic that does not exist.
        """
        asked = asked_ages(query, self.library, self._nation)
        bands = asked.within(band)
        names = sessions_of(self.library, topic, bands or ())
        words = list(_words_to_find(asked.rest))
        if bands is None:
            return ()
        if not words:
            return tuple(map(Found, names))
        places = [self._places_of(word, bands) for word in words]
        matches = [
            self._match(name, [of_word[name] for of_word in places])
            for name in names
            if all(name in of_word for of_word in places)
        ]
        matches.sort(key=lambda match: -match.score)
        return tuple(
            Found(match.session, self._hits(match, bands) if most is None or rank < most else ())
            for rank, match in enumerate(matches)
        )

    def _add(self, name: str, passages: tuple[Passage, ...]) -> None:
        """Add a session with these passages to the index."""
        self._passages[name] = passages
        for number, passage in enumerate(passages):
            for word in folded_words(passage.text):
                if word.folded:
                    place = (number, word.start, word.end)
                    self._places[word.folded].setdefault(name, []).append(place)

    def _places_of(self, wanted: _Wanted, bands: frozenset[str]) -> dict[str, list[Place]]:
        """Where a word is in what any of these bands reads (every band if empty), by session."""
        found: dict[str, list[Place]] = defaultdict(list)
        for word in wanted.among(self._words):
            for name, places in self._places.get(word, {}).items():
                passages = self._passages[name]
                if read := [one for one in places if _is_read_by(bands, passages[one[0]])]:
                    found[name] += read
        return found

    def _match(self, name: str, places_of_words: list[list[Place]]) -> _Match:
        """A session that has all the words, each at these places."""
        passages, score = self._passages[name], 0
        words: Counter[int] = Counter()  # how many of the words are in each passage
        spans: dict[int, list[Span]] = defaultdict(list)
        for places in places_of_words:
            having = {number for number, _, _ in places}
            score += sum({passages[number].weight for number in having})
            words.update(having)
            for number, start, end in places:
                spans[number].append((start, end))
        best_first = sorted(spans, key=lambda n: (-words[n], -passages[n].weight, n))
        shown: dict[str, int] = {}  # the best of each kind, such as a topic and a page
        for number in best_first:
            if passages[number].weight < TITLE:  # the title is shown in any case
                shown.setdefault(passages[number].where.partition(" “")[0], number)
        best = {number: sorted(set(spans[number])) for number in [*shown.values()][:MOST_HITS]}
        return _Match(name, score + max(words.values()), best)

    def _hits(self, match: _Match, bands: frozenset[str]) -> tuple[Hit, ...]:
        """The passages of a match in their context, with the lengths that do not print them."""
        passages = self._passages[match.session]
        return tuple(
            replace(
                _in_context(passages[number], spans),
                left_out=tuple(self._lengths_without(passages[number], match.session, bands)),
            )
            for number, spans in match.spans.items()
        )

    def _lengths_without(self, passage: Passage, name: str, bands: frozenset[str]) -> Iterator[int]:
        """The shorter lengths of a session that do not print a passage of its pages for a band."""
        if passage.weight not in (PAGE, GUIDE):
            return
        readers = passage.bands & bands if bands else passage.bands
        for minutes in self.library.sessions[name].lengths[1:]:
            of_length = self._readers_in(name, minutes)
            if not readers & of_length.get((passage.where, passage.text), frozenset()):
                yield minutes

    def _readers_in(self, name: str, minutes: int) -> dict[tuple[str, str], frozenset[str]]:
        """The texts on the pages of a shorter length, with the bands that read each."""
        if (name, minutes) not in self._shorter:
            session = self.library.sessions[name]
            found = page_passages(name, session, self._sources, self._nation, minutes)
            self._shorter[name, minutes] = {(one.where, one.text): one.bands for one in found}
        return self._shorter[name, minutes]


def _is_read_by(bands: frozenset[str], passage: Passage) -> bool:
    """Whether any of these bands (any at all if empty) reads a passage."""
    return not bands or not passage.bands or not bands.isdisjoint(passage.bands)


def _words_to_find(query: str) -> Iterator[_Wanted]:
    words = [word.folded for word in folded_words(query) if word.folded]
    for word in dict.fromkeys([word for word in words if word not in LITTLE] or words):
        forms = frozenset[str]().union(*map(inflect, _bases(word)))
        yield _Wanted(forms, word if len(word) >= SHORTEST and word.isalpha() else "")


def _bases(word: str) -> Iterator[str]:
    """A word, and the words of which it may be a form: “sharing” of “share”, “gifts” of “gift”."""
    yield word
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e")):
        base = word.removesuffix(ending) + instead
        if word.endswith(ending) and len(base) > SHORTEST:
            yield base


def _in_context(passage: Passage, spans: Sequence[Span]) -> Hit:
    """The first match in a passage, and what is around it: the whole passage if that is short."""
    text = passage.text
    at, last = _around(text, *spans[0])
    pieces = [("…", False)] if at else []
    for start, end in spans:
        if at <= start and end <= last:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces += [(text[at:last], False)] + ([("…", False)] if last < len(text) else [])
    shown = ((re.sub(r"\s+", " ", piece), is_found) for piece, is_found in pieces)
    return Hit(passage.where, tuple(one for one in shown if one[0]))


def _around(text: str, start: int, end: int) -> Span:
    """A match with up to `AROUND` letters on each side of it, cut between words."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        first = text.find(" ", first, start) + 1
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    return first, last
