"""Finds where elements were printed, and cuts their pictures out of the finished pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pypdfium2

from printroom.model.flow import FlowPicture
from printroom.press.areas import MM_PER_PX, Area, border_area, bounding_area, padding_area
from printroom.press.engine import boxes, with_all_below
from printroom.press.page_pictures import draw_page, png
from printroom.press.reading_order import Page, attribute

DPI = 200
SVG = "{http://www.w3.org/2000/svg}"
PX_PER_INCH = 96
LEAST_DRAWING_PX = 60
"""A picture of less height is a symbol beside text, not a drawing."""
MOST_ADDED_PX = 60
"""Text in a taller box is not part of a drawing that it touches."""
MOST_ROUNDS = 3
Place = tuple[int, Area]
"""The number of a page, from 0, and an area of it."""
Box = Any


class PrintedPlaces:
    """Where each element of a document was printed."""

    def __init__(self, pages: Sequence[Page], pdf: pypdfium2.PdfDocument) -> None:
        self._boxes: dict[tuple[Any, str], tuple[int, Box]] = {}
        self._words = [
            (number, item.area_on_sheet)
            for number, page in enumerate(pages)
            for item in page.all_items
            if item.words
        ]
        for number, page in enumerate(pages):
            for box in with_all_below(page.box):
                if isinstance(box, boxes.TextBox | boxes.LineBox) or box.element is None:
                    continue
                self._boxes.setdefault(_key(box), (number, box))
                if _has_words(box):
                    self._words.append((number, border_area(box)))
        self._pdf = pdf
        self._taken: list[Place] = []
        self._page = cache(lambda number: draw_page(self._pdf[number], DPI))

    def size_mm(self, box: Box) -> tuple[float, float]:
        """The width and height of a box with its border, as it was printed; 0 if it was not."""
        place = self.place(box)
        if place is None:
            return 0.0, 0.0
        area = place[1]
        return (area.right - area.left) * MM_PER_PX, (area.bottom - area.top) * MM_PER_PX

    def place(self, box: Box) -> Place | None:
        """The first place where a box was printed; none if it was not."""
        found = self._boxes.get(_key(box))
        return (found[0], border_area(found[1])) if found else None

    def picture(self, box: Box) -> list[FlowPicture]:
        """The picture of a box, unless an earlier picture contains it.

        Pictures within the box are part of it, and so are their alternative texts.
        """
        place = self.place(box)
        if place is None or any(_is_within(place, one) for one in self._taken):
            return []
        self._taken.append(place)
        inside = (
            alternative(one)
            for number, one in self._boxes.values()
            if isinstance(one, boxes.ReplacedBox) and _is_within((number, border_area(one)), place)
        )
        alt = ". ".join(dict.fromkeys(filter(None, (alternative(box), *inside))))
        return self._cut((place[0], self._with_whole_words(place)), alt)

    def _with_whole_words(self, place: Place) -> Area:
        """The area of a drawing, enlarged so that its edge cuts no words."""
        number, area = place
        if area.bottom - area.top < LEAST_DRAWING_PX:
            return area
        low = [
            words
            for page, words in self._words
            if page == number and words.bottom - words.top < MOST_ADDED_PX
        ]
        for _ in range(MOST_ROUNDS):
            wider = bounding_area([area, *(words for words in low if words.overlap(area) > 0)])
            if wider == area:
                break
            area = wider  # its edge may cut other words
        return area

    def hidden_picture(self, box: Box) -> list[FlowPicture]:
        """The picture of a box that is hidden from screen readers, with everything in it."""
        found = self._boxes.get(_key(box))
        if found is None:
            return []
        number, printed = found
        below = (one for one in with_all_below(printed) if isinstance(one, boxes.BlockLevelBox))
        place = number, bounding_area([border_area(printed), *map(border_area, below)])
        if any(_is_within(place, one) for one in self._taken):
            return []
        return self._cut(place, "")

    def icon(self, box: Box) -> list[FlowPicture]:
        """The background picture in the corner of a box with text, such as a symbol."""
        found, size = self._boxes.get(_key(box)), box.style["background_size"][:1]
        at = box.style["background_position"][:1]
        if not (found and at and size and _is_icon(box)):
            return []
        from_left, left, from_top, top = at[0]
        if (from_left, from_top) != ("left", "top"):
            return []
        area, (width, height) = padding_area(found[1]), (part.value for part in size[0])
        x = area.left + _offset(left, area.right - area.left - width)
        y = area.top + _offset(top, area.bottom - area.top - height)
        return self._cut((found[0], Area(x, y, x + width, y + height)), "")

    def _cut(self, place: Place, alt: str) -> list[FlowPicture]:
        number, area = place
        page = self._page(number)
        sides = (area.left, area.top, area.right, area.bottom)
        left, top, right, bottom = (round(side * DPI / PX_PER_INCH) for side in sides)
        cut = (max(0, left), max(0, top), min(page.width, right), min(page.height, bottom))
        if cut[2] - cut[0] < 2 or cut[3] - cut[1] < 2:
            return []
        return [FlowPicture(png(page.crop(cut)), (cut[2] - cut[0]) / DPI * 25.4, alt)]


def alternative(box: Box) -> str:
    """The alternative text of a picture, followed by the words drawn in it."""
    title = box.element.find(f"{SVG}title")
    alt = attribute(box, "alt") or (title.text or "" if title is not None else "")
    words = " ".join(attribute(box, "data-words").split())
    return ". ".join(one for one in (alt.strip(), words) if one)


def _has_words(box: Box) -> bool:
    """Whether there are words in the lines of a box itself."""
    lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
    return any(isinstance(one, boxes.TextBox) for line in (box, *lines) for one in line.children)


def _offset(distance: Any, room: float) -> float:
    """A background position in pixels; percentages are of the room that the picture leaves."""
    value = float(distance.value)
    return room * value / 100 if distance.unit == "%" else value


def _key(box: Box) -> tuple[Any, str]:
    return box.element, box.element_tag


def _is_icon(box: Box) -> bool:
    """Whether a box has exactly one background picture, with a size in its style."""
    images = [image for image, _ in box.style["background_image"] if image == "url"]
    size = box.style["background_size"][0]
    return (
        len(images) == 1
        and not isinstance(size, str)
        and all(getattr(part, "unit", "") == "px" for part in size)
    )


def _is_within(inner: Place, outer: Place) -> bool:
    return inner[0] == outer[0] and inner[1].beyond(outer[1]) <= 1
