"""Refuses markup in templates that is for screens and forms, or that takes words back.

WeasyPrint prints some elements for screens (an `input` becomes a box), obeys others (`base` moves
every address), and ignores the rest, so that a page would lack what its designer sees in a browser.
What strikes words out, hides or reverses them changes what is read, and no check would see it.
"""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError

NOT_FOR_PAPER = (
    *("base", "link", "script", "noscript", "slot", "portal", "dialog"),
    *("button", "form", "input", "select", "textarea"),
    *("bdo", "del", "s", "strike"),
    *("applet", "audio", "canvas", "embed", "frame", "frameset", "iframe", "object", "video"),
)
_FOUND = re.compile(
    rf"<(?:({'|'.join(NOT_FOR_PAPER)})(?=[\s/>]|\Z)|(meta)\b[^>]*http-equiv)", re.IGNORECASE
)
_VALUE = r"""\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)"""
_TAKEN_BACK = re.compile(
    rf"<\w+(?:\s+[\w:-]+(?:{_VALUE})?)*?\s+(hidden|dir)(?=[\s=/>])", re.IGNORECASE
)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


class NotForPaper(TemplateSyntaxError):
    """A template that can be read, and does what no page may do; `fix` says what to do instead."""

    def __init__(self, message: str, fix: str, line: int, name: str | None) -> None:
        super().__init__(message, line, name, name)
        self.fix = fix
        self.translated = True  # the message alone, without an excerpt of the template


def refuse_written(source: str, name: str) -> None:
    """Raise `NotForPaper` with the line on which a template writes such an element."""
    for pattern in (_FOUND, _TAKEN_BACK):
        if pattern.search(source):  # nearly always nothing, so comments can wait
            written = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
            if found := pattern.search(written):
                line = written.count("\n", 0, found.start()) + 1
                raise (_refusal if pattern is _FOUND else _taken_back)(found, line, name)


def refuse_composed(source: str, name: str) -> None:
    """The same for a whole document, in which such an element came together from parts."""
    if found := _FOUND.search(source):
        raise _refusal(found, 1, name)


def _refusal(found: re.Match[str], line: int, name: str) -> NotForPaper:
    tag = "meta http-equiv" if found[2] else found[1].lower()
    fix = "take it out: a page has no screen, no network and no form to fill in"
    return NotForPaper(f"<{tag}> has no place on paper", fix, line, name)


def _taken_back(found: re.Match[str], line: int, name: str) -> NotForPaper:
    fix = "take it out: a page shows all words, in the order in which they are signed"
    return NotForPaper(f"“{found[1].lower()}” changes what is read", fix, line, name)
