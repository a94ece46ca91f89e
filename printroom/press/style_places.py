"""Finds the style rule that sets a property of an element, for messages to designers.

Matching rules are compared as in CSS (importance, layer, specificity, order), with one difference:
of two layers, the one whose rule comes later in the document wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cssselect2
import tinycss2

from printroom.model import SHEET_MARK, Document
from printroom.press.blame import template_of

Element = Any
Weight = tuple[bool, bool, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class StylePlace:
    """A declaration in a style sheet: its file below the templates, its line, and its property."""

    sheet: str
    line: int
    name: str


@dataclass(frozen=True, slots=True)
class _Declared:
    """A declaration with the selectors of its rule."""

    selectors: tuple[Any, ...]
    place: StylePlace
    is_important: bool
    is_layered: bool


def sheet_line(lines: list[str], number: int) -> tuple[str, int] | None:
    """The style sheet and its line number for a line of a document's styles (from 1)."""
    for above in range(number - 1, 0, -1):
        if mark := SHEET_MARK.fullmatch(lines[above - 1]):
            return mark[1], number - above
    return None


def design_of(root: Element, element: Element, names: tuple[str, ...], document: Document) -> str:
    """A sentence, to follow a fix, that says where one of these properties is set.

    It names the style sheet and line, or else the document's template.
    """
    if place := style_place(root, element, names):
        return f" The {place.name} is set in {document.templates}/{place.sheet}:{place.line}."
    return template_of(document)


def style_place(
    root: Element, element: Element, names: tuple[str, ...], pseudo: str | None = None
) -> StylePlace | None:
    """Where an element, or else the nearest element around it, gets one of these properties.

    `pseudo` is `before` or `after` for a generated box of the element, which is looked up first.
    None if no style sheet sets it, or if a `style` attribute does.
    """
    styles = tuple(style.text or "" for style in root.iter("style"))
    tree = cssselect2.ElementWrapper.from_html_root(root)
    found = next((one for one in tree.iter_subtree() if one.etree_element is element), None)
    if pseudo and found and (place := _winner(found, names, styles, pseudo)):
        return place
    while found is not None:
        own = found.etree_element.get("style", "")
        if any(name in own for name in names):
            return None
        if place := _winner(found, names, styles):
            return place
        found = found.parent
    return None


def _winner(
    element: Any, names: tuple[str, ...], styles: tuple[str, ...], pseudo: str | None = None
) -> StylePlace | None:
    """The declaration of one of these properties that applies to an element or pseudo-element."""
    best: tuple[Weight, StylePlace] | None = None
    for text in styles:
        for declared in _declarations(text):
            if declared.place.name not in names:
                continue
            for selector in declared.selectors:
                if selector.pseudo_element == pseudo and selector.test(element):
                    weight = declared.is_important, not declared.is_layered, selector.specificity
                    if best is None or weight >= best[0]:
                        best = weight, declared.place
    return best[1] if best else None


@lru_cache(maxsize=8)
def _declarations(text: str) -> tuple[_Declared, ...]:
    """Every declaration of the styles of a document, in order."""
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return tuple(_in_rules(rules, text.split("\n"), is_layered=False))


def _in_rules(rules: list[Any], lines: list[str], *, is_layered: bool) -> Iterator[_Declared]:
    for rule in rules:
        if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in ("layer", "media"):
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            is_inner = is_layered or rule.lower_at_keyword == "layer"
            yield from _in_rules(inner, lines, is_layered=is_inner)
        elif rule.type == "qualified-rule":
            yield from _in_rule(rule, lines, is_layered=is_layered)


def _in_rule(rule: Any, lines: list[str], *, is_layered: bool) -> Iterator[_Declared]:
    try:
        selectors = tuple(cssselect2.compile_selector_list(rule.prelude))
    except cssselect2.SelectorError:  # the engine reports it
        return
    for one in tinycss2.parse_blocks_contents(rule.content):
        if one.type == "declaration" and (at := sheet_line(lines, one.source_line)):
            place = StylePlace(*at, one.lower_name)
            yield _Declared(selectors, place, one.important, is_layered)
