"""What a screen reader needs: PDF/UA-1 by its validator, and what no validator sees by us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from printroom.model import Document, Printed, Problem
from printroom.proof.excerpt import excerpt
from printroom.proof.surfaces import Surfaces, Value

_MARKED = re.compile(rb"/MCID\s+(\d+)[^>]*>>\s*BDC\b(.*?)\bEMC\b", re.DOTALL)
_PAINTS = re.compile(rb"\bT[jJ]\b|\bDo\b|\bsh\b|\bEI\b")
_PLACEHOLDER = re.compile(
    r"(?:alt(?:ernative)?(?: text)?|figure|graphic|icon|image|img|illustration|photo|pic|picture|"
    r"placeholder|tb[acd]|to ?do|x+|\W*|.*\.(?:gif|jpe?g|png|svg|webp)|asset:.*|untitled)\s*\d*",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = re.compile(r"/H[1-6]")
_FILLED = frozenset({"/P", "/LI", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})
_HEADINGS_IN_ORDER = "Give the template one h1, and no heading that skips a level."


def structure(
    document: Document, printed: Printed, surfaces: Surfaces
) -> list[Problem]:
    """Everything that keeps the file from being read aloud as it is meant."""
    tags = _read_tags(surfaces)
    found = [
        *_validated(printed.content),
        *_named(surfaces),
        *_whole(printed, surfaces, tags),
        *_headings(tags),
        *(fault for tag in tags for fault in _faults(tag)),
        *_links(surfaces, tags),
    ]
    return [
        Problem("not-accessible", document.path, message, mend)
        for message, mend in dict.fromkeys(found)
    ]


def _validated(content: bytes) -> Iterator[tuple[str, str]]:
    import page

    try:
        report = page.validate_pdf_bytes(content, profile="ua1")
    except page.PageError as error:
        yield f"cannot be checked against PDF/UA-1: {error}", ""
        return
    for failure in report.failures:
        yield f"fails {failure.rule_id} of PDF/UA-1: {failure.message}", ""


# --- the file -----------------------------------------------------------------------------------


def _named(surfaces: Surfaces) -> Iterator[tuple[str, str]]:
    root = _root(surfaces)
    trailer = surfaces.dictionary(surfaces.trailer)
    if not _text(surfaces.get(root.get("/Lang"))):
        yield "does not say its language", "Give html a lang."
    if not _text(surfaces.get(surfaces.dictionary(trailer.get("/Info")).get("/Title"))):
        yield "has no title", "Give the template a title."
    if not surfaces.dictionary(root.get("/Outlines")).get("/First"):
        yield "has no bookmarks", "Give the template an h1."


def _root(surfaces: Surfaces) -> dict[str, Value]:
    return surfaces.dictionary(surfaces.dictionary(surfaces.trailer).get("/Root"))


def _text(value: Value) -> str:
    """The words of a PDF string; nothing for anything else."""
    return value[2:].strip() if isinstance(value, str) and value.startswith("u:") else ""


# --- the tree of tags ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its role, its attributes, and what it and all below it hold.

    `marks` are marked contents as (page, number), `objects` references to annotations.
    """

    role: str
    page: int
    entries: dict[str, Value]
    attributes: tuple[dict[str, Value], ...]
    is_filled: bool
    marks: list[tuple[str, int]] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    holds_figure: bool = False


def _read_tags(surfaces: Surfaces) -> list[Tag]:
    raise NotImplementedError
