"""The tags that a screen reader follows: WeasyPrint's own in, mended ones out.

WeasyPrint 70.0 tags its pages well, but it drops the language of a passage, reads decoration
aloud, tears what runs over two pages into two, and breaks PDF/UA on a link with bold words or an
entry of a list with two paragraphs. `Mender` mends these while one document is laid out and
written. It replaces private functions of exactly that version for that long, and holds all that
it knows of the document itself, so that nothing leaks into the next one.

"ISO 14289-1" is PDF/UA-1, and "ISO 32000-1" is PDF 1.7, which describes the tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import TracebackType
from typing import Any
from unittest.mock import patch

import pydyf

from printroom.press.engine import boxes, real, weasyprint, with_all_below
from printroom.press.repairs import (
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
    say_numbering,
)

SVG = "{http://www.w3.org/2000/svg}svg"
ROOTS = ("html", "body")

ROLES = {
    **dict.fromkeys(("aside", "details", "fieldset", "footer", "form", "header", "nav"), "Sect"),
    **dict.fromkeys(("address", "legend", "pre", "summary"), "P"),
    **dict.fromkeys(("abbr", "b", "cite", "code", "em", "i", "kbd", "label", "mark"), "Span"),
    **dict.fromkeys(("q", "small", "strong", "sub", "sup", "time", "u"), "Span"),
    "figure": "Div",
}
"""Roles of HTML elements that WeasyPrint calls NonStruct, which tells a reader nothing."""

FLOWING = {"/Art", "/BlockQuote", "/Div", "/L", "/LI", "/P", "/Part", "/Sect"}
FLOWING |= {f"/H{level}" for level in range(1, 7)}
"""Tags that stay one over pages and columns. A table has one for each page: its head repeats."""


class Mender:
    """A context manager around the layout and the writing of one document."""

    def __init__(self, root: Element) -> None:
        self._hidden = _hidden_elements(root)
        self._decoration: dict[int, Box] = {}
        self._pagination: dict[int, Box] = {}
        self._open: list[Box] = []
        self._first: dict[tuple[Element, str], Tag] = {}
        self._page_height_px = 0.0
        self._patches = ExitStack()

    def __enter__(self) -> Mender:
        anchors, document = weasyprint.anchors, weasyprint.document
        gather = _without_inherited_links(anchors.gather_anchors)
        stream, tagging = weasyprint.pdf.Stream, weasyprint.pdf.tags
        for owner, name, mended in (
            (anchors, "gather_anchors", gather),
            (document, "gather_anchors", gather),
            (document.Page, "paint", self._mended_paint(document.Page.paint)),
            (stream, "marked", self._mended_marked(stream.marked)),
            (tagging, "_get_pdf_tag", _mended_role(tagging._get_pdf_tag)),
            (tagging, "_build_box_tree", self._mended_build(tagging._build_box_tree)),
        ):
            self._patches.enter_context(patch.object(owner, name, mended))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._patches.close()

    # --- while a page is painted: what is not content becomes an artifact --------------------

    def _mended_paint(self, paint: Callable[..., None]) -> Callable[..., None]:
        """Before a page is painted, find out which of its boxes are no content."""

        def mended(page: Any, stream: Any, scale: float = 1) -> None:
            for child in page._page_box.children:
                if isinstance(child, boxes.MarginBox):
                    self._pagination.update((id(box), box) for box in with_all_below(child))
                else:
                    self._note_decoration(child)
            paint(page, stream, scale)

        return mended

    def _note_decoration(self, box: Box) -> None:
        box = real(box)
        if self._is_decoration(box):
            self._decoration.update((id(below), below) for below in with_all_below(box))
        else:
            for child in box.children:
                self._note_decoration(child)

    def _is_decoration(self, box: Box) -> bool:
        """Whether an author or the style says that a box is only there to be looked at.

        That is an element hidden from readers, the dots of a leader, or a picture made by CSS,
        which has no alternative text.
        """
        is_drawn_by_css = "::" in (box.element_tag or "")
        if is_drawn_by_css and isinstance(box, boxes.ReplacedBox):
            return True
        return bool(box.element in self._hidden or box.is_leader)

    def _mended_marked(
        self, marked: Callable[..., AbstractContextManager[None]]
    ) -> Callable[..., AbstractContextManager[None]]:
        """Mark running headers and decoration as artifacts (ISO 14289-1, 7.1 and 7.3)."""

        def mended(stream: Any, box: Box, tag: str) -> AbstractContextManager[None]:
            if stream._tags is not None:
                if id(box) in self._pagination:
                    return _pagination(stream)
                if id(box) in self._decoration:
                    artifact: AbstractContextManager[None] = stream.artifact()
                    return artifact
            return marked(stream, box, tag)

        return mended

    # --- while the tags are built: one tag at a time ------------------------------------------

    def _mended_build(self, build: Callable[..., Iterator[Tag]]) -> Callable[..., Iterator[Tag]]:
        """WeasyPrint calls this for a box and for each box below it: `tags` are mended after."""

        def mended(
            box: Box, parent: Tag, pdf: Any, page: int, nums: Any, annotations: Any, tags: Any
        ) -> Iterator[Tag]:
            box = real(box)
            if isinstance(box, boxes.PageBox):
                self._page_height_px = box.margin_height()
            if isinstance(box, boxes.MarginBox) or id(box) in self._decoration:
                return
            runs = right_to_left_runs(box, tags)
            is_part = bool(self._open) and self._open[-1].element is box.element
            self._open.append(box)
            made = list(build(box, parent, pdf, page, nums, annotations, tags))
            self._open.pop()
            add_actual_texts(runs, nums, pdf)
            for tag in made:
                self._mend(box, tag, pdf)
            if len(made) == 1 and not is_part and self._is_continued(box, made[0], pdf):
                return
            yield from made

        return mended

    def _mend(self, box: Box, tag: Tag, pdf: Any) -> None:
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
            say_numbering(box, tag)
        elif tag["S"] == "/LI":
            gather_body(tag, pdf)
        if box.element_tag == "a" and box.link_annotation is not None:
            describe_link(box)

    def _is_continued(self, box: Box, tag: Tag, pdf: Any) -> bool:
        """Give what a tag holds to the first tag of the same element, if there is one.

        An element that breaks over pages or columns comes as several boxes, but is read as one.
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
    """The elements that the HTML keeps from screen readers, with all that they hold."""
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


# --- what the engine would say wrongly -----------------------------------------------------------


def _without_inherited_links(gather: Callable[..., None]) -> Callable[..., None]:
    """Give a link one annotation for each of its boxes.

    WeasyPrint gives each element inside a link another one, which no tag holds
    (ISO 14289-1, 7.18.5).
    """

    def mended(
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

    return mended


def _mended_role(role: Callable[[str | None], str]) -> Callable[[str | None], str]:
    """Give more HTML elements a role of their own."""

    def mended(tag: str | None) -> str:
        if tag in ROLES:
            return ROLES[tag]
        element, _, pseudo = (tag or "").partition("::")
        if pseudo == "footnote-call":
            return "Reference"
        if pseudo == "footnote-marker":
            return "Lbl"
        if element == "a" and pseudo:
            return "Span"  # it stands inside the link, and a link inside a link is none
        return role(tag)

    return mended
