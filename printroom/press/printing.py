"""Prints one document: fills its fields, lays it out, writes the PDF, and checks layout and PDF.

All problems are raised together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pikepdf
from fontTools.ttLib import TTFont

from printroom.model import (
    Document,
    LayoutReason,
    NotFitToPrint,
    Printed,
    Problem,
    RefusedPage,
    in_order,
)
from printroom.press.areas import border_area, spot
from printroom.press.asset_fetcher import MIME_TYPES, Assets, OwnFonts
from printroom.press.blame import blame_files
from printroom.press.engine import BLANK_FAMILY, boxes, weasyprint, with_all_below
from printroom.press.engine_messages import collect_messages, engine_problems
from printroom.press.fields import fill_fields
from printroom.press.fit import misfits
from printroom.press.grow import enlarge_writing_space
from printroom.press.layouts import VARIANT, Layouts
from printroom.press.low_contrast import low_contrast
from printroom.press.page_pictures import refused_pages
from printroom.press.reading_order import pages_of
from printroom.press.relayout import drop_short_page, raise_rows
from printroom.press.small_type import lay_out_with_small_type
from printroom.press.speedups.stack import with_large_stack
from printroom.press.tags import tag_fixes

USE = "{http://www.w3.org/2000/svg}use"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
LINKS = ("http", "https", "mailto", "sms", "tel")

_one_at_a_time = threading.Lock()
"""The engine's warnings are collected from loggers that the whole process shares."""


@with_large_stack
def print_source(
    document: Document,
    source: str,
    finish: Callable[[Any, Any], None] | None = None,
) -> Printed:
    """Lay a document out and write it; `source` is its HTML with filled fields.

    `finish` is called with the layout and the PDF objects before the file is written. Raises
    `NotFitToPrint`.
    """
    made = _lay_out_and_write(document, source, finish)
    if any(problem.stops for problem in made.problems):
        raise NotFitToPrint(made.problems)
    return Printed(
        document.key,
        document.name,
        made.content,
        made.pages,
        warnings=in_order(made.problems),
        layouts=made.layouts,
    )


def print_with_layout(document: Document, values: Mapping[str, str]) -> tuple[Printed, Any]:
    """Print a document, and return its layout too. Raises `NotFitToPrint`."""
    layouts: list[Any] = []
    source = fill_fields(document, values)
    printed = print_source(document, source, finish=lambda layout, _: layouts.append(layout))
    return printed, layouts[-1]


