"""Reads a bundle back: between two separator sheets is exactly what was delivered to one school.

PDFium reads the pages. What the single files say was proven when they were delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from printroom.model import BundleSection, PrintPart, Problem
from printroom.proof.page_text import Unreadable, read_text, text_of
from printroom.proof.school_details import SchoolDetails, details_of_others
from printroom.text.fingerprint import letters, words

if TYPE_CHECKING:  # engines are imported on first use
    import pikepdf
    import pypdfium2

SEE = "Report this: such a bundle must never go to a print shop."


def read_bundle(
    content: bytes,
    path: str,
    sections: Sequence[BundleSection],
    details: SchoolDetails,
    *,
    is_double: bool,
) -> list[Problem]:
    """Everything that is wrong with a bundle; `details` are those of all schools.

    No problem quotes a school's details.
    """
    import pikepdf
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as read, pikepdf.open(BytesIO(content)) as drawn:
            pages = _Pages(read, [_drawn(page) for page in drawn.pages], is_double)
            found = [*_faults(pages, sections, details)]
    except (pypdfium2.PdfiumError, pikepdf.PdfError, Unreadable) as error:
        found = [f"the file cannot be read: {error}"]
    return [Problem("wrong-bundle", path, message, SEE, 0) for message in found]


def _faults(
    pages: _Pages, sections: Sequence[BundleSection], details: SchoolDetails
) -> Iterator[str]:
    for section in sections:
        sheet = pages.next_text()
        own = (section.name, section.school_id, *section.lines)
        if letters(section.name) not in letters(sheet):
            yield f"page {pages.at} does not say for which school the sheets behind it are"
        if details_of_others(details, words(sheet), own):
            yield f"page {pages.at} says words that only another school wrote"
        if pages.is_double and not pages.next_is_blank():
            yield f"page {pages.at} is no blank back"
        for part in section.parts:
            yield from _wrong_copies(pages, part)
    if pages.at != len(pages.drawn):
        yield f"there are {len(pages.drawn)} pages, and {pages.at} were expected"


def _wrong_copies(pages: _Pages, part: PrintPart) -> Iterator[str]:
    """What is wrong with the copies of a file: the first is read, the others are drawn alike."""
    delivered = [letters(text) for text in read_text(part.content)]
    first: list[Any] = []
    for copy in range(part.copies):
        for number, said in enumerate(delivered, 1):
            if copy == 0:
                is_right = letters(pages.next_text()) == said
                first.append(pages.drawn[pages.at - 1])
            else:
                is_right = pages.next_drawn() == first[number - 1]
            if not is_right:
                yield f"page {pages.at} does not say what the delivered file says"
            has_back = not part.is_double or (number == len(delivered) and number % 2)
            if pages.is_double and has_back and not pages.next_is_blank():
                yield f"page {pages.at} is no blank back"


@dataclass
class _Pages:
    """The pages of a bundle, read one after the other; `at` is the number of the last one read."""

    read: pypdfium2.PdfDocument
    drawn: list[tuple[object, object]]
    """For each page, what draws it: pages with the same are the same."""
    is_double: bool
    at: int = field(default=0)

    def next_text(self) -> str:
        """What the next page says. Raises `Unreadable` if there is none."""
        self.next_drawn()
        return text_of(self.read[self.at - 1])

    def next_drawn(self) -> tuple[object, object]:
        """What draws the next page. Raises `Unreadable` if there is none."""
        if self.at == len(self.drawn):
            raise Unreadable(f"it ends with page {self.at}, and there should be more")
        self.at += 1
        return self.drawn[self.at - 1]

    def next_is_blank(self) -> bool:
        """Whether nothing draws the next page. Raises `Unreadable` if there is none."""
        contents, _ = self.next_drawn()
        return contents is None


def _drawn(page: pikepdf.Page) -> tuple[object, object]:
    """The objects that draw a page, by their numbers in the file; none for a blank page."""
    contents: Any = page.obj.get("/Contents")
    resources: Any = page.obj.get("/Resources")
    is_blank = contents is None or not contents.read_bytes()
    return None if is_blank else _number(contents), resources and _number(resources)


def _number(drawn: Any) -> object:
    return drawn.objgen if drawn.is_indirect else drawn.unparse()
