"""The lists of a document for a word processor: dots, boxes to tick, and numbers."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from printroom.model.flow import Paragraph, Style

_FORMATS: dict[Style, tuple[str, str]] = {
    "bullet": ("bullet", "•"),
    "box": ("bullet", "☐"),
    "number": ("decimal", "%{level}."),
}
LEVELS = 4
INDENT = 400
"""How far each level of a list is indented, in twentieths of a point."""
FIRST_ID = 90
"""Lists of the program's own follow those of the library's template."""


class Lists:
    """Numbers the items of lists; each list that begins with another number counts by itself."""

    def __init__(self, document: Any) -> None:
        self._numbering = document.part.numbering_part.element
        self._ids = {style: FIRST_ID + place for place, style in enumerate(_FORMATS)}
        self._next_list = FIRST_ID + len(_FORMATS)
        self._running: dict[int, tuple[int, int]] = {}
        """For each level, the list that its items belong to, and the last number in it."""
        for style, number in self._ids.items():
            self._numbering.insert(0, _definition(number, style))
        for style, number in self._ids.items():
            if style != "number":
                self._numbering.append(_list(number, number))

    def mark(self, paragraph: Any, item: Paragraph) -> None:
        """Make a paragraph an item of its list."""
        level = min(max(item.level, 0), LEVELS - 1)
        if item.style == "number":
            which = self._numbered(level, item.number)
        else:
            which = self._ids[item.style]
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = which

    def _numbered(self, level: int, number: int) -> int:
        """The list that an item with this number goes on, or a new one that begins with it."""
        which, last = self._running.get(level, (0, 0))
        if not which or number != last + 1:
            which, self._next_list = self._next_list, self._next_list + 1
            self._numbering.append(_list(which, self._ids["number"], level, number))
        self._running[level] = (which, number)
        return which


def _definition(number: int, style: Style) -> Any:
    kind, sign = _FORMATS[style]
    definition = _element("w:abstractNum", **{"w:abstractNumId": str(number)})
    definition.append(_element("w:multiLevelType", **{"w:val": "hybridMultilevel"}))
    for place in range(LEVELS):
        level = _element("w:lvl", **{"w:ilvl": str(place)})
        level.append(_element("w:start", **{"w:val": "1"}))
        level.append(_element("w:numFmt", **{"w:val": kind}))
        level.append(_element("w:lvlText", **{"w:val": sign.replace("{level}", str(place + 1))}))
        level.append(_element("w:lvlJc", **{"w:val": "left"}))
        properties = _element("w:pPr")
        left = str(INDENT * (place + 1))
        properties.append(_element("w:ind", **{"w:left": left, "w:hanging": str(INDENT)}))
        level.append(properties)
        definition.append(level)
    return definition


def _list(number: int, definition: int, level: int = 0, start: int = 1) -> Any:
    one = _element("w:num", **{"w:numId": str(number)})
    one.append(_element("w:abstractNumId", **{"w:val": str(definition)}))
    if start != 1 or number >= FIRST_ID + len(_FORMATS):
        override = _element("w:lvlOverride", **{"w:ilvl": str(level)})
        override.append(_element("w:startOverride", **{"w:val": str(start)}))
        one.append(override)
    return one


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made
