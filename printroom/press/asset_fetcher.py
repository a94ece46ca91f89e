"""Serves the assets of one document to the layout engine, and refuses every other address.

Refused addresses are recorded, because WeasyPrint does not report those inside an SVG.
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
    """The engine asked for an address outside the document."""


class Assets(URLFetcher):  # type: ignore[misc]
    """Answers `asset:NAME` with the document's bytes of that name and refuses all else.

    Names are looked up in a mapping; no file is read. `refused` and `missing` are the addresses
    that could not be served; both are empty after the layout of a sound document.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=frozenset(), allow_redirects=False)
        self._assets = assets
        self.refused: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def content(self, url: str | None) -> bytes:
        """The asset at an address; empty if there is none."""
        return self._assets.get((url or "").removeprefix(SCHEME), b"")

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The asset at an address. Raises `Refused`, which WeasyPrint may swallow."""
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
    """The fonts of one document: those of its @font-face rules, and the blank font.

    `families` are the names that the rules give; `faces` are digests of each rule and its files.
    Documents with the same faces share cached lines (`speedups/lines.py`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.families: set[str] = set()
        self.faces: tuple[bytes, ...] = ()
        blank = {"font_family": BLANK_FAMILY, "src": (("external", BLANK_ADDRESS),)}
        super().add_font_face(blank, Assets({"blank.ttf": blank_font()}))

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: Assets) -> None:
        """Add the font of a @font-face rule, and record its name and digest."""
        self.families.add(rule_descriptors["font_family"].casefold())
        super().add_font_face(rule_descriptors, url_fetcher)
        face = blake2b(repr(sorted(rule_descriptors.items())).encode())
        for _, address in rule_descriptors["src"]:
            face.update(url_fetcher.content(address))
        if face.digest() not in self.faces:  # a further layout adds it again
            self.faces = (*self.faces, face.digest())
