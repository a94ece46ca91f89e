"""Finds parts of a PDF that no page to print needs, such as scripts, forms and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from printroom.model import Document, Problem
from printroom.proof.pdf_content import Surfaces, Value

_ACTIONS = (
    "/GoTo3DView /GoToE /GoToR /Hide /ImportData /JavaScript /Launch /Movie /Named /Rendition "
    "/ResetForm /RichMediaExecute /SetOCGState /Sound /SubmitForm /Thread /Trans"
)
_FOREIGN_KEYS = {
    "/AA": "an action",
    "/OpenAction": "an action on opening",
    "/JavaScript": "a script",
    "/JS": "a script",
    "/AcroForm": "a form",
    "/XFA": "a form",
    "/EmbeddedFiles": "an embedded file",
    "/EF": "an embedded file",
    "/OCProperties": "a layer that can be hidden",
    "/Thumb": "a thumbnail",
    "/Collection": "a collection of files",
}
_FOREIGN_TYPES = {
    "/EmbeddedFile": "an embedded file",
    "/OCG": "a layer that can be hidden",
    "/OCMD": "a layer that can be hidden",
}
_SHOWS_TEXT = re.compile(rb"\bT[jJ]\b|\)\s*['\"]")


def check_features(document: Document, content: bytes, surfaces: Surfaces) -> list[Problem]:
    """A problem for each part of the file that no page to print needs."""
    found = [*_revisions(content, surfaces), *_unread_texts(surfaces)]
    for value in (*surfaces.objects.values(), surfaces.trailer):
        found += _parts_in(value)
    fix = "Only the press may finish a file: look for what changed it, or for a strange asset."
    return [
        Problem(
            "foreign-part",
            document.path,
            f"the file holds {part}, which no page to print needs",
            fix,
        )
        for part in dict.fromkeys(found)
    ]


def _revisions(content: bytes, surfaces: Surfaces) -> Iterator[str]:
    """A file that was changed by appending to it still holds its earlier content."""
    is_one = content.count(b"startxref") == 1 and content.rstrip().endswith(b"%%EOF")
    if not is_one or "/Prev" in surfaces.dictionary(surfaces.trailer):
        yield "more than one revision"


def _parts_in(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for held in value:
            if isinstance(held, list | dict):
                yield from _parts_in(held)
    elif isinstance(value, dict):
        yield from _parts_here(value)
        for held in value.values():
            if isinstance(held, list | dict):
                yield from _parts_in(held)


def _parts_here(value: dict[str, Value]) -> Iterator[str]:
    yield from (part for key, part in _FOREIGN_KEYS.items() if key in value)
    kind = value.get("/Type")
    if isinstance(kind, str) and kind in _FOREIGN_TYPES:
        yield _FOREIGN_TYPES[kind]
    action = value.get("/S")
    if isinstance(action, str) and action in _ACTIONS.split():
        yield f"an action ({action[1:]})"
    # Replacement text belongs to the tags (press/tags gives it to right-to-left runs).
    if "/ActualText" in value and kind != "/StructElem":
        yield "replacement text outside the tags"
    if "/Rect" in value and "/Subtype" in value:
        if value["/Subtype"] != "/Link":
            yield f"an annotation ({str(value['/Subtype'])[1:]})"
        elif "/AP" in value:
            yield "a link with a drawing of its own"


def _unread_texts(surfaces: Surfaces) -> Iterator[str]:
    """Text where PDFium does not read: in replacement texts of the content and in patterns."""
    commands = [*(page.content for page in surfaces.pages), *surfaces.drawings.values()]
    if any(b"/ActualText" in command for command in commands):
        yield "replacement text outside the tags"
    for reference in surfaces.drawings:
        if surfaces.dictionary(reference).get("/PatternType") == 1:
            inside = _drawn_inside(surfaces, reference)
            if any(_SHOWS_TEXT.search(surfaces.drawings[part]) for part in inside):
                yield "a background picture with text"


def _drawn_inside(surfaces: Surfaces, reference: str) -> set[str]:
    """A drawing, and all drawings that it uses at any depth."""
    found = set[str]()
    waiting: list[Value] = [reference]
    seen = set[str]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [held for key, held in value.items() if key not in ("/Parent", "/P")]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and value in surfaces.objects and value not in seen:
            seen.add(value)
            waiting.append(surfaces.objects[value])
            if value in surfaces.drawings:
                found.add(value)
    return found
