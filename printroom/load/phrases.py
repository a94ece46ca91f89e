"""The words of templates: sources and session templates in, each text with its place out.

English stands in `_("…")` and in the titles and uses of session templates. What a Jinja value
adds to it is nobody's text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.yaml import Way, Written
from printroom.model import SessionTemplate

Place = tuple[str, int, int]
_CALL = re.compile(r'\b(?:_|ngettext)\(\s*"([^"]+)"(?:\s*,\s*"([^"]+)")?')
_TRANS = re.compile(r"\{%-?\s*trans\b[^%]*%\}(.*?)\{%-?\s*endtrans", re.DOTALL)
_OTHER = re.compile(r'\{%[-+]?\s*(?:include|extends|import|from)\s+"([^"]+)"')
_VALUE = re.compile(r"\{\{.*?\}\}")


def template_phrases(
    folder: str,
    sources: Mapping[str, str],
    sessions: Mapping[str, SessionTemplate],
    written: Mapping[str, Written],
) -> dict[str, Place]:
    """Each text that a template can print, with its file, line and column; of twins the first."""
    found: dict[str, Place] = {}
    for name, text in sources.items():
        if name.endswith(".html"):
            for start, said in _spoken(text):
                line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
                found.setdefault(said, (f"{folder}/{name}", line, column))
    for name, template in sessions.items():
        at = written[name]
        for way, said in _printed(template):
            found.setdefault(said, (at.source.path, *at.place(way)))
    return found


def template_words(sources: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Each HTML template's own texts, and those of every template that it is made with."""
    pages = {name: text for name, text in sources.items() if name.endswith(".html")}
    own = {name: [said for _, said in _spoken(text)] for name, text in pages.items()}
    return {
        name: tuple(said for one in _made_with(name, pages) for said in own[one]) for name in pages
    }


def _made_with(name: str, pages: Mapping[str, str]) -> dict[str, None]:
    """A template, and all that it includes, extends or imports, directly or not."""
    found = {name: None}
    left = [name]
    while left:
        others = (one for one in _OTHER.findall(pages[left.pop()]) if one in pages)
        new = [one for one in others if one not in found]
        found |= dict.fromkeys(new)
        left += new
    return found


def _spoken(source: str) -> Iterator[tuple[int, str]]:
    """Where each text of a source begins, and the text; one with values in it, piece by piece."""
    for call in _CALL.finditer(source):
        for number in (1, 2):
            if call[number]:
                yield call.start(number), call[number]
    for block in _TRANS.finditer(source):
        start = block.start(1)
        for piece in _pieces(block[1]):
            yield start + piece.start(), piece[0]


def _pieces(text: str) -> Iterator[re.Match[str]]:
    """The words of a text without the values in it."""
    blank = _VALUE.sub(lambda value: "\0" * len(value[0]), text)
    return re.finditer(r"[^\0\s](?:[^\0]*[^\0\s])?", blank)


def _printed(template: SessionTemplate) -> Iterator[tuple[Way, str]]:
    """What pages print of a session template."""
    for part, segments in (("opening", template.opening), ("closing", template.closing)):
        for number, segment in enumerate(segments):
            yield (part, number, "title"), segment.title
    yield ("talk", "title"), template.talk.title
    for number, row in enumerate(template.documents):
        yield ("documents", number, "title"), row.title
        yield ("documents", number, "use"), row.use
