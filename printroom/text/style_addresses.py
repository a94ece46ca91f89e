"""Finds the addresses of files in style sheets, `url(…)`, quoted or not.

Load reads these addresses and compose replaces them; neither imports the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_ADDRESS = re.compile(
    r"""/\*.*?(?:\*/|\Z)|(url\(\s*)(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^)"'\s]*))\s*\)""",
    re.DOTALL | re.IGNORECASE,
)
"""Matches comments too, so that nothing in them counts as an address."""


def addresses(css: str) -> Iterator[tuple[int, str]]:
    """Each address in a style sheet, with its offset."""
    for found in _ADDRESS.finditer(css):
        if found[1]:
            number = _group(found)
            yield found.start(number), found[number]


def with_addresses(css: str, other: Callable[[str], str]) -> str:
    """A style sheet with each address replaced by `other`."""
    return _ADDRESS.sub(
        lambda found: f"url({other(found[_group(found)])})" if found[1] else found[0], css
    )


def _group(found: re.Match[str]) -> int:
    """The number of the group with the address."""
    return next(number for number in (2, 3, 4) if found[number] is not None)
