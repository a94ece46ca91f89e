"""Style sheets that are parsed once per process.

The documents of a pack, and the layouts of a document, have the same style sheets. What is made
of one depends on its text alone, but for the layers of the sheets before it. A sheet that
WeasyPrint complains of is parsed each time, so that the complaint is heard each time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from printroom.press.pinned import weasyprint
from printroom.press.speedups import Count

Sheet = Any
Key = tuple[str, str | None, str, tuple[str, ...]]

MOST = 64
REACHES_OUT = re.compile(r"@([\w-]*\\|import|color-profile|counter-style)", re.IGNORECASE)
"""Rules that load something, or change what is not kept here; any with an escape may be one."""

count = Count()
_kept: dict[Key, _Kept] = {}


@dataclass(frozen=True, slots=True)
class _Kept:
    """The results of parsing a style sheet: its rules, and what it added to the document."""

    matcher: Any
    page_rules: list[Any]
    layers: list[str]
    faces: list[Any]


class _Faces:
    """Takes the place of a font configuration, and keeps the faces that it is given."""

    def __init__(self) -> None:
        self.faces: list[Any] = []

    def add_font_face(self, descriptors: Any, url_fetcher: Any) -> None:
        self.faces.append(descriptors)


def forget() -> None:
    """Have all style sheets parsed anew."""
    _kept.clear()


def keeping_sheets(parse: Callable[..., Sheet]) -> Callable[..., Sheet]:
    """Make WeasyPrint's `CSS` keep the style sheets that stand in documents."""

    def css(**given: Any) -> Sheet:
        text = given.get("string")
        if text is None or REACHES_OUT.search(text):
            return parse(**given)
        count.asked += 1
        key = text, given["base_url"], given["media_type"], tuple(given["layers"])
        kept = _kept.pop(key, None)
        if kept is None:
            count.made += 1
            with _listening() as complaints:
                kept = _parsed(parse, given)
            if complaints:
                return _sheet(kept, given)
        _kept[key] = kept  # as the last of them, which is thrown out last
        if len(_kept) > MOST:
            del _kept[next(iter(_kept))]
        return _sheet(kept, given)

    return css


def _parsed(parse: Callable[..., Sheet], given: dict[str, Any]) -> _Kept:
    layers, page_rules, font_config = [*given["layers"]], list[Any](), _Faces()
    own = {"layers": layers, "page_rules": page_rules, "font_config": font_config}
    sheet = parse(**given | own)
    return _Kept(sheet.matcher, page_rules, layers, font_config.faces)


def _sheet(kept: _Kept, given: dict[str, Any]) -> Sheet:
    """A style sheet of this document: the documents share nothing that changes."""
    for face in kept.faces:
        given["font_config"].add_font_face(face, given["url_fetcher"])
    given["page_rules"].extend(kept.page_rules)
    given["layers"][:] = kept.layers
    sheet = weasyprint.CSS.__new__(weasyprint.CSS)
    sheet.base_url, sheet.matcher = given["base_url"], kept.matcher
    sheet.page_rules, sheet.layers = given["page_rules"], given["layers"]
    return sheet


@contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Collect what WeasyPrint complains of."""
    complaints = _Complaints(logging.WARNING)
    weasyprint.LOGGER.addHandler(complaints)
    try:
        yield complaints.records
    finally:
        weasyprint.LOGGER.removeHandler(complaints)


class _Complaints(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
