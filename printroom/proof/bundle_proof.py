"""Reads a bundle back: between two separator sheets is exactly what was delivered to one school.

A file for one school has no separator sheets, and is just what was delivered there.

PDFium reads the pages. What the single files say was proven when they were delivered. Of the files
that were filled from one form, PDFium reads one: the others have to be the same, byte by byte, but
for what is drawn on their pages; and that has to be in the bundle as it was delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

from printroom.model import BundleSection, PrintPart, Problem
from printroom.proof.drawn_pages import DrawnPage, DrawnPages, drawn_pages
from printroom.proof.form_layout import drawings_behind, fixed_start
from printroom.proof.page_text import Unreadable, read_text
from printroom.proof.school_details import SchoolDetails, details_of_others
from printroom.text.fingerprint import letters, words

Check = Callable[[str], Iterable[str]]
"""Finds what is wrong with the text of a page."""
OTHER = "does not say what the delivered file says"
REPORT_THIS = "Report this: such a bundle must never go to a print shop."


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
    return _problems(content, path, is_double, partial(_faults, sections, details))


def read_run(content: bytes, path: str, parts: Sequence[PrintPart]) -> list[Problem]:
    """Everything that is wrong with a file that is printed on both sides, of these parts alone."""
    return _problems(content, path, True, partial(_faults_of_run, parts))


def _problems(
    content: bytes, path: str, is_double: bool, faults: Callable[[_Pages], Iterator[str]]
) -> list[Problem]:
    import pypdfium2

    try:
        pages = _Pages(drawn_pages(content), is_double)
        found = [*faults(pages), *pages.read_faults()]
        with pypdfium2.PdfDocument(content) as read:
            if {pages.at} != {len(pages.all), len(read)}:
                found.append(f"there are {len(read)} pages, and {pages.at} were expected")
    except (pypdfium2.PdfiumError, Unreadable) as error:
        found = [f"the file cannot be read: {error}"]
    return [Problem("wrong-bundle", path, message, REPORT_THIS, 0) for message in found]


def _faults_of_run(parts: Sequence[PrintPart], pages: _Pages) -> Iterator[str]:
    for part in parts:
        yield from _wrong_copies(pages, part)


def _faults(
    sections: Sequence[BundleSection], details: SchoolDetails, pages: _Pages
) -> Iterator[str]:
    for section in sections:
        pages.next()
        pages.read_later(partial(_faults_of_sheet, section, details))
        if pages.is_double and not pages.next().is_blank:
            yield f"page {pages.at} should be a blank back"
        for part in section.parts:
            yield from _wrong_copies(pages, part)


def _faults_of_sheet(section: BundleSection, details: SchoolDetails, text: str) -> Iterator[str]:
    said = words(text)
    if letters(section.name) not in "".join(said):
        yield "does not say for which school the sheets behind it are"
    if details_of_others(details, said, (section.name, section.school_id, *section.lines)):
        yield "says words that only another school wrote"


def _wrong_copies(pages: _Pages, part: PrintPart) -> Iterator[str]:
    """What is wrong with the copies of a file: the first is read, the others are drawn alike."""
    delivered = pages.delivered(part.content)
    begin, copied = pages.at, pages.all[:0]
    first: list[DrawnPage] = []
    for copy in range(part.copies):
        if copy == 1 and pages.are_next([*copied] * (part.copies - 1)):
            break
        if copy and pages.are_next(copied):
            continue
        for number in range(delivered.count):
            page = pages.next()
            if copy == 0:
                first.append(page)
            if page != first[number] or not (copy or delivered.is_shown(number, pages)):
                yield f"page {pages.at} {OTHER}"
            has_back = not part.is_double or (number + 1 == delivered.count and number % 2 == 0)
            if pages.is_double and has_back and not pages.next().is_blank:
                yield f"page {pages.at} should be a blank back"
        copied = copied or pages.all[begin : pages.at]
    if isinstance(delivered, _Read) and (sample := _sample_of(part.content, first)):
        pages.samples.append(sample)


@dataclass(frozen=True)
class _Read:
    """A delivered file as PDFium reads it."""

    texts: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.texts)

    def is_shown(self, number: int, pages: _Pages) -> bool:
        """Have the page that was taken last read: it has to say what this page of the file says."""
        pages.read_later(partial(_differences, self.texts[number]))
        return True


def _differences(expected: str, text: str) -> tuple[str, ...]:
    return () if letters(text) == letters(expected) else (OTHER,)


@dataclass(frozen=True)
class _Sample:
    """A filled file that PDFium has read, and its pages in the bundle."""

    start: bytes
    """All that is the same in every file of its form."""
    numbers: Sequence[int]
    """The number of what is drawn on each of its pages."""
    pages: Sequence[DrawnPage]

    def compared(self, content: bytes) -> _Compared | None:
        """A file of the same form; none for another file."""
        if not content.startswith(self.start):
            return None
        drawings = drawings_behind(content, len(self.start))
        is_whole = drawings is not None and drawings.keys() <= set(self.numbers)
        return _Compared(self, drawings) if drawings and is_whole else None


@dataclass(frozen=True)
class _Compared:
    """A delivered file that differs from a sample by what is drawn on its pages only."""

    sample: _Sample
    drawings: Mapping[int, bytes]

    @property
    def count(self) -> int:
        return len(self.sample.pages)

    def is_shown(self, number: int, pages: _Pages) -> bool:
        """Whether the page that was taken last is drawn as this page of the file."""
        page, like = pages.all[pages.at - 1], self.sample.pages[number]
        own = self.drawings.get(self.sample.numbers[number])
        is_own = page == like if own is None else pages.drawn.drawing(page) == own
        return is_own and page.frame == like.frame


def _sample_of(content: bytes, pages: Sequence[DrawnPage]) -> _Sample | None:
    """A file that was read as a sample of its form; none if it was not filled from one."""
    import pikepdf

    start = fixed_start(content)
    if start == len(content):
        return None
    with pikepdf.open(BytesIO(content)) as file:
        contents: list[Any] = [page.obj.get("/Contents") for page in file.pages]
        numbers = [one.objgen[0] if one is not None else 0 for one in contents]
    return _Sample(content[:start], numbers, pages)


@lru_cache(64)  # the files for all schools of a few sessions are in each school's run
def _texts_of(content: bytes) -> tuple[str, ...]:
    return read_text(content)


@dataclass
class _Pages:
    """The pages of a bundle, taken one after the other; `at` is the number of the last one."""

    drawn: DrawnPages
    is_double: bool
    at: int = 0
    samples: list[_Sample] = field(default_factory=list)
    _to_read: list[tuple[int, Check]] = field(default_factory=list)

    @property
    def all(self) -> Sequence[DrawnPage]:
        """What draws each page."""
        return self.drawn.pages

    def next(self) -> DrawnPage:
        """Take the next page. Raises `Unreadable` if there is none."""
        if self.at == len(self.all):
            raise Unreadable(f"it ends with page {self.at}, and there should be more")
        self.at += 1
        return self.all[self.at - 1]

    def are_next(self, pages: Sequence[DrawnPage]) -> bool:
        """Take the next pages if they are drawn as these; otherwise none."""
        end = self.at + len(pages)
        if self.all[self.at : end] != pages:
            return False
        self.at = end
        return True

    def read_later(self, check: Check) -> None:
        """Have PDFium read the page that was taken last, together with others."""
        self._to_read.append((self.at, check))

    def read_faults(self) -> Iterator[str]:
        """What is wrong with the texts of the pages that were to be read. Raises `Unreadable`.

        PDFium would parse all pages before each of them, so it gets a file of these pages alone.
        """
        texts = read_text(self.drawn.excerpt(at - 1 for at, _ in self._to_read))
        if len(texts) != len(self._to_read):
            raise Unreadable("not all of its pages can be read")
        for (at, check), text in zip(self._to_read, texts, strict=True):
            yield from (f"page {at} {fault}" for fault in check(text))

    def delivered(self, content: bytes) -> _Read | _Compared:
        """A delivered file: compared with one of its form that was read, or else read."""
        compared = (sample.compared(content) for sample in self.samples)
        return next((one for one in compared if one), None) or _Read(_texts_of(content))
