"""Reads an editable copy (DOCX) again: it must have the text of its document, and no other.

Texts, alternative texts, headers, footers and properties are read with the standard library only.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

from printroom.model import Document, Forbidden, Problem
from printroom.model.flow import EDITED, MADE_FROM
from printroom.proof.completeness import check_completeness
from printroom.proof.contacts import check_contacts
from printroom.proof.leaks import find_leaks
from printroom.proof.pdf_content import FileContent, FoundText, PageContent
from printroom.proof.source_text import read_source
from printroom.text.fingerprint import words

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPOKEN = ("descr", "title")
"""The attributes of a picture that are read aloud."""
TEXT_PARTS = ("word/document", "word/header", "word/footer")
PROPERTIES = "docProps/"


def prove_copy(
    document: Document, content: bytes, forbidden: Forbidden | None, values: Mapping[str, str]
) -> list[Problem]:
    """See `printroom.proof.prove_copy`."""
    file = read_copy(content)
    source = read_source(document.source, values)
    source = replace(source, beside=(*source.beside, EDITED, MADE_FROM, document.code))
    problems = check_completeness(document, file, source)
    problems += check_contacts(document, file, values)
    if document.audience == "participant" and forbidden is not None:
        problems += find_leaks(document, file, forbidden, values)
    return problems


def read_copy(content: bytes) -> FileContent:
    """The text of a copy as one page, and the text of its properties."""
    text: list[str] = []
    beside: list[FoundText] = []
    with zipfile.ZipFile(BytesIO(content)) as file:
        for name in sorted(file.namelist()):
            if name.startswith(TEXT_PARTS) and name.endswith(".xml"):
                text += _texts(_parsed(file.read(name)))
            elif name.startswith(PROPERTIES) and name.endswith(".xml"):
                found = _parsed(file.read(name)).itertext()
                beside += [FoundText("/Title", one) for one in found if one.strip()]
    joined = "\n".join(text)
    page = PageContent(joined, tuple(words(joined)), (), b"", "")
    return FileContent((page,), (), tuple(dict.fromkeys(beside)), {}, {}, None)


def _parsed(part: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(part)  # noqa: S314 - the program has just written it


def _texts(part: ElementTree.Element) -> Iterator[str]:
    """The text of each paragraph, with alternative texts in the places of their pictures."""
    for paragraph in part.iter(f"{WORD}p"):
        pieces = []
        for element in paragraph.iter():
            if element.tag == f"{WORD}t":
                pieces.append(element.text or "")
            elif element.tag in (f"{WORD}br", f"{WORD}tab"):
                pieces.append(" ")
            pieces += [f" {text} " for name in SPOKEN if (text := element.get(name))]
        yield "".join(pieces)
