"""Rules for sheets of every shape of activity: nothing is lost, repeated or revealed."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from printroom.model import ActivityModel, Arranged, CannotArrange
from tools.stress.puzzles import crossword_problems, word_search_problems
from tools.stress.solvers import (
    letters_of,
    match_problems,
    quiz_problems,
    sequence_problems,
    sort_problems,
)
from tools.stress.task import Row, Task, strings

SENTENCE = 20
"""From so many letters on, no page may contain a secret, even among other words."""
DRAWN = frozenset({"quiz"})
"""Shapes that print a random part of what was written; their solvers find what is lost."""
FREE = frozenset({"quiz", "crossword"})
"""Shapes in whose lists an item may stay in its place: an answer that is never the first would be
given away, and clues are in the order of the grid."""

SOLVERS: Mapping[str, Callable[[Task, Arranged], Iterator[str]]] = {
    "match": match_problems,
    "sort": sort_problems,
    "sequence": sequence_problems,
    "quiz": quiz_problems,
    "crossword": crossword_problems,
    "word-search": word_search_problems,
}


def tried(task: Task, seeds: Iterable[int]) -> Row:
    """Arrange one activity with each seed, and check each sheet."""
    problems: list[str] = []
    milliseconds = []
    watch = _Watch(task)
    tried_seeds = tuple(seeds)
    for seed in tried_seeds:
        begin = time.process_time()
        try:
            arranged = task.arranged(seed)
        except CannotArrange as error:
            problems.append(f"seed {seed}: {error}")
            continue
        milliseconds.append((time.process_time() - begin) * 1000)
        broken = [*watch.broken(arranged), *SOLVERS.get(arranged.shape, _no_solver)(task, arranged)]
        if task.arranged(seed) != arranged:
            broken.append("the same setting gives another sheet")
        problems += [f"seed {seed}: {law}" for law in broken]
    problems += watch.broken_over_all()
    return Row(task.kind, task.band_id, len(tried_seeds), tuple(problems), tuple(milliseconds))


def _no_solver(task: Task, arranged: Arranged) -> Iterator[str]:
    del task, arranged
    return iter(())


class _Watch:
    """Checks the rules that need only what the learner sees, over all seeds of one activity."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._ranks = _ranks(task.activity)
        self._first: tuple[Counter[str], Counter[str], Counter[str]] | None = None
        self._orders: dict[tuple[str, tuple[int, ...]], set[tuple[int, ...]]] = {}
        self._pages: set[str] = set()
        self._codes: set[str] = set()

    def broken(self, arranged: Arranged) -> Iterator[str]:
        """The rules that one sheet breaks, by itself or compared with the first."""
        self._pages.add(repr(arranged.page))
        self._codes.add(arranged.code)
        page, cards = (Counter(strings(side)) for side in (arranged.page, arranged.cards))
        whys = Counter(row.why for row in arranged.key)
        if self._first is None:
            self._first = page, cards, whys
        names = ("the page", "the cards", "the key")
        for name, now, first in zip(names, (page, cards, whys), self._first, strict=True):
            if arranged.shape in DRAWN:
                if now.total() != first.total():
                    yield f"{name} has more texts, or fewer, than with another seed"
            elif now != first:
                lost = "; ".join([*(first - now), *(now - first)][:2])
                yield f"{name} lost or doubled something: {lost}"
        yield from self._leaks(arranged, (*page, *cards))
        for place, items in _lists(arranged.page) if arranged.shape not in FREE else ():
            ranks = [self._rank(item) for item in items]
            if len(items) > 1 and None not in ranks and len(set(ranks)) == len(ranks):
                order = tuple(rank for rank in ranks if rank is not None)
                self._orders.setdefault((place, tuple(sorted(order))), set()).add(order)

    def broken_over_all(self) -> Iterator[str]:
        """The rules that all sheets together break."""
        if len(self._pages) > 1 and "" in self._codes:
            yield "the seed changes the sheet, and the sheet has no code"
        if len(self._pages) == 1 and len(self._codes) > 1:
            yield "one sheet has several codes"
        for (place, written), orders in self._orders.items():
            if len(orders) > 1:
                kept = [o for o in orders if any(a == b for a, b in zip(o, written, strict=True))]
                if kept:
                    yield f"{len(kept)} of {len(orders)} orders keep an item in its place: {place}"

    def _leaks(self, arranged: Arranged, shown: tuple[str, ...]) -> Iterator[str]:
        """Reasons that the sheet shows, and long secrets that it shows among other words."""
        whole = {letters_of(text) for text in shown}
        for row in arranged.key:
            if row.why and letters_of(row.why) in whole:
                yield f"the learner sees a reason: {row.why}"
        for secret in self._task.activity.secrets():
            letters = letters_of(secret)
            if len(letters) >= SENTENCE and any(letters in t and letters != t for t in whole):
                yield f"the learner sees a secret: {secret}"

    def _rank(self, item: object) -> int | None:
        """The position of an item in what the author wrote; none if it is not there."""
        return next((self._ranks[text] for text in strings(item) if text in self._ranks), None)


def _ranks(activity: ActivityModel) -> dict[str, int]:
    """The position of each text of an activity as written, and of marked or cut parts of it."""
    places: dict[str, int] = {}
    for text in strings(activity):
        marked = re.findall(r"\[([^\]]*)\]", text)
        for part in (text, *marked, *map(str.strip, text.split("|"))):
            places.setdefault(part, len(places))
    return places


def _lists(value: object, place: str = "page") -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every list in a value, with its path, such as page.groups[0]."""
    if isinstance(value, (tuple, list)):
        yield place, tuple(value)
        for number, inner in enumerate(value):
            yield from _lists(inner, f"{place}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _lists(getattr(value, field.name), f"{place}.{field.name}")
