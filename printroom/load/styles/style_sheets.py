"""Check style sheets: brackets, names of variables, files that they refer to, endless selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from printroom.load.sources.text_file import Source
from printroom.load.styles.style_brackets import UNREAD, bracket_faults, with_brackets_closed
from printroom.load.styles.style_declarations import blanked, styles_in
from printroom.model import Problem, nearest
from printroom.text.style_addresses import addresses

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DEFINED = re.compile(r"(?<![\w(-])(--[\w-]+)(?=\s*:|\s)")
"""What sets a variable; where its colon is missing, the engine says so."""
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(,|\))")
_ELSEWHERE = re.compile(r"#|[a-z]+:|//", re.IGNORECASE)
_IMPORT = re.compile(r"@import\b[^;{}]*", re.IGNORECASE)
_PRELUDE = re.compile(r"(?<![^{};])\s*([^{};]+)\{")
MOST_LETTERS = 20_000
_LONG_VALUE = re.compile(rf"([\w-]+)\s*:[^;{{}}]{{{MOST_LETTERS + 1},}}")
_PART = re.compile(r"[^\s,>+~()]+")
MOST_PARTS = 300
"""The longest rule has 27 parts; the engine fails with some thousands."""
_FROM_ELSEWHERE = "save it into images/ or fonts/ and name it there: a page loads nothing else"
_OF_BLOCKS = frozenset({"--value"})
"""Variables that the program itself sets, on the blocks of authors."""
MOST_LEVELS = 100
_SET = re.compile(r"(--[\w-]+)\s*:([^;{}]*)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def style_sheet_problems(
    folder: str, sources: Mapping[str, str], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """What is wrong with the style sheets of a folder, each at its file and line."""
    variables = _OF_BLOCKS.union(*(_DEFINED.findall(text) for text in sources.values()))
    sheets: list[tuple[Source, str]] = []
    for name, text in sources.items():
        source = Source(f"{folder}/{name}", text)
        if name.endswith(".css"):
            for fault in bracket_faults(text):
                yield source.problem_at(fault.at, fault.code, fault.message, fault.fix)
            closed = with_brackets_closed(text)
            sheets.append((Source(source.path, closed), blanked(_COMMENT, closed)))
        else:
            yield from _missing_files(source, styles_in(name, text), files)
    yield from _endless_variables(sheets)
    for source, plain in sheets:
        yield from _unknown_variables(source, plain, variables)
        yield from _imports(source, plain)
        yield from _missing_files(source, [(0, blanked(_IMPORT, plain))], files)
        yield from _long_selectors(source, plain)
        yield from _long_values(source, plain)


def _unknown_variables(source: Source, plain: str, known: frozenset[str]) -> Iterator[Problem]:
    for found in _USED.finditer(plain):
        if found[1] not in known and found[2] == ")":
            message = f"no template or style sheet sets the variable “{found[1]}”"
            fix = nearest(found[1], sorted(known))
            yield source.problem_at(found.start(1), "unknown-variable", message, fix)


def _imports(source: Source, plain: str) -> Iterator[Problem]:
    for found in _IMPORT.finditer(plain):
        message = "a style sheet cannot import another"
        fix = "name that sheet in style(…) of the templates that need it"
        yield source.problem_at(found.start(), "unknown-file", message, fix)


def _missing_files(
    source: Source, styles: Iterable[tuple[int, str]], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    """The addresses in styles that name no file of the folder; each style has its offset."""
    is_sheet = source.path.endswith(".css")
    for start, css in styles:
        for at, path in addresses(css):
            if path in files or (not is_sheet and re.match(r"#|.*\{", path)):
                continue  # it is a part of the page, or Jinja writes it
            message = f"there is no file “{path[:60]}” in the folder of templates"
            is_elsewhere = _ELSEWHERE.match(path)
            fix = _FROM_ELSEWHERE if is_elsewhere else nearest(path, sorted(files))
            yield source.problem_at(start + at, "unknown-file", message, fix)


def _long_selectors(source: Source, plain: str) -> Iterator[Problem]:
    for found in _PRELUDE.finditer(blanked(UNREAD, plain)):
        if len(found[1]) > MOST_PARTS and len(_PART.findall(found[1])) > MOST_PARTS:
            message = f"this selector has more than {MOST_PARTS} parts"
            fix = "give the element a class, and select that"
            yield source.problem_at(found.start(1), "too-long", message, fix)


def _long_values(source: Source, plain: str) -> Iterator[Problem]:
    """Values with thousands of pictures or gradients, which the engine computes for minutes."""
    for found in _LONG_VALUE.finditer(plain):
        message = f"this value has more than {MOST_LETTERS:,} letters"
        yield source.problem_at(found.start(1), "too-long", message, "draw it as a picture")


def _endless_variables(sheets: Sequence[tuple[Source, str]]) -> Iterator[Problem]:
    """A problem of the first value that is too long once its variables are put in.

    `sheets` are the style sheets, each also with its comments blanked.
    """
    values: dict[str, list[str]] = {}
    for _, plain in sheets:
        for found in _SET.finditer(plain):
            values.setdefault(found[1], []).append(found[2])
    sizes = _Sizes(values)
    for source, plain in sheets:
        for found in _SET.finditer(plain):
            if sizes.of_value(found[2], ()) > MOST_LETTERS:
                message = f"“{found[1]}” has more than {MOST_LETTERS:,} letters with its variables"
                fix = "let it use fewer variables, or each once"
                yield source.problem_at(found.start(), "endless-variable", message, fix)
                return  # those that use it are as long


class _Sizes:
    """How long values are; each variable is measured once."""

    def __init__(self, values: Mapping[str, list[str]]) -> None:
        self._values = values
        self._known: dict[str, int] = {}

    def of_value(self, value: str, around: tuple[str, ...]) -> int:
        """The length of a value with its variables; one of those around it adds nothing."""
        total = len(value)
        for name in _VARIABLE.findall(value):
            total += self._of(name, around)
            if total > MOST_LETTERS:
                break
        return total

    def _of(self, name: str, around: tuple[str, ...]) -> int:
        if name not in self._values or name in around:
            return 0
        if len(around) > MOST_LEVELS:
            return MOST_LETTERS + 1
        if name not in self._known:
            sizes = (self.of_value(value, (*around, name)) for value in self._values[name])
            self._known[name] = max(sizes)
        return self._known[name]
