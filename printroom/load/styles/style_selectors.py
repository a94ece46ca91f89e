"""Classifies what a rule applies to: boxes that styles add, authors' words, or no words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser

_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_COMBINATOR = re.compile(r"[\s>+~]+(?![^(\[]*[)\]])")
_ADDED = re.compile(r"::?(?:before|after|marker)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_CLASS = re.compile(r"\.([\w-]+)")
_NAMED = re.compile(r"[.#][\w-]")
_TAG = re.compile(r"[a-z][\w-]*", re.IGNORECASE)
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_WRITTEN = re.compile(r"\{\{|[^\W_]")
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "u"),
    )
)
"""What authors' signs within a sentence become, and plain spans."""
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
Element = tuple[str, frozenset[str]]
"""A tag with its classes."""


def subjects(selector: str) -> tuple[str, ...]:
    """What each selector of a list is for: its last part, such as `li.step::before`."""
    return tuple(_COMBINATOR.split(one.strip())[-1] for one in _COMMA.split(selector))


def is_added(subject: str) -> bool:
    """Whether it is a box that styles add, which holds no words of the document."""
    return bool(_ADDED.search(subject))


def is_of_authors(subject: str) -> bool:
    """Whether it may be a word within a sentence: an element without a class or id."""
    plain = _BRACKETS.sub("", subject)
    tag = _TAG.match(plain)
    is_any = tag is None or tag[0].lower() in _INLINE
    return is_any and not _NAMED.search(plain) and not is_added(subject)


class Wordless:
    """Looks up whether elements of the templates of a folder hold words."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def holds(self, subject: str) -> bool:
        """Whether the subject of a selector is in the templates, and never with words in it."""
        if is_added(subject):
            return True
        plain = _BRACKETS.sub("", subject)
        classes, tag = set(_CLASS.findall(plain)), _TAG.match(plain)
        name = tag[0].lower() if tag else ""
        found = [
            is_worded
            for source in self._sources.values()
            if "<" in source and all(one in source for one in classes)
            for (own, written), is_worded in _elements(source).items()
            if classes <= written and name in ("", own)
        ]
        return bool(classes and found) and not any(found)


@lru_cache(maxsize=512)
def _elements(source: str) -> dict[Element, bool]:
    """The elements of a template, and whether any like it holds words."""
    reader = _Reader()
    reader.feed(_STATEMENT.sub("", source))
    return {one: one in reader.worded for one in reader.found}


class _Reader(HTMLParser):
    """Collects the elements of one template with classes, and those of them with words."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.worded = set[Element](), set[Element]()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; a picture counts as words."""
        element = (tag, frozenset((dict(attrs).get("class") or "").split()))
        self.found.add(element)
        if tag in _VOID:
            self.worded |= {element, *self._open}
        else:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those in it that were never closed."""
        tags = [one for one, _ in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Words belong to all elements around them."""
        if _WRITTEN.search(data):
            self.worded |= set(self._open)
