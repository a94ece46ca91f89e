"""Finds phone numbers, addresses on the web, accounts and postcodes in text, in any spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from printroom.text.phone_numbers import figure_groups, numbers_in, undeclared_numbers

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<![\w@./])@(?=[\w.]*[^\W\d_])[\w.]{2,}")
_FILES = "pdf|json"
"""The endings of the files that a cover names; no domain on the web has them."""
_WEB = re.compile(
    rf"(?<![\w@.])(?:(?:https?://|www\.)[^\s<>()\"'“”‘’]+"
    rf"|(?:[\w-]+\.)+(?!(?:{_FILES})\b)(?-i:xn--[a-z\d-]+|[a-z]{{2,}}|[A-Z]{{2,}})\b"
    rf"(?:[/?#][^\s<>()\"'“”‘’]*)?"
    rf"|(?:[\w-]+\.)+[a-z]{{2,}}/[^\s<>()\"'“”‘’]+)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:GIR|[A-Z]{1,2}\d[A-Z\d]?)\s?\d[ABD-HJLNP-UW-Z]{2}\b")
_EIRCODE = re.compile(
    r"\b(?:D6W|[AC-FHKNPRTV-Y]\d{2})[ \u00a0]?"
    r"(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[\dAC-FHKNPRTV-Y]{4}\b"
)
_LINE_END = re.compile(r"(\S*[.@/-])\s*[\r\n]\s*$")
KEPT_TEXTS = 512
"""Texts to cache: the contacts of a document are declared again with those of each school."""
_SOFT = re.compile("[\u00ad\ufffe\u0002\u200b-\u200d\u2060\ufeff]|\u2010(?=\\s*[\r\n])")
_BETWEEN = re.compile(r"[,;/\n]| or ")
_SPELT_DOT = re.compile(
    r"\s*[\[(]dot[\])]\s*|\s+dot\s+(?=(?:co|com|ie|net|org|uk)\b)", re.IGNORECASE
)
_SPELT_AT = re.compile(r"\s*[\[(]at[\])]\s*", re.IGNORECASE)
_WORTH_A_SEARCH = re.compile(r"\d\D{0,4}\d|[^\W_][.．。][^\W_]|@|＠|\bdot\b", re.IGNORECASE)
_MISTYPED = re.compile(
    r"(?<!\w)(?=[OoIl]*\d)[\dOoIl]{3,}(?:[ \u00a0-](?=[OoIl]*\d)[\dOoIl]{3,})+(?!\w)"
)
"""Groups of digits with letters that look like 0 and 1."""
_DIGIT_OF = str.maketrans("OoIl", "0011")
_WIDE_CHARACTERS = {"．": ".", "。": ".", "＠": "@"}


@dataclass(frozen=True, slots=True)
class Declared:
    """The contacts of a document, each in a normal form that all its spellings share."""

    numbers: frozenset[str]
    addresses: frozenset[str]
    """E-mail addresses, web addresses and postcodes."""
    figures: frozenset[tuple[str, ...]] = frozenset()
    """Figures that look like phone numbers but are marked as none, each as its groups of digits."""


def declare(texts: Iterable[str], no_contacts: Iterable[str] = ()) -> Declared:
    """The contacts in texts that a document may contain; `no_contacts` only look like contacts."""
    numbers, addresses, figures = set[str](), set[str](), set[tuple[str, ...]]()
    for text in texts:
        found = _contacts_in(text)
        numbers |= found.numbers
        addresses |= found.addresses
    for text in no_contacts:
        figures.update(figure_groups(text))
        addresses |= _addresses_in(text)
    return Declared(frozenset(numbers), frozenset(addresses), frozenset(figures))


def may_hold_contact(text: str) -> bool:
    """A quick test whether a text is worth searching for contacts."""
    return bool(_WORTH_A_SEARCH.search(text))


@lru_cache(KEPT_TEXTS)
def _contacts_in(text: str) -> Declared:
    numbers, addresses = set[str](), set[str]()
    for one in _spellings(text):
        for part in _BETWEEN.split(one):
            numbers.update(number for number in numbers_in(part) if len(number) > 2)
        addresses |= _addresses_in(one)
    addresses |= {address.partition("/")[0] for address in addresses}
    return Declared(frozenset(numbers), frozenset(addresses))


def _addresses_in(text: str) -> set[str]:
    return {spelling(one) for pattern, spelling in _ADDRESSES for one in pattern.findall(text)}


def find_undeclared(text: str, declared: Declared) -> list[str]:
    """The undeclared contacts in a text, more or less as they are written."""
    return [
        found
        for spelling in _spellings(_SOFT.sub("", text))
        for found in (
            *undeclared_numbers(spelling, declared.numbers, declared.figures),
            *_undeclared_addresses(spelling, declared),
        )
    ]


def _spellings(text: str) -> Iterable[str]:
    """A text, and the same with the usual digits, dots and @ signs in its contacts."""
    usual = text
    if not text.isascii():
        usual = text.translate({ord(one): _usual_character(one) for one in set(text)})
    folded = text.casefold()
    if "dot" in folded:
        usual = _SPELT_DOT.sub(".", usual)
    if "at)" in folded or "at]" in folded:
        usual = _SPELT_AT.sub("@", usual)
    usual = _MISTYPED.sub(lambda found: found[0].translate(_DIGIT_OF), usual)
    return dict.fromkeys((text, usual))


def _usual_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.digit(character))
    return _WIDE_CHARACTERS.get(character, character)


def _undeclared_addresses(text: str, declared: Declared) -> Iterator[str]:
    for pattern, spelling in _ADDRESSES:
        for match in pattern.finditer(text):
            found = spelling(match.group())
            if not found or found in declared.addresses:
                continue
            if not _is_broken_address(text, match, declared):
                yield match.group().strip(".,;:")


def _is_broken_address(text: str, match: re.Match[str], declared: Declared) -> bool:
    """Whether this is part of a declared address that a line break splits after a sign in it."""
    before = _LINE_END.search(text[max(0, match.start() - 100) : match.start()])
    behind = re.sub(r"\s+", "", text[match.end() : match.end() + 100])
    start = (before[1] if before else "") + match.group()
    return any(
        len(address) > len(spelling(match.group()))
        and address.startswith(spelling(start))
        and spelling(start + behind).startswith(address)
        for spelling in (_mail, _site, _postcode)
        for address in declared.addresses
    )


def _postcode(written: str) -> str:
    return "".join(written.split())


def _mail(written: str) -> str:
    return written.casefold().rstrip(".")


def _site(written: str) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", written.casefold())
    return address.rstrip("/.,;:!?")


_ADDRESSES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_MAIL, _mail),
    (_ACCOUNT, _mail),
    (_POSTCODE, _postcode),
    (_EIRCODE, _postcode),
    (_WEB, _site),
)
"""The patterns of addresses, each with the function that returns the normal form."""
