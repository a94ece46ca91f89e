"""Fingerprints of what was written: text enters, numbers leave from which no text can be read.

The age gate forbids with them and proof looks for them, so both fold text in the same way: what
a page does to a text (hyphens, line breaks, capitals, accents, ligatures, spaced letters) is gone
before anything is compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

K = 20
"""Letters in a row that make a fingerprint, about four words: fewer ring false alarms."""
SHORTEST = 8
"""Letters below which a text says too little to be recognised."""
STEP = 4
"""A forbidden text gives every fourth fingerprint: any K + 3 letters of it are still found."""

# What may stand inside a word without being part of it: apostrophes, and what has no width.
_WITHIN = re.compile("['’‘`´\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# PDFium writes U+FFFE or U+0002 where a word was hyphenated.
_SOFT_HYPHEN = re.compile("[\u00ad\ufffe\u0002](?:\\s*[\r\n]\\s*)?")
_HYPHEN = re.compile("\\s*[-\u2010\u2043]\\s*")
_HYPHEN_WITHIN_LINE = re.compile("[-\u2010\u2011\u2043](?!\\s*[\r\n])")
_HYPHENATED = re.compile("[-\u2010\u2011\u2043](?!\\s*$)")
_SPACED = re.compile(r"(?<!\S)(?:\S{1,2} ){3,}\S{1,2}(?!\S)")
_WORD = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text, folded, without anything between them."""
    return "".join(filter(str.isalnum, _folded(text)))


def words(text: str) -> list[str]:
    """The words of a text, folded; a hyphen joins: joined together they are its `letters`."""
    folded = _WITHIN.sub("", _folded(text))
    if not folded.isascii():
        marks = (sign for sign in set(folded) if unicodedata.category(sign).startswith("M"))
        folded = folded.translate(dict.fromkeys(map(ord, marks)))
    return _WORD.findall(_HYPHEN.sub("", _SOFT_HYPHEN.sub("", folded)))


def words_apart(text: str) -> list[str]:
    """The words of a text, where a hyphen that does not end a line parts two words."""
    return words(_HYPHEN_WITHIN_LINE.sub(" ", text))


def grams(text: str) -> frozenset[int]:
    """The fingerprint of every run of `K` letters of a text."""
    return frozenset(fingerprints(letters(text), K))


def sparse_grams(text: str, step: int = STEP) -> frozenset[int]:
    """The fingerprints of every `step`-th run of `K` letters, and of the last one."""
    folded = letters(text)
    return frozenset(fingerprints(folded, K, step) + fingerprints(folded[-K:], K))


def phrase(text: str) -> int | None:
    """The fingerprint of a text too short for `grams`; none if it is longer, or says too little."""
    folded = letters(text)
    return fingerprints(folded, len(folded))[0] if SHORTEST <= len(folded) < K else None


def phrases(said: Sequence[str], lengths: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The fingerprint of every run of folded words that `phrase` would mark, with its place.

    A run has as many words as one of `lengths` says; its place is the number of the letter that
    it starts at.
    """
    folded = "".join(said)
    edges = [0, *accumulate(map(len, said))]
    for length in lengths:
        for start, end in zip(edges, edges[length:], strict=False):
            if SHORTEST <= end - start < K:
                yield _fingerprint(folded[start:end].encode()), start


def forbid(texts: Iterable[str]) -> tuple[frozenset[int], frozenset[int], tuple[int, ...]]:
    """What must not be said: grams, phrases, and how many words the phrases have."""
    given = tuple(texts)
    found = frozenset[int]().union(*map(sparse_grams, given))
    short = {mark: len(words(text)) for text in given if (mark := phrase(text)) is not None}
    return found, frozenset(short), tuple(sorted(set(short.values())))


def carried(texts: Iterable[str], lengths: Iterable[int]) -> frozenset[int]:
    """Every fingerprint of texts in a row, as `grams` and as `phrases` make them.

    Also those that only neighbours carry together.
    """
    said = "\n".join(texts)
    return grams(said).union(mark for mark, _ in phrases(words(said), lengths))


def withheld_in(text: str, withheld: Iterable[str], said: Sequence[str] | None = None) -> list[str]:
    """What a text says of withheld words, folded, each once; a trailing * is any ending.

    A hyphenated word counts whole and in its members, and letters that are set apart count
    wherever they spell the word: no setting hides it. `said` are the words of the text, if they
    are known.
    """
    patterns = _withheld(tuple(withheld))
    if patterns is None:
        return []
    whole, inside = patterns
    joined = " ".join(words(text) if said is None else said)
    found = whole.findall(joined)
    if parted := "\n".join(filter(_HYPHENATED.search, text.splitlines())):
        found += whole.findall(" ".join(words_apart(parted)))
    for _, run in spaced_out(joined):
        found += inside.findall(run)
    return list({word.replace(" ", ""): word for word in reversed(found)}.values())[::-1]


@lru_cache(maxsize=64)
def _withheld(withheld: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Patterns for folded text: one finds whole words, one the same letters anywhere."""
    parted = [(words_apart(word), word.rstrip().endswith("*")) for word in withheld]
    whole = [" ?".join(parts) + ("[^ ]*" if is_stem else "") for parts, is_stem in parted if parts]
    inside = ["".join(parts) for parts, _ in parted if parts]
    if not whole:
        return None
    return re.compile(rf"(?<!\S)(?:{'|'.join(whole)})(?!\S)"), re.compile("|".join(inside))


def spaced_out(joined: str) -> Iterator[tuple[int, str]]:
    """The runs of letters that are set apart, and no short words; and how many letters precede.

    In spaced text PDFium sees a word in each letter, and no spaces between the real words.
    `joined` are folded words with a space between them.
    """
    for match in _SPACED.finditer(joined):
        parts = match.group().split()
        if sum(len(part) == 1 for part in parts) > 0.6 * len(parts):
            yield len(joined[: match.start()].replace(" ", "")), "".join(parts)


def fingerprints(folded: str, length: int, step: int = 1) -> list[int]:
    """The fingerprint of each run of `length` letters of a folded text, by their place."""
    starts = range(0, len(folded) - length + 1, step)
    # Of ASCII, every letter is one byte: cutting bytes saves encoding each run.
    if folded.isascii():
        whole = folded.encode()
        runs = [whole[start : start + length] for start in starts]
    else:
        runs = [folded[start : start + length].encode() for start in starts]
    return [int.from_bytes(blake2b(run, digest_size=8).digest(), "big") for run in runs]


def _fingerprint(run: bytes) -> int:
    return int.from_bytes(blake2b(run, digest_size=8).digest(), "big")


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    if folded.isascii():
        return folded
    # An apostrophe that Unicode calls a letter.
    return unicodedata.normalize("NFKD", folded).replace("\u02bc", "")
