"""Joins finished files into one file for a printer: all copies in order, each on its own sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from itertools import starmap
from types import TracebackType

import pikepdf
from pikepdf import Dictionary, Name

from printroom.model import BundleSection, PrintPart
from printroom.press.fill.form import drawings_after, fixed_start
from printroom.press.office_paper import DrawnSheets
from printroom.press.page_file import Bookmark, RunPage, page_file

MOST_PAGES = 20_000
LEFT_OUT = {"/StructParents", "/Annots", "/Tabs"}
"""The entries of a page for tags and links."""
BOXES = ("/BleedBox", "/TrimBox", "/CropBox", "/ArtBox")
"""Boxes that default to the MediaBox (ISO 32000-1, 14.11.2)."""


def print_run(parts: Iterable[PrintPart], title: str) -> bytes:
    """One file to print on both sides, flipped on the long edge.

    A page that is printed on one side gets a blank back, and so does the last page of a copy with
    an odd number of pages: the next copy begins on a new sheet. The file is for printing only, and
    has no tags. Raises `ValueError` for a run of more than 20,000 pages.
    """
    with Run(is_double=True) as run:
        for part in parts:
            run.add(part)
        return run.content(title)


class _Shared:
    """A finished file in a run: its frames, and the parts that files of the same form share."""

    def __init__(self, content: bytes, numbers: Sequence[int], frames: Sequence[int]) -> None:
        at = fixed_start(content)
        self._start, self._frames, self._numbers = content[:at], frames, numbers
        self._drawn = drawings_after(content, at) or {}

    def drawings_of(self, content: bytes) -> list[tuple[int, bytes | None]] | None:
        """The pages of a file that was filled from the same form, each as its frame and its own
        drawing; none for another file."""
        if not self._drawn or not content.startswith(self._start):
            return None
        drawn = drawings_after(content, len(self._start)) or {}
        if drawn.keys() != self._drawn.keys() or not drawn.keys() <= set(self._numbers):
            return None
        pairs = zip(self._frames, self._numbers, strict=True)
        return [(frame, drawn.get(number)) for frame, number in pairs]


class Run:
    """A file of finished pages, for printing only: without tags, and without links.

    Files that were filled from one form share their fonts and pictures. If `is_double` is true, the
    run is printed on both sides, and each copy begins on a new sheet.
    """

    def __init__(self, *, is_double: bool) -> None:
        self.is_double = is_double
        self._frames = pikepdf.new()
        self._sources = ExitStack()
        self._pages: list[RunPage] = []
        self._drawings: list[bytes] = []
        self._bookmarks: list[Bookmark] = []
        self._shared: list[_Shared] = []

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._sources.close()
        self._frames.close()

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, part: PrintPart) -> None:
        """Add all copies of a file. Raises `ValueError` for more than 20,000 pages."""
        pages = [*starmap(self._page, self._pages_of(part.content))]
        if len(self) + part.copies * len(pages) * 2 > MOST_PAGES:
            raise ValueError(f"a run has at most {MOST_PAGES:,} pages")
        if part.is_double and part.flip == "short":
            pages[1::2] = [replace(page, turned=180) for page in pages[1::2]]
        begin = len(self)
        for number, page in enumerate(pages, start=1):
            is_last = number == len(pages)
            self._add(page, has_back=not part.is_double or bool(is_last and number % 2))
        self._pages[begin:] *= part.copies

    def begin_school(self, name: str, school_id: str) -> None:
        """Begin the pages of a school, with a bookmark and page labels."""
        self._bookmarks.append(Bookmark(len(self), name, school_id))

    def add_sheet(self, frame: int, drawing: bytes | None) -> None:
        """Add a page on a sheet of its own."""
        self._add(self._page(frame, drawing), has_back=True)

    def add_frames(self, content: bytes) -> list[int]:
        """Add the pages of a file as frames, and return their numbers."""
        return self._import(content)[1]

    def content(self, title: str) -> bytes:
        """The bytes of the file, with settings for the printer."""
        self._frames.Root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipLongEdge if self.is_double else Name.Simplex,
            PrintScaling=Name("/None"),
        )
        return page_file(self._frames, self._pages, self._drawings, self._bookmarks, title)

    def _page(self, frame: int, drawing: bytes | None) -> RunPage:
        """A page with its own drawing, or with that of its frame; copies share it."""
        if drawing is None:
            return RunPage(frame)
        self._drawings.append(drawing)
        return RunPage(frame, len(self._drawings) - 1)

    def _add(self, page: RunPage, *, has_back: bool) -> None:
        """Add a page; in a double-sided run also a blank back, if it needs one."""
        self._pages.append(page)
        if has_back and self.is_double:
            self._pages.append(RunPage(page.frame, is_blank=True))

    def _pages_of(self, content: bytes) -> list[tuple[int, bytes | None]]:
        for shared in self._shared:
            if (pages := shared.drawings_of(content)) is not None:
                return pages
        numbers, frames = self._import(content)
        self._shared.append(_Shared(content, numbers, frames))
        return [(frame, None) for frame in frames]

    def _import(self, content: bytes) -> tuple[list[int], list[int]]:
        """Add the pages of a file as frames; returns the numbers of their contents and frames."""
        source = self._sources.enter_context(pikepdf.open(BytesIO(content)))
        numbers, first = [], len(self._frames.pages)
        for page in source.pages:
            numbers.append(page.obj.Contents.objgen[0] if "/Contents" in page.obj else 0)
            self._frames.pages.append(page)
            taken = self._frames.pages[-1].obj
            same = {key for key in BOXES if taken.get(key) == taken.MediaBox}
            for key in (LEFT_OUT | same) & taken.keys():
                del taken[key]
        return numbers, [*range(first, len(self._frames.pages))]


def bundle(
    sections: Iterable[BundleSection], separators: DrawnSheets, title: str, *, is_double: bool
) -> bytes:
    """One file with the sheets of each school behind its separator sheet.

    `separators` has a sheet for each section. With `is_double` everything is printed on both sides,
    and each copy begins on a new sheet. Raises `ValueError` for more than 20,000 pages.
    """
    with Run(is_double=is_double) as run:
        frames = run.add_frames(separators.content)
        for section, (page, drawing) in zip(sections, separators.sheets, strict=True):
            run.begin_school(section.name, section.school_id)
            run.add_sheet(frames[page], drawing)
            for part in section.parts:
                run.add(part)
        return run.content(title)
