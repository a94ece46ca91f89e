"""Finds colours of text that no background makes legible, before anything is laid out.

A rule that sets a colour and a background is judged by both. A colour alone is compared with white
and with each background that a rule sets for the page, or for an element that its own selector
names. The press,
which knows what is behind each text, judges it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from math import floor

from tinycss2.color5 import parse_color

from printroom.load.sources.text_file import Source
from printroom.load.styles.style_declarations import Declaration, declarations, styles_in
from printroom.load.styles.style_selectors import is_added, subjects
from printroom.model import Problem
from printroom.text.contrast import ENOUGH_IF_LARGE, Colour, contrast, over

WHITE = (255, 255, 255)
Paint = tuple[Colour, float]
"""A colour and its opacity."""
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,(.*))?\)", re.DOTALL)
_UNMEASURED = re.compile(r"(?<![\w-])(?:(?:ok)?l(?:ab|ch)|color|device-cmyk)\(", re.IGNORECASE)
"""Colours that the engine does not turn into red, green and blue, either."""
_NAME = re.compile(r"[.#@]?[a-z][\w-]*|\*")
_NO_NAME = re.compile(r"\[[^\]]*\]|::?[\w-]+")
_PAGE = frozenset(("html", "body", "*", "@page"))
_BACKGROUND = ("background", "background-color")
_IMAGE = re.compile(r"url\(|gradient\(|image\(")
_FIX = (
    "give the text a darker colour, or its background a lighter one; "
    "if it is on a dark element, name that in this selector"
)
_NOTATIONS = "write it as #rrggbb, or with rgb() or hsl()"
_Rule = tuple[str, int, tuple[Declaration, ...]]
"""The file of a rule, the offset of its style sheet there, and its declarations."""


def style_contrast(folder: str, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Each colour of text that is too near to its background, at its line."""
    rules = list(_rules(sources))
    yield from _unmeasured(folder, sources, rules)
    paints = _Paints(one for *_, rule in rules for one in rule)
    backgrounds = [
        (_names_in(rule[0].selector), over(*paint, WHITE))
        for *_, rule in rules
        for paint in paints.of_background(rule)
    ]
    for name, start, rule in rules:
        inks = [one for one in rule if one.name == "color"]
        if not inks or all(map(is_added, subjects(rule[0].selector))):
            continue
        own = {over(*paint, WHITE) for paint in paints.of_background(rule)}
        is_known = own or not any(one.name in _BACKGROUND for one in rule)
        names = _names_in(rule[0].selector) if is_known else frozenset()
        behind = own or {WHITE, *(colour for of, colour in backgrounds if _may_hold(of, names))}
        for ink in inks:
            ratio = max(
                (contrast(over(*p, g), g) for p in paints.of(ink.value) for g in behind), default=21
            )
            if ratio < ENOUGH_IF_LARGE:
                least = f"{ENOUGH_IF_LARGE:g} to 1, even if it is large"
                shown = floor(10 * ratio) / 10  # 4.48 is not shown as the 4.5 that it lacks
                says = f"this colour has a contrast of {shown:g} to 1 at most, and text needs"
                source = Source(f"{folder}/{name}", sources[name])
                yield source.problem_at(start + ink.at, "low-contrast", f"{says} {least}", _FIX)


def _names_in(selector: str) -> frozenset[str]:
    """The elements, classes and ids that a selector names; none if it is for something unknown."""
    plain = "" if "&" in selector else _NO_NAME.sub(" ", selector.casefold())
    return frozenset(_NAME.findall(plain))


def _may_hold(outer: frozenset[str], inner: frozenset[str]) -> bool:
    """Whether the background of one rule may be behind the text of another."""
    return not outer or not inner or bool(outer & (inner | _PAGE))


def _unmeasured(
    folder: str, sources: Mapping[str, str], rules: Iterable[_Rule]
) -> Iterator[Problem]:
    """Each colour in a notation whose contrast neither this check nor the press knows."""
    for name, start, rule in rules:
        for one in rule:
            if found := _UNMEASURED.search(one.value):
                message = f"the contrast of a colour written as “{found[0]}…)” cannot be measured"
                source = Source(f"{folder}/{name}", sources[name])
                yield source.problem_at(start + one.at, "unknown-colour", message, _NOTATIONS)


def _rules(sources: Mapping[str, str]) -> Iterator[_Rule]:
    """The declarations of each rule, with its file and the offset of its style sheet."""
    for name, source in sources.items():
        for start, css in styles_in(name, source):
            for _, rule in groupby(declarations(css), lambda one: one.selector):
                yield name, start, tuple(rule)


class _Paints:
    """Reads colours, also those of variables."""

    def __init__(self, written: Iterable[Declaration]) -> None:
        self._values: dict[str, set[str]] = {}
        for one in written:
            if one.name.startswith("--"):
                self._values.setdefault(one.name, set()).add(one.value)

    def of(self, value: str) -> frozenset[Paint]:
        """The colours that a value may be; none for one that is not read here."""
        todo, seen, paints = [value], set[str](), set[Paint]()
        while todo:
            plain = todo.pop().replace("!important", "").strip()
            if found := _VARIABLE.fullmatch(plain):
                if found[1] not in seen:
                    seen.add(found[1])
                    todo += self._values.get(found[1]) or (found[2] or "",)
            elif paint := _paint(plain):
                paints.add(paint)
        return frozenset(paints)

    def of_background(self, rule: Iterable[Declaration]) -> frozenset[Paint]:
        """The colours that a rule may put behind its text, if it is nothing but a colour."""
        for one in rule:
            if one.name in _BACKGROUND and not _IMAGE.search(one.value):
                return frozenset(paint for paint in self.of(one.value) if paint[1] == 1)
        return frozenset()


@lru_cache(maxsize=1024)
def _paint(value: str) -> Paint | None:
    """A colour as the engine reads it; none for anything else, or a notation not measured."""
    if _UNMEASURED.match(value):
        return None
    colour = parse_color(value)
    if colour is None or colour == "currentcolor":
        return None
    red, green, blue = (round(255 * min(max(one, 0), 1)) for one in colour.to("srgb").coordinates)
    return (red, green, blue), float(colour.alpha)
