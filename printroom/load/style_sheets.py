"""Check style sheets: braces, names of variables, files that they refer to, endless selectors.

WeasyPrint does not report a brace that is never closed, and takes all rules below it for part of
that block.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from printroom.load.style_declarations import styles_in
from printroom.load.text_file import Source
from printroom.load.variable_sizes import MOST_LETTERS, endless_variables
from printroom.model import Problem, nearest
from printroom.text.style_addresses import addresses

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
_ELSEWHERE = re.compile(r"#|[a-z]+:|//", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b[^;{}]*", re.IGNORECASE)
_PRELUDE = re.compile(r"[^{};\s][^{};]*(?=\{)")
_LONG_VALUE = re.compile(rf"([\w-]+)\s*:[^;{{}}]{{{MOST_LETTERS + 1},}}")
_PART = re.compile(r"[^\s,>+~()]+")
MOST_PARTS = 300
"""The longest rule has 27 parts; the engine fails with some thousands."""
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
        for text, fault in _repairs(source.text):
            if fault:
                yield _at(replace(source, text=text), *fault)
        yield from _unknown_variables(source, plain, variables)
        yield from _imports(source, plain)
        yield from _missing_files(source, [(0, _blanked(_IMPORT, plain))], files)
        yield from _long_selectors(source, plain)
        yield from _long_values(source, plain)
    for name, text in sources.items():
        if name not in sheets:
            yield from _missing_files(
                Source(f"{folder}/{name}", text), styles_in(name, text), files
            )


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """A text with spaces in place of what a pattern finds, on the same lines."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def with_braces_closed(text: str) -> str:
    """A style sheet whose rules end before the next begins, so that the engine reads them all."""
    return deque(_repairs(text), 1)[0][0]


_Fault = tuple[int, str, str, str]
"""Where a bracket is, the code, the message and the fix."""


def _repairs(text: str) -> Iterator[tuple[str, _Fault | None]]:
    """A style sheet with its first wrong bracket; then again with each open brace closed.

    A brace is closed at the end of a line, so that lines and columns stay.
    """
    for _ in range(MOST_OPEN):
        fault = _unmatched(text)
        yield text, fault
        if fault is None or text[fault[0]] != "{" or fault[1] != "unclosed":
            break
        end = _end_of_rule(_blanked(_UNREAD, text), fault[0])
        text = f"{text[:end]}}}{text[end:]}"


def _end_of_rule(plain: str, start: int) -> int:
    """Where a rule that opens at `start` should end: before the next that is no further right."""
    line = plain[plain.rfind("\n", 0, start) + 1 : start]
    deep = len(line) - len(line.lstrip())
    for opened in re.finditer(r"\n(?:[^{};\n]*,\n)*([ \t]*)[^\s{};][^{};\n]*\{", plain[start:]):
        if len(opened[1]) <= deep:
            return start + opened.start()
    return len(plain.rstrip())


def _unmatched(text: str) -> _Fault | None:
    """The first bracket that is closed without being open, never closed, or too deep in others."""
    open_at: list[tuple[str, int]] = []
    plain = _blanked(_UNREAD, text)
    for found in _BRACKET.finditer(plain):
        sign, start = found[0], found.start()
        if sign not in _CLOSES:
            open_at.append((sign, start))
            if len(open_at) > MOST_OPEN:
                message = f"more than {MOST_OPEN} brackets are open here, one within another"
                return start, "too-deep", message, "use fewer levels"
        elif open_at and open_at[-1][0] == _CLOSES[sign]:
            open_at.pop()
        elif open_at:
            break
        else:
            message = f"this “{sign}” closes what is not open"
            return start, "unclosed", message, "delete it, or look above it"
    if open_at:
        sign, start = _least_closed(open_at, plain)
        message = f"this “{sign}” is never closed, and swallows all that is below it"
        return start, "unclosed", message, "close it where its rule ends"
    return None


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


def _imports(source: Source, plain: str) -> Iterator[Problem]:
    for found in _IMPORT.finditer(plain):
        message = "a style sheet imports no other"
        fix = "name that sheet in style(…) of the templates that need it"
        yield _at(source, found.start(), "unknown-file", message, fix)


def _missing_files(
    source: Source, styles: Iterable[tuple[int, str]], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """The addresses in styles, each with its offset, that are no files of the folder."""
    is_sheet = source.path.endswith(".css")
    for start, css in styles:
        for at, path in addresses(css):
            if path in files or (not is_sheet and re.match(r"#|.*\{", path)):
                continue  # it is a part of the page, or Jinja writes it
            message = f"there is no file “{path[:60]}” in the folder of templates"
            is_elsewhere = _ELSEWHERE.match(path)
            fix = _FROM_ELSEWHERE if is_elsewhere else nearest(path, sorted(files))
            yield _at(source, start + at, "unknown-file", message, fix)


def _long_selectors(source: Source, plain: str) -> Iterator[Problem]:
    for found in _PRELUDE.finditer(_blanked(_UNREAD, plain)):
        if len(found[0]) > MOST_PARTS and len(_PART.findall(found[0])) > MOST_PARTS:
            message = f"this selector has more than {MOST_PARTS} parts"
            fix = "give what it is for a class, and name that"
            yield _at(source, found.start(), "too-long", message, fix)


def _long_values(source: Source, plain: str) -> Iterator[Problem]:
    """Values with thousands of pictures or gradients, which the engine computes for minutes."""
    for found in _LONG_VALUE.finditer(plain):
        message = f"this value has more than {MOST_LETTERS:,} letters"
        yield _at(source, found.start(1), "too-long", message, "draw it as a picture")


def _at(source: Source, start: int, code: str, message: str, fix: str) -> Problem:
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    return source.problem(code, message, fix, line=line, column=column)
