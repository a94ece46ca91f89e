"""Check style sheets: braces, the names of variables, and the files that they refer to.

WeasyPrint does not report a brace that is never closed, and takes all rules below it for part of
that block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.text_file import Source
from printroom.load.variable_sizes import endless_variables
from printroom.model import Problem, nearest

_UNREAD = re.compile(
    r"/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|(?<=\()[^()\"'\n]*:[^()\"'\n]*(?=\))",
    re.DOTALL,
)
"""Comments, strings, and addresses that are no files, in which no sign counts."""
MOST_OPEN = 40
"""The engine fails with some hundreds of brackets within each other."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACKET = re.compile(r"[{}()\[\]]")
_CLOSES = {"}": "{", ")": "(", "]": "["}
_DEFINED = re.compile(r"(--[\w-]+)\s*:")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(,|\))")
_URL = re.compile(r"url\(\s*['\"]?([^'\")\s]+)['\"]?\s*\)")
_ELSEWHERE = re.compile(r"#|[a-z]+:", re.IGNORECASE)
_FROM_ELSEWHERE = "save it into images/ or fonts/ and name it there: a page loads nothing else"
_OF_BLOCKS = frozenset({"--value"})
"""Variables that the program itself sets, on the blocks of authors."""


def style_sheet_problems(
    folder: str, sources: Mapping[str, str], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """What is wrong with the style sheets of a folder, each at its file and line."""
    variables = _OF_BLOCKS.union(*(_DEFINED.findall(text) for text in sources.values()))
    sheets = {
        name: (Source(f"{folder}/{name}", text), _blanked(_COMMENT, text))
        for name, text in sources.items()
        if name.endswith(".css")
    }
    yield from endless_variables(sheets)
    for source, plain in sheets.values():
        yield from _unmatched(source)
        yield from _unknown_variables(source, plain, variables)
        yield from _missing_files(source, plain, files)


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """A text with spaces in place of what a pattern finds, on the same lines."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _unmatched(source: Source) -> Iterator[Problem]:
    """The first bracket that is closed without being open, never closed, or too deep in others."""
    open_at: list[tuple[str, int]] = []
    plain = _blanked(_UNREAD, source.text)
    for found in _BRACKET.finditer(plain):
        sign, start = found[0], found.start()
        if sign not in _CLOSES:
            open_at.append((sign, start))
            if len(open_at) > MOST_OPEN:
                message = f"more than {MOST_OPEN} brackets are open here, one within another"
                yield _at(source, start, "too-deep", message, "use fewer levels")
                return
        elif open_at and open_at[-1][0] == _CLOSES[sign]:
            open_at.pop()
        elif open_at:
            break
        else:
            message = f"this “{sign}” closes what is not open"
            yield _at(source, start, "unclosed", message, "delete it, or look above it")
            return
    if open_at:
        sign, start = _least_closed(open_at, plain)
        message = f"this “{sign}” is never closed, and swallows all that is below it"
        yield _at(source, start, "unclosed", message, "close it where its rule ends")


def _least_closed(open_at: list[tuple[str, int]], plain: str) -> tuple[str, int]:
    """The bracket whose end is missing.

    A block that is open at the end may only have lent its end to one within it. That one is
    followed by a rule that begins no further to the right.
    """
    sign, start = open_at[-1]
    if sign != "{":
        return sign, start
    for opened in re.finditer(r"^([ \t]*)[^\s{}][^{}\n]*\{[^{}]*$", plain[start:], re.MULTILINE):
        rest = plain[start + opened.end() :].lstrip("\n")
        below = re.match(r"([ \t]*)[^\s{};]+[^{};]*\{", rest)
        if below and len(below[1]) <= len(opened[1]):
            return sign, start + opened.start() + opened[0].rindex("{")
    return sign, start


def _unknown_variables(source: Source, plain: str, known: frozenset[str]) -> Iterator[Problem]:
    for found in _USED.finditer(plain):
        if found[1] not in known and found[2] == ")":
            message = f"no template or style sheet sets the variable “{found[1]}”"
            fix = nearest(found[1], sorted(known))
            yield _at(source, found.start(1), "unknown-variable", message, fix)


def _missing_files(source: Source, plain: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
    for found in _URL.finditer(plain):
        path = found[1]
        if path not in files:
            message = f"there is no file “{path[:60]}” in the folder of templates"
            is_elsewhere = _ELSEWHERE.match(path)
            fix = _FROM_ELSEWHERE if is_elsewhere else nearest(path, sorted(files))
            yield _at(source, found.start(1), "unknown-file", message, fix)


def _at(source: Source, start: int, code: str, message: str, fix: str) -> Problem:
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    return source.problem(code, message, fix, line=line, column=column)
