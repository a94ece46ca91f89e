"""Reads the tags of a finished page in reading order: roles, places and alternative texts."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from printroom.model import PageMark, Spot

MM_PER_PT = 25.4 / 72
INLINE = frozenset({"Span", "Em", "Strong", "Quote", "Code", "Reference", "Sub", "NonStruct"})
"""Roles that are read as part of the text around them."""
UNREAD = "–"
"""The label of text that is not read aloud."""
Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """An object on the page: its area, and its text."""

    area: Bounds
    words: str


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that is read as a unit: role, alternative text, and numbers of its marked contents."""

    role: str
    alt: str
    contents: tuple[int, ...]


def tag_marks(page: pypdfium2.PdfPage, number: int) -> Iterator[PageMark]:
    """A mark for each tag in the order of a screen reader, and for each text that it skips."""
    marked, unread = _pieces(page)
    order = 0
    for tag in _tags(page):
        pieces = [piece for one in tag.contents for piece in marked.get(one, ())]
        area = _covering(piece.area for piece in pieces)
        if area is None:
            continue
        order += 1
        place = spot_in_file(number, area, page)
        words = " ".join("".join(piece.words for piece in pieces).split()) or tag.alt
        about = f"{order}. {tag.role}: {words}"
        yield PageMark("order", place, f"{order} {tag.role}", about)
        if tag.alt:
            yield PageMark("alt", place, tag.alt, f"{tag.role}: {tag.alt}")
        elif tag.role == "Figure":
            yield PageMark("alt", place, "no text", "This picture has no text", is_bad=True)
    for piece in unread:
        about = f"Not read aloud: {piece.words.strip()}"
        yield PageMark("order", spot_in_file(number, piece.area, page), UNREAD, about)


def _pieces(page: pypdfium2.PdfPage) -> tuple[dict[int, list[_Piece]], list[_Piece]]:
    """The pieces of each marked content by its number, and the texts outside any."""
    found: dict[int, list[_Piece]] = {}
    unread = []
    text = page.get_textpage()
    for one in page.get_objects(max_depth=1):
        is_text = one.type == pdfium.FPDF_PAGEOBJ_TEXT
        piece = _Piece(_bounds(one), _words(one, text) if is_text else "")
        content = pdfium.FPDFPageObj_GetMarkedContentID(one.raw)
        if content >= 0:
            found.setdefault(content, []).append(piece)
        elif is_text and piece.words.strip():
            unread.append(piece)
    text.close()
    return found, unread


def _words(one: Any, text: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(one.raw, text.raw, None, 0)
    buffer = ctypes.create_string_buffer(size)
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFTextObj_GetText(one.raw, text.raw, units, size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0") + " "


def _bounds(one: Any) -> Bounds:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(one.raw, *map(ctypes.byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _tags(page: pypdfium2.PdfPage) -> Iterator[_Tag]:
    """Each tag of a page with marked contents, including those of its inline tags."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _below(element: Any) -> Iterator[_Tag]:
    """A tag and its descendants; inline tags count as part of their parent."""
    if not element:
        return
    contents: list[int] = []
    blocks: list[Any] = []
    _gather(element, contents, blocks)
    alt = _text(pdfium.FPDF_StructElement_GetAltText, element)
    if contents:
        yield _Tag(_text(pdfium.FPDF_StructElement_GetType, element), alt, tuple(contents))
    for block in blocks:
        yield from _below(block)


def _gather(element: Any, contents: list[int], blocks: list[Any]) -> None:
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        if not child:
            content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if content >= 0:
                contents.append(content)
        elif _text(pdfium.FPDF_StructElement_GetType, child) in INLINE:
            _gather(child, contents, blocks)
        else:
            blocks.append(child)


def _text(read: Callable[..., int], element: Any) -> str:
    """A string that PDFium returns in UTF-16."""
    size = read(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")


def _covering(areas: Any) -> Bounds | None:
    known = list(areas)
    if not known:
        return None
    lefts, bottoms, rights, tops = zip(*known, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def spot_in_file(number: int, area: Bounds, page: pypdfium2.PdfPage) -> Spot:
    """A rectangle of the file, in millimetres from the top left corner of the sheet."""
    left, bottom, right, top = area
    origin, _, _, head = page.get_mediabox()
    sides = (left - origin, head - top, right - origin, head - bottom)
    return Spot(number, *(round(side * MM_PER_PT, 2) for side in sides))
