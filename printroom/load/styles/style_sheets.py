"""Check style sheets: brackets, names of variables, files that they refer to, endless selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from printroom.load.sources.text_file import Source
from printroom.load.styles.style_brackets import UNREAD, bracket_faults, with_brackets_closed
from printroom.load.styles.style_declarations import blanked, styles_in
from printroom.load.styles.variable_sizes import MOST_LETTERS, endless_variables
from printroom.model import Problem, nearest
from printroom.text.style_addresses import addresses

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DEFINED = re.compile(r"(?<![\w(-])(--[\w-]+)(?=\s*:|\s)")
"""What sets a variable; where its colon is missing, the engine says so."""
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(,|\))")
_ELSEWHERE = re.compile(r"#|[a-z]+:|//", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b[^;{}]*", re.IGNORECASE)
_PRELUDE = re.compile(r"(?<![^{};])\s*([^{};]+)\{")
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
    written = {name: text for name, text in sources.items() if name.endswith(".css")}
    for name, text in written.items():
        for fault in bracket_faults(text):
            source = Source(f"{folder}/{name}", text)
            yield _at(source, fault.at, fault.code, fault.message, fault.fix)
    sheets = {
        name: (Source(f"{folder}/{name}", closed), blanked(_COMMENT, closed))
        for name, closed in zip(written, map(with_brackets_closed, written.values()), strict=True)
    }
    yield from endless_variables(sheets)
    for source, plain in sheets.values():
        yield from _unknown_variables(source, plain, variables)
        yield from _imports(source, plain)
        yield from _missing_files(source, [(0, blanked(_IMPORT, plain))], files)
        yield from _long_selectors(source, plain)
        yield from _long_values(source, plain)
    for name, text in sources.items():
        if name not in sheets:
            yield from _missing_files(
                Source(f"{folder}/{name}", text), styles_in(name, text), files
            )


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
    for found in _PRELUDE.finditer(blanked(UNREAD, plain)):
        if len(found[1]) > MOST_PARTS and len(_PART.findall(found[1])) > MOST_PARTS:
            message = f"this selector has more than {MOST_PARTS} parts"
            fix = "give what it is for a class, and name that"
            yield _at(source, found.start(1), "too-long", message, fix)


def _long_values(source: Source, plain: str) -> Iterator[Problem]:
    """Values with thousands of pictures or gradients, which the engine computes for minutes."""
    for found in _LONG_VALUE.finditer(plain):
        message = f"this value has more than {MOST_LETTERS:,} letters"
        yield _at(source, found.start(1), "too-long", message, "draw it as a picture")


def _at(source: Source, start: int, code: str, message: str, fix: str) -> Problem:
    line = source.text.count("\n", 0, start) + 1
    column = start - source.text.rfind("\n", 0, start)
    return source.problem(code, message, fix, line=line, column=column)
