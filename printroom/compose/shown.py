"""Extracts what a composed document shows its reader: words, alternative texts and pictures.

Codes, sign-offs and the checks of words all use this, so no text can reach a page unchecked. The
proof compares the finished file with the same source, and refuses anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html.parser import HTMLParser

from printroom.compose.marks import without_marks
from printroom.model import Shown
from printroom.model.documents import ShownKind
from printroom.text.svg_texts import svg_texts

_BLOCKS = (
    "address article aside blockquote body caption dd desc div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section "
    "svg table tbody td text tfoot th thead title tr ul"
)
_READ_ALOUD = frozenset(
    ("alt", "aria-description", "aria-label", "content", "label", "placeholder", "summary", "title")
)
"""Attributes whose words reach a reader: by a screen reader, or in the file's properties."""
_NUMBERING = frozenset(("start", "type", "value", "reversed"))
_ADDRESSES = frozenset(("src", "href", "xlink:href", "data", "poster", "background"))
_ASSET = re.compile(r"asset:([0-9a-f]+)\.(svg|png|jpe?g|gif|webp)\b")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING = r'"(?:\\.|[^"\\])*"|' + r"'(?:\\.|[^'\\])*'"
_GENERATED = re.compile(
    r"(?<![\w-])(content|quotes|list-style(?:-type)?|string-set|bookmark-label|text-overflow"
    rf"|hyphenate-character|counter-(?:increment|reset|set))\s*:((?:{_STRING}|[^;{{}}\"'])*)",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = frozenset(('""', "''", "none", "normal", "inherit", "initial"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MOST_REMEMBERED = 1024
_remembered: dict[str, tuple[Shown, ...]] = {}


def shown_in(source: str, assets: Mapping[str, bytes]) -> tuple[Shown, ...]:
    """What a document shows, piece by piece, in order.

    Equal documents of several nations are read once. The source is enough as a key, since it names
    each asset by the digest of its content.
    """
    known = _remembered.get(source)
    if known is None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        known = _remembered[source] = _read(source, assets)
    return known


def _read(source: str, assets: Mapping[str, bytes]) -> tuple[Shown, ...]:
    reader = _Reader(assets)
    reader.feed(without_marks(source))
    reader.close()
    reader.end_block()
    return tuple(reader.pieces)


class _Reader(HTMLParser):
    """Collects the texts, pictures and generated texts of one document."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Shown] = []
        self._assets = assets
        self._blocks = frozenset(_BLOCKS.split())
        self._runs: list[str] = []
        self._at = 0
        self._is_style = False

    def updatepos(self, i: int, j: int) -> int:
        """Skip counting lines, which is slow and not needed."""
        return j

    def end_block(self) -> None:
        """Add the words since the last block, at the position of the first of them."""
        if not self._runs:
            return
        plain = tuple(map(_plain, self._runs))
        runs = tuple(run for run in plain if run.strip())
        if runs:
            text = _collapsed("".join(plain))
            self.pieces.insert(self._at, Shown("text", text, tuple(map(_collapsed, runs))))
        self._runs = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        if tag in self._blocks:
            self.end_block()
        elif tag == "br":
            self._add_words(" ")
        for name, value in attrs:
            if name in _READ_ALOUD and value and value.strip():
                self._add("alt", value)
            elif name in _NUMBERING and tag in ("ol", "li", "ul"):
                self._add("generated", f"{name}: {value or ''}")
            elif name in _ADDRESSES and value and not value.startswith("#"):
                self._picture(value)
            elif name == "style" and value:
                self._style(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._is_style = False

    def handle_endtag(self, tag: str) -> None:
        self._is_style = False
        if tag in self._blocks:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self._style(data)
        else:
            self._add_words(data)

    def _add_words(self, words: str) -> None:
        if not self._runs:
            self._at = len(self.pieces)
        self._runs.append(words)

    def _add(self, kind: ShownKind, text: str) -> None:
        self.pieces.append(Shown(kind, _collapsed(_plain(text))))

    def _picture(self, address: str) -> None:
        """Add a picture by its digest, and the words in it if it is an SVG."""
        found = _ASSET.search(address)
        self._add("picture", found[1] if found else address)
        if found and found[2] == "svg":
            content = self._assets.get(f"{found[1]}.{found[2]}", b"")
            for _, words in svg_texts(content):
                self._add("text", words)

    def _style(self, css: str) -> None:
        """Add what a style sheet puts on a page: generated text and pictures."""
        for piece in _generated(css):
            self._add("generated", piece)
        for address in _addresses(css):
            self._picture(address)


@lru_cache(maxsize=512)
def _generated(css: str) -> tuple[str, ...]:
    """Each declaration in a style sheet that puts text on a page, whatever its selector."""
    found = [(name, " ".join(v.split())) for name, v in _GENERATED.findall(_COMMENT.sub(" ", css))]
    return tuple(
        f"{name.lower()}: {given}" for name, given in found if given.casefold() not in _NOTHING
    )


@lru_cache(maxsize=512)
def _addresses(css: str) -> tuple[str, ...]:
    return tuple(found[0] for found in _ASSET.finditer(css))


def _plain(text: str) -> str:
    return text if text.isascii() else _INVISIBLE.sub("", text)


def _collapsed(text: str) -> str:
    return " ".join(text.split())
