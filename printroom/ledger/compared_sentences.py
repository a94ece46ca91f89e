"""Compares two lists of sentences in any order: which were changed, added, removed or moved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

ALIKE = 0.5
"""How similar two sentences must be, from 0 to 1, for one to be a new version of the other."""
_LABEL = re.compile(r"([A-Z]|[0-9]{1,2}) (?=\S)")
"""The letter or number before a piece, by which a key refers to it."""
_ANY_LABEL = "\0"
Pair = tuple[str, str]
"""An old sentence and the new one in its place; "" if there is none."""


def compare_sentences(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[Pair, ...], bool]:
    """The sentences that differ, in the order of the new ones, and whether others were moved.

    A shuffle of pieces also exchanges their letters, which are then left out of the comparison.
    """
    gone, came, is_moved = _differing(*_without_common_ends(old, new))
    before, now = _labels(gone), _labels(came)
    if len(before) > 1 and sorted(before) == sorted(now):
        *bare, is_swapped = _differing(_bare(gone), _bare(came))
        if is_swapped or before != now or len(bare[0]) < len(gone):
            (gone, came), is_moved = bare, True
    pairs = _paired(gone, came)
    return tuple((was.lstrip(_ANY_LABEL), is_.lstrip(_ANY_LABEL)) for was, is_ in pairs), is_moved


def _without_common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both lists without their common start and end, so that one edit is not taken for a move."""
    start = _count_alike(old, new)
    old, new = old[start:], new[start:]
    end = _count_alike(old[::-1], new[::-1])
    return list(old[: len(old) - end]), list(new[: len(new) - end])


def _count_alike(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """The sentences only on the old side, those only on the new one, and whether others moved."""
    left: list[str] = []
    right: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            left += old[old_from:old_to]
            right += new[new_from:new_to]
    moved = Counter(left) & Counter(right)
    return list(_without(left, moved)), list(_without(right, moved)), bool(moved)


def _without(sentences: Sequence[str], moved: Counter[str]) -> Iterator[str]:
    rest = Counter(moved)
    for sentence in sentences:
        if rest[sentence]:
            rest[sentence] -= 1
        else:
            yield sentence


def _labels(sentences: Sequence[str]) -> list[str]:
    return [found[1] for one in sentences if (found := _LABEL.match(one))]


def _bare(sentences: Sequence[str]) -> list[str]:
    """The sentences with the same mark in place of every label: “A week” is not “week”."""
    return [_LABEL.sub(_ANY_LABEL, one, count=1) if _LABEL.match(one) else one for one in sentences]


def _paired(gone: Sequence[str], came: Sequence[str]) -> Iterator[Pair]:
    """Each new sentence with the old one that is most similar; the others alone."""
    old_of = _pairing(gone, came)
    alone = [at for at in range(len(gone)) if at not in old_of.values()]
    for at, sentence in enumerate(came):
        was = old_of.get(at)
        while was is not None and alone and alone[0] < was:
            yield gone[alone.pop(0)], ""
        yield ("" if was is None else gone[was]), sentence
    yield from ((gone[at], "") for at in alone)


def _pairing(gone: Sequence[str], came: Sequence[str]) -> dict[int, int]:
    """The index of the old sentence for that of each new one; the most similar pairs come first."""
    if len(gone) == len(came) == 1:
        return {0: 0}
    found: dict[int, int] = {}
    for _, _, was, now in sorted(_likenesses(gone, came)):
        if now not in found and was not in found.values():
            found[now] = was
    return found


def _likenesses(gone: Sequence[str], came: Sequence[str]) -> Iterator[tuple[float, int, int, int]]:
    """The pairs that are similar: how unlike and how far apart they are, and their indices."""
    matcher = SequenceMatcher(None, autojunk=False)
    for was, old in enumerate(gone):
        matcher.set_seq2(old)
        for now, new in enumerate(came):
            matcher.set_seq1(new)
            # The first two are quick upper bounds of the third.
            if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
                continue
            if (ratio := matcher.ratio()) >= ALIKE:
                yield 1 - ratio, abs(was - now), was, now
