"""Reads all text of a finished PDF: its pages, and everything beside them.

PDFium reads the pages and qpdf everything else. There is no list of places to look: every string
and every stream that is no font and no picture is read, so that alternative texts, bookmarks,
metadata, labels, scripts and attachments come without being thought of one by one.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from printroom.proof.pdf_content import Hides, PageBreak, PageContent, Surfaces
from printroom.proof.strings import remarks_in, stream_texts, strings_in, values, written_in
from printroom.text.fingerprint import words

if TYPE_CHECKING:  # engines are imported on first use
    import pikepdf
    import pypdfium2

NEAR_BREAK = 120
"""Characters on each side of a page break that are read together."""
# Behind a hyphen PDFium goes on with the next line, be it the foot of the page.
_LINE_END = re.compile("\r\n|[\r\n]|(?<=\ufffe)")
_NUMBER = re.compile(r"\d+")


class Unreadable(ValueError):
    """The bytes are no PDF that can be read."""


def read_surfaces(content: bytes, hides: Hides) -> Surfaces:
    """Take a file apart. `hides` names the texts of a page that nobody can see.

    Raises `Unreadable`.
    """
    import pikepdf
    import pypdfium2

    try:
        return _read(content, hides)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"the file cannot be read: {error}") from error


def read_text(content: bytes) -> tuple[str, ...]:
    """What each page says. Raises `Unreadable`."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as file:
            return tuple(text_of(page) for page in file)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"the file cannot be read: {error}") from error


def text_of(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    said: str = text.get_text_range()
    text.close()
    page.close()
    return said


def _read(content: bytes, hides: Hides) -> Surfaces:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as file:
        streams = {
            _reference(found): found for found in file.objects if isinstance(found, pikepdf.Stream)
        }
        objects = dict(zip(map(_reference, file.objects), values(file.objects), strict=True))
        trailer = values((file.trailer,))[0]
        drawn = [(_reference(page.obj), _commands(page.obj)) for page in file.pages]
        texts, drawings = stream_texts(streams, objects)
    commands = [*(one for _, one in drawn), *drawings.values()]
    said = (
        *strings_in((*objects.values(), trailer)),
        *texts,
        *(said for command in commands for said in written_in(command)),
        *remarks_in(content),
    )
    pages = _read_pages(content, hides, drawn)
    return Surfaces(
        pages, tuple(_page_breaks(pages)), tuple(dict.fromkeys(said)), drawings, objects, trailer
    )


def _reference(found: pikepdf.Object) -> str:
    number, generation = found.objgen
    return f"{number} {generation} R"


def _commands(page: pikepdf.Object) -> bytes:
    """What a page draws; its content may be cut into several streams."""
    import pikepdf

    contents = page.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else (contents,)
    return b"\n".join(
        stream.read_bytes() for stream in streams if isinstance(stream, pikepdf.Stream)
    )


def _read_pages(
    content: bytes, hides: Hides, drawn: Sequence[tuple[str, bytes]]
) -> tuple[PageContent, ...]:
    import pypdfium2

    pages = []
    with pypdfium2.PdfDocument(content) as file:
        for page, (reference, commands) in zip(file, drawn, strict=True):
            text = page.get_textpage()
            said = text.get_text_range()
            hidden = tuple(hides(page, text))
            pages.append(PageContent(said, tuple(words(said)), hidden, commands, reference))
            text.close()
            page.close()
    return tuple(pages)


def _page_breaks(pages: Sequence[PageContent]) -> Iterator[PageBreak]:
    """The breaks between pages; what runs over one is together here: heads and feet are gone.

    Those are the lines that stand, but for their numbers, on another page too.
    """
    cut = [_LINE_END.split(page.text) for page in pages]
    lines = [[(_NUMBER.sub("#", line), line) for line in page] for page in cut]
    counts = Counter(shape for page in lines for shape in {shape for shape, _ in page})
    bodies = ["\n".join(line for shape, line in page if counts[shape] == 1) for page in lines]
    before = ""
    for number, (ended, started) in enumerate(pairwise(bodies), 1):
        before = f"{before}\n{ended}"[-NEAR_BREAK:]
        yield PageBreak(number, before, started[:NEAR_BREAK])
