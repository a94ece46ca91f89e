"""Reads the declarations of a style sheet with their places and selectors, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z))|(?P<url>url\(\s*(?:"[^"]*"|'[^']*'|[^)]*)\s*\))"""
    r"""|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<jinja>\{\{.*?\}\}|\{%.*?%\})"""
    r"""|(?P<end>[{};])""",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"\s*(?:[^{}]*?\s)?([\w-]+)\s*:(?!:)", re.DOTALL)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style|\Z)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)'|((?:\{\{.*?\}\}|[^\s"'>])+))""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration such as `color: red`."""

    name: str
    """The property in small letters; empty for what is no declaration."""
    value: str
    """As it is written, with spaces in place of comments."""
    at: int
    """Where the property begins in the style sheet."""
    value_at: int
    selector: str
    """Of its rule, or the rule itself, such as `@page`; empty in an attribute."""
    strings: tuple[re.Match[str], ...] = ()


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """A text with spaces in place of what a pattern finds, on the same lines."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def styles_in(name: str, source: str) -> Iterator[tuple[int, str]]:
    """The styles in a file, each with its offset: a style sheet, or those of a template."""
    if name.endswith(".css"):
        yield 0, source
        return
    for found in _STYLE.finditer(source):
        yield found.start(1), found[1]
    for found in _ATTRIBUTE.finditer(source):
        number = next(n for n in (1, 2, 3) if found[n] is not None)
        yield found.start(number), found[number]


@lru_cache(maxsize=256)
def declarations(css: str) -> tuple[Declaration, ...]:
    """Each declaration of a style sheet."""
    return tuple(_declarations(css))


def _declarations(css: str) -> Iterator[Declaration]:
    start, comments, strings = 0, list[re.Match[str]](), list[re.Match[str]]()
    selectors: list[str] = []
    for token in _TOKEN.finditer(css):
        if token["string"]:
            strings.append(token)
        elif token["comment"]:
            comments.append(token)
        elif token["end"]:
            written = _without(comments, css, start, token.start())
            if token["end"] == "{":
                selectors.append(written.strip())
            else:
                yield _declaration(written, start, selectors, strings)
            if token["end"] == "}" and selectors:
                selectors.pop()
            start, comments, strings = token.end(), [], []
    yield _declaration(_without(comments, css, start, len(css)), start, selectors, strings)


def _without(comments: list[re.Match[str]], css: str, start: int, end: int) -> str:
    """A stretch of a style sheet with spaces in place of its comments."""
    written = css[start:end]
    for comment in comments:
        a, b = comment.start() - start, comment.end() - start
        written = f"{written[:a]}{' ' * (b - a)}{written[b:]}"
    return written


def _declaration(
    written: str, start: int, selectors: list[str], strings: list[re.Match[str]]
) -> Declaration:
    found = _NAME.match(written)
    name, at, colon = (found[1].casefold(), found.start(1), found.end()) if found else ("", 0, 0)
    selector = selectors[-1] if selectors else ""
    return Declaration(name, written[colon:], start + at, start + colon, selector, tuple(strings))
