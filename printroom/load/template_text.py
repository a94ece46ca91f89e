"""Extract the texts that templates themselves print, with their file, line and column.

They are in `_("…")` and `{% trans %}`, and in the titles and uses of session templates. The values
that Jinja inserts are checked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from printroom.load.yaml_text import KeyPath, YamlText
from printroom.model import SessionTemplate

Position = tuple[str, int, int]
"""File, line and column."""
_CALL = re.compile(r'\b(?:_|ngettext)\(\s*"([^"]+)"(?:\s*,\s*"([^"]+)")?')
_TRANS = re.compile(r"\{%-?\s*trans\b[^%]*%\}(.*?)\{%-?\s*endtrans", re.DOTALL)
_OTHER = re.compile(r'\{%[-+]?\s*(?:include|extends|import|from)\s+"([^"]+)"')
_VALUE = re.compile(r"\{\{.*?\}\}")


def template_phrases(
    folder: str,
    sources: Mapping[str, str],
    sessions: Mapping[str, SessionTemplate],
    texts: Mapping[str, YamlText],
) -> dict[str, Position]:
    """Each text that a template can print, with the first place where it is written."""
    found: dict[str, Position] = {}
    for name, source in sources.items():
        if name.endswith(".html"):
            for start, text in _texts(source):
                line = source.count("\n", 0, start) + 1
                column = start - source.rfind("\n", 0, start)
                found.setdefault(text, (f"{folder}/{name}", line, column))
    for name, template in sessions.items():
        yaml = texts[name]
        for at, text in _session_texts(template):
            found.setdefault(text, (yaml.source.path, *yaml.position(at)))
    return found


def template_words(sources: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The texts of each HTML template, and of every template that it is made with."""
    pages = {name: source for name, source in sources.items() if name.endswith(".html")}
    own = {name: [text for _, text in _texts(source)] for name, source in pages.items()}
    return {
        name: tuple(text for other in _made_with(name, pages) for text in own[other])
        for name in pages
    }


def _made_with(name: str, pages: Mapping[str, str]) -> dict[str, None]:
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
        blank = _VALUE.sub(lambda value: "\0" * len(value[0]), block[1])
        for piece in re.finditer(r"[^\0\s](?:[^\0]*[^\0\s])?", blank):
            yield block.start(1) + piece.start(), piece[0]


def _session_texts(template: SessionTemplate) -> Iterator[tuple[KeyPath, str]]:
    """What pages print of a session template."""
    for key, segments in (("opening", template.opening), ("closing", template.closing)):
        for number, segment in enumerate(segments):
            yield (key, number, "title"), segment.title
    yield ("talk", "title"), template.talk.title
    for number, row in enumerate(template.documents):
        yield ("documents", number, "title"), row.title
        yield ("documents", number, "use"), row.use
