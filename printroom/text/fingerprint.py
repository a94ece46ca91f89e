"""Computes fingerprints of text: numbers that identify a text, but do not reveal it.

The age gate forbids text by fingerprint, and proof searches pages for it. Both fold text in the
same way: before a comparison, everything that a page may change is removed (hyphens, line breaks,
capitals, accents, ligatures and letter-spacing).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate

GRAM = 20
"""The number of letters in a fingerprinted run, about four words; fewer cause false alarms."""
SHORTEST = 8
"""Texts with fewer letters are too common to be recognised."""
MOST_REMEMBERED = 16_384
STEP = 4
"""Of a forbidden text, every fourth run is kept: any GRAM + 3 of its letters contain one."""

# Characters within words that do not count: apostrophes, and characters without width.
_WITHIN = re.compile("['’‘`´\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# PDFium returns U+FFFE or U+0002 where a word was hyphenated.
_SOFT_HYPHEN = re.compile("[\u00ad\ufffe\u0002](?:\\s*[\r\n]\\s*)?")
_HYPHEN = re.compile("\\s*[-\u2010\u2043]\\s*")
_HYPHEN_WITHIN_LINE = re.compile("[-\u2010\u2011\u2043](?!\\s*[\r\n])")
_HYPHENATED = re.compile("[-\u2010\u2011\u2043](?!\\s*$)")
_CLITIC = re.compile("(?<=\\w)['’‘ʼʹ`´′＇](?:s|d|ll|ve|re)(?!\\w)", re.IGNORECASE)
"""The ending of a word after an apostrophe, as in exploiter’s."""
_SPACED = re.compile(r"(?<!\S)(?:\S{1,2} ){3,}\S{1,2}(?!\S)")
_WORD = re.compile(r"[^\W_]+")
_ASCII = frozenset(map(chr, range(128)))


def letters(text: str) -> str:
    """The folded letters and digits of a text, without anything between them."""
    return "".join(filter(str.isalnum, _folded(text)))


def words(text: str) -> list[str]:
    """The folded words of a text, joined at hyphens; without spaces, they are its `letters`."""
    folded = _WITHIN.sub("", _folded(text))
    if not folded.isascii():
        marks = [
            sign for sign in set(folded) - _ASCII if unicodedata.category(sign).startswith("M")
        ]
        if marks:
            folded = folded.translate(dict.fromkeys(map(ord, marks)))
    return _WORD.findall(_HYPHEN.sub("", _SOFT_HYPHEN.sub("", folded)))


def split_words(text: str) -> list[str]:
    """The folded words of a text, split at hyphens except at the end of a line."""
    return words(_HYPHEN_WITHIN_LINE.sub(" ", text))


def grams(text: str) -> frozenset[int]:
    """The fingerprints of all runs of `GRAM` letters of a text."""
    return frozenset(fingerprints(letters(text), GRAM))


def sparse_grams(text: str) -> frozenset[int]:
    """The fingerprints of every `STEP`-th run of `GRAM` letters, and of the last one."""
    folded = letters(text)
    return frozenset(fingerprints(folded, GRAM, STEP) + fingerprints(folded[-GRAM:], GRAM))


def phrase(text: str) -> int | None:
    """The fingerprint of a text too short for `grams`; none for a longer or too common one."""
    folded = letters(text)
    return fingerprints(folded, len(folded))[0] if SHORTEST <= len(folded) < GRAM else None


def phrases(folded_words: Sequence[str], lengths: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The fingerprint and position of each run of folded words for which `phrase` has one.

    `lengths` are the numbers of words in a run; its position is the number of its first letter.
    """
    folded = "".join(folded_words)
    edges = [0, *accumulate(map(len, folded_words))]
    for length in lengths:
        for start, end in zip(edges, edges[length:], strict=False):
            if SHORTEST <= end - start < GRAM:
                yield _fingerprint(folded[start:end].encode()), start


