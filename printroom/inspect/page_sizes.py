"""Finds style rules that give a page another size than its paper, before anything is laid out.

The press checks the pages themselves. Here the `@page` rules of a composed document are compared as
in CSS, so that the problem is reported at the line of the rule that decides the size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import tinycss2

from printroom.model import PAPERS_MM, SHEET_MARK, Document, Problem, paper_of

Size = tuple[float, float]
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_IDS = re.compile(r"[.#]([\w-]+)")
"""The classes and ids in a selector."""
_BODY = re.compile(r"(?:^|\s)(?:html|body)\S*\s*$")
_ORIENTATIONS = ("landscape", "portrait", "auto")
_PAPERS = {paper.lower(): size for paper, size in PAPERS_MM.items()}
_MM: Mapping[str, float] = {
    "mm": 1, "cm": 10, "q": 0.25, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96
}  # fmt: skip
_SHEETS = re.compile(r"^(?=/\* sheet: \S+ \*/$)", re.MULTILINE)
"""The beginning of each style sheet within a style."""
_SETS_PAGES = re.compile(r"@page|\bpage\s*:", re.IGNORECASE)
_OTHER_PAPER = re.compile(r"[abc](?:\d|10)|jis-b[45]|ledger")
_NESTING = ("layer", "media", "supports")
"""At-rules that contain other rules."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """The size that a style rule gives to some pages, and the place of the rule."""

    name: str
    """The name of the pages that it applies to; empty for all pages."""
    kinds: frozenset[str]
    """The page selectors that all have to match, such as `first`."""
    size: Size | None
    """None if only the engine can compute it."""
    written: str
    is_important: bool = False
    path: str = ""
    """The style sheet below the folder of templates; "" for a style within a template."""
    line: int = 1
    column: int = 1
    excerpt: str = ""

    def applies_to(self, name: str, kinds: frozenset[str]) -> bool:
        """Whether it applies to a page with this name and these kinds."""
        return self.name in ("", name) and self.kinds <= kinds

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """Of two rules for a page, the one with the greater weight wins, or else the later one."""
        return self.is_important, bool(self.name), len(self.kinds)


_UNSET = PageRule("", frozenset(), PAPERS_MM["A4"], "A4, as no style says otherwise")


def other_papers(documents: Iterable[Document]) -> Iterator[Problem]:
    """A problem for each rule that gives pages another size than the job sheet says."""
    for document in documents:
        styles = tuple(_STYLE.findall(document.source))
        rules, names = _page_rules(styles)
        if document.paper is not None:
            for rule in _winners((_UNSET, *rules), _pages(names, document), document):
                if rule.size is not None and paper_of(*rule.size) != document.paper:
                    yield _problem(rule, document)


def _winners(
    rules: tuple[PageRule, ...], names: Iterable[str], document: Document
) -> Iterator[PageRule]:
    """The rules that decide the size of a kind of page, each once."""
    first = frozenset(("first",)) if document.max_pages == 1 else frozenset[str]()
    all_kinds = {rule.kinds | first for rule in rules}
    winners = (
        max((rule.weight, n) for n, rule in enumerate(rules) if rule.applies_to(name, kinds))[1]
        for name, kinds in product(names, all_kinds)
    )
    return (rules[number] for number in sorted(set(winners)))


def _pages(names: Iterable[tuple[str, str]], document: Document) -> set[str]:
    """The names of the pages of a document, including "" unless the whole body has a name."""
    body = _STYLE.sub("", document.source) if names else ""
    used = {
        selector: name
        for selector, name in names
        if all(re.search(rf"[\"\s]{re.escape(one)}[\"\s]", body) for one in _IDS.findall(selector))
    }
    is_named = any(_BODY.search(selector) for selector in used)
    return {*used.values(), *(() if is_named else ("",))}


def _problem(rule: PageRule, document: Document) -> Problem:
    return Problem(
        "other-paper",
        f"{document.templates}/{rule.path}" if rule.path else document.path,
        f"the pages of the {document.title.lower()} get the size {rule.written}, but the job sheet "
        f"says {document.paper}",
        f"write size: {document.paper}, or give the document its size: in the session template",
        rule.line,
        rule.column,
        rule.excerpt,
        documents=(document.title,),
    )


# --- style sheets -------------------------------------------------------------------------------


def _page_rules(styles: Iterable[str]) -> tuple[list[PageRule], list[tuple[str, str]]]:
    """The page rules in a document's styles, and each selector that sets a page name, with it."""
    rules: list[PageRule] = []
    names: list[tuple[str, str]] = []
    for style in styles:
        for sheet in _SHEETS.split(style):
            own_rules, own_names = _rules_of_sheet(sheet)
            rules += own_rules
            names += own_names
    return rules, names


