"""Heights: a document laid out in, how high each text is, and what room is left, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from printroom.model import Document
from printroom.press.engine import boxes, real, weasyprint
from printroom.press.fit import misfits
from printroom.press.flow import Page, pages_of
from printroom.press.printing import _layout
from printroom.press.sealed import Assets, OwnFonts
from tools.stress.solvers import letters_of

Box = Any
SILENT = 0.0
"""The height of what stands in a sheet and is not printed, such as the name of a picture."""


@dataclass(frozen=True)
class Spot:
    """Where a text stands, and how high its lines are together."""

    page: int
    left: int
    height: float


@dataclass(frozen=True)
class Laid:
    """A sheet that was laid out."""

    problems: tuple[str, ...]
    flows: bool
    rooms: Mapping[int, float]
    spots: Mapping[str, tuple[Spot, ...]]

    @property
    def heights(self) -> dict[str, float]:
        """How high each text is, where it is highest."""
        return {
            text: max((spot.height for spot in spots), default=SILENT)
            for text, spots in self.spots.items()
        }

    def room_px(self, page: int) -> float:
        """What is left at the foot of a page."""
        return self.rooms.get(page, 0.0)

    def place(self, texts: Iterable[str]) -> tuple[int, int, int]:
        """In how many columns a list stands, on which page it ends, and how often it is broken."""
        spots = [self.spots[text][0] for text in texts if self.spots.get(text)]
        if not spots:
            return 1, max(self.rooms, default=1), 0
        pages = {spot.page for spot in spots}
        return len({spot.left for spot in spots}), max(pages), max(pages) - min(pages)


def laid(document: Document, texts: Iterable[str]) -> Laid:
    """Lay a document out as the press does, and find these texts in it."""
    page = weasyprint.HTML(string=document.source, url_fetcher=Assets(document.assets))
    layout = _layout(page, OwnFonts(), {})
    pages = pages_of(layout)
    problems = tuple(str(problem) for problem in misfits(layout, document) if problem.stops)
    rooms = {one.number: one.room_px for one in pages if one.has_flow}
    seen = [*_blocks(pages)]
    spots = {text: tuple(_found(text, seen)) for text in texts}
    return Laid(problems, bool(rooms), rooms, spots)


def _found(text: str, seen: list[tuple[str, Spot]]) -> Iterator[Spot]:
    """The places of a text: blocks that say it and nothing else, or it among other words."""
    letters = letters_of(text)
    exact = [spot for words, spot in seen if words == letters]
    if exact or len(letters) < 3:
        yield from exact
        return
    yield from (spot for words, spot in seen if letters in words)


def _blocks(pages: Iterable[Page]) -> Iterator[tuple[str, Spot]]:
    """Each block with lines of words: its letters, where it stands, the height of its lines."""
    for page in pages:
        blocks = {
            id(box): box
            for thing in page.all_things
            if thing.words
            for box in thing.around
            if any(isinstance(real(child), boxes.LineBox) for child in box.children)
        }
        for box in blocks.values():
            if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
                continue
            lines = [real(c) for c in box.children if isinstance(real(c), boxes.LineBox)]
            words = "".join(_words(line) for line in lines)
            height = round(sum(float(line.height) for line in lines), 1)
            yield letters_of(words), Spot(page.number, round(box.position_x), height)


def _words(box: Box) -> str:
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    children = (real(child) for child in getattr(box, "children", ()))
    return "".join(_words(child) for child in children if not child.is_absolutely_positioned())
