"""Pages for an office, such as labels: text in boxes, as large as fits, in any script.

A plain font draws what it has letters for. Any other line is laid out by WeasyPrint, which knows
how scripts join and turn letters, and is placed as a small page of its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit

from printroom.press.calibration_sheet import Paper, pdf_bytes

LEADING = 1.22
SMALLEST_MM = 1.9
"""About 5.5 points: the smallest type that a person at a copier can read."""
STEP = 0.94


class DoesNotFit(ValueError):
    """A text has no room, or letters that none of the fonts has."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line that another engine laid out: where its baseline begins, in mm, and its page."""

    page: int
    left_mm: float
    bottom_mm: float
    width_mm: float
    height_mm: float
    content: bytes


@dataclass(frozen=True, slots=True)
class DrawnSheets:
    """Sheets that share a page, but for what is drawn on each.

    Each has the number of its page in the file, and the deflated drawing to put there; none if it
    is that page as it is.
    """

    content: bytes
    sheets: Sequence[tuple[int, bytes | None]]


class OfficePaper(Paper):
    """Pages in mm, drawn in the first font; the others are for letters that it lacks."""

    # What ReportLab does not declare: the operators of the page, and the file.
    _code: list[str]
    _doc: Any
    _escape: Callable[[bytes], str]

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        (_, plain), *_ = fonts.items()
        super().__init__(plain)
        self.setPageCompression(0)  # the file is compressed when it is saved
        self.fonts = fonts
        self.placed: list[Placed] = []
        self._sheets: list[bytes | None] = []
        self._begun: tuple[str, ...] = ()
        self._codes: dict[str, str] = {}
        self._first_subset = self.font.getSubsetInternalName(0, self._doc)[1:]

    def start(self, width_mm: float, height_mm: float) -> None:
        """Begin a sheet of this size: all have the same."""
        if not self._begun:
            super().start(width_mm, height_mm)
            self._begun = tuple(self._code)
        self._code[:] = self._begun

    def write(self, x: float, y: float, words: str, size_mm: float, align: float = 0) -> None:
        """Write on the baseline `y` in letters of the first font, as `Paper` does."""
        if align:
            super().write(x, y, words, size_mm, align)
            return
        self._code.append(f"BT 1 0 0 1 {x:.3f} {y:.3f} Tm {self._shown(words, size_mm)}ET")

    def _shown(self, words: str, size_mm: float) -> str:
        """The operators that show a text. Of nearly all, each letter is in the font's first subset,
        and its code is known from another text."""
        try:
            codes = "".join(map(self._codes.__getitem__, words))
        except KeyError:
            parts = [*self._in_subsets(words)]
            for letter in set(words):
                self._codes.update(self._first_code(letter))
            return "".join(f"/{name} {size_mm:.3f} Tf ({one}) Tj " for name, one in parts)
        return f"/{self._first_subset} {size_mm:.3f} Tf ({codes}) Tj "

    def _first_code(self, letter: str) -> dict[str, str]:
        """The code of a letter, if it is in the font's first subset."""
        codes = dict(self._in_subsets(letter))
        return {letter: codes[self._first_subset]} if self._first_subset in codes else {}

    def _in_subsets(self, words: str) -> Iterator[tuple[str, str]]:
        """The parts of a text in each subset of the font: the name of that, and its codes."""
        for subset, codes in self.font.splitString(words, self._doc):
            yield self.font.getSubsetInternalName(subset, self._doc)[1:], self._escape(codes)

    def end_sheet(self) -> None:
        """End a sheet. Only one with a line in another script becomes a page of its own."""
        page = self.getPageNumber() - 1
        if any(placed.page == page for placed in self.placed[-1:]):
            self._sheets.append(None)
            self.showPage()
            return
        self._sheets.append(zlib.compress("\n".join(self._code).encode("latin-1")))
        self._code.clear()

    def sheets(self) -> DrawnSheets:
        """All sheets that were ended; those that are drawn share the last page."""
        self.showPage()
        last = self.getPageNumber() - 2
        own = count()
        places = [(last if drawn else next(own), drawn) for drawn in self._sheets]
        with self.finish("Sheets") as pdf:
            return DrawnSheets(pdf_bytes(pdf), places)

    def block(
        self, left: float, top: float, size: tuple[float, float], texts: Sequence[tuple[str, float]]
    ) -> float:
        """Write paragraphs from the top of a box, and return the height that they take.

        Each has its greatest size in mm; all are made smaller by the same share until they fit.
        Raises `DoesNotFit`.
        """
        width, height = size
        share = 1.0
        while True:
            sizes = [max(most * share, min(most, SMALLEST_MM)) for _, most in texts]
            lines = [
                (line, each)
                for (text, _), each in zip(texts, sizes, strict=True)
                for line in self._wrapped(text, each, width)
            ]
            taken = sum(each * LEADING for _, each in lines)
            if taken <= height and all(self._is_within(*line, width) for line in lines):
                break
            if all(each <= SMALLEST_MM for each in sizes):
                raise DoesNotFit("there is too much text for its box")
            share *= STEP
        for line, each in lines:
            top -= each * LEADING
            self.line_at(left, top + each * (LEADING - 1), line, each, width)
        return taken

    def line_at(self, x: float, y: float, text: str, size: float, width: float) -> None:
        """Write one line on the baseline `y`. Raises `DoesNotFit`."""
        if self._is_plain(text):
            self.write(x, y, text, size)
        else:
            self.placed.append(self._other_script(x, y, text, size, width))

    def finish(self, title: str) -> pikepdf.Pdf:
        """The pages as a file, with the lines in other scripts."""
        pdf = super().finish(title)
        for placed in self.placed:
            with pikepdf.open(BytesIO(placed.content)) as line:
                left, bottom = placed.left_mm * mm, placed.bottom_mm * mm
                right, top = left + placed.width_mm * mm, bottom + placed.height_mm * mm
                box = pikepdf.Rectangle(left, bottom, right, top)
                pdf.pages[placed.page].add_overlay(line.pages[0], box)
        return pdf

    def _is_plain(self, text: str) -> bool:
        return self.letters.issuperset(text)

    def _wrapped(self, text: str, size: float, width: float) -> list[str]:
        if not self._is_plain(text):
            return [text]
        return _split(text, self.font.fontName, size, width)

    def _is_within(self, line: str, size: float, width: float) -> bool:
        if not self._is_plain(line):
            return True  # it is made narrower as a whole
        return self.stringWidth(line, self.font.fontName, size) <= width

    def _other_script(self, x: float, y: float, text: str, size: float, width: float) -> Placed:
        """The line as laid out by WeasyPrint, made smaller if it is too wide."""
        # The engine takes over half a second to import, and most bundles do not need it.
        from printroom.press.other_scripts import laid_out, letters_of

        if missing := sorted(set(text) - letters_of(self.fonts) - set(" ")):
            raise DoesNotFit(f"no font has the letter {missing[0]!r}")
        content, wide, high = laid_out(text, size, self.fonts)
        scale = min(1.0, width / wide)
        page = self.getPageNumber() - 1
        down = high * 0.25 * scale  # the line is centred in its page, and its baseline is above
        return Placed(page, x, y - down, wide * scale, high * scale, content)


@lru_cache(maxsize=5_000)  # most lines, such as the day, are on the sheets of many schools
def _split(text: str, font: str, size: float, width: float) -> list[str]:
    lines: list[str] = simpleSplit(text, font, size, width)
    return lines
