"""Puts finished files together for a printer: all copies, in order, each on sheets of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from copy import copy
from io import BytesIO
from types import TracebackType

import pikepdf
from pikepdf import Array, Dictionary, Name

from printroom.model import PrintPart
from printroom.press.calibration_sheet import saved
from printroom.press.fill.drawings import drawings, start_of

MOST_PAGES = 20_000
LEFT_OUT = ("/StructParents", "/Annots", "/Tabs", "/Parent")
"""What belongs to the tags and links of a page, and to the tree of pages."""


def print_run(parts: Iterable[PrintPart], title: str) -> bytes:
    """One file to print on both sides, turned over the long edge.

    A page that is printed on one side gets a blank back, and so does the last page of a copy with
    an odd number of pages: the next copy begins on a new sheet. The file is for printing only, and
    has no tags. Raises `ValueError` for a run of more than 20,000 pages.
    """
    with Run(is_double=True) as run:
        for part in parts:
            run.add(part)
        return run.content(title)


class _Shared:
    """A finished file in a run: its pages, and all of it that others of the same form share."""

    def __init__(self, content: bytes, numbers: Sequence[int], pages: Sequence[Dictionary]) -> None:
        at = start_of(content)
        self._start, self._pages, self._numbers = content[:at], pages, numbers
        self._drawn = drawings(content, at) or {}

    def pages_of(self, content: bytes, run: pikepdf.Pdf) -> list[Dictionary] | None:
        """The pages of a file that was filled from the same form; none for another file."""
        if not self._drawn or not content.startswith(self._start):
            return None
        drawn = drawings(content, len(self._start)) or {}
        if drawn.keys() != self._drawn.keys() or not drawn.keys() <= set(self._numbers):
            return None
        pages = []
        for page, number in zip(self._pages, self._numbers, strict=True):
            own = copy(page)
            if number in drawn:
                own.Contents = pikepdf.Stream(run, drawn[number], Filter=Name.FlateDecode)
            pages.append(own)
        return pages


class Run:
    """A file of finished pages, for printing only: without tags, and without links.

    Files that were filled from one form have their fonts and pictures there once. If it
    `is_double` it is printed on both sides, and each copy begins on a new sheet.
    """

    def __init__(self, *, is_double: bool) -> None:
        self.is_double = is_double
        self.pdf = pikepdf.new()
        self._sources = ExitStack()
        self._tree = self.pdf.make_indirect(Dictionary(Type=Name.Pages))
        self._pages: list[pikepdf.Object] = []
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
        self.pdf.close()

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, part: PrintPart) -> None:
        """Add all copies of a file. Raises `ValueError` for more than 20,000 pages."""
        pages = [copy(page) for page in self._pages_of(part.content)]
        if len(self) + part.copies * len(pages) * 2 > MOST_PAGES:
            raise ValueError(f"a run has at most {MOST_PAGES:,} pages")
        if part.is_double and part.flip == "short":
            for page in pages[1::2]:
                page.Rotate = (int(page.get("/Rotate", 0)) + 180) % 360
        for _ in range(part.copies):
            for number, page in enumerate(pages, start=1):
                is_last = number == len(pages)
                self.add_page(page, has_back=not part.is_double or bool(is_last and number % 2))

    def add_page(self, page: Dictionary, *, has_back: bool) -> pikepdf.Object:
        """Add a page, with a blank back if it needs one and the run is printed on both sides."""
        added = self.pdf.make_indirect(copy(page))
        self._pages.append(added)
        if has_back and self.is_double:
            left, bottom, right, top = map(float, page.MediaBox)
            blank = Dictionary(Type=Name.Page, Parent=self._tree, Resources=Dictionary())
            blank.MediaBox = Array([0, 0, right - left, top - bottom])
            self._pages.append(self.pdf.make_indirect(blank))
        return added

    def imported(self, content: bytes) -> list[Dictionary]:
        """The pages of a file, to be added once or many times."""
        return self._import(content)[1]

    def content(self, title: str) -> bytes:
        """The bytes of the file, which tells a printer how to print it."""
        self._tree.Kids, self._tree.Count = Array(self._pages), len(self._pages)
        self.pdf.Root.Pages = self._tree
        self.pdf.docinfo["/Title"] = title
        self.pdf.Root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipLongEdge if self.is_double else Name.Simplex,
            PrintScaling=Name("/None"),
        )
        return saved(self.pdf)

    def _pages_of(self, content: bytes) -> list[Dictionary]:
        for shared in self._shared:
            if (pages := shared.pages_of(content, self.pdf)) is not None:
                return pages
        numbers, pages = self._import(content)
        self._shared.append(_Shared(content, numbers, pages))
        return pages

    def _import(self, content: bytes) -> tuple[list[int], list[Dictionary]]:
        """The pages of a file, and the number of what is drawn on each there."""
        source = self._sources.enter_context(pikepdf.open(BytesIO(content)))
        numbers, pages = [], []
        for page in source.pages:
            numbers.append(page.obj.Contents.objgen[0] if "/Contents" in page.obj else 0)
            self.pdf.pages.append(page)
            taken = {k: v for k, v in self.pdf.pages[-1].obj.items() if k not in LEFT_OUT}
            pages.append(Dictionary({**taken, "/Parent": self._tree}))
        return numbers, pages
