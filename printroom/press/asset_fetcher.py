"""Gives the layout engine the assets of one document, and refuses every other address.

Refused addresses are noted, because WeasyPrint does not report those inside an SVG.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

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

    `families` are the names that its rules give.
    """

    def __init__(self) -> None:
        super().__init__()
        self.families: set[str] = set()
        blank = {"font_family": BLANK_FAMILY, "src": (("external", BLANK_ADDRESS),)}
        super().add_font_face(blank, Assets({"blank.ttf": blank_font()}))

    def add_font_face(self, rule_descriptors: Mapping[str, str], url_fetcher: URLFetcher) -> None:
        """Add what a @font-face rule describes, and note its name."""
        self.families.add(rule_descriptors["font_family"].casefold())
        super().add_font_face(rule_descriptors, url_fetcher)
