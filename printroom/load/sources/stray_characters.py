"""Find characters in authors' files that print nothing, or look like others than they are.

A reader would see other words than the checks, which compare letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from printroom.model import INVISIBLE


@dataclass(frozen=True, slots=True)
class Stray:
    """A character that must not be in a file, as a problem at its place."""

    code: str
    message: str
    fix: str
    line: int
    column: int


_TAB = re.compile("\t")
_BLANK = (
    "\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200c\\u200d\\u2800\\u3164\\ufe00-\\ufe0f"
    "\\uffa0\\ufdd0-\\ufdef\\U0001fffe\\U0001ffff"
)
_OVERLAYS = "\\u0334-\\u0338\\u20d2\\u20d3\\u20d8-\\u20da\\u20e5\\u20e6\\u20ea\\u20eb"
_STRAY = re.compile(f"[{_BLANK}]|[{_OVERLAYS}]")
"""Also what joins letters in other scripts, or strikes a letter out: no page in English has any.

The names of schools may have them.
"""
_LATIN, _LOOKALIKE = "a-z\\u00c0-\\u024f", "\\u0370-\\u03ff\\u0400-\\u052f"
_FOREIGN = re.compile(f"[{_LOOKALIKE}]", re.IGNORECASE)
_MIXED = re.compile(f"(?<=[{_LATIN}])[{_LOOKALIKE}]|[{_LOOKALIKE}](?=[{_LATIN}])", re.IGNORECASE)
"""Greek or Cyrillic letters within a word in Latin ones."""
_ENTITY = re.compile(r"&(?:#\w+|\w+);")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
_HALVES = range(0xD800, 0xE000)
"""Lone surrogates, which are no characters."""


def invisible(text: str) -> str:
    """The first tab or character of a text that must not print, in words; else empty."""
    found = INVISIBLE.search(text) or _TAB.search(text)
    return _character_name(found[0]) if found else ""


def stray(text: str) -> str:
    """The first character that an author's text must not have, in words; else empty."""
    if text.isascii():
        return invisible(text)
    found = _STRAY.search(text) or _MIXED.search(text)
    return invisible(text) or (_character_name(found[0]) if found else "")


def stray_characters(text: str, *, is_authors: bool) -> Iterator[Stray]:
    """The first such character of each line, and those that HTML entities stand for.

    In a list of schools only what prints nothing or commands a terminal is refused.
    """
    # A text has few different characters: to look at each once is faster than to read the text.
    signs = "".join(set(text))
    suspects = (INVISIBLE, _TAB, _STRAY, _FOREIGN) if is_authors else (INVISIBLE, _TAB)
    if any(suspect.search(signs) for suspect in suspects):
        patterns = (INVISIBLE, _TAB, _STRAY, _MIXED) if is_authors else (INVISIBLE, _TAB)
        for number, line in enumerate(text.split("\n"), 1):
            yield from _in_line(line, number, patterns)
    elif "&" in text:
        for number, line in enumerate(text.split("\n"), 1):
            yield from _in_entities(line, number, stray if is_authors else invisible)


def _in_line(line: str, number: int, patterns: Iterable[re.Pattern[str]]) -> Iterator[Stray]:
    found = [one for pattern in patterns if (one := pattern.search(line))]
    if not found:
        return
    first = min(found, key=lambda one: one.start())
    code, message, fix = "control-character", f"this is {_character_name(first[0])}", "delete it"
    if first.re is _TAB:
        code, message, fix = "tab", "there is a tab here", "use spaces"
    elif first.re is _MIXED:
        code, fix = "lookalike", "type the word again"
    yield Stray(code, message, fix, number, first.start() + 1)


def _in_entities(line: str, number: int, test: Callable[[str], str]) -> Iterator[Stray]:
    for entity in _ENTITY.finditer(line):
        text = _entity_text(entity[0])  # empty for a control character, which HTML has not
        if name := test(text) or ("" if text else "a control character"):
            message, column = f"this stands for {name}", entity.start() + 1
            yield Stray("control-character", message, "delete it", number, column)


def _character_name(character: str) -> str:
    """What a character is, in words."""
    code = ord(character)
    if code in _HALVES:
        return f"half of a character (U+{code:04X}, a lone surrogate)"
    if unicodedata.category(character) == "Co":
        return f"a private-use character (U+{code:04X}), which each font draws in its own way"
    if re.match(f"[{_OVERLAYS}]", character):
        return f"a sign that strikes out the letter before it (U+{code:04X})"
    if re.match(f"[{_LOOKALIKE}]", character):
        script = unicodedata.name(character, "GREEK").partition(" ")[0].capitalize()
        return f"a {script} letter (U+{code:04X}) in a word of Latin letters"
    return f"an invisible character (U+{code:04X})"


def _entity_text(entity: str) -> str:
    """What an entity stands for; also a lone surrogate, which HTML would replace."""
    number = _NUMBERED.fullmatch(entity)
    code = int(number[1] or number[2], 16 if number[1] else 10) if number else 0
    return chr(code) if code in _HALVES else unescape(entity)
