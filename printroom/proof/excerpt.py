"""Shortens the texts that messages quote."""

from __future__ import annotations

from printroom.text.fingerprint import letters

LIMIT = 40
"""Letters quoted at most: enough to find the place, too few to spread what was found."""


def excerpt(text: str, first: int = 0, count: int = LIMIT) -> str:
    """Up to `count` letters of a text as it is written, from its letter number `first` on."""
    count = min(count, LIMIT)
    passed = 0
    kept: list[str] = []
    for character in text:
        if passed >= first + count:
            break
        size = len(letters(character))
        if passed >= first and (size or kept):
            kept.append(character)
        passed += size
    return " ".join("".join(kept).split())
