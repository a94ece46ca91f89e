"""Finds overlapping text, and authors' pictures over text, on the pages of a layout.

Text overflows a box that is too low, and the engine does not report it. A template may place words
on a drawing of its own, so only the pictures of authors are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from printroom.model import Document, Problem
from printroom.press.areas import Area
from printroom.press.reading_order import Page, PageItem, classes_of, place_of_part
from printroom.press.style_places import design_of

ABOVE, BELOW = 0.7, 0.2
"""How far capitals rise above the baseline, and g or y fall below it, as shares of their size."""
TOLERANCE_PX = 1.5
"""Text with a smaller overlap is still legible."""
PICTURE_TOLERANCE_PX = 8.0
"""Two millimetres: most pictures have a white margin."""
PICTURES = frozenset(("picture", "portrait"))
"""The classes of pictures that authors choose."""
EXCERPT = 30
PLACING = (
    *("height", "max-height", "grid-template-rows", "position", "top", "bottom"),
    *("margin", "margin-top", "margin-bottom", "transform"),
)
"""Properties that move a box over another, or make it too low for its text."""


def overlaps(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """Problems for the first overlapping words of each page, and for its first covered words."""
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
    words = [item for item in page.all_items if item.words and _is_visible(item)]
    for picture in pictures:
        for item in words:
            is_comparable = _transform_of(item) == _transform_of(picture)
            if is_comparable and _letters(item).overlap(picture.area) > PICTURE_TOLERANCE_PX:
                yield picture, item


def _design(page: Page, item: PageItem, document: Document) -> str:
    return design_of(page.root.element, item.box.element, PLACING, document)


def _pairs(page: Page) -> Iterator[tuple[PageItem, PageItem]]:
    """Pairs of words whose letters overlap, from the top of the page."""
    words = [item for item in page.all_items if item.words and _is_visible(item)]
    for _, together in groupby(sorted(words, key=_transform_of), key=_transform_of):
        placed = sorted(((_letters(item), item) for item in together), key=lambda pair: pair[0].top)
        for number, (area, first) in enumerate(placed):
            for other, second in placed[number + 1 :]:
                if other.top > area.bottom - TOLERANCE_PX:
                    break  # all others begin lower still
                if _across(area, other) > TOLERANCE_PX:
                    yield first, second


def _transform_of(item: PageItem) -> int:
    """The id of the outermost transformed box around an item; only within it, positions compare."""
    transformed = (box for box in item.around if box.transformation_matrix is not None)
    return id(next(transformed, None))


def _is_visible(item: PageItem) -> bool:
    return bool(item.box.style["visibility"] == "visible")


def _letters(item: PageItem) -> Area:
    """The area of the letters themselves, which is smaller than that of their line."""
    box, size = item.box, item.box.style["font_size"]
    baseline = box.position_y + box.margin_top + box.baseline
    left = box.position_x
    return Area(left, baseline - ABOVE * size, left + box.width, baseline + BELOW * size)


def _across(one: Area, other: Area) -> float:
    return min(one.right, other.right) - max(one.left, other.left)
