"""Gives the layout engine the assets of one document, and refuses every other address.

Refused addresses are noted, because WeasyPrint does not report those inside an SVG.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import Any

from printroom.press.engine import (
    BLANK_FAMILY,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    blank_font,
)

SCHEME = "asset:"
BLANK_ADDRESS = f"{SCHEME}blank.ttf"
MIME_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
}


class Refused(ValueError):
    """An address that leads out of the document."""


class Assets(URLFetcher):  # type: ignore[misc]
    """Answers `asset:NAME` with the document's bytes of that name and refuses all else.

    It looks names up in a mapping and knows no paths. `refused` and `missing` are the addresses
    that were asked for in vain; both are empty after the layout of a sound document.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=frozenset(), allow_redirects=False)
        self._assets = assets
        self.refused: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def content(self, url: str | None) -> bytes:
        """The asset at an address; nothing if there is none."""
        return self._assets.get((url or "").removeprefix(SCHEME), b"")

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The asset, or an exception that WeasyPrint turns into a log record at best."""
        name = url.removeprefix(SCHEME).partition("#")[0]
        mime_type = MIME_TYPES.get(PurePosixPath(name).suffix.lower())
        if not url.startswith(SCHEME) or mime_type is None:
            self.refused[url] = None
            raise Refused(f"{url} is not part of the document")
        if name not in self._assets:
            self.missing[url] = None
            raise Refused(f"{url} is missing")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": mime_type})


class OwnFonts(FontConfiguration):  # type: ignore[misc]
    """The fonts of one document: those of its @font-face rules, and the blank one.

    `families` are the names that its rules give, `faces` digests of all that decides what they are:
    lines of documents with the same faces are the same.
    """

    def __init__(self) -> None:
        super().__init__()
        self.families: set[str] = set()
        self.faces: tuple[bytes, ...] = ()
        blank = {"font_family": BLANK_FAMILY, "src": (("external", BLANK_ADDRESS),)}
        super().add_font_face(blank, Assets({"blank.ttf": blank_font()}))

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: Assets) -> None:
        """Add what a @font-face rule describes, and note its name."""
        self.families.add(rule_descriptors["font_family"].casefold())
        super().add_font_face(rule_descriptors, url_fetcher)
        face = blake2b(repr(sorted(rule_descriptors.items())).encode())
        for _, address in rule_descriptors["src"]:
            face.update(url_fetcher.content(address))
        if face.digest() not in self.faces:  # a further layout adds it again
            self.faces = (*self.faces, face.digest())
