"""Reads a bundle back: each separator sheet is followed by exactly the delivered files of its
school.

A file for one school has no separator sheets, and consists of exactly the files delivered there.

PDFium reads the pages; the single files were proven when they were delivered. Of the files that
were filled from one form, PDFium reads one. The others must be the same byte by byte except for the
drawings of their pages, and these must be in the bundle as they were delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from printroom.model import BundleSection, PrintPart, Problem
from printroom.proof.drawn_pages import DrawnPage, DrawnPages, drawn_pages
from printroom.proof.form_layout import drawings_after, fixed_start
from printroom.proof.page_text import Unreadable, read_text
from printroom.proof.school_details import SchoolDetails, details_of_others
from printroom.text.fingerprint import letters, words

Check = Callable[[str], Iterable[str]]
"""Returns the faults of the text of a page."""
OTHER = "does not have the text of the delivered file"
REPORT_THIS = "Report this: such a bundle must never go to a print shop."


def read_bundle(
    content: bytes,
    path: str,
    sections: Sequence[BundleSection],
    details: SchoolDetails,
    *,
    is_double: bool,
) -> list[Problem]:
    """All problems of a bundle; `details` are those of all schools. No problem quotes them."""
    return _problems(content, path, is_double, partial(_faults, sections, details))


def read_run(content: bytes, path: str, parts: Sequence[PrintPart]) -> list[Problem]:
    """All problems of a double-sided file that must consist of these parts only."""
    return _problems(content, path, True, partial(_faults_of_run, parts))


def _problems(
    content: bytes, path: str, is_double: bool, faults: Callable[[_Pages], Iterator[str]]
) -> list[Problem]:
    try:
        pages = _Pages(drawn_pages(content), is_double)
        found = [*faults(pages), *pages.read_faults()]
        with pypdfium2.PdfDocument(content) as read:
            if {pages.at} != {len(pages.all), len(read)}:
                found.append(f"there are {len(read)} pages, but {pages.at} were expected")
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
    found = words(text)
    if letters(section.name) not in "".join(found):
        yield "does not name the school of the sheets behind it"
    if details_of_others(details, found, (section.name, section.school_id, *section.lines)):
        yield "contains details of another school"


def _wrong_copies(pages: _Pages, part: PrintPart) -> Iterator[str]:
    """The faults of the copies of a file: the first is read, the others must be drawn like it."""
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
            if page != first[number] or not (copy or delivered.check_page(number, pages)):
                yield f"page {pages.at} {OTHER}"
            has_back = not part.is_double or (number + 1 == delivered.count and number % 2 == 0)
            if pages.is_double and has_back and not pages.next().is_blank:
                yield f"page {pages.at} should be a blank back"
        copied = copied or pages.all[begin : pages.at]
    if isinstance(delivered, _ReadFile) and (sample := _sample_of(part.content, first)):
        pages.samples.append(sample)


@dataclass(frozen=True)
class _ReadFile:
    """A delivered file whose pages are compared by the text that PDFium reads."""

    texts: Sequence[str]

    @property
    def count(self) -> int:
        return len(self.texts)

    def check_page(self, number: int, pages: _Pages) -> bool:
        """Schedule a comparison of the last page taken with a page of the file by their texts."""
        pages.read_later(partial(_differences, self.texts[number]))
        return True


def _differences(expected: str, text: str) -> tuple[str, ...]:
    return () if letters(text) == letters(expected) else (OTHER,)


@dataclass(frozen=True)
class _Sample:
    """A filled file that PDFium has read, and its pages in the bundle."""

    start: bytes
    """The bytes that are the same in every file of its form."""
    numbers: Sequence[int]
    """The object number of the drawing of each of its pages."""
    pages: Sequence[DrawnPage]

    def similar(self, content: bytes) -> _SimilarFile | None:
        """A file as one of the same form; none if it is not."""
        if not content.startswith(self.start):
            return None
        drawings = drawings_after(content, len(self.start))
        is_whole = drawings is not None and drawings.keys() <= set(self.numbers)
        return _SimilarFile(self, drawings) if drawings and is_whole else None


@dataclass(frozen=True)
class _SimilarFile:
    """A delivered file that differs from a sample only in the drawings of its pages."""

    sample: _Sample
    drawings: Mapping[int, bytes]

    @property
    def count(self) -> int:
        return len(self.sample.pages)

    def check_page(self, number: int, pages: _Pages) -> bool:
        """Whether the last page taken has the drawing of this page of the file."""
        page, like = pages.all[pages.at - 1], self.sample.pages[number]
        own = self.drawings.get(self.sample.numbers[number])
        is_own = page == like if own is None else pages.drawn.drawing(page) == own
        return is_own and page.frame == like.frame


def _sample_of(content: bytes, pages: Sequence[DrawnPage]) -> _Sample | None:
    """A file that was read, as the sample of its form; none if it was not filled from one."""
    start = fixed_start(content)
    if start == len(content):
        return None
    with pikepdf.open(BytesIO(content)) as file:
        contents: list[Any] = [page.obj.get("/Contents") for page in file.pages]
        numbers = [one.objgen[0] if one is not None else 0 for one in contents]
    return _Sample(content[:start], numbers, pages)


@lru_cache(64)  # some files of a session are the same in the runs of all schools
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
        """All pages of the bundle, taken or not."""
        return self.drawn.pages

    def next(self) -> DrawnPage:
        """Take the next page. Raises `Unreadable` if there is none."""
        if self.at == len(self.all):
            raise Unreadable(f"it ends with page {self.at}, and there should be more")
        self.at += 1
        return self.all[self.at - 1]

    def are_next(self, pages: Sequence[DrawnPage]) -> bool:
        """Take the next pages, if they are drawn like these; returns whether it took them."""
        end = self.at + len(pages)
        if self.all[self.at : end] != pages:
            return False
        self.at = end
        return True

    def read_later(self, check: Check) -> None:
        """Schedule a check of the text of the last page taken."""
        self._to_read.append((self.at, check))

    def read_faults(self) -> Iterator[str]:
        """The faults that the scheduled checks find. Raises `Unreadable`.

        PDFium gets a file with only these pages, because it parses all pages before the one it
        reads.
        """
        texts = read_text(self.drawn.excerpt(at - 1 for at, _ in self._to_read))
        if len(texts) != len(self._to_read):
            raise Unreadable("not all of its pages can be read")
        for (at, check), text in zip(self._to_read, texts, strict=True):
            yield from (f"page {at} {fault}" for fault in check(text))

    def delivered(self, content: bytes) -> _ReadFile | _SimilarFile:
        """A delivered file, to be compared with a sample of its form, or else to be read."""
        similar = (sample.similar(content) for sample in self.samples)
        return next((one for one in similar if one), None) or _ReadFile(_texts_of(content))
