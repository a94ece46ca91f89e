"""A closed world of contacts: each number and address that can be read must be declared.

A wrong digit in a help line is found by what it is, whatever brought it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile

from printroom.model import Document, Problem
from printroom.proof.surfaces import Surfaces

# Keys of machines: colours, fonts, dates and the ids of tags look like numbers to call.
_UNREAD = (
    "/CharSet /CreationDate /DA /FontFamily /Headers /ID /Limits /ModDate /Names /Nums /Panose "
    "/Producer "
    "comment content names"
)

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
# UK short codes to text have five digits and begin 6 to 8; nobody counts in 999s.
_SHORT_ALONE = re.compile(r"(?<![\w£€$.,+-])(?:[678]\d{4}|999)(?![\w%]|[.,]\d)")
_EMERGENCY = frozenset({"101", "105", "111", "112", "911", "999"})
_YEAR = re.compile(r"(?:19|20)\d\d")

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ENDINGS = (
    "app biz co com cymru edu eu ie info int london net ngo org police school scot tv uk wales"
).replace(" ", "|")
_WEB = re.compile(
    rf"(?<![\w@.])(?:(?:https?://|www\.)[^\s<>()\"'“”‘’]+"
    rf"|(?:[\w-]+\.)+(?-i:{_ENDINGS}|{_ENDINGS.upper()})\b(?:[/?#][^\s<>()\"'“”‘’]*)?"
    rf"|(?:[\w-]+\.)+[a-z]{{2,}}/[^\s<>()\"'“”‘’]+)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:GIR|[A-Z]{1,2}\d[A-Z\d]?)\s?\d[ABD-HJLNP-UW-Z]{2}\b")
_EIRCODE = re.compile(
    r"\b(?:D6W|[AC-FHKNPRTV-Y]\d{2})[ \u00a0]?"
    r"(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[\dAC-FHKNPRTV-Y]{4}\b"
)
_LINE_END = re.compile(r"(\S*[.@/-])\s*[\r\n]\s*$")
_SOFT = re.compile("[\u00ad\ufffe\u0002\u200b-\u200d\u2060\ufeff]|\u2010(?=\\s*[\r\n])")
_BETWEEN = re.compile(r"[,;/\n]| or ")


def contacts(document: Document, surfaces: Surfaces, values: Mapping[str, str]) -> list[Problem]:
    """Every phone number, address on the web, e-mail and postcode that is not declared."""
    declared = declare((*document.contacts, *values.values()))
    problems: dict[Problem, None] = {}
    for number, page in enumerate(surfaces.pages, 1):
        for found in undeclared(page.text, declared):
            problems[_problem(document, f"page {number}", found)] = None
    unread = _UNREAD.split()
    for said in surfaces.said:
        if said.key not in unread:
            for found in undeclared(said.text, declared):
                problems[_problem(document, said.where, found)] = None
    return list(problems)


def _problem(document: Document, where: str, found: str) -> Problem:
    return Problem(
        "undeclared-contact",
        document.path,
        f"{where} gives a contact that nobody declared: “{found[:40]}”",
        "Put it into materials/contacts.yaml, and name it in a text as [Name](contact:id).",
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """The contacts of a document, each in the one spelling that all its spellings have."""

    numbers: frozenset[str]
    addresses: frozenset[str]
    """E-mail, web and postal codes."""


def declare(texts: Iterable[str]) -> Declared:
    """Read the contacts out of what a document may name."""
    numbers, addresses = set[str](), set[str]()
    for text in texts:
        for part in _BETWEEN.split(text):
            found = (_number(match.group()) for match in _DIGITS.finditer(part))
            numbers.update(number for number in found if len(number) > 2)
        for pattern, spelling in _ADDRESSES:
            addresses.update(spelling(found) for found in pattern.findall(text))
        addresses.update(_site(found) for found in _WEB.findall(text))
    sites = {address.partition("/")[0] for address in addresses}
    return Declared(frozenset(numbers), frozenset(addresses | sites))


def undeclared(text: str, declared: Declared) -> list[str]:
    """The contacts in a text that are not declared, as they are written."""
    clean = _SOFT.sub("", text)
    return [*_numbers(clean, declared), *_addresses(clean, declared)]


# --- numbers ------------------------------------------------------------------------------------


def _numbers(text: str, declared: Declared) -> Iterator[str]:
    lines = text.splitlines()
    for line, following in pairwise([*lines, ""]):
        for match in _DIGITS.finditer(line):
            more = ""
            if not line[match.end() :].strip(" .,;:-"):
                ahead = _DIGITS.match(following.lstrip())
                more = ahead.group() if ahead else ""
            yield from _undeclared_numbers(match.group(), more, declared)
    for pattern in (_SHORT, _SHORT_ALONE):
        for match in pattern.finditer(text):
            number = match.group(match.lastindex or 0)
            is_code = len(number) in (5, 6) or number in _EMERGENCY
            if not is_code or number in declared.numbers:
                continue
            if match.end() - len(number) not in _later_groups(text, declared):
                yield number


def _later_groups(text: str, declared: Declared) -> Iterator[int]:
    """Where the groups of declared numbers begin, but for the first: in `01632 960 999`, two."""
    for match in _DIGITS.finditer(re.sub(r"\s", " ", text)):
        groups = list(_GROUP.finditer(match.group()))
        for at in range(len(groups)):
            size = _declared_length([group.group() for group in groups[at:]], [], declared)
            yield from (match.start() + group.start() for group in groups[at + 1 : at + size])


def _undeclared_numbers(written: str, following: str, declared: Declared) -> Iterator[str]:
    """Numbers to call among figures, from the left: `following` may end the last of them."""
    groups = _GROUP.findall(written)
    after = _GROUP.findall(following)
    at = 0
    while at < len(groups):
        size = _declared_length(groups[at:], after, declared)
        if size:
            at += size
        elif _is_call(groups[at:], after):
            yield written if at == 0 else " ".join(groups[at:])
            return
        else:
            at += 1


def _declared_length(groups: list[str], after: list[str], declared: Declared) -> int:
    """How many of the groups are one declared number, perhaps with those of the next line."""
    for size in range(len(groups), 0, -1):
        if _number(" ".join(groups[:size])) in declared.numbers:
            return size
    return next(
        (
            len(groups)
            for size in range(1, len(after) + 1)
            if _number(" ".join((*groups, *after[:size]))) in declared.numbers
        ),
        0,
    )


def _is_call(groups: list[str], after: list[str]) -> bool:
    """Whether figures are a number to call, and no years, minutes or scale from 0 to 10."""
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
        return size >= 7
    if first.startswith("0"):
        spaced = all(len(group) == 1 for group in groups)
        if spaced or len(first) > 2 or len(groups) == 1:
            return 7 <= size <= 15 or (size < 7 and _is_broken(first, groups, after))
        return len(first) == 2 and size >= 9 and len(groups[1]) > 2
    return _is_foreign_call(list(takewhile(lambda group: group[0] not in "0+", groups)))


def _is_foreign_call(groups: list[str]) -> bool:
    """Figures that begin with no 0: one long one, an Irish 1800 number, or three long groups."""
    size = len("".join(groups))
    if len(groups[0]) >= 9 or (re.match(r"1[89]\d0", groups[0]) and size == 10):
        return True
    if all(_YEAR.fullmatch(group) for group in groups):
        return False
    return len(groups) > 1 and size >= 10 and all(len(group) >= 3 for group in groups)


def _is_broken(first: str, groups: list[str], after: list[str]) -> bool:
    """Whether a number to call ends its line too early: `0800` at the end, `1112` below."""
    return len(first) > 2 and bool(after) and len("".join((*groups, after[0]))) >= 7


def _are_counted(groups: list[str]) -> bool:
    """Whether figures go up or down in equal steps, as on a scale."""
    figures = [int(group) for group in groups]
    steps = {after - before for before, after in pairwise(figures)}
    return len(figures) > 2 and len(steps) == 1 and steps != {0}


def _number(written: str) -> str:
    """A number in its national form: digits only."""
    digits = re.sub(r"\D", "", written)
    is_international = written.lstrip("( ").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    if is_international:
        for country in ("44", "353"):
            if digits.startswith(country):
                return "0" + digits.removeprefix(country).removeprefix("0")
    return digits


# --- addresses ----------------------------------------------------------------------------------


def _addresses(text: str, declared: Declared) -> Iterator[str]:
    for pattern, spelling in (*_ADDRESSES, (_WEB, _site)):
        for match in pattern.finditer(text):
            found = spelling(match.group())
            if not found or found in declared.addresses:
                continue
            if not _is_broken_address(text, match, declared):
                yield match.group().strip(".,;:")


def _is_broken_address(text: str, match: re.Match[str], declared: Declared) -> bool:
    """Whether this is a piece of a declared address that a page breaks behind a dot or a slash."""
    before = _LINE_END.search(text[max(0, match.start() - 100) : match.start()])
    behind = re.sub(r"\s+", "", text[match.end() : match.end() + 100])
    start = (before[1] if before else "") + match.group()
    return any(
        len(address) > len(spelling(match.group()))
        and address.startswith(spelling(start))
        and spelling(start + behind).startswith(address)
        for spelling in (_mail, _site, _code)
        for address in declared.addresses
    )


def _code(written: str) -> str:
    return "".join(written.split())


def _mail(written: str) -> str:
    return written.casefold().rstrip(".")


def _site(written: str) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", written.casefold())
    return address.rstrip("/.,;:!?")


_ADDRESSES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_MAIL, _mail),
    (_POSTCODE, _code),
    (_EIRCODE, _code),
)
