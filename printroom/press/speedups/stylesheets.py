"""Caches parsed style sheets.

The documents of a pack, and the layouts of a document, have the same style sheets. The result
depends only on the text of a sheet, and on the layers of the sheets before it. A style element of a
document holds several files, most of which other documents have too: each is parsed separately. A
sheet that WeasyPrint warns about is parsed each time, so that the warning is repeated.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from printroom.model import SHEET_MARK
from printroom.press.pinned import weasyprint
from printroom.press.speedups import Count

Sheet = Any
Matcher = Any
Entry = tuple[Any, ...]
Key = tuple[str, str | None, str, tuple[str, ...]]

MOST = 64
"""The most style elements to cache, and the most files."""
REACHES_OUT = re.compile(r"@([\w-]*\\|import|color-profile|counter-style)", re.IGNORECASE)
"""Rules that load something or have uncached effects; a rule with an escape may be one of them."""

END = "\n@end-of-file;"
"""A rule that is parsed as the last rule of a file, unless a bracket in the file is still open."""
BY_NAME = (
    "id_selectors",
    "class_selectors",
    "lower_local_name_selectors",
    "namespace_selectors",
)
UNNAMED = ("lang_attr_selectors", "other_selectors")
"""The attributes of a matcher of cssselect2 that hold its selectors."""

count, files = Count(), Count()
_cache: dict[Key, _Parsed] = {}
_file_cache: dict[Key, _Parsed] = {}


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The results of parsing a style sheet: its rules, and what it added to the document."""

    layers: list[str]
    matcher: Matcher = field(default_factory=weasyprint.css.cssselect2.Matcher)
    page_rules: list[Any] = field(default_factory=list)
    faces: list[Any] = field(default_factory=list)


class _Faces:
    """A stand-in for a font configuration that records the faces that it is given."""

    def __init__(self, faces: list[Any]) -> None:
        self.faces = faces

    def add_font_face(self, descriptors: Any, url_fetcher: Any) -> None:
        self.faces.append(descriptors)


class _NotSeparate(Exception):
    """A file is not complete in itself, or WeasyPrint warns about it."""


def forget() -> None:
    """Empty the cache."""
    _cache.clear()
    _file_cache.clear()


def with_cached_sheets(parse: Callable[..., Sheet]) -> Callable[..., Sheet]:
    """Make WeasyPrint's `CSS` cache the style sheets in documents."""

    def css(**given: Any) -> Sheet:
        text = given.get("string")
        if text is None or REACHES_OUT.search(text):
            return parse(**given)
        count.calls += 1
        key = text, given["base_url"], given["media_type"], tuple(given["layers"])
        parsed = _cache.pop(key, None)
        if parsed is None:
            count.misses += 1
            try:
                parsed = _joined(text, given)
            except _NotSeparate:
                with _recorded_warnings() as warnings:
                    parsed = _whole(parse, given)
                if warnings:
                    return _sheet(parsed, given)
        _store(_cache, key, parsed)
        return _sheet(parsed, given)

    return css


def _store(cache: dict[Key, _Parsed], key: Key, value: _Parsed) -> None:
    """Cache a value as the newest one; the oldest is dropped if there are too many."""
    cache[key] = value
    if len(cache) > MOST:
        del cache[next(iter(cache))]


def _whole(parse: Callable[..., Sheet], given: dict[str, Any]) -> _Parsed:
    parsed = _Parsed([*given["layers"]])
    own = {"layers": parsed.layers, "page_rules": parsed.page_rules, "matcher": parsed.matcher}
    parse(**given | own | {"font_config": _Faces(parsed.faces)})
    return parsed


def _joined(text: str, given: dict[str, Any]) -> _Parsed:
    """A style sheet joined from its files. Raises `_NotSeparate`."""
    parsed = _Parsed([*given["layers"]])
    starts = [0, *(mark.start() for mark in SHEET_MARK.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        # Warnings have line numbers of the whole sheet.
        padded = "\n" * text.count("\n", 0, start) + text[start:end]
        key = padded, given["base_url"], given["media_type"], tuple(parsed.layers)
        files.calls += 1
        one = _file_cache.pop(key, None) or _file(padded, parsed.layers, given)
        _store(_file_cache, key, one)
        _append(parsed.matcher, one.matcher)
        parsed.page_rules.extend(one.page_rules)
        parsed.faces.extend(one.faces)
        parsed.layers[:] = one.layers
    return parsed


def _file(text: str, layers: list[str], given: dict[str, Any]) -> _Parsed:
    """A file of a style sheet, parsed as by `CSS`. Raises `_NotSeparate`."""
    files.misses += 1
    rules = weasyprint.css.tinycss2.parse_stylesheet(text + END)
    if (rules[-1].type, getattr(rules[-1], "at_keyword", "")) != ("at-rule", "end-of-file"):
        raise _NotSeparate
    parsed = _Parsed([*layers])
    faces, media = _Faces(parsed.faces), given["media_type"]
    nothing: dict[str, Any] = {}  # stays empty, as `REACHES_OUT` excludes rules that fill it
    made = parsed.matcher, parsed.page_rules, parsed.layers, faces, nothing, nothing
    with _recorded_warnings(is_silent=True) as warnings:
        weasyprint.css.preprocess_stylesheet(
            media, given["base_url"], rules[:-1], given["url_fetcher"], *made
        )
    if warnings:
        raise _NotSeparate
    return parsed


def _append(matcher: Matcher, more: Matcher) -> None:
    """Add the selectors of a matcher to another one, after its own."""
    for name in BY_NAME:
        mine = getattr(matcher, name)
        for key, entries in getattr(more, name).items():
            mine.setdefault(key, []).extend(_after(matcher.order, entries))
    for name in UNNAMED:
        getattr(matcher, name).extend(_after(matcher.order, getattr(more, name)))
    matcher.order += more.order


def _after(last: int, entries: list[Entry]) -> Iterator[Entry]:
    """The entries of selectors, with their order continued after `last`."""
    return ((test, specificity, last + order, *rest) for test, specificity, order, *rest in entries)


def _sheet(parsed: _Parsed, given: dict[str, Any]) -> Sheet:
    """A style sheet for this document; documents share only what does not change."""
    for face in parsed.faces:
        given["font_config"].add_font_face(face, given["url_fetcher"])
    given["page_rules"].extend(parsed.page_rules)
    given["layers"][:] = parsed.layers
    sheet = weasyprint.CSS.__new__(weasyprint.CSS)
    sheet.base_url, sheet.matcher = given["base_url"], parsed.matcher
    sheet.page_rules, sheet.layers = given["page_rules"], given["layers"]
    return sheet


@contextmanager
def _recorded_warnings(*, is_silent: bool = False) -> Iterator[list[logging.LogRecord]]:
    """Record the warnings of WeasyPrint; if `is_silent`, they are not logged."""
    warnings: list[logging.LogRecord] = []

    def record_warning(record: logging.LogRecord) -> bool:
        is_warning = record.levelno >= logging.WARNING
        if is_warning:
            warnings.append(record)
        return not (is_silent and is_warning)

    weasyprint.LOGGER.addFilter(record_warning)
    try:
        yield warnings
    finally:
        weasyprint.LOGGER.removeFilter(record_warning)
