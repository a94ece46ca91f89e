"""Fixes the tags for screen readers while WeasyPrint makes them.

WeasyPrint 70.0 drops the language of a passage, tags decoration as content, splits paragraphs that
run over two pages, and breaks PDF/UA at a link with bold words or a list item with two paragraphs.
`printroom.press.engine` installs the replacements at the end of this module. They use the
`TagFixes` of the current document, and change nothing if there is none.

"ISO 14289-1" is PDF/UA-1, and "ISO 32000-1" is PDF 1.7, which describes the tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

import pydyf

from printroom.press.pinned import boxes, real, with_all_below
from printroom.press.tag_repairs import (
    Box,
    Element,
    Tag,
    add_actual_texts,
    continue_tag,
    describe_link,
    gather_body,
    make_notes,
    place_figure,
    right_to_left_runs,
    set_numbering,
)

Build = Callable[..., Iterator[Tag]]
Marked = Callable[[Any, Box, str], AbstractContextManager[None]]

SVG = "{http://www.w3.org/2000/svg}svg"
ROOTS = ("html", "body")

ROLES = {
    **dict.fromkeys(("aside", "details", "fieldset", "footer", "form", "header", "nav"), "Sect"),
    **dict.fromkeys(("address", "legend", "pre", "summary"), "P"),
    **dict.fromkeys(("abbr", "b", "cite", "code", "em", "i", "kbd", "label", "mark"), "Span"),
    **dict.fromkeys(("q", "small", "strong", "sub", "sup", "time", "u"), "Span"),
    "figure": "Div",
}
"""Roles of HTML elements that WeasyPrint tags as NonStruct, which has no meaning."""

FLOWING = {"/Art", "/BlockQuote", "/Div", "/L", "/LI", "/P", "/Part", "/Sect"}
FLOWING |= {f"/H{level}" for level in range(1, 7)}
"""Tags that are joined across pages and columns. Tables are not, because their heads repeat."""


_current: ContextVar[TagFixes | None] = ContextVar("tag fixes", default=None)


@contextmanager
def tag_fixes(root: Element) -> Iterator[None]:
    """Fix the tags of the document with this root while it is laid out and written."""
    token = _current.set(TagFixes(root))
    try:
        yield
    finally:
        _current.reset(token)


class TagFixes:
    """The fixes for one document, and what they need to know while it is written."""

    def __init__(self, root: Element) -> None:
        self._hidden = _hidden_elements(root)
        self._decoration: dict[int, Box] = {}
        self._pagination: dict[int, Box] = {}
        self._open: list[Box] = []
        self._first: dict[tuple[Element, str], Tag] = {}
        self._page_height_px = 0.0

    # --- while a page is painted: decoration becomes an artifact -------------------------------

    def find_decoration(self, page: Any) -> None:
        """Record which boxes of a page are decoration."""
        for child in page._page_box.children:
            if isinstance(child, boxes.MarginBox):
                self._pagination.update((id(box), box) for box in with_all_below(child))
            else:
                self._find_decoration_in(child)

    def _find_decoration_in(self, box: Box) -> None:
        box = real(box)
        if self._is_decoration(box):
            self._decoration.update((id(below), below) for below in with_all_below(box))
        else:
            for child in box.children:
                self._find_decoration_in(child)

    def _is_decoration(self, box: Box) -> bool:
        """Whether a box is decoration.

        That is an element hidden from screen readers, the dots of a leader, or a picture generated
        by CSS, which has no alternative text.
        """
        is_drawn_by_css = "::" in (box.element_tag or "")
        if is_drawn_by_css and isinstance(box, boxes.ReplacedBox):
            return True
        return bool(box.element in self._hidden or box.is_leader)

    def artifact(self, stream: Any, box: Box) -> AbstractContextManager[None] | None:
        """The artifact for a running header or decoration (ISO 14289-1, 7.1 and 7.3); else none."""
        if stream._tags is None:
            return None
        if id(box) in self._pagination:
            return _pagination(stream)
        if id(box) in self._decoration:
            artifact: AbstractContextManager[None] = stream.artifact()
            return artifact
        return None

    # --- while the tags are built: one tag at a time ------------------------------------------

    def build(
        self, build: Build, box: Box, parent: Tag, pdf: Any, page: int, nums: Any, *rest: Any
    ) -> Iterator[Tag]:
        """Build the tags of a box and fix them; WeasyPrint calls this for each box in it, too."""
        if isinstance(box, boxes.PageBox):
            self._page_height_px = box.margin_height()
        if isinstance(box, boxes.MarginBox) or id(box) in self._decoration:
            return
        *_, tags = rest
        runs = right_to_left_runs(box, tags)
        is_part = bool(self._open) and self._open[-1].element is box.element
        self._open.append(box)
        made = list(build(box, parent, pdf, page, nums, *rest))
        self._open.pop()
        add_actual_texts(runs, nums, pdf)
        for tag in made:
            self._fix(box, tag, pdf)
        if len(made) == 1 and not is_part and self._is_continued(box, made[0], pdf):
            return
        yield from made

    def _fix(self, box: Box, tag: Tag, pdf: Any) -> None:
        if isinstance(box, boxes.FootnoteAreaBox):
            make_notes(tag, pdf)
        if box.element is None or box.element_tag in ROOTS:
            return
        is_drawn_by_css = "::" in box.element_tag
        if not is_drawn_by_css and (language := box.element.get("lang")):
            tag["Lang"] = pydyf.String(language)
        if tag["S"] == "/Figure":
            place_figure(box, tag, self._page_height_px)
        elif tag["S"] == "/TH":
            # Without a scope, a heading over two columns heads neither (ISO 14289-1, 7.5).
            tag["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
        elif tag["S"] == "/L":
            set_numbering(box, tag)
        elif tag["S"] == "/LI":
            gather_body(tag, pdf)
        if box.element_tag == "a" and box.link_annotation is not None:
            describe_link(box)

    def _is_continued(self, box: Box, tag: Tag, pdf: Any) -> bool:
        """Move the content of a tag to the first tag of the same element; returns whether it did.

        An element that breaks across pages or columns has several boxes, but is read as one.
        """
        if box.element is None or tag["S"] not in FLOWING or "::" in box.element_tag:
            return False
        if any(isinstance(outer, boxes.TableBox) or outer.is_table_wrapper for outer in self._open):
            return False
        key = (box.element, tag["S"])
        if key in self._first:
            return continue_tag(self._first[key], tag, pdf)
        self._first[key] = tag
        return False


# --- finding boxes and elements -----------------------------------------------------------------


def _hidden_elements(root: Element) -> set[Element]:
    """The elements that are hidden from screen readers, with their content."""
    hidden: set[Element] = set()
    for element in root.iter():
        if isinstance(element.tag, str) and _is_hidden(element):
            hidden.update(element.iter())
    return hidden


def _is_hidden(element: Element) -> bool:
    if element.get("aria-hidden") == "true":
        return True
    if element.get("role") in ("none", "presentation") and element.tag in ("img", SVG):
        return True
    return bool(element.tag == "img" and element.get("alt") == "")


@contextmanager
def _pagination(stream: Any) -> Iterator[None]:
    kind = pydyf.Dictionary({"Type": "/Pagination"})
    pydyf.Stream.begin_marked_content(stream, "Artifact", kind)
    try:
        yield
    finally:
        pydyf.Stream.end_marked_content(stream)


# --- what replaces functions of WeasyPrint -------------------------------------------------------


def with_decoration_found(paint: Callable[..., None]) -> Callable[..., None]:
    """Make `Page.paint` find decoration first."""

    def paint_page(page: Any, *arguments: Any, **named: Any) -> None:
        if fixes := _current.get():
            fixes.find_decoration(page)
        paint(page, *arguments, **named)

    return paint_page


def with_artifacts(marked: Marked) -> Marked:
    """Make `Stream.marked` mark decoration as an artifact."""

    def marked_or_artifact(stream: Any, box: Box, tag: str) -> AbstractContextManager[None]:
        fixes = _current.get()
        artifact = fixes.artifact(stream, box) if fixes else None
        return artifact or marked(stream, box, tag)

    return marked_or_artifact


def with_fixed_tags(build: Build) -> Build:
    """Make `_build_box_tree` fix the tags that it makes."""

    def build_and_fix(box: Box, *arguments: Any) -> Iterator[Tag]:
        if fixes := _current.get():
            return fixes.build(build, real(box), *arguments)
        return build(box, *arguments)

    return build_and_fix


def without_inherited_links(gather: Callable[..., None]) -> Callable[..., None]:
    """Make `gather_anchors` give a link one annotation for each of its boxes.

    WeasyPrint adds one for each element inside a link, which has no tag (ISO 14289-1, 7.18.5).
    """

    def gather_anchors(
        box: Box,
        anchors: Any,
        links: Any,
        bookmarks: Any,
        forms: Any,
        parent_matrix: Any = None,
        parent_form: Any = None,
        parent_link: Any = None,
    ) -> None:
        gather(box, anchors, links, bookmarks, forms, parent_matrix, parent_form, None)

    return gather_anchors


def with_more_roles(role: Callable[[str | None], str]) -> Callable[[str | None], str]:
    """Make `_get_pdf_tag` know more HTML elements and pseudo-elements."""

    def get_pdf_tag(tag: str | None) -> str:
        if tag in ROLES:
            return ROLES[tag]
        element, _, pseudo = (tag or "").partition("::")
        if pseudo == "footnote-call":
            return "Reference"
        if pseudo == "footnote-marker":
            return "Lbl"
        if element == "a" and pseudo:
            return "Span"  # links do not nest
        return role(tag)

    return get_pdf_tag
