"""Reads all text of a finished PDF, on its pages and outside them.

PDFium reads the pages, and qpdf everything else. There is no list of places to search: every string
is read, and every stream that is neither a font nor a picture, so that no kind of text (alternative
texts, bookmarks, metadata, labels, scripts, attachments) can be forgotten.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from printroom.proof.pdf_content import FileContent, FindHidden, PageBreak, PageContent
from printroom.proof.strings import (
    comments_in,
    plain_values,
    stream_texts,
    strings_in,
    texts_in_drawing,
)
from printroom.text.fingerprint import words

if TYPE_CHECKING:  # engines are imported on first use
    import pikepdf
    import pypdfium2

NEAR_BREAK = 120
"""Characters on each side of a page break that are read together."""
# After a hyphen PDFium continues with the next line, even if that is the footer of the page.
_LINE_END = re.compile("\r\n|[\r\n]|(?<=\ufffe)")
_NUMBER = re.compile(r"\d+")


class Unreadable(ValueError):
    """The bytes are not a PDF that can be read."""


def read_file(content: bytes, find_hidden: FindHidden) -> FileContent:
    """Read all content of a file; `find_hidden` finds hidden texts. Raises `Unreadable`."""
    import pikepdf
    import pypdfium2

    try:
        return _read(content, find_hidden)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"the file cannot be read: {error}") from error


def read_text(content: bytes) -> tuple[str, ...]:
    """The text of each page. Raises `Unreadable`."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as file:
            return tuple(text_of(page) for page in file)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"the file cannot be read: {error}") from error


def text_of(page: pypdfium2.PdfPage) -> str:
    """The text of a page, which is then closed."""
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    return text


def _read(content: bytes, find_hidden: FindHidden) -> FileContent:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        streams = {
            _reference(found): found for found in file.objects if isinstance(found, pikepdf.Stream)
        }
        objects = dict(zip(map(_reference, file.objects), plain_values(file.objects), strict=True))
        (trailer,) = plain_values((file.trailer,))
        page_drawings = [(_reference(page.obj), _drawing(page.obj)) for page in file.pages]
        texts, drawings = stream_texts(streams, objects)
    all_drawings = [*(drawing for _, drawing in page_drawings), *drawings.values()]
    found = (
        *strings_in((*objects.values(), trailer)),
        *texts,
        *(text for drawing in all_drawings for text in texts_in_drawing(drawing)),
        *comments_in(content),
    )
    pages = _read_pages(content, find_hidden, page_drawings)
    return FileContent(
        pages, tuple(_page_breaks(pages)), tuple(dict.fromkeys(found)), drawings, objects, trailer
    )


def _reference(found: pikepdf.Object) -> str:
    number, generation = found.objgen
    return f"{number} {generation} R"


def _drawing(page: pikepdf.Object) -> bytes:
    """The operators that draw a page, joined if they are in several streams."""
    import pikepdf

    contents = page.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else (contents,)
    return b"\n".join(
        stream.read_bytes() for stream in streams if isinstance(stream, pikepdf.Stream)
    )


def _read_pages(
    content: bytes, find_hidden: FindHidden, drawings: Sequence[tuple[str, bytes]]
) -> tuple[PageContent, ...]:
    import pypdfium2

    pages = []
    with pypdfium2.PdfDocument(content) as file:
        for page, (reference, drawing) in zip(file, drawings, strict=True):
            text_page = page.get_textpage()
            text = text_page.get_text_range()
            hidden = tuple(find_hidden(page, text_page))
            pages.append(PageContent(text, tuple(words(text)), hidden, drawing, reference))
            text_page.close()
            page.close()
    return tuple(pages)


def _page_breaks(pages: Sequence[PageContent]) -> Iterator[PageBreak]:
    """The text around each page break, without running headers and footers.

    These are the lines that another page has too, apart from the numbers in them.
    """
    cut = [_LINE_END.split(page.text) for page in pages]
    lines = [[(_NUMBER.sub("#", line), line) for line in page] for page in cut]
    counts = Counter(shape for page in lines for shape in {shape for shape, _ in page})
    bodies = ["\n".join(line for shape, line in page if counts[shape] == 1) for page in lines]
    before = ""
    for number, (ended, started) in enumerate(pairwise(bodies), 1):
        before = f"{before}\n{ended}"[-NEAR_BREAK:]
        yield PageBreak(number, before, started[:NEAR_BREAK])
