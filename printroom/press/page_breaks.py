"""Checks page breaks: content that belongs together but was separated, and pages left mostly empty.

Breaks that the style or an author forces are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from printroom.model import Document, Problem
from printroom.press.areas import MM_PER_PX, border_area
from printroom.press.reading_order import (
    CONTAINERS,
    Page,
    PageItem,
    classes_of,
    part_of,
    place_of_part,
    shortened,
)

Box = Any

LEAST_LEFT = 0.25
"""The share of its height that a page must fill when a block moves to the next page."""
LEAST_ABOVE = 0.3
"""The share of its height that a page keeps when an activity moves: more than a title alone."""
FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})
ROOM = frozenset({"write", "draw", "line"})
"""Classes of space to write or draw in."""
SHEET_CODE = "sheet-code"
ACTIVITY = "activity"
QUIZZES = frozenset({"true-false", "multiple-choice", "nation-quiz"})
"""Kinds of activity that may run on: each question is read by itself."""
EXCERPT = 60


def break_problems(pages: Sequence[Page], document: Document) -> Iterator[Problem]:
    """Every warning about a break between two pages."""
    for page, following in pairwise(pages):
        if page.has_flow and following.has_flow and page.flow_items and following.flow_items:
            yield from _separated(page, following, document)
            yield from _parted_activities(page, following, document)
            if is_emptied(page, following):
                yield _emptied(page, following, document)


def is_emptied(page: Page, following: Page) -> bool:
    """Whether a page is mostly empty because the next block did not fit on it."""
    if page.filled_share >= LEAST_LEFT or not following.flow_items:
        return False
    new = _new_boxes(page, following)
    last = page.flow_items[-1].around if page.flow_items else ()
    return not any(box.style["break_before"] in FORCED for box in new) and not any(
        box.style["break_after"] in FORCED for box in last
    )


def _emptied(page: Page, following: Page, document: Document) -> Problem:
    """A problem for an emptied page, at the source of the block that moved."""
    first = following.flow_items[0]
    path, line = place_of_part(first.part, document)
    whole = next((b for b in _new_boxes(page, following) if _is_whole(b)), None)
    is_table = whole is not None and whole.element_tag == "table"
    what = "the table that begins" if is_table else "what begins"
    return Problem(
        "page-emptied",
        path,
        f"{1 - page.filled_share:.0%} of page {page.number} is empty, because {what} "
        f"with “{_excerpt(first)}” is kept in one piece and moves to page {following.number}.",
        "Split it in two, move it up or down, or let its style break it (break-inside: auto).",
        line,
        stops=False,
        spot=page.spot,
    )


def _separated(page: Page, following: Page, document: Document) -> Iterator[Problem]:
    """A problem if the end of a page belongs to the beginning of the next one."""
    last, first = page.flow_items[-1], following.flow_items[0]
    if last.heading is not None:
        return  # page_checks reports a heading at the foot of a page
    path, line = place_of_part(last.part or first.part, document)
    fix = "Shorten or lengthen what is above by a few lines, or keep both together in the style."
    if _is_room(first) and last.words and not _is_room_of(first, page):
        code, what = "question-parted", "the space for its answer"
    elif SHEET_CODE in first.classes:
        code, what = "code-parted", "the code that names its key"
    elif last.words.endswith(":") and _block_of(last) not in _boxes_by_element(following):
        code, what = "announcement-parted", "what it announces"
    else:
        return
    message = f"Page {page.number} ends with “{_excerpt(last)}”, and {what} is on the next page."
    yield Problem(code, path, message, fix, line, stops=False, spot=page.spot_of(last))


def _parted_activities(page: Page, following: Page, document: Document) -> Iterator[Problem]:
    """A problem for an activity on two pages that is no higher than one."""
    later = _activities(following)
    room = page.area.bottom - page.area.top
    for element, box in _activities(page).items():
        if element not in later or element in following.continued or classes_of(box) & QUIZZES:
            continue
        top = _top_px(page, element, box)
        height = _end_px(page, element) - top
        height += border_area(later[element]).bottom - following.area.top
        if height > room or top - page.area.top < LEAST_ABOVE * room:
            continue
        path, line = place_of_part(part_of(element, page), document)
        yield Problem(
            "activity-parted",
            path,
            f"Page {page.number} ends within an activity that fits on one page: it is "
            f"{height * MM_PER_PX:.0f} mm high.",
            "Keep it whole in its style (break-inside: avoid), or shorten what is above it.",
            line,
            stops=False,
            spot=page.spot,
        )


def _top_px(page: Page, element: Any, box: Box) -> float:
    """Where an activity begins: at the heading directly above it, if there is one."""
    heading = None
    for item in page.flow_items:
        if any(one.element is element for one in item.around):
            break
        heading = item.heading
    above = [item for item in page.flow_items if heading is not None and item.heading is heading]
    return min((border_area(box).top, *(item.area.top for item in above)))


def _end_px(page: Page, element: Any) -> float:
    """Where the content of an element ends on a page from which it runs on."""
    items = [item for item in page.all_items if any(box.element is element for box in item.around)]
    boxes = {id(box): box for item in items for box in item.around if isinstance(box, CONTAINERS)}
    whole = (box for box in boxes.values() if box.element not in page.continued)
    ends = [*map(border_area, whole), *(item.area_on_sheet for item in items)]
    return max(area.bottom for area in ends)


def _activities(page: Page) -> dict[Any, Box]:
    """The activities on a page, by their elements, each once."""
    around = (box for item in page.flow_items for box in item.around)
    return {box.element: box for box in around if ACTIVITY in classes_of(box)}


def _is_whole(box: Box) -> bool:
    return box.style["break_inside"] in ("avoid", "avoid-page")


def _is_room(item: PageItem) -> bool:
    return not item.words and bool(item.classes & ROOM)


def _is_room_of(room: PageItem, page: Page) -> bool:
    """Whether this space began on the page before, so that its question has lines below it."""
    before = _boxes_by_element(page)
    return any(box.element in before for box in room.around if classes_of(box) & ROOM)


def _new_boxes(page: Page, following: Page) -> tuple[Box, ...]:
    """The boxes around the first item of a page that begin on it, from the outside in."""
    before = _boxes_by_element(page)
    around = following.flow_items[0].around
    return tuple(box for box in around if box.element is not None and box.element not in before)


def _boxes_by_element(page: Page) -> frozenset[Any]:
    return frozenset(box.element for item in page.flow_items for box in item.around)


def _block_of(item: PageItem) -> Any:
    """The element of the block that a text is in."""
    blocks = [box for box in item.around if isinstance(box, CONTAINERS)]
    return blocks[-1].element if blocks else None


def _excerpt(item: PageItem) -> str:
    """The words of an item, or its element when it has none."""
    return shortened(item.words or item.box.element_tag or "", EXCERPT)
