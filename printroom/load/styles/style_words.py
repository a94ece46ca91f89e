"""Refuse style sheets that add words to pages, which no check, code or signature would cover.

A style sheet may add signs and counters, which are part of a document's code. Words belong into
templates. Values that only the engine knows (`attr()`, `var()`, counter styles) are refused where
they could hold words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.text_file import Source
from printroom.load.styles.style_declarations import Declaration, blanked, declarations, styles_in
from printroom.model import Problem

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_NAMES = ("font", "font-family", "src", "grid", "grid-template", "grid-template-areas")
"""Properties whose texts are names and never printed."""
_PRINTING = (
    *("content", "quotes", "string-set", "bookmark-label", "list-style", "list-style-type"),
    *("text-overflow", "hyphenate-character", "text-emphasis", "text-emphasis-style"),
)
_UNKNOWN_VALUE = re.compile(r"\b(attr|var|env|target-text|symbols)\s*\(", re.IGNORECASE)
_COUNTER = re.compile(r"\bcounters?\s*\(([^()]*)\)", re.IGNORECASE)
_URL = re.compile(r"url\([^)]*\)", re.IGNORECASE)
_LIST_STYLES = ("list-style", "list-style-type")
_IDENTIFIER = re.compile(r"(?<![\w\\-])[a-zA-Z_\\-][\w\\-]*(?![\w\\-]|\s*\()")
_NO_LETTERS = (
    *("decimal", "decimal-leading-zero", "none", "disc", "circle", "square", "inside", "outside"),
    *("inherit", "initial", "unset", "revert"),
)
"""Styles of counters and lists that print no letters, and the other words beside them."""
_COUNTER_STYLE = re.compile(r"@counter-style\b", re.IGNORECASE)
_FIX = "write the words in a template, where they are checked and signed"


def style_words(folder: str, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Each place where a style sheet or a template's own styles could print words."""
    for name, source in sources.items():
        path = f"{folder}/{name}"
        yield from parse_if_changed(path, _of_file, path, source)


def _of_file(path: str, text: str) -> tuple[Problem, ...]:
    """Each such place in one file."""
    source = Source(path, text)
    return tuple(
        source.problem_at(start + at, "style-words", message, _FIX)
        for start, css in styles_in(path, text)
        for at, message in _words(css)
    )


def _words(css: str) -> Iterator[tuple[int, str]]:
    """The offset and the message of each value that could print words."""
    for found in _COUNTER_STYLE.finditer(css):
        yield found.start(), "a counter style could print words that nothing checks"
    for declaration in declarations(css):
        yield from _printed_words(declaration)


def _printed_words(declaration: Declaration) -> Iterator[tuple[int, str]]:
    """The words in the strings of a declaration, and values that are not written there."""
    name = declaration.name
    if name and name not in _NAMES and not name.startswith("--"):
        for string in declaration.strings:
            text = _ESCAPE.sub(_unescaped, string[0][1:-1])
            if any(map(str.isalnum, text)):
                yield string.start(), f"“{text[:60]}” would be printed without being checked"
    if name in _PRINTING:
        for found in _UNKNOWN_VALUE.finditer(declaration.value):
            message = f"{found[1]}() could print words that nothing checks"
            yield declaration.value_at + found.start(), message
        yield from _letter_styles(declaration)


def _letter_styles(declaration: Declaration) -> Iterator[tuple[int, str]]:
    """Each style of a counter or a list that counts in letters, which could spell words."""
    value = declaration.value
    for string in declaration.strings:
        start, end = (at - declaration.value_at for at in string.span())
        value = f"{value[:start]}{' ' * (end - start)}{value[end:]}"
    if declaration.name in _LIST_STYLES:
        styles = list(_IDENTIFIER.finditer(blanked(_URL, value)))
    else:
        styles = [
            style
            for counter in _COUNTER.finditer(value)
            if "," in counter[1]
            for style in _IDENTIFIER.finditer(
                value, counter.start(1) + counter[1].index(","), counter.end(1)
            )
        ]
    for style in styles:
        if style[0].lower() not in _NO_LETTERS:
            message = f"“{style[0]}” counts in letters, which could spell words that nothing checks"
            yield declaration.value_at + style.start(), message


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return "" if found[2] == "\n" else found[2]
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 else "\ufffd"
