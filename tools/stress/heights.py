"""Measures the height of each text of a document, and the free space of its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from printroom.model import Document
from printroom.press.asset_fetcher import Assets, OwnFonts
from printroom.press.engine import boxes, real, weasyprint
from printroom.press.fit import misfits
from printroom.press.layouts import Layouts
from printroom.press.reading_order import CONTAINERS, Page, pages_of
from tools.stress.solvers import letters_of

Box = Any
LABEL = 2
"""The most letters of a label, which is beside a longer text and never higher than that."""
SILENT = 0.0
"""The height of text in a sheet that is not printed, such as the name of a picture."""


@dataclass(frozen=True)
class Spot:
    """The place of a text, and the height of its lines together."""

    page: int
    left: int
    top: int
    height: float


@dataclass(frozen=True)
class Laid:
    """The layout of a document: its problems, the free space of its pages, and its texts."""

    problems: tuple[str, ...]
    flows: bool
    rooms: Mapping[int, float]
    spots: Mapping[str, tuple[Spot, ...]]

    @property
    def heights(self) -> dict[str, float]:
        """The greatest height of each text."""
        return {
            text: max((spot.height for spot in spots), default=SILENT)
            for text, spots in self.spots.items()
        }

    def room_px(self, page: int) -> float:
        """The free space at the foot of a page."""
        return self.rooms.get(page, 0.0)

    def place(self, texts: Iterable[str]) -> Place:
        """The place of a list, found by the first words of its members."""
        spots = [self.spots[text][0] for text in texts if self.spots.get(text)]
        if not spots:
            return Place(1, max(self.rooms, default=1), 0)
        pages = {spot.page for spot in spots}
        lefts = Counter(spot.left for spot in spots)
        whole = len(spots) // len(lefts)
        runs_on = len(lefts) > 1 and (whole < 2 or min(lefts.values()) < whole)
        tops = sorted({spot.top for spot in spots}) if runs_on else []
        pitch = max((below - above for above, below in pairwise(tops)), default=0)
        return Place(len(lefts), max(pages), max(pages) - min(pages), len(tops), pitch)


@dataclass(frozen=True)
class Place:
    """The columns of a list, the page on which it ends, and how often it breaks across pages."""

    columns: int
    page: int
    breaks: int
    lines: int = 0
    """How many lines it takes, if its members run on; 0 for a stack or a grid."""
    pitch_px: float = 0.0

    @property
    def more_px(self) -> float:
        """By how much a list that runs on is higher at most in another order.

        Two lines in succession are together wider than one line can be, so members that took n
        lines take fewer than 2n in any order.
        """
        return max(0, self.lines - 1) * self.pitch_px


def is_text(text: str) -> bool:
    """Whether a text is more than a label, such as a letter or a number."""
    return len(letters_of(text)) > LABEL


def laid(document: Document, texts: Iterable[str]) -> Laid:
    """Lay a document out as the press does, and find these texts in it."""
    page = weasyprint.HTML(string=document.source, url_fetcher=Assets(document.assets))
    layout = Layouts(page, OwnFonts()).lay_out("first")
    pages = pages_of(layout)
    problems = tuple(str(problem) for problem in misfits(layout, document) if problem.stops)
    rooms = {one.number: one.room_px for one in pages if one.has_flow}
    seen = [*_blocks(pages)]
    spots = {text: tuple(_found(text, seen)) for text in texts}
    return Laid(problems, bool(rooms), rooms, spots)


def _found(text: str, seen: list[tuple[str, Spot]]) -> Iterator[Spot]:
    """The places of a text: blocks with only this text, or else blocks that contain it."""
    letters = letters_of(text)
    exact = [spot for words, spot in seen if words == letters]
    if exact:
        yield from exact
        return
    yield from (spot for words, spot in seen if letters in words)


def _blocks(pages: Iterable[Page]) -> Iterator[tuple[str, Spot]]:
    """Each block with lines of text: its letters, its place, and the height of its lines."""
    for page in pages:
        blocks = {
            id(box): (box, item.around[:depth])
            for item in page.all_items
            if item.words
            for depth, box in enumerate(item.around)
            if any(isinstance(real(child), boxes.LineBox) for child in box.children)
            and not isinstance(box, (boxes.LineBox, boxes.InlineBox))
        }
        for box, around in blocks.values():
            lines = [real(c) for c in box.children if isinstance(real(c), boxes.LineBox)]
            words = letters_of("".join(map(_words, lines)))
            height = 0.0 if any(map(_is_fixed, around)) else sum(float(x.height) for x in lines)
            yield (
                words,
                Spot(page.number, round(box.position_x), round(box.position_y), round(height, 1)),
            )


def _is_fixed(box: Box) -> bool:
    """Whether the style of a box sets its height, whatever it contains."""
    if box.element is None or isinstance(box, boxes.TableCellBox):
        return False
    return isinstance(box, CONTAINERS) and box.style["height"] != "auto"


def _words(box: Box) -> str:
    if isinstance(box, boxes.TextBox):
        return str(box.text)
    children = (real(child) for child in getattr(box, "children", ()))
    return "".join(_words(child) for child in children if not child.is_absolutely_positioned())
