"""Count what a drawing draws with all its references: a few lines can draw millions.

A part that uses another twice, which uses another twice, and so on, costs the layout engine minutes
before its budget ends it; here it costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

MOST_ELEMENTS = 100_000
MOST_LEVELS = 100
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_FIX = "simplify it in the editor, and save it again"
Fault = tuple[str, str, str]
"""Code, message and fix."""


def too_much_drawn(root: Element) -> Fault | None:
    """Why a drawing would take the layout engine too long, or too deep."""
    if _is_deep(root):
        message = f"its groups are nested in more than {MOST_LEVELS} levels"
        return "picture-too-large", message, _FIX
    counter = _Counter(root)
    if counter.count(root, ()) > MOST_ELEMENTS:
        message = f"it draws more than {MOST_ELEMENTS:,} elements, counting what it uses again"
        return "picture-too-large", message, _FIX
    if counter.circle:
        message = f"its part “{counter.circle[:60]}” uses itself, and would be missing on the page"
        return "picture-unprintable", message, _FIX
    return None


def _is_deep(root: Element) -> bool:
    level = [root]
    for _ in range(MOST_LEVELS):
        level = [child for element in level for child in element]
    return bool(level)


class _Counter:
    """Counts elements; what many references lead to is counted once, and multiplied."""

    def __init__(self, root: Element) -> None:
        self._named = {name: one for one in root.iter() if (name := one.get("id"))}
        self._known: dict[str, int] = {}
        self.circle = ""
        """The name of a part that uses itself, if there is one."""

    def count(self, element: Element, around: tuple[str, ...]) -> int:
        """The elements below one, with those of its references. One around it is not counted."""
        total = 0
        for one in element.iter():
            total += 1 + sum(self._of(name, around) for name in _references(one))
            if total > MOST_ELEMENTS:
                return total
        return total

    def _of(self, name: str, around: tuple[str, ...]) -> int:
        if name in around:
            self.circle = name
        if name not in self._named or name in around:
            return 0
        if len(around) > MOST_LEVELS:
            return MOST_ELEMENTS
        if name not in self._known:
            self._known[name] = self.count(self._named[name], (*around, name))
        return self._known[name]


def _references(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == "href":
            if value.startswith("#"):
                yield value[1:]
        elif "url(" in value:
            yield from _REFERENCE.findall(value)
