"""Refuses markup in templates that is for screens and forms, or that hides or changes words.

WeasyPrint prints some elements for screens (an `input` becomes a box), obeys others (`base` changes
every address), and ignores the rest, so that a page would lack what its designer sees in a browser.
Markup that strikes words out, hides or reverses them changes what is read, and no check sees it.
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
_SCREEN = re.compile(
    rf"<(?:({'|'.join(NOT_FOR_PAPER)})(?=[\s/>]|\Z)|(meta)\b[^>]*http-equiv)", re.IGNORECASE
)
_VALUE = r"""\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)"""
_HIDDEN = re.compile(rf"<\w+(?:\s+[\w:-]+(?:{_VALUE})?)*?\s+(hidden|dir)(?=[\s=/>])", re.IGNORECASE)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


class NotForPaper(TemplateSyntaxError):
    """Valid template code that no page may contain; `fix` says what to do instead."""

    def __init__(self, message: str, fix: str, line: int, name: str | None) -> None:
        super().__init__(message, line, name, name)
        self.fix = fix
        self.translated = True  # the message alone, without an excerpt of the template


def refuse_written(source: str, name: str) -> None:
    """Raise `NotForPaper` with the line on which a template contains such markup."""
    for pattern, refusal in ((_SCREEN, _screen_element), (_HIDDEN, _hidden_words)):
        if pattern.search(source):  # rarely: comments are removed only now
            written = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
            if found := pattern.search(written):
                raise refusal(found, written.count("\n", 0, found.start()) + 1, name)


def refuse_composed(source: str, name: str) -> None:
    """Raise `NotForPaper` for such an element in a document, which may be made up of parts."""
    if found := _SCREEN.search(source):
        raise _screen_element(found, 1, name)


def _screen_element(found: re.Match[str], line: int, name: str) -> NotForPaper:
    tag = "meta http-equiv" if found[2] else found[1].lower()
    fix = "take it out: a page has no screen, no network and no form to fill in"
    return NotForPaper(f"<{tag}> has no place on paper", fix, line, name)


def _hidden_words(found: re.Match[str], line: int, name: str) -> NotForPaper:
    fix = "take it out: a page shows all words, in the order in which they are signed"
    return NotForPaper(f"“{found[1].lower()}” changes what is read", fix, line, name)