def forbidden_fingerprints(
    texts: Iterable[str],
) -> tuple[frozenset[int], frozenset[int], tuple[int, ...]]:
    """The fingerprints of grams and phrases in texts, and the numbers of words in the phrases."""
    known = [_forbidden(text) for text in texts]
    found = frozenset[int]().union(*(marks for marks, _, _ in known))
    short = {mark: count for _, mark, count in known if mark is not None}
    return found, frozenset(short), tuple(sorted(set(short.values())))


@lru_cache(maxsize=MOST_REMEMBERED)
def _forbidden(text: str) -> tuple[frozenset[int], int | None, int]:
    """The grams of a text, or else its phrase and the number of its words.

    It is cached because most texts are forbidden in every order, and again after the next save.
    """
    mark = phrase(text)
    return sparse_grams(text), mark, 0 if mark is None else len(words(text))


def fingerprints_in(texts: Iterable[str], lengths: Iterable[int]) -> frozenset[int]:
    """All fingerprints of joined texts, of `grams` and of `phrases`, also across texts."""
    return _in_joined("\n".join(texts), tuple(lengths))


@lru_cache(maxsize=16)
def _in_joined(joined: str, lengths: tuple[int, ...]) -> frozenset[int]:
    """See `fingerprints_in`; cached because a save changes few documents of a pack."""
    return grams(joined).union(mark for mark, _ in phrases(words(joined), lengths))


def withheld_in(
    text: str, withheld: Iterable[str], known: Sequence[str] | None = None
) -> list[str]:
    """The withheld words in a text, folded, without duplicates; a trailing * is any ending.

    So that no typesetting hides a word, a hyphenated word is compared as a whole and in its parts,
    a word with ’s or the like also without it, and letter-spaced text by all its letters. `known`
    are the words of the text, if the caller has them.
    """
    patterns = _withheld(tuple(withheld))
    if patterns is None:
        return []
    whole, inside = patterns
    joined = " ".join(words(text) if known is None else known)
    found = whole.findall(joined)
    bare = _CLITIC.sub("", text)
    if bare != text:
        found += whole.findall(" ".join(words(bare)))
    if parted := "\n".join(filter(_HYPHENATED.search, bare.splitlines())):
        found += whole.findall(" ".join(split_words(parted)))
    for _, run in find_spaced_letters(joined):
        found += inside.findall(run)
    return list({word.replace(" ", ""): word for word in reversed(found)}.values())[::-1]


@lru_cache(maxsize=64)
def _withheld(withheld: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Patterns for folded text: one for whole words, one for the same letters anywhere."""
    parted = [(split_words(word), word.rstrip().endswith("*")) for word in withheld]
    whole = [" ?".join(parts) + ("[^ ]*" if is_stem else "") for parts, is_stem in parted if parts]
    inside = ["".join(parts) for parts, _ in parted if parts]
    if not whole:
        return None
    return re.compile(rf"(?<!\S)(?:{'|'.join(whole)})(?!\S)"), re.compile("|".join(inside))


def find_spaced_letters(joined: str) -> Iterator[tuple[int, str]]:
    """The letters of each stretch of letter-spaced text, and the number of letters before it.

    PDFium reads each letter of such text as a word, and no spaces between the real words. `joined`
    are folded words separated by spaces. Stretches of short words do not count.
    """
    for match in _SPACED.finditer(joined):
        parts = match.group().split()
        if sum(len(part) == 1 for part in parts) > 0.6 * len(parts):
            yield len(joined[: match.start()].replace(" ", "")), "".join(parts)


def fingerprints(folded: str, length: int, step: int = 1) -> list[int]:
    """The fingerprint of each run of `length` letters of a folded text, in order."""
    starts = range(0, len(folded) - length + 1, step)
    # In ASCII every letter is one byte, so slicing bytes saves encoding each run.
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
    # Unicode classes this apostrophe as a letter.
    return unicodedata.normalize("NFKD", folded).replace("\u02bc", "")