@with_large_stack
def draw_refused(document: Document, source: str, dpi: int) -> tuple[RefusedPage, ...]:
    """See `printroom.press.draw_refused`."""
    try:
        made = _lay_out_and_write(document, source)
    except NotFitToPrint:  # there is no layout
        return ()
    return tuple(refused_pages(document.name, made.content, made.problems, dpi))


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A document that was laid out and written, fit to print or not; never leaves this module."""

    content: bytes
    pages: int
    problems: list[Problem]
    layouts: tuple[LayoutReason, ...]


def _lay_out_and_write(
    document: Document,
    source: str,
    finish: Callable[[Any, Any], None] | None = None,
) -> _LaidOut:
    """The PDF with its problems. Raises `NotFitToPrint` if the document cannot be laid out."""
    assets, fonts = Assets(document.assets), OwnFonts()
    with _one_at_a_time, collect_messages() as messages:
        html = weasyprint.HTML(string=source, url_fetcher=assets)
        try:
            with tag_fixes(html.etree_element):
                layouts = Layouts(html, fonts)
                layout, on_pages = _final_layout(layouts, document)
                layout.metadata.title = document.title
                content: bytes = layout.write_pdf(finisher=finish, pdf_variant=VARIANT)
        except weasyprint.urls.URLFetchingError:  # the refused address is reported instead
            addresses = _address_problems(assets, document)
            raise NotFitToPrint(blame_files(addresses, document)) from None
    odd_addresses = [*_odd_links(layout), *_odd_references(html, document)]
    problems = [
        *_address_problems(assets, document, odd_addresses),
        *engine_problems(messages, (*assets.refused, *assets.missing), layouts.sheets, document),
        *_font_problems(content, layout, fonts, document),
        *_see_through_problems(layout, document),
        *low_contrast(pages_of(layout), content, document),
        *on_pages,
    ]
    return _LaidOut(
        content=content,
        pages=len(layout.pages),
        problems=blame_files(problems, document),
        layouts=tuple(layouts.reasons),
    )


def _final_layout(layouts: Layouts, document: Document) -> tuple[Any, list[Problem]]:
    """The layout to write, and its problems.

    Each step may lay the document out again, and returns the better of the two layouts.
    """
    layout = lay_out_with_small_type(layouts)
    judge = partial(misfits, document=document)
    layout, problems = drop_short_page(layouts, judge, layout, judge(layout))
    if document.audience == "participant" and not any(problem.stops for problem in problems):
        layout, problems = raise_rows(layouts, judge, layout, problems)
        return enlarge_writing_space(layouts, judge, layout, problems)
    return layout, problems


def _see_through_problems(layout: Any, document: Document) -> Iterator[Problem]:
    """Text and pictures with `opacity`, which WeasyPrint draws as a group without tags."""
    for number, page in enumerate(layout.pages, start=1):
        for box in with_all_below(page._page_box):
            if box.style["opacity"] < 1 and any(map(_is_content, with_all_below(box))):
                yield Problem(
                    "see-through",
                    document.path,
                    f"On page {number}, a screen reader cannot read content that has an opacity.",
                    "Give it a paler colour instead, such as rgb(0 0 0 / 50%).",
                    spot=spot(number, border_area(box)),
                )


def _is_content(box: Any) -> bool:
    return isinstance(box, boxes.ReplacedBox) or bool(
        isinstance(box, boxes.TextBox) and box.text.strip()
    )


# --- addresses and fonts ------------------------------------------------------------------------


def _address_problems(
    assets: Assets, document: Document, odd: Iterable[str] = ()
) -> Iterator[Problem]:
    """Addresses of missing assets, and addresses outside the document, `odd` ones included."""
    for address in assets.missing:
        yield Problem(
            "asset-missing",
            document.path,
            f"The document refers to {address} but does not include it.",
            "This is a mistake of the program: please report it.",
        )
    for address in dict.fromkeys((*assets.refused, *odd)):
        yield Problem(
            "refused-address",
            document.path,
            f"The document asks for {address}, but may use only its own fonts and pictures.",
            "Use fonts and pictures from templates/ or from the materials, and link only to web "
            "pages, e-mail addresses and phone numbers.",
        )


def _odd_links(layout: Any) -> Iterator[str]:
    """Targets of links other than web pages, e-mail addresses, phone numbers and places inside."""
    if layout.metadata.attachments:
        yield "an attached file"
    for page in layout.pages:
        for kind, target, _, _ in page.links:
            is_for_people = kind == "external" and urlsplit(target).scheme in LINKS
            if kind != "internal" and not is_for_people:
                yield target


def _odd_references(html: Any, document: Document) -> Iterator[str]:
    """References from an SVG to other files, which WeasyPrint ignores without a warning."""
    pictures = [html.etree_element]
    for name, content in document.assets.items():
        if name.lower().endswith(".svg"):
            with suppress(ElementTree.ParseError):  # where it is shown, it is a broken picture
                pictures.append(ElementTree.fromstring(content))
    for picture in pictures:
        for piece in picture.iter(USE):
            target = piece.get("href") or piece.get(XLINK_HREF) or ""
            if target and not target.startswith("#"):
                yield target


def _font_problems(
    content: bytes, layout: Any, fonts: OwnFonts, document: Document
) -> Iterator[Problem]:
    """Embedded fonts that are not assets of the document, and families that no rule defines."""
    for family in sorted(_families(layout) - fonts.families):
        yield Problem(
            "font-not-ours",
            document.path,
            f"The style asks for the font “{family}”, which no @font-face rule defines.",
            "Use a font of styles/fonts.css, or add this one there.",
        )
    own = {
        _font_name(asset)
        for name, asset in document.assets.items()
        if MIME_TYPES.get(f".{name.rpartition('.')[2].lower()}", "").startswith("font/")
    }
    for name in sorted(_embedded_fonts(content) - own - {BLANK_FAMILY.replace(" ", "")}):
        yield Problem(
            "font-not-ours",
            document.path,
            f"The finished file contains the font {name}, which is not part of the document.",
            "This is a mistake of the program: please report it.",
        )


def _families(layout: Any) -> set[str]:
    """The first font family in the style of each text."""
    return {
        text.style["font_family"][0].casefold()
        for page in layout.pages
        for text in with_all_below(page._page_box)
        if isinstance(text, boxes.TextBox) and _is_content(text)
    }


def _embedded_fonts(content: bytes) -> set[str]:
    """The PostScript names of the fonts that are embedded in a finished file."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return {
            _font_name(stream.read_bytes())
            for descriptor in pdf.objects
            if isinstance(descriptor, pikepdf.Dictionary)
            for key in ("/FontFile", "/FontFile2", "/FontFile3")
            if (stream := descriptor.get(key)) is not None
        }


def _font_name(font: bytes) -> str:
    """The PostScript name of a font, which a subset keeps."""
    postscript_name = 6
    try:
        name = TTFont(BytesIO(font), lazy=True)["name"].getDebugName(postscript_name)
    except Exception:  # a damaged font has no name, and is reported elsewhere
        name = None
    return name or "without a name"
