"""Compares two PDFs: their text, drawing operators, pixels and tags."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

PIXELS_PER_POINT = 1.2
DEEPEST = 100
"""Deeper than any tree of tags: a deeper one contains itself."""


def differences(content: bytes, reference: bytes) -> list[str]:
    """The names of the views in which two files differ: words, drawings, pixels or tags."""
    views = {"words": words, "drawings": drawings, "pixels": pixels, "tags": tags}
    return [name for name, view in views.items() if view(content) != view(reference)]


def words(content: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def drawings(content: bytes) -> list[bytes]:
    """The drawing operators of each page."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
        return [page.Contents.read_bytes() for page in pdf.pages]


def pixels(content: bytes) -> list[bytes]:
    """Each page as a picture."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [bytes(page.render(scale=PIXELS_PER_POINT).buffer) for page in pdf]


def tags(content: bytes) -> list[tuple[Any, ...]]:
    """The tree of tags from the top: the depth, page and entries of each."""
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return list(_tags(pdf.Root.StructTreeRoot.K, pages, 0))


def _tags(kids: Any, pages: dict[tuple[int, int], int], depth: int) -> Iterator[tuple[Any, ...]]:
    if depth > DEEPEST:
        raise ValueError("the tree of tags of this file contains itself")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield depth, int(kid)
            continue
        attributes = {name: _plain(kid[name]) for name in kid.keys() if name not in _LINKS}  # noqa: SIM118
        page = pages.get(kid.Pg.objgen) if "/Pg" in kid else None
        yield depth, page, tuple(sorted(attributes.items()))
        if "/K" in kid:
            yield from _tags(kid.K, pages, depth + 1)


_LINKS = ("/K", "/P", "/Pg", "/Obj")
"""Entries that refer to other objects, whose numbers may differ between files."""


def _plain(value: Any) -> str:
    if isinstance(value, pikepdf.Dictionary):
        return str(sorted((name, _plain(value[name])) for name in value.keys()))  # noqa: SIM118
    return str(value)
