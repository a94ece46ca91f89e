"""Finds colours of text that no ground could make legible, before anything is laid out.

A rule that sets a colour and its ground is judged by both. A colour alone is held against white and
each ground that a style sheet sets: the press, which knows what is behind each text, judges it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from printroom.load.style_declarations import Declaration, declarations, styles_in
from printroom.load.style_selectors import is_added, subjects
from printroom.model import Problem
from printroom.text.contrast import ENOUGH_IF_LARGE, Colour, contrast, over

WHITE = (255, 255, 255)
Paint = tuple[Colour, float]
"""A colour and its opacity."""
_HEX = re.compile(r"#((?:[0-9a-f]{3,4}){1,2})", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_NAMED: Mapping[str, Paint] = {
    "white": (WHITE, 1), "black": ((0, 0, 0), 1), "transparent": ((0, 0, 0), 0)
}  # fmt: skip
_IMAGE = re.compile(r"url\(|gradient\(|image\(")
_FIX = "give the text a darker colour, or its background a lighter one"


def style_contrast(folder: str, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Each colour of text that is too near to its ground, at its line."""
    rules = list(_rules(sources))
    paints = _Paints(one for *_, rule in rules for one in rule)
    grounds = {
        WHITE,
        *(over(*paint, WHITE) for *_, rule in rules for paint in paints.of_ground(rule)),
    }
    for name, start, rule in rules:
        inks = [one for one in rule if one.name == "color"]
        if not inks or all(map(is_added, subjects(rule[0].selector))):
            continue
        behind = {over(*paint, WHITE) for paint in paints.of_ground(rule)} or grounds
        for ink in inks:
            ratio = max(
                (contrast(over(*p, g), g) for p in paints.of(ink.value) for g in behind), default=21
            )
            if ratio < ENOUGH_IF_LARGE:
                yield _problem(f"{folder}/{name}", sources[name], start + ink.at, ratio)


def _problem(path: str, source: str, at: int, ratio: float) -> Problem:
    line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
    least = f"{ENOUGH_IF_LARGE:g} to 1, even if it is large"
    message = f"this colour has a contrast of {ratio:.1f} to 1 at most, and text needs {least}"
    excerpt = source.split("\n")[line - 1]
    return Problem("low-contrast", path, message, _FIX, line, column, excerpt)


def _rules(sources: Mapping[str, str]) -> Iterator[tuple[str, int, tuple[Declaration, ...]]]:
    """The declarations of each rule, with its file and the offset of its style sheet."""
    for name, source in sources.items():
        for start, css in styles_in(name, source):
            for _, rule in groupby(declarations(css), lambda one: one.selector):
                yield name, start, tuple(rule)


class _Paints:
    """Reads colours, also those of variables."""

    def __init__(self, written: Iterable[Declaration]) -> None:
        self._variables: dict[str, set[Paint]] = {}
        for one in written:
            if one.name.startswith("--") and (paint := _paint(one.value.strip())):
                self._variables.setdefault(one.name, set()).add(paint)

    def of(self, value: str) -> frozenset[Paint]:
        """What a value may be; nothing for a colour that is not read here."""
        plain = value.replace("!important", "").strip()
        if variable := _VARIABLE.fullmatch(plain):
            return frozenset(self._variables.get(variable[1], ()))
        paint = _paint(plain)
        return frozenset((paint,)) if paint else frozenset()

    def of_ground(self, rule: Iterable[Declaration]) -> frozenset[Paint]:
        """The colours that a rule may put behind its text, if it is nothing but a colour."""
        for one in rule:
            if one.name in ("background", "background-color") and not _IMAGE.search(one.value):
                return frozenset(paint for paint in self.of(one.value) if paint[1] == 1)
        return frozenset()


def _paint(value: str) -> Paint | None:
    folded = value.casefold()
    if found := _HEX.fullmatch(folded):
        digits = found[1] if len(found[1]) > 4 else "".join(2 * one for one in found[1])
        parts = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
        return (parts[0], parts[1], parts[2]), (parts[3] / 255 if len(parts) > 3 else 1)
    if found := _RGB.fullmatch(folded):
        share = found[4] or "1"
        opacity = float(share.rstrip("%")) / (100 if share.endswith("%") else 1)
        return (int(found[1]), int(found[2]), int(found[3])), min(1.0, opacity)
    return _NAMED.get(folded)
