"""Finds features of a PDF that a printed page does not need, such as scripts and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from printroom.model import Document, Problem
from printroom.proof.pdf_content import FileContent, Value

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


def check_features(document: Document, content: bytes, file: FileContent) -> list[Problem]:
    """A problem for each feature of the file that a printed page does not need."""
    found = [*_revisions(content, file), *_unread_texts(file)]
    for value in (*file.objects.values(), file.trailer):
        found += _parts_in(value)
    fix = "Only the press may write a file: find what changed it, or an unusual asset."
    return [
        Problem(
            "foreign-part",
            document.path,
            f"the file contains {part}, which a printed page does not need",
            fix,
        )
        for part in dict.fromkeys(found)
    ]


def _revisions(content: bytes, file: FileContent) -> Iterator[str]:
    """A file that was changed by an incremental update still contains its earlier content."""
    is_one = content.count(b"startxref") == 1 and content.rstrip().endswith(b"%%EOF")
    if not is_one or "/Prev" in file.dictionary(file.trailer):
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
    # Replacement text belongs to the tags (press/tag_repairs.py adds it for right-to-left text).
    if "/ActualText" in value and kind != "/StructElem":
        yield "replacement text outside the tags"
    if "/Rect" in value and "/Subtype" in value:
        if value["/Subtype"] != "/Link":
            yield f"an annotation ({str(value['/Subtype'])[1:]})"
        elif "/AP" in value:
            yield "a link with a drawing of its own"


def _unread_texts(file: FileContent) -> Iterator[str]:
    """Text that PDFium does not read: replacement texts in drawings, and text in patterns."""
    drawings = [*(page.content for page in file.pages), *file.drawings.values()]
    if any(b"/ActualText" in drawing for drawing in drawings):
        yield "replacement text outside the tags"
    for reference in file.drawings:
        if file.dictionary(reference).get("/PatternType") == 1:
            inside = _drawn_inside(file, reference)
            if any(_SHOWS_TEXT.search(file.drawings[part]) for part in inside):
                yield "a background picture with text"


def _drawn_inside(file: FileContent, reference: str) -> set[str]:
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
        elif isinstance(value, str) and value in file.objects and value not in seen:
            seen.add(value)
            waiting.append(file.objects[value])
            if value in file.drawings:
                found.add(value)
    return found
