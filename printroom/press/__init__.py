"""The press: lays out a composed document with the values of its fields, and writes it as a PDF.

The engines take a second to import, so these functions import them when they are first called.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from printroom.model import Document, Printed, Printer, RefusedPage
from printroom.press.blame import blame_files
from printroom.press.fill import Form, make_form

__all__ = [
    "ENGINES",
    "Form",
    "align_sides",
    "blame_files",
    "draw_refused",
    "impose_pages",
    "make_form",
    "print_document",
]

ENGINES = ("printroom.press.printing", "printroom.press.fill.form_maker")
"""The modules that a worker imports before its first job, so that no job has to wait for them."""


def print_document(document: Document, values: Mapping[str, str]) -> Printed:
    """Lay the document out with these values and write it as a tagged PDF (PDF/UA-1).

    The same document and values give the same bytes in any process. A field without a value, or
    with an empty one, becomes a line to write on. A value that is too wide for its box is set in
    small type, and wraps if it is still too wide. Raises `NotFitToPrint` with all problems, and
    `ValueError` for values that the document has no field for.
    """
    from printroom.press.fields import fill_fields
    from printroom.press.printing import print_source

    return print_source(document, fill_fields(document, values))


def draw_refused(
    document: Document, values: Mapping[str, str], dpi: int
) -> tuple[RefusedPage, ...]:
    """Pictures of the pages with problems that stop a document, each problem outlined.

    Empty if the document is fit to print, or if no problem has a place on a page. Each picture is
    watermarked, and the PDF itself is never returned.
    """
    from printroom.press.fields import fill_fields
    from printroom.press.printing import draw_refused as draw

    return draw(document, fill_fields(document, values), dpi)


def impose_pages(content: bytes, kind: str, font: bytes, label: str) -> tuple[bytes, int]:
    """A finished file imposed as a "booklet" or as "tiles", and its number of pages."""
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
