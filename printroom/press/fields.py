"""Writes the values of a booking into the fields of a document's HTML, and finds values that do not
fit on one line of their box.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from printroom.model import Document
from printroom.press.engine import boxes, with_all_below

Box = Any
Element = Any
Layout = Any

FIELD = re.compile(r'<span class="field" data-field="([\w-]+)"></span>')
FIELD_START = '<span class="field"'
LONG = "long"
"""The class of a value in small type, because it is too wide for its box."""


def fill_fields(document: Document, values: Mapping[str, str], *, long: bool = False) -> str:
    """The source with the values in its fields; a field without one becomes a blank.

    `long` sets every value in small type. Raises `ValueError` for values without a field.
    """
    names = set(FIELD.findall(document.source))
    if document.source.count(FIELD_START) > len(FIELD.findall(document.source)):
        raise ValueError(f"{document.path} has a field that is not written as fields are")
    if unknown := sorted(set(values) - names - set(document.fields)):
        raise ValueError(f"{document.path} has no field {', '.join(unknown)}")

    def field(match: re.Match[str]) -> str:
        name = match[1]
        value = values.get(name, "").strip()
        kind = "blank" if not value else f"filled {LONG}" if long else "filled"
        return f'<span class="field {kind}" data-field="{name}">{html.escape(value)}</span>'

    return FIELD.sub(field, document.source)


def is_value(box: Box) -> bool:
    """Whether a box is the text of a field with a value."""
    if not isinstance(box, boxes.TextBox) or box.element is None or box.element_tag != "span":
        return False
    return is_filled(box.element)


def is_filled(element: Element) -> bool:
    """Whether an element is a field with a value."""
    return "data-field" in element.attrib and "filled" in element.get("class", "").split()


def set_long(elements: Iterable[Element]) -> bool:
    """Give values the class `long`; returns whether any of them did not have it."""
    short = [element for element in elements if LONG not in element.get("class").split()]
    for element in short:
        element.set("class", f"{element.get('class')} {LONG}")
    return bool(short)


def too_wide(layout: Layout) -> dict[Element, None]:
    """The elements of the values that take more than one line, or stick out of their box."""
    found: dict[Element, None] = {}
    for page in layout.pages:
        for block in with_all_below(page._page_box):
            lines = [line for line in block.children if isinstance(line, boxes.LineBox)]
            found |= dict.fromkeys(too_wide_in(block, lines))
    return found


def too_wide_in(block: Box, lines: Iterable[Box]) -> Iterator[Element]:
    """The elements of the values that are too wide in the lines of one block."""
    texts = [[box for box in with_all_below(line) if is_value(box)] for line in lines]
    counts = Counter(element for line in texts for element in {t.element for t in line})
    wide = {text.element for line in texts for text in line if text.width > block.width}
    return (element for element, count in counts.items() if count > 1 or element in wide)