@lru_cache(maxsize=512)
def _rules_of_sheet(sheet: str) -> tuple[tuple[PageRule, ...], tuple[tuple[str, str], ...]]:
    """The page rules and page names of one style sheet; many documents share it."""
    if not _SETS_PAGES.search(sheet):
        return (), ()
    rules: list[PageRule] = []
    names: list[tuple[str, str]] = []
    for rule in _flat(tinycss2.parse_stylesheet(sheet, True, True)):
        if rule.type == "qualified-rule" and not any(map(_is_page, rule.content)):
            continue  # most rules: their declarations need not be parsed
        content = tinycss2.parse_blocks_contents(rule.content, True, True)
        if rule.type == "qualified-rule":
            selectors = tinycss2.serialize(rule.prelude).split(",")
            values = [_words(one) for one in _declared(content, "page")]
            names += [(s, one[0]) for one in values if one for s in selectors]
            continue
        for declared in _declared(content, "size"):
            rules += _rules(rule, declared, sheet.split("\n"))
    return tuple(rules), tuple(names)


def _flat(rules: Iterable[Any]) -> Iterator[Any]:
    """The rules for pages and for elements, including nested ones."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.content is not None:
            if rule.lower_at_keyword == "page":
                yield rule
            elif rule.lower_at_keyword in _NESTING and not _is_for_screens(rule):
                yield from _flat(tinycss2.parse_rule_list(rule.content, True, True))


def _is_page(token: Any) -> bool:
    return bool(token.type == "ident" and token.lower_value == "page")


def _is_for_screens(rule: Any) -> bool:
    return rule.lower_at_keyword == "media" and "screen" in tinycss2.serialize(rule.prelude).lower()


def _declared(content: Iterable[Any], name: str) -> Iterator[Any]:
    return (one for one in content if one.type == "declaration" and one.lower_name == name)


def _rules(rule: Any, declared: Any, lines: list[str]) -> Iterator[PageRule]:
    """A page rule for each selector of a CSS rule, such as `large:first`."""
    written = tinycss2.serialize(declared.value).strip()
    size = _size(_tokens(declared))
    mark = SHEET_MARK.fullmatch(lines[0])
    path = mark[1] if mark else ""
    line, column = (declared.source_line - 1, declared.source_column) if mark else (1, 1)
    excerpt = lines[declared.source_line - 1] if mark else ""
    for selector in tinycss2.serialize(rule.prelude).strip().split(","):
        name, *kinds = (part.strip() for part in selector.split(":"))
        of = frozenset(kind.lower() for kind in kinds)
        yield PageRule(name, of, size, written, declared.important, path, line, column, excerpt)


def _tokens(declared: Any) -> list[Any]:
    return [one for one in declared.value if one.type not in ("whitespace", "comment")]


def _words(declared: Any) -> list[str]:
    return [one.value for one in _tokens(declared) if one.type == "ident" and one.value != "auto"]


def _size(tokens: list[Any]) -> Size | None:
    """Width and height in millimetres; none if only the engine can compute them."""
    if tokens and all(token.type == "dimension" and token.lower_unit in _MM for token in tokens):
        lengths = [token.value * _MM[token.lower_unit] for token in tokens]
        return lengths[0], lengths[-1]
    if not tokens or any(token.type != "ident" for token in tokens):
        return None
    words = [token.lower_value for token in tokens]
    if any(map(_OTHER_PAPER.fullmatch, words)) and not set(words) & _PAPERS.keys():
        return 0, 0
    if not set(words) <= {*_PAPERS, *_ORIENTATIONS}:
        return None
    return next((_PAPERS[word] for word in words if word in _PAPERS), _PAPERS["a4"])
