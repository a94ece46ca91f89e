"""Pages for an office, such as labels: text in boxes, as large as fits, in any script.

Lines whose letters are all in the plain font are drawn here. Any other line is laid out by
WeasyPrint, which can shape every script, and is placed as a small page of its own.
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
from pikepdf import Name
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from printroom.press.calibration_sheet import Paper, pdf_bytes

LEADING = 1.22
SMALLEST_MM = 1.9
"""About 5.5 points: the smallest type that a person at a copier can read."""
STEP = 0.94
BETWEEN = " · "
"""What is between the items of a list on one line."""


class DoesNotFit(ValueError):
    """A text is too long for its box, or has a letter that is in none of the fonts."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line that WeasyPrint laid out: its page number, and the rectangle for its PDF."""

    page: int
    left_mm: float
    bottom_mm: float
    width_mm: float
    height_mm: float
    content: bytes


@dataclass(frozen=True, slots=True)
class DrawnSheets:
    """Sheets, most of which differ only in their drawing.

    Each has the number of its page in the file, and the deflated drawing to put there instead; none
    if it is that page unchanged.
    """

    content: bytes
    sheets: Sequence[tuple[int, bytes | None]]


class OfficePaper(Paper):
    """Pages in mm, with text in the first font; the others are for letters that it lacks."""

    # What ReportLab does not declare: the operators of the page, and the file.
    _code: list[str]
    _doc: Any
    _escape: Callable[[bytes], str]

    def __init__(self, fonts: Mapping[str, bytes]) -> None:
        (_, plain), *_ = fonts.items()
        super().__init__(plain)
        self.setPageCompression(0)  # the file is compressed when it is saved
        self.fonts = fonts
        self.placed: list[PlacedLine] = []
        self._sheets: list[bytes | None] = []
        self._page_start: tuple[str, ...] = ()
        self._codes: dict[str, str] = {}
        self._first_subset = self.font.getSubsetInternalName(0, self._doc)[1:]

    def start(self, width_mm: float, height_mm: float) -> None:
        """Begin a sheet. All sheets have the size of the first."""
        if not self._page_start:
            super().start(width_mm, height_mm)
            self._page_start = tuple(self._code)
        self._code[:] = self._page_start

    def write(self, x: float, y: float, words: str, size_mm: float, align: float = 0) -> None:
        """Write on the baseline `y` in the first font, as `Paper` does, but faster."""
        if align:
            super().write(x, y, words, size_mm, align)
            return
        self._code.append(f"BT 1 0 0 1 {x:.3f} {y:.3f} Tm {self._text_operators(words, size_mm)}ET")

    def _text_operators(self, words: str, size_mm: float) -> str:
        """The operators that show a text.

        The letters of nearly all texts are in the font's first subset, and their codes are known
        from earlier texts.
        """
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
        """A text split by subsets of the font: the name of each subset, and the codes in it."""
        for subset, codes in self.font.splitString(words, self._doc):
            yield self.font.getSubsetInternalName(subset, self._doc)[1:], self._escape(codes)

    def end_sheet(self) -> None:
        """End a sheet. Only a sheet with a line in another script becomes a page of its own."""
        page = self.getPageNumber() - 1
        if any(placed.page == page for placed in self.placed[-1:]):
            self._sheets.append(None)
            self.showPage()
            return
        self._sheets.append(zlib.compress("\n".join(self._code).encode("latin-1")))
        self._code.clear()

    def sheets(self) -> DrawnSheets:
        """All ended sheets; those with a drawing of their own share the last page."""
        self.showPage()
        last = self.getPageNumber() - 2
        own = count()
        places = [(last if drawn else next(own), drawn) for drawn in self._sheets]
        with self.finish("Sheets") as pdf:
            return DrawnSheets(pdf_bytes(pdf), places)

    def height_of(self, width: float, texts: Sequence[tuple[str, float]]) -> float:
        """The height in mm of paragraphs of this width, each with its greatest size in mm."""
        return sum(each * LEADING for text, each in texts for _ in self._wrapped(text, each, width))

    def block(
        self, left: float, top: float, size: tuple[float, float], texts: Sequence[tuple[str, float]]
    ) -> float:
        """Write paragraphs from the top of a box, and return the height that they take.

        Each text has its greatest size in mm; all are reduced by the same factor until they fit.
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
        """The pages as a file, with the lines in other scripts added."""
        pdf = super().finish(title)
        for number, placed in enumerate(self.placed):
            with pikepdf.open(BytesIO(placed.content)) as line:
                left, bottom = placed.left_mm * mm, placed.bottom_mm * mm
                right, top = left + placed.width_mm * mm, bottom + placed.height_mm * mm
                box = pikepdf.Rectangle(left, bottom, right, top)
                form = pdf.copy_foreign(line.pages[0].as_form_xobject())
            page, name = pdf.pages[placed.page], Name(f"/Line{number}")
            # As `add_overlay` does, whose names are random.
            page.add_resource(form, Name.XObject, name)
            drawing = page.calc_form_xobject_placement(form, name, box)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"Q\n" + drawing)
            page.contents_coalesce()
        return pdf

    def _is_plain(self, text: str) -> bool:
        return self.letters.issuperset(text)

    def _wrapped(self, text: str, size: float, width: float) -> list[str]:
        if not self._is_plain(text):
            return [text]
        return _split(text, self.font.fontName, size, width)

    def _is_within(self, line: str, size: float, width: float) -> bool:
        if not self._is_plain(line):
            return True  # it will be scaled to the width
        return self.stringWidth(line, self.font.fontName, size) <= width

    def _other_script(self, x: float, y: float, text: str, size: float, width: float) -> PlacedLine:
        """A line laid out by WeasyPrint, and scaled down if it is too wide."""
        # The engine takes over half a second to import, and most bundles do not need it.
        from printroom.press.other_scripts import letters_of, line_page

        if missing := sorted(set(text) - letters_of(self.fonts) - set(" ")):
            raise DoesNotFit(f"no font has the letter {missing[0]!r}")
        content, wide, high = line_page(text, size, self.fonts)
        scale = min(1.0, width / wide)
        page = self.getPageNumber() - 1
        down = high * 0.25 * scale  # the line is centred in its page, and its baseline is above
        return PlacedLine(page, x, y - down, wide * scale, high * scale, content)


@lru_cache(maxsize=5_000)  # many lines, such as the date, are on the sheets of all schools
def _split(text: str, font: str, size: float, width: float) -> list[str]:
    """The lines of a text, broken between its items if it is a list such as “Cards 3 · Slips 2”."""
    lines: list[str] = []
    for item in text.split(BETWEEN):
        longer = f"{lines[-1]}{BETWEEN}{item}" if lines else ""
        if longer and stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines += simpleSplit(item, font, size, width)
    return lines
