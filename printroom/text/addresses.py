"""Splits postal addresses into lines, and leaves out lines that repeat others."""

from __future__ import annotations

import re

_POSTCODE = re.compile(
    r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b|\b([A-Z]\d[\dW]) ?([A-Z\d]{4})\b", re.IGNORECASE
)
"""A postcode of the United Kingdom, or an Eircode of Ireland, with or without its space."""
_Words = tuple[str, ...]


def written_lines(address: str) -> list[str]:
    """The lines of an address, which are separated by commas, semicolons or line breaks."""
    return [line.strip() for line in re.split(r"[,;\n]", address) if line.strip()]


def add_lines(address: str, more: str) -> str:
    """An address, followed by those lines of `more` that it does not contain yet."""
    before = written_lines(address)
    new = [line for line in written_lines(more) if not any(_contains(one, line) for one in before)]
    return ", ".join((address, *new))


def label_lines(address: str, name: str) -> tuple[str, ...]:
    """The lines to print below the name of a school, without that name and without repetitions."""
    lines = written_lines(address)
    kept = [line for place, line in enumerate(lines) if not _is_repeated(lines, place)]
    is_named = len(kept) > 1 and _words(kept[0]) == _words(name)
    return tuple(kept[1:] if is_named else kept)


def _is_repeated(lines: list[str], place: int) -> bool:
    """Whether another line contains this one; of two equal lines the last is kept."""
    line = lines[place]
    return any(
        _contains(other, line) and (number > place or _words(other) != _words(line))
        for number, other in enumerate(lines)
        if number != place
    )


def _contains(line: str, part: str) -> bool:
    """Whether a line ends with a part, with or without a postcode after it.

    “Leeds LS1 1AA” contains “Leeds”, but “Leeds Road” does not.
    """
    words, wanted = _words(line), _words(part)
    before_postcode = _words(_POSTCODE.sub("", line))
    return any(wanted and one[-len(wanted) :] == wanted for one in (words, before_postcode))


def _words(line: str) -> _Words:
    joined = _POSTCODE.sub(lambda found: "".join(filter(None, found.groups())), line)
    return tuple(re.findall(r"[^\W_]+", re.sub(r"['’]", "", joined.casefold())))
