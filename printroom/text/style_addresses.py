"""Finds the addresses of files in style sheets, `url(…)`, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_ADDRESS = re.compile(
    r"""/\*.*?(?:\*/|\Z)|(url\(\s*)(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^)"'\s]*))\s*\)""",
    re.DOTALL | re.IGNORECASE,
)
"""Also comments: nothing in them is an address."""


def addresses(css: str) -> Iterator[tuple[int, str]]:
    """Each address of a style sheet, with the offset at which it begins."""
    for found in _ADDRESS.finditer(css):
        if found[1]:
            number = _of(found)
            yield found.start(number), found[number]


def with_addresses(css: str, other: Callable[[str], str]) -> str:
    """A style sheet with another address in place of each."""
    return _ADDRESS.sub(
        lambda found: f"url({other(found[_of(found)])})" if found[1] else found[0], css
    )


def _of(found: re.Match[str]) -> int:
    return next(number for number in (2, 3, 4) if found[number] is not None)
