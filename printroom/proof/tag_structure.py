"""Checks the tags for screen readers, with a PDF/UA-1 validator and by our own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from printroom.model import Document, Printed, Problem
from printroom.proof.pdf_content import FileContent, Value
from printroom.proof.source_text import excerpt

_MARK = re.compile(rb"\s+(\d+)")
_PAINTS = re.compile(rb"(?<!\S)(?:T[jJ]|Do|sh|EI|B[DM]C|[FfBb]\*?|[Ss])(?!\S)")
_PLACEHOLDER = re.compile(
    r"(?:alt(?:ernative)?(?: text)?|figure|graphic|icon|image|img|illustration|photo|pic|picture|"
    r"placeholder|tb[acd]|to ?do|x+|untitled|\W*|asset:.*|.*\.(?:gif|jpe?g|png|svg|webp))\s*\d*",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = re.compile(r"/H[1-6]")
_ALT = "Write in materials/pictures.yaml what the picture shows."
_ONE_H1 = "Give the template one h1, and no heading that skips a level."
_EMPTY = "Take it out, or draw space and lines to write on with a div."
_PRESS = "Only the press may write a file: tags get lost when files are joined or changed."

Fault: TypeAlias = tuple[str, str]
"""A message, and the fix."""
Painted: TypeAlias = dict[str, dict[int, bool]]
"""For each page, the numbers of its marked contents, and whether each paints anything."""


def check_structure(document: Document, printed: Printed, file: FileContent) -> list[Problem]:
    """A problem for each fault that affects how a screen reader reads the file."""
    tree = tuple(_read_tree(file))
    tags = [tag for root in tree for tag in root.walk()]
    painted = {page.reference: _painted(page.content) for page in file.pages}
    faults = (
        *_validated(printed.content),
        *_document_entries(file),
        *_untagged(printed, file, tags, painted),
        *_headings(tags),
        *_contents(file, tags, painted),
        *_links(file, tags),
    )
    return [
        Problem("not-accessible", document.path, message, fix)
        for message, fix in dict.fromkeys(faults)
    ]


def _validated(content: bytes) -> Iterator[Fault]:
    import page

    try:
        report = page.validate_pdf_bytes(content, profile="ua1")
    except page.PageError as error:
        yield f"the file cannot be checked against PDF/UA-1: {error}", _PRESS
        return
    for failure in report.failures:
        yield f"the file fails the rule {failure.rule_id}: {failure.message}", ""


def _document_entries(file: FileContent) -> Iterator[Fault]:
    trailer = file.dictionary(file.trailer)
    root = file.dictionary(trailer.get("/Root"))
    if not _text(file, root.get("/Lang")):
        yield "the file does not state its language", "Give html a lang."
    if not _text(file, file.dictionary(trailer.get("/Info")).get("/Title")):
        yield "the file has no title", "Give the template a title."
    if not file.dictionary(root.get("/Outlines")).get("/First"):
        yield "the file has no bookmarks", _ONE_H1


def _text(file: FileContent, value: Value) -> str:
    """The text of a PDF string; empty for anything else."""
    found = file.get(value)
    return found[2:].strip() if isinstance(found, str) and found.startswith("u:") else ""


# --- the tree of tags ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its role, the page it starts on, its entries, and its contents.

    `marks` are its marked contents as page and number; `objects` are its annotations.
    """

    role: str
    page: str
    entries: dict[str, Value]
    kids: tuple[Tag, ...]
    marks: tuple[tuple[str, int], ...]
    objects: tuple[str, ...]

    def walk(self) -> Iterator[Tag]:
        """This tag and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def _read_tree(file: FileContent) -> Iterator[Tag]:
    root = file.dictionary(file.dictionary(file.trailer).get("/Root"))
    top = file.dictionary(root.get("/StructTreeRoot"))
    roles = file.dictionary(top.get("/RoleMap"))
    seen = set[int]()
    for value in file.entries(top.get("/K")):
        tag = _read_tag(file, file.dictionary(value), "", roles, seen)
        if tag is not None:
            yield tag


def _read_tag(
    file: FileContent,
    entries: dict[str, Value],
    page: str,
    roles: dict[str, Value],
    seen: set[int],
) -> Tag | None:
    if id(entries) in seen:  # a circle of tags
        return None
    seen.add(id(entries))
    page = str(entries.get("/Pg", page))
    kids: list[Tag] = []
    marks: list[tuple[str, int]] = []
    objects: list[str] = []
    for value in file.entries(entries.get("/K")):
        held = file.get(value)
        if isinstance(held, int):
            marks.append((page, held))
        elif isinstance(held, dict):
            number = held.get("/MCID")
            if isinstance(number, int):
                marks.append((str(held.get("/Pg", page)), number))
            elif "/Obj" in held:
                objects.append(str(held["/Obj"]))
            elif (kid := _read_tag(file, held, page, roles, seen)) is not None:
                kids.append(kid)
    role = str(entries.get("/S"))
    role = str(roles.get(role, role))
    return Tag(role, page, entries, tuple(kids), tuple(marks), tuple(objects))


def _untagged(
    printed: Printed, file: FileContent, tags: list[Tag], painted: Painted
) -> Iterator[Fault]:
    """Faults if pages have content without a tag."""
    if len(file.pages) != printed.pages:
        yield f"the file has {len(file.pages)} pages instead of {printed.pages}", _PRESS
    held = {mark for tag in tags for mark in tag.marks}
    if not held:
        yield "the file has no tags", _PRESS
        return
    for number, page in enumerate(file.pages, 1):
        drawn = {(page.reference, mark) for mark in painted[page.reference]}
        if lost := len(drawn - held):
            yield f"page {number} has content without a tag, {lost} times", _PRESS


def _painted(content: bytes) -> dict[int, bool]:
    """The numbers of a page's marked contents, and whether each paints anything."""
    found: dict[int, bool] = {}
    for stretch in content.split(b"/MCID")[1:]:
        if number := _MARK.match(stretch):
            inside = stretch[stretch.find(b"BDC") + 3 : stretch.find(b"EMC")]
            found[int(number[1])] = _PAINTS.search(inside) is not None
    return found


