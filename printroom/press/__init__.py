"""The press: prints a composed document, with the values of its fields, as a PDF.

The engines take a second to import: these functions import them when they are first called.
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
    "make_form",
    "print_document",
    "print_only",
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
