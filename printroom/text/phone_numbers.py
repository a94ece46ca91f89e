"""Finds phone numbers in text, and distinguishes them from years, minutes, scales and page numbers.

libphonenumber does not help: if strict, it misses every fifth helpline with one wrong digit; if
loose, it mistakes years and page ranges for phone numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import TypeAlias

Numbers: TypeAlias = frozenset[str]
"""Numbers in their national form."""

_JOINS = "\u0020\u00a0\u2000-\u200a\u202f"
_DASHES = "\\-\u2010-\u2015\u2212"
_SEPARATOR = f"[{_JOINS}{_DASHES}./()]{{1,3}}"
_DIGITS = re.compile(rf"(?<![\w£€$#])\+?\(?\d+(?:{_SEPARATOR}\d+)*(?!\w)")
_GROUP = re.compile(r"\+?\d+")
_SHORT = re.compile(
    r"\b(?:ambulance|call|dial|emergency|phone|police|ring|sms|text|texting|calling)\b"
    r"[^\d.!?]{0,30}?(?<![\d£€$.,])((?!0)\d{3,6})(?![\d.,:%]*\d|[,.]?\d| ?%)",
    re.IGNORECASE,
)
# UK short codes for texts have five digits and begin with 6 to 8; 999 is never a quantity.
_SHORT_ALONE = re.compile(r"(?<![\w£€$.,+-])(?:[678]\d{4}|999)(?![\w%]|[.,]\d)")
_EMERGENCY = frozenset({"101", "105", "111", "112", "911", "999"})
_IS_COUNT = re.compile(r"[1-9]\d?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UK_GROUPS = tuple(
    (re.compile(rf"0(?:{begins})"), lengths)
    for begins, lengths in {
        r"2|5[56]|7[06](?!24)": (3, 4),
        r"1(?:1|\d1)|[389]": (4, 3),
        r"1(?:3873|5(?:242|39[4-6])|(?:697|768)[347]|9467)": (6, 5),
        "": (5, 6),
    }.items()
)
"""How UK numbers begin, with the lengths of their code and next group, as in libphonenumber."""
Figures: TypeAlias = frozenset[tuple[str, ...]]
"""Figures that are no phone numbers, each as its groups of digits."""
NONE: Figures = frozenset()
FEWEST_DIGITS, MOST_DIGITS = 7, 15
"""The length of a phone number other than a short code."""


def numbers_in(text: str) -> Iterator[str]:
    """All numbers in a text, in their national form."""
    return (national(match.group()) for match in _DIGITS.finditer(text))


def national(written: str) -> str:
    """A number in its national form: digits only."""
    digits = re.sub(r"\D", "", written)
    is_international = written.lstrip("( ").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    if is_international:
        for country in ("44", "353"):
            if digits.startswith(country):
                return "0" + digits.removeprefix(country).removeprefix("0")
    return digits


def in_uk_groups(digits: str) -> str:
    """The digits of a UK number with the usual spaces, such as 01632 960001."""
    code, following = next(lengths for begins, lengths in _UK_GROUPS if begins.match(digits))
    groups = (digits[:code], digits[code : code + following], digits[code + following :])
    return " ".join(filter(None, groups))


def figure_groups(text: str) -> Iterator[tuple[str, ...]]:
    """Each number in a text as its groups of digits."""
    return (tuple(_GROUP.findall(match.group())) for match in _DIGITS.finditer(text))


def undeclared_numbers(text: str, declared: Numbers, figures: Figures = NONE) -> Iterator[str]:
    """The phone numbers in a text, as they are written, that are not declared.

    Numbers that consist of `figures` are not phone numbers.
    """
    lines = text.splitlines()
    for line, following in pairwise([*lines, ""]):
        for match in _DIGITS.finditer(line):
            more = ""
            if not line[match.end() :].strip(" .,;:-"):
                ahead = _DIGITS.match(following.lstrip())
                more = ahead.group() if ahead else ""
            if figures and _is_made_of(match.group(), figures) and _ends(more, figures):
                continue
            yield from _undeclared_numbers(match.group(), more, declared)
    for pattern in (_SHORT, _SHORT_ALONE):
        for match in pattern.finditer(text):
            number = match.group(match.lastindex or 0)
            is_code = len(number) in (5, 6) or number in _EMERGENCY
            if not is_code or number in declared:
                continue
            if pattern is _SHORT_ALONE and (number,) in figures:
                continue
            if match.end() - len(number) not in _later_groups(text, declared):
                yield number


def _is_made_of(written: str, figures: Figures) -> bool:
    """Whether a number consists of figures only, perhaps with a line number before or after.

    If a figure is only part of a phone number, the rest of it remains.
    """
    groups = _GROUP.findall(written)
    counted = (
        groups[first:last]
        for first in (0, 1)
        for last in (len(groups), len(groups) - 1)
        if all(map(_IS_COUNT.fullmatch, (*groups[:first], *groups[last:])))
    )
    return any(_is_covered(tuple(inner), figures) for inner in counted if inner)


def _ends(following: str, figures: Figures) -> bool:
    """Whether the start of the next line, a figure or a count, cannot continue a phone number."""
    groups = _GROUP.findall(following)
    return all(map(_IS_COUNT.fullmatch, groups)) or _is_made_of(following, figures)


def _is_covered(groups: tuple[str, ...], figures: Figures) -> bool:
    return not groups or any(
        groups[:size] in figures and _is_covered(groups[size:], figures)
        for size in range(len(groups), 0, -1)
    )


def _later_groups(text: str, declared: Numbers) -> Iterator[int]:
    """The starts of all but the first group of declared numbers: two in `01632 960 999`."""
    for match in _DIGITS.finditer(re.sub(r"\s", " ", text)):
        groups = list(_GROUP.finditer(match.group()))
        for at in range(len(groups)):
            size = _declared_length([group.group() for group in groups[at:]], [], declared)
            yield from (match.start() + group.start() for group in groups[at + 1 : at + size])


def _undeclared_numbers(written: str, following: str, declared: Numbers) -> Iterator[str]:
    """The undeclared phone numbers among figures; `following` may continue the last of them."""
    groups = _GROUP.findall(written)
    after = _GROUP.findall(following)
    at = 0
    while at < len(groups):
        size = _declared_length(groups[at:], after, declared)
        if size:
            at += size
        elif _is_call(groups[at:], after) or _is_nearly_declared(groups[at:], declared):
            yield written if at == 0 else " ".join(groups[at:])
            return
        else:
            at += 1


def _declared_length(groups: list[str], after: list[str], declared: Numbers) -> int:
    """How many of the groups belong to a declared number, which the next line may complete."""
    for size in range(len(groups), 0, -1):
        if national(" ".join(groups[:size])) in declared:
            return size
    return next(
        (
            len(groups)
            for size in range(1, len(after) + 1)
            if national(" ".join((*groups, *after[:size]))) in declared
        ),
        0,
    )


def _is_nearly_declared(groups: list[str], declared: Numbers) -> bool:
    """Whether the groups begin with a declared number that has one wrong digit."""
    if len("".join(groups)) < FEWEST_DIGITS:
        return False
    written = (national(" ".join(groups[:size])) for size in range(1, len(groups) + 1))
    return any(
        len(number) == len(right) and sum(a != b for a, b in zip(number, right, strict=True)) == 1
        for number in written
        if len(number) >= FEWEST_DIGITS
        for right in declared
    )


def _is_call(groups: list[str], after: list[str]) -> bool:
    """Whether the groups are a phone number, and not years, minutes or a scale from 0 to 10."""
    first = groups[0]
    following = [*groups, *after][1:2]
    if (first.startswith("116") and len(first) == 6) or (
        first == "116" and any(len(group) == 3 for group in following)
    ):
        return True
    if _are_counted(groups):
        return False
    size = len("".join(groups).lstrip("+"))
    if first.startswith("+"):
        return size >= FEWEST_DIGITS
    if first.startswith("0"):
        spaced = all(len(group) == 1 for group in groups)
        if spaced or len(first) > 2 or len(groups) == 1:
            is_whole = FEWEST_DIGITS <= size <= MOST_DIGITS
            return is_whole or (size < FEWEST_DIGITS and _is_broken(first, groups, after))
        return len(first) == 2 and size >= 9 and len(groups[1]) > 2
    return _is_foreign_call(groups)


def _is_foreign_call(figures: list[str]) -> bool:
    """Whether groups without a leading 0 are a phone number: a long, an 1800 or a grouped one."""
    groups = list(takewhile(lambda group: group[0] not in "0+", figures))
    size = len("".join(groups))
    is_freephone = re.match(r"1[89]\d0", groups[0]) and 10 in (size, len("".join(figures)))
    if len(groups[0]) >= 9 or is_freephone:
        return True
    if all(_YEAR.fullmatch(group) for group in groups):
        return False
    return len(groups) > 1 and size >= 10 and all(len(group) >= 3 for group in groups)


def _is_broken(first: str, groups: list[str], after: list[str]) -> bool:
    """Whether a line break splits a phone number, such as `0800` from `1112`."""
    return len(first) > 2 and bool(after) and len("".join((*groups, after[0]))) >= FEWEST_DIGITS


def _are_counted(groups: list[str]) -> bool:
    """Whether the numbers rise or fall in equal steps, as on a scale."""
    figures = [int(group) for group in groups]
    steps = {after - before for before, after in pairwise(figures)}
    return len(figures) > 2 and len(steps) == 1 and steps != {0}
