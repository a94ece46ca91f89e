"""Finds the source position of a text: the file, line and column that its author edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from printroom.inspect.page_texts import PageText
from printroom.model import Plan
from printroom.text.svg_texts import svg_texts

Position = tuple[str, int, int]
"""A path, a line and a column."""


def at_source(page_text: PageText, plan: Plan, start: int = 0, end: int = 0) -> PageText:
    """A text with its source position, if it can be found.

    For a text from a composed page, `start` and `end` are the letters whose position is wanted. A
    key puts numbers or titles before a text, so the end of the text is compared.
    """
    if page_text.is_shown:
        place = _place_of_shown(page_text, plan, start, end or len(page_text.text))
        return _at_place(page_text, place)
    if page_text.nodes:
        return page_text
    places = plan.places
    place = places.get(page_text.text) or plan.criteria.phrases.get(page_text.text)
    if place is None:
        ends = (text for text in places if len(text) > 1 and page_text.text.endswith(text))
        place = places.get(max(ends, key=len, default=page_text.near))
    return _at_place(page_text, place)


def _at_place(page_text: PageText, place: Position | None) -> PageText:
    if place is None:
        return page_text
    path, line, column = place
    return replace(page_text, path=path, line=line, column=column)


def _place_of_shown(page_text: PageText, plan: Plan, start: int, end: int) -> Position | None:
    """The position of some letters of a shown text, in a template, a list or a drawing."""
    for written in (plan.criteria.phrases, plan.places, dict(_picture_words(plan))):
        if place := written_place(page_text.text, start, end, written):
            return place
    return None


def _picture_words(plan: Plan) -> Iterator[tuple[str, Position]]:
    """The texts in the drawings of a plan, with their positions."""
    for document in plan.documents:
        for picture in document.pictures.values():
            for line, words in svg_texts(picture.content) if picture.suffix == "svg" else ():
                yield words, (picture.path, line, 1)


def written_place(
    text: str, start: int, end: int, written: Mapping[str, Position]
) -> Position | None:
    """The source position of some letters of a shown text, among texts with their positions.

    Only texts within the shown text count: the shortest that contains the letters, or else the
    longest that overlaps them.
    """
    words = text[start:end]
    within = [one for one in written if collapsed(one) in text]
    having = [one for one in within if words in collapsed(one)]
    if having:
        path, line, column = written[min(having, key=len)]
        first = min(having, key=len).find(words)
        return path, line, column + max(first, 0)
    near = [one for one in within if len(one) > 2 and _overlaps(text, collapsed(one), start, end)]
    return written[max(near, key=len)] if near else None


def _overlaps(text: str, part: str, start: int, end: int) -> bool:
    at = text.find(part)
    while at >= 0:
        if at < end and start < at + len(part):
            return True
        at = text.find(part, at + 1)
    return False


@lru_cache(maxsize=8192)
def collapsed(text: str) -> str:
    """A text on one line, with single spaces."""
    return " ".join(text.split())
