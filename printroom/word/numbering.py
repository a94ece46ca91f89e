"""Numbers the lists of a document for a word processor: bullets, tick boxes and numbers."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from printroom.model.flow import Paragraph, Style

# In numbering.xml, a `w:abstractNum` defines how the items of a kind of list look, and a `w:num` is
# one list of this kind; paragraphs name the `w:num`. A list that does not begin with 1, or that
# counts from the start again, needs a `w:num` of its own with an override of its first number.

_FORMATS: dict[Style, tuple[str, str]] = {
    "bullet": ("bullet", "•"),
    "box": ("bullet", "☐"),
    "number": ("decimal", "%{level}."),
}
LEVELS = 4
INDENT = 400
"""How far each level of a list is indented, in twentieths of a point."""
FIRST_ID = 90
"""Our list ids start here, above those in python-docx's default template."""


class Lists:
    """Makes paragraphs items of lists; a number that does not follow the last begins a new list."""

    def __init__(self, document: Any) -> None:
        self._numbering = document.part.numbering_part.element
        self._ids = {style: FIRST_ID + place for place, style in enumerate(_FORMATS)}
        self._next_list = FIRST_ID + len(_FORMATS)
        self._running: dict[int, tuple[int, int]] = {}
        """For each level, the list that its items belong to, and the last number in it."""
        for style, definition_id in self._ids.items():
            self._numbering.insert(0, _definition(definition_id, style))
        for style, definition_id in self._ids.items():
            if style != "number":
                self._numbering.append(_list(definition_id, definition_id))

    def mark(self, paragraph: Any, item: Paragraph) -> None:
        """Make a paragraph an item of its list."""
        level = min(max(item.level, 0), LEVELS - 1)
        if item.style == "number":
            list_id = self._numbered(level, item.number)
        else:
            list_id = self._ids[item.style]
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = list_id

    def _numbered(self, level: int, number: int) -> int:
        """The id of the list that an item with this number continues, or of a new one."""
        list_id, last = self._running.get(level, (0, 0))
        if not list_id or number != last + 1:
            list_id, self._next_list = self._next_list, self._next_list + 1
            self._numbering.append(_list(list_id, self._ids["number"], (level, number)))
        self._running[level] = (list_id, number)
        return list_id


def _definition(definition_id: int, style: Style) -> Any:
    """The `w:abstractNum` of a kind of list: its mark and its indent on each level."""
    kind, text = _FORMATS[style]
    definition = _element("w:abstractNum", **{"w:abstractNumId": str(definition_id)})
    definition.append(_element("w:multiLevelType", **{"w:val": "hybridMultilevel"}))
    for place in range(LEVELS):
        level = _element("w:lvl", **{"w:ilvl": str(place)})
        level.append(_element("w:start", **{"w:val": "1"}))
        level.append(_element("w:numFmt", **{"w:val": kind}))
        level.append(_element("w:lvlText", **{"w:val": text.replace("{level}", str(place + 1))}))
        level.append(_element("w:lvlJc", **{"w:val": "left"}))
        properties = _element("w:pPr")
        left = str(INDENT * (place + 1))
        properties.append(_element("w:ind", **{"w:left": left, "w:hanging": str(INDENT)}))
        level.append(properties)
        definition.append(level)
    return definition


def _list(list_id: int, definition_id: int, counts_from: tuple[int, int] | None = None) -> Any:
    """The `w:num` of one list; `counts_from` has the level and first number of a numbered list.

    Without the override, Word would go on counting where the last list of this kind ended.
    """
    one = _element("w:num", **{"w:numId": str(list_id)})
    one.append(_element("w:abstractNumId", **{"w:val": str(definition_id)}))
    if counts_from:
        level, start = counts_from
        override = _element("w:lvlOverride", **{"w:ilvl": str(level)})
        override.append(_element("w:startOverride", **{"w:val": str(start)}))
        one.append(override)
    return one


def _element(name: str, **attributes: str) -> Any:
    """An element with attributes; names have the prefix of their namespace."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made