def _headings(tags: list[Tag]) -> Iterator[Fault]:
    levels = [int(tag.role[2]) for tag in tags if _HEADING.fullmatch(tag.role)]
    if levels.count(1) != 1:
        yield f"the file has {levels.count(1)} headings of level 1 instead of one", _ONE_H1
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}", _ONE_H1


def _contents(file: FileContent, tags: list[Tag], painted: Painted) -> Iterator[Fault]:
    numbers = {page.reference: number for number, page in enumerate(file.pages, 1)}
    for tag in tags:
        where = f"page {numbers[tag.page]}" if tag.page in numbers else "the file"
        if tag.role == "/Figure":
            alt = _text(file, tag.entries.get("/Alt"))
            if not alt:
                yield f"{where} has a picture without an alternative text", _ALT
            elif _PLACEHOLDER.fullmatch(alt):
                yield f"{where} has a picture that is described as “{excerpt(alt)}”", _ALT
        elif tag.role == "/TH":
            if not any("/Scope" in one for one in _attributes(file, tag)):
                yield f"{where} has a table heading that is for neither a row nor a column", _PRESS
        elif (name := _name(tag.role)) and not _is_filled(tag, painted):
            yield f"{where} has an empty {name}", _EMPTY


def _name(role: str) -> str:
    """The ordinary name of a role whose tags must not be empty; none for other roles."""
    if _HEADING.fullmatch(role):
        return "heading"
    return {"/P": "paragraph", "/LI": "entry of a list"}.get(role, "")


def _is_filled(tag: Tag, painted: Painted) -> bool:
    return any(
        inner.objects or any(painted.get(page, {}).get(mark) for page, mark in inner.marks)
        for inner in tag.walk()
    )


def _attributes(file: FileContent, tag: Tag) -> list[dict[str, Value]]:
    return [file.dictionary(value) for value in file.entries(tag.entries.get("/A"))]


def _links(file: FileContent, tags: list[Tag]) -> Iterator[Fault]:
    held = {reference for tag in tags if tag.role == "/Link" for reference in tag.objects}
    for number, page in enumerate(file.pages, 1):
        entries = file.dictionary(page.reference)
        for value in file.entries(entries.get("/Annots")):
            link = file.dictionary(value)
            if link.get("/Subtype") != "/Link":
                continue
            if not _text(file, link.get("/Contents")):
                yield f"page {number} has a link without a description", _PRESS
            if value not in held:
                yield f"page {number} has a link without a tag", _PRESS
