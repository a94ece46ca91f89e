"""Turns warnings of WeasyPrint into problems at the file and line that caused them.

WeasyPrint ignores what it does not understand and continues. Its line numbers count in the text
that it was given: one style sheet, or all sheets of a document, each below a comment with its name.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from printroom.model import Document, Problem
from printroom.press.asset_fetcher import Assets
from printroom.press.engine import weasyprint
from printroom.press.style_places import sheet_line

LOGGERS = ("weasyprint", "fontTools")
MISSING_GLYPH = "unsupported by fonts"
KNOWN_WARNINGS = {
    "has no required alt description": (
        "alt-missing",
        "Describe the picture in its alt text; make mere decoration a background in CSS.",
    ),
    "Font-face": ("font-broken", "Replace the font file: it is damaged or not a font."),
    "Failed to load image": ("picture-broken", "Replace the picture: its file is damaged."),
    "Relative URI reference": ("refused-address", "Name it through image() or picture()."),
}
"""The code and the fix of the problem for a warning, by a part of the warning's text."""

_PLACE = re.compile(r" at (\d+):(\d+)[,.]? ?")
_QUOTED = re.compile(r"`([^`]*)`")
_EXCERPT = 100
_CSS_FIX = "correct it; templates/README.md lists what WeasyPrint leaves out"


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a style sheet, and its line."""

    path: str
    line: int
    column: int
    excerpt: str


@contextmanager
def collect_messages() -> Iterator[list[str]]:
    """Collect every warning of the engine."""
    messages: list[str] = []
    handler = _LogCapture(messages)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.level, logger.propagate) for logger in loggers]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.simplefilter("always", RuntimeWarning)
        for logger in loggers:
            logger.addHandler(handler)
            logger.setLevel(logging.WARNING)
            logger.propagate = False
        try:
            yield messages
        finally:
            for logger, (level, propagate) in zip(loggers, before, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)
                logger.propagate = propagate
            messages += [str(warning.message) for warning in warned]


class _LogCapture(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())


def engine_problems(
    messages: list[str], explained: Sequence[str], styles: Sequence[str], document: Document
) -> Iterator[Problem]:
    """A problem for each message of the engine, except those about the addresses in `explained`.

    A message about one of the document's `styles` becomes a problem at its style sheet.
    """
    has_broken_font = any("Font-face" in message for message in messages)
    for message in dict.fromkeys(messages):
        if has_broken_font and MISSING_GLYPH in message:
            continue  # the characters are missing because the font is
        if any(address in message for address in explained):
            continue
        if MISSING_GLYPH in message:
            yield _glyph_problem(message, document)
        elif known := next(
            (answer for part, answer in KNOWN_WARNINGS.items() if part in message), None
        ):
            yield Problem(known[0], document.path, f"WeasyPrint reports: {message}", known[1])
        elif place := _place_in(styles, message, document.templates):
            yield _css_problem(message, place)
        else:
            fix = "Correct the CSS or HTML that the message names."
            yield Problem("engine-warning", document.path, f"WeasyPrint reports: {message}", fix)


def _glyph_problem(message: str, document: Document) -> Problem:
    sign = message.partition(": ")[2]
    return Problem(
        "missing-glyph",
        document.path,
        f"No font of this document has the character {sign}.",
        "Use other characters (it may be in a school’s row), or draw it with CSS or a picture.",
        excerpt=sign,
    )


# --- style sheets -------------------------------------------------------------------------------


def check_style_sheets(folder: str, sheets: Mapping[str, str]) -> list[Problem]:
    """What the engine does not understand in each style sheet."""
    problems: dict[Problem, None] = {}
    for name, sheet in sheets.items():
        marked = f"/* sheet: {name} */\n{sheet}"
        try:
            with collect_messages() as messages:
                weasyprint.CSS(string=marked, url_fetcher=Assets({}), **_ALONE)
        except Exception as error:  # such as RecursionError, anywhere in the sheet
            text = f"WeasyPrint fails to read this style sheet: {type(error).__name__}"
            problems[Problem("css", f"{folder}/{name}", text, _CSS_FIX)] = None
        for message in messages:
            if place := _place_in([marked], message, folder):
                problems[_css_problem(message, place)] = None
    return list(problems)


_ALONE: Mapping[str, object] = {"base_url": "asset:", "media_type": "print"}


def _place_in(styles: Sequence[str], message: str, folder: str) -> _Place | None:
    """The place in the style sheets that a message is about; none if it gives no place."""
    if not (found := _PLACE.search(message)):
        return None
    number, column = int(found[1]), int(found[2])
    quoted = _QUOTED.search(message)
    begin = quoted[1].partition(":")[0].strip() if quoted else ""
    for text in styles:
        lines = text.split("\n")
        if number > len(lines) or not lines[number - 1].startswith(begin, column - 1):
            continue
        if found_at := sheet_line(lines, number):
            sheet, line = found_at
            return _Place(f"{folder}/{sheet}", line, column, lines[number - 1])
    return None


def _css_problem(message: str, place: _Place) -> Problem:
    """A message about a style sheet as a problem."""
    text, quoted = _PLACE.sub(" ", message).strip().rstrip("."), _QUOTED.search(message)
    if quoted:
        written = " ".join(quoted[1].split())[:_EXCERPT]
        text = f"“{written}” is ignored: {text.rpartition('`')[2].strip()}"
    return Problem("css", place.path, text, _CSS_FIX, place.line, place.column, place.excerpt)
