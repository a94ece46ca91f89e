"""The press: prints a composed document, with the values of its fields, as a PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from io import BytesIO

from printroom.model import (
    Document,
    MarkedPage,
    PagePair,
    Printed,
    Printer,
    PrintPart,
    Problem,
    RefusedPage,
)
from printroom.model.flow import Flow
from printroom.model.print_shop import Trim
from printroom.press.blame import blamed
from printroom.press.fill import Form, make_form

__all__ = [
    "ENGINES",
    "Form",
    "align_sides",
    "as_pdf_x",
    "blamed",
    "check_style_sheets",
    "compare_pages",
    "draw_pages",
    "draw_refused",
    "flow_of",
    "make_form",
    "mark_pages",
    "print_document",
    "print_only",
    "print_run",
    "printer_sheet",
    "with_bleed",
]

ENGINES = ("printroom.press.printing", "printroom.press.fill.form_maker")
"""The modules that a worker imports before its first job, so that no job waits for them."""


def print_document(document: Document, values: Mapping[str, str]) -> Printed:
    """Lay the document out with these values and write it as a tagged PDF (PDF/UA-1).

    The same document and values give the same bytes in any process. A field without a value, or
    with an empty one, becomes a line to write on; one that is too wide for its box is set in the
    small type that the style has for it, and then wraps. Raises `NotFitToPrint` with everything
    that is wrong, and `ValueError` for values that the document has no field for.
    """
    # The engines take a second to import, so they are imported when they are first used.
    from printroom.press.printing import print_document as press

    return press(document, values)


def draw_refused(
    document: Document, values: Mapping[str, str], dpi: int
) -> tuple[RefusedPage, ...]:
    """The pages on which a document is refused, as pictures in which the faults are outlined.

    Empty for a document that is fit to print, or whose problems have no place on a page. Each
    picture is stamped, and the file that it shows is never returned.
    """
    from printroom.press.fields import fill_fields
    from printroom.press.printing import draw_refused as draw

    return draw(document, fill_fields(document, values), dpi)


def mark_pages(document: Document, values: Mapping[str, str]) -> tuple[MarkedPage, ...]:
    """What is known of the places on each page of a document; it is laid out for that.

    Raises `NotFitToPrint`.
    """
    from printroom.press.page_marks import mark_pages as mark

    return mark(document, values)


def flow_of(document: Document, values: Mapping[str, str]) -> Flow:
    """A document with these values as a flow of text, for a word processor.

    It is laid out once: signs and drawings are pictures of the printed page. Raises
    `NotFitToPrint`.
    """
    from printroom.press.flow import flow_of as flow

    return flow(document, values)


def compare_pages(before: bytes, after: bytes, dpi: int) -> tuple[PagePair, ...]:
    """Each page of two finished files, with pictures of those that differ."""
    from printroom.press.page_pairs import compare_pages as compare

    return compare(before, after, dpi)


def check_style_sheets(folder: str, sheets: Mapping[str, str]) -> list[Problem]:
    """What the engine would leave out of the style sheets of a folder of templates."""
    from printroom.press.engine_messages import check_style_sheets as check

    return check(folder, sheets)


def draw_pages(
    content: bytes, dpi: int, start: int = 0, end: int | None = None
) -> tuple[bytes, ...]:
    """Pages of a finished file as pictures (PNG), with so many dots to the inch.

    All are drawn, or those from the index `start` to the one before `end`.
    """
    from printroom.press import pictures

    return pictures.draw_pages(content, dpi, start, end)


def print_only(content: bytes, kind: str, font: bytes, label: str) -> tuple[bytes, int]:
    """The pages of a finished file as a "booklet" or as "tiles", and how many pages that is."""
    import pikepdf

    from printroom.press import impose

    lay_out = impose.booklet if kind == "booklet" else impose.tiles
    made = lay_out(content, font, label)
    with pikepdf.open(BytesIO(made)) as pdf:
        return made, len(pdf.pages)


def align_sides(content: bytes, printer: Printer) -> bytes:
    """Shift the pages of a finished file so that its fronts and backs align on this printer."""
    from printroom.press import impose

    return impose.align_sides(
        content, impose.Shift(*printer.front_mm), impose.Shift(*printer.back_mm)
    )


def with_bleed(content: bytes, trim: Trim) -> bytes:
    """A finished file that says where it is cut, with bleed and crop marks."""
    from printroom.press import bleed

    return bleed.with_bleed(content, trim)


def as_pdf_x(content: bytes, day: dt.date) -> bytes:
    """A finished file as PDF/X-4, dated on this day; for printing only."""
    from printroom.press import pdf_x

    return pdf_x.as_pdf_x(content, day)


def print_run(parts: Iterable[PrintPart], title: str) -> bytes:
    """All copies of finished files in one file, to print on both sides."""
    from printroom.press import print_runs

    return print_runs.print_run(parts, title)


def printer_sheet(font: bytes) -> bytes:
    """The calibration sheet, which shows how far off a printer prints the backs of sheets."""
    from printroom.press import calibration_sheet

    return calibration_sheet.printer_sheet(font)
