"""Extract the texts that templates themselves print, with their file, line and column.

They are in `_("…")` and `{% trans %}`, between tags, in attributes that are read aloud, in
drawings, and in the titles and uses of session templates. The values that Jinja inserts are
checked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import groupby

from printroom.load.sources.memo import parse_if_changed
from printroom.load.sources.yaml_text import KeyPath, YamlText
from printroom.model import SessionTemplate
from printroom.text.svg_texts import svg_texts

Position = tuple[str, int, int]
"""File, line and column."""
_CALL = re.compile(r'\b(?:_|ngettext)\(\s*"([^"]+)"(?:\s*,\s*"([^"]+)")?')
_TRANS = re.compile(r"\{%-?\s*trans\b[^%]*%\}(.*?)\{%-?\s*endtrans", re.DOTALL)
_OTHER = re.compile(r'\{%[-+]?\s*(?:include|extends|import|from)\s+"([^"]+)"')
_VALUE = re.compile(r"\{\{.*?\}\}")
_TRANS_BLOCK = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_STRING = re.compile(r"""(?<!_\()(["'])\s*([^"']*[^\W\d_][^"']*?)\s*\1""")
_PRINTS = re.compile(r"\{\{|\{%[-+]?\s*set\b")
_UNSEEN = re.compile(r"<!--.*?-->|<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_READ_ALOUD = re.compile(
    r"""\b(?:alt|title|aria-label|aria-description|content|label)\s*=\s*(?:"([^"\0]*)"|'([^'\0]*)')"""
)
_PIECE = re.compile(r"[^\0\s](?:[^\0]*[^\0\s])?")
_LETTER = re.compile(r"[^\W\d_]")


def template_places(
    folder: str,
    sources: Mapping[str, str],
    files: Mapping[str, bytes],
    sessions: Mapping[str, SessionTemplate],
    texts: Mapping[str, YamlText],
) -> dict[str, dict[str, tuple[int, int]]]:
    """By file: each text that it can print, with the line and column of its first place there."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for name, source in sources.items():
        if name.endswith(".html"):
            of_file = found.setdefault(f"{folder}/{name}", {})
            for text, line, column in parse_if_changed(f"{folder}/{name}", _printed, source):
                of_file.setdefault(text, (line, column))
    for name, content in files.items():
        for line, text in svg_texts(content) if name.endswith(".svg") else ():
            found.setdefault(f"{folder}/{name}", {}).setdefault(text, (line, 1))
    for name, template in sessions.items():
        of_file = found.setdefault(texts[name].source.path, {})
        for at, text in _session_texts(template):
            of_file.setdefault(text, texts[name].position(at))
    return found


def first_places(places: Mapping[str, Mapping[str, tuple[int, int]]]) -> dict[str, Position]:
    """Each text that a template can print, with the first place where it is written."""
    found: dict[str, Position] = {}
    for path, of_file in places.items():
        for text, place in of_file.items():
            found.setdefault(text, (path, *place))
    return found


def _printed(source: str) -> tuple[tuple[str, int, int], ...]:
    """Each text that an HTML template can print, with its line and column."""
    return tuple(
        (text, source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start))
        for start, text in (*_texts(source), *_strings(source))
    )


def template_words(sources: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The texts of each HTML template, and of every template that it is made with."""
    pages = {name: source for name, source in sources.items() if name.endswith(".html")}
    own = {name: parse_if_changed(name, _words, source) for name, source in pages.items()}
    return {
        name: tuple(text for other in made_with(name, pages) for text in own[other])
        for name in pages
    }


def _words(source: str) -> tuple[str, ...]:
    return tuple(text for _, text in _texts(source))


def made_with(name: str, pages: Mapping[str, str]) -> dict[str, None]:
    """A template, and all that it includes, extends or imports, directly or not."""
    found = {name: None}
    left = [name]
    while left:
        others = (other for other in _OTHER.findall(pages[left.pop()]) if other in pages)
        new = [other for other in others if other not in found]
        found |= dict.fromkeys(new)
        left += new
    return found


def _texts(source: str) -> Iterator[tuple[int, str]]:
    """The offset of each text in a source, and the text; one with values in it piece by piece."""
    for call in _CALL.finditer(source):
        for number in (1, 2):
            if call[number]:
                yield call.start(number), call[number]
    for block in _TRANS.finditer(source):
        blank = _VALUE.sub(_blank, block[1])
        for piece in _PIECE.finditer(blank):
            yield block.start(1) + piece.start(), piece[0]
    yield from _literals(source)


def _literals(source: str) -> Iterator[tuple[int, str]]:
    """The texts between tags and in attributes, without those with a value or a tag of Jinja."""
    plain = source
    for kind in (_TRANS_BLOCK, _JINJA, _UNSEEN):
        plain = kind.sub(_blank, plain)
    for tag in _TAG.finditer(plain):
        for found in _READ_ALOUD.finditer(tag[0]):
            number = 1 if found[1] is not None else 2
            if _LETTER.search(found[number]):
                yield tag.start() + found.start(number), unescape(found[number])
    for piece in _PIECE.finditer(_TAG.sub(_blank, plain)):
        if _LETTER.search(piece[0]):
            yield piece.start(), unescape(piece[0])


def _strings(source: str) -> Iterator[tuple[int, str]]:
    """Other texts in Jinja tags that may print; those on one line also joined together."""
    found = [
        (tag.start() + text.start(2), text[2])
        for tag in _JINJA.finditer(source)
        if _PRINTS.match(tag[0])
        for text in _STRING.finditer(tag[0])
    ]
    yield from found
    for _, on_line in groupby(found, lambda one: source.count("\n", 0, one[0])):
        (start, _), *others = pieces = tuple(on_line)
        if others:
            yield start, "".join(text for _, text in pieces)
            yield start, "".join(text for _, text in reversed(pieces))


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


def _session_texts(template: SessionTemplate) -> Iterator[tuple[KeyPath, str]]:
    """The texts of a session template that pages print."""
    follow_up = template.follow_up
    for at, segments in (
        (("opening",), template.opening),
        (("closing",), template.closing),
        (("follow_up", "opening"), follow_up.opening if follow_up else ()),
        (("follow_up", "closing"), follow_up.closing if follow_up else ()),
    ):
        for number, segment in enumerate(segments):
            yield (*at, number, "title"), segment.title
    if template.pause:
        yield ("pause", "title"), template.pause.title
    yield ("talk", "title"), template.talk.title
    for number, row in enumerate(template.documents):
        yield ("documents", number, "title"), row.title
        yield ("documents", number, "use"), row.use
