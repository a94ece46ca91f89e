"""Finds the text in SVG drawings: texts, titles, descriptions and labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_MARKS = (b"<text", b"<title", b"<desc", b":text", b":title", b":desc", b"aria-")
_UNREAD = re.compile(
    r"<!--.*?-->|<style\b.*?</style\s*>|<\?.*?\?>|<metadata\b.*?</metadata\s*>", re.DOTALL
)
_BLOCK = re.compile(r"</?(?:\w+:)?(?:text|title|desc|g|svg)\b[^>]*>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LABEL = re.compile(r'\saria-(?:label|description)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')


def svg_texts(content: bytes) -> Iterator[tuple[int, str]]:
    """Each text of a drawing with its line; markup is parsed loosely, so as to miss no text."""
    if not any(mark in content for mark in _MARKS):
        return
    drawing = _CDATA.sub(lambda found: found[1], content.decode("utf-8", "replace"))
    drawing = _UNREAD.sub(lambda found: "\n" * found[0].count("\n"), drawing)
    for label in _LABEL.finditer(drawing):
        if words := _words(label[1] or label[2] or ""):
            yield _line(drawing, label.start()), words
    start = 0
    for block in (*_BLOCK.finditer(drawing), None):
        end = block.start() if block else len(drawing)
        if words := _words(drawing[start:end]):
            yield _line(drawing, start), words
        start = block.end() if block else end


def _words(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", markup)).split())


def _line(drawing: str, at: int) -> int:
    return drawing.count("\n", 0, at) + 1
