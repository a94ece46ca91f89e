"""Extracts the text of a composed document from its HTML, and excerpts for messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from printroom.text.fingerprint import letters

BLOCKS = (
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section svg table tbody td "
    "tfoot th thead tr ul"
)
UNSEEN = frozenset({"noscript", "script", "style", "template"})
SPOKEN = ("alt", "aria-label", "content", "desc", "href", "id", "name", "title")
"""Attributes that a finished file may have as text, in bookmarks, links and metadata."""

WRITTEN = "data-words"
"""The attribute of a picture with the words in it, line by line."""
LIMIT = 40
"""The most letters to quote: enough to find the place, too few to disclose the text."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text that a document should have."""

    blocks: tuple[tuple[str, ...], ...]
    """The texts of each block in reading order, split where markup splits them."""
    beside: tuple[str, ...]
    """Text outside the pages: alternative texts, titles, addresses."""


def read_source(html: str, values: Mapping[str, str]) -> Source:
    """Extract the text of HTML whose fields are filled with these values."""
    reader = _Reader(values)
    reader.feed(html)
    reader.close()
    reader.end_block()
    return Source(tuple(reader.blocks), tuple(reader.beside))


class _Reader(HTMLParser):
    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, ...]] = []
        self.beside: list[str] = []
        self._values = values
        self._block_tags = frozenset(BLOCKS.split())
        self._texts: list[str] = []
        self._unseen = 0
        self._in_title = False

    def end_block(self) -> None:
        texts = tuple(text for text in self._texts if not text.isspace())
        if texts:
            self.blocks.append(texts)
        self._texts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag in UNSEEN:
            self._unseen += 1
        elif tag in ("title", "desc"):
            self._in_title = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._block_tags:
            self.end_block()
        given = dict(attrs)
        self.beside += [text for name in SPOKEN if (text := given.get(name))]
        if written := given.get(WRITTEN):
            self.end_block()
            self._texts = written.split("\n")
            self.end_block()
        value = self._values.get(given.get("data-field") or "")
        if value:
            self._texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._block_tags:
            self.end_block()
        elif tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("title", "desc"):
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.beside.append(data)
        elif not self._unseen:
            self._texts.append(data)


def excerpt(text: str, first: int = 0) -> str:
    """Up to `LIMIT` letters of a text with everything between them, from letter `first` on."""
    passed = 0
    kept: list[str] = []
    for character in text:
        if passed >= first + LIMIT:
            break
        size = len(letters(character))
        if passed >= first and (size or kept):
            kept.append(character)
        passed += size
    return " ".join("".join(kept).split())
