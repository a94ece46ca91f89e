"""Finds overlapping text, and authors' pictures over text, on the pages of a layout.

Text overflows a box that is too low, and the engine does not report it. Overlapping words are
illegible, and so are words under a picture. A template may place words on a drawing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from printroom.model import Document, Problem
from printroom.press.areas import Area
from printroom.press.reading_order import Page, PageItem, classes_of, place_of_part
from printroom.press.style_places import design_of

ABOVE, BELOW = 0.7, 0.2
"""How far letters reach from their baseline, as a share of their size: capitals, and a g or a y."""
TOLERANCE_PX = 1.5
"""An overlap up to this size is still legible."""
PICTURE_TOLERANCE_PX = 8.0
"""Two millimetres: a picture has some white around it."""
PICTURES = frozenset(("picture", "portrait"))
"""The classes of pictures that authors choose."""
EXCERPT = 30
PLACING = (
    *("height", "max-height", "grid-template-rows", "position", "top", "bottom"),
    *("margin", "margin-top", "margin-bottom", "transform"),
)
"""Properties that move a box over another, or make it too low for its text."""


def overlaps(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """A problem for each page with overlapping words, which names the first two."""
    for page in pages:
        for first, second in _pairs(page):
            path, line = place_of_part(second.part or first.part, document)
            yield Problem(
                "text-on-text",
                path,
                f"On page {page.number}, “{first.words[:EXCERPT]}” and “{second.words[:EXCERPT]}” "
                "overlap.",
                f"Shorten one of them, or give its box more room.{_design(page, second, document)}",
                line,
                spot=page.spot_of(second),
            )
            break
        for picture, words in _covered_words(page):
            path, line = place_of_part(words.part or picture.part, document)
            yield Problem(
                "picture-on-text",
                path,
                f"On page {page.number}, a picture covers “{words.words[:EXCERPT]}”.",
                "Set the picture beside the words: leave room for it in their box, or let it float."
                f"{_design(page, picture, document)}",
                line,
                spot=page.spot_of(picture),
            )
            break


def _covered_words(page: Page) -> Iterator[tuple[PageItem, PageItem]]:
    """Pairs of a picture and words that it overlaps, from the top of the page."""
    pictures = [t for t in page.all_items if not t.words and classes_of(t.box) & PICTURES]
    words = [item for item in page.all_items if item.words and _is_seen(item)]
    for picture in pictures:
        for item in words:
            letters, turned = _letters(item), _turned(item) == _turned(picture)
            if turned and letters.overlap(picture.area) > PICTURE_TOLERANCE_PX:
                yield picture, item


def _design(page: Page, item: PageItem, document: Document) -> str:
    return design_of(page.root.element, item.box.element, PLACING, document)


def _pairs(page: Page) -> Iterator[tuple[PageItem, PageItem]]:
    """Pairs of words whose letters overlap, from the top of the page."""
    words = [item for item in page.all_items if item.words and _is_seen(item)]
    for _, together in groupby(sorted(words, key=_turned), key=_turned):
        # No letter reaches above this line, so nothing higher up can overlap.
        placed = sorted(((_letters(item), item) for item in together), key=lambda pair: pair[0].top)
        for number, (area, first) in enumerate(placed):
            for other, second in placed[number + 1 :]:
                if other.top > area.bottom - TOLERANCE_PX:
                    break
                if _across(area, other) > TOLERANCE_PX:
                    yield first, second


def _turned(item: PageItem) -> int:
    """What moved or turned it: only within the same can places be compared."""
    moved = (box for box in item.around if box.transformation_matrix is not None)
    return id(next(moved, None))


def _is_seen(item: PageItem) -> bool:
    return bool(item.box.style["visibility"] == "visible")


def _letters(item: PageItem) -> Area:
    """The area of the letters of words, which is less than that of their line."""
    box, size = item.box, item.box.style["font_size"]
    baseline = box.position_y + box.margin_top + box.baseline
    left = box.position_x
    return Area(left, baseline - ABOVE * size, left + box.width, baseline + BELOW * size)


def _across(one: Area, other: Area) -> float:
    return min(one.right, other.right) - max(one.left, other.left)
