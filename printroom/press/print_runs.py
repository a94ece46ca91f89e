"""Puts finished files together for a printer: all copies, in order, each on sheets of its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO

import pikepdf

from printroom.model import PrintPart
from printroom.press.calibration_sheet import saved

MOST_PAGES = 20_000


def print_run(parts: Iterable[PrintPart], title: str) -> bytes:
    """One file to print on both sides, turned over the long edge.

    A page that is printed on one side gets a blank back, and so does the last page of a copy with
    an odd number of pages: the next copy begins on a new sheet. The file is for printing only, and
    has no tags. Raises `ValueError` for a run of more than 20,000 pages.
    """
    with pikepdf.new() as run, ExitStack() as sources:
        for part in parts:
            source = sources.enter_context(pikepdf.open(BytesIO(part.content)))
            if len(run.pages) + part.copies * len(source.pages) * 2 > MOST_PAGES:
                raise ValueError(f"a run has at most {MOST_PAGES:,} pages")
            _add(run, source, part)
        run.docinfo["/Title"] = title
        run.Root.ViewerPreferences = pikepdf.Dictionary(
            Duplex=pikepdf.Name.DuplexFlipLongEdge, PrintScaling=pikepdf.Name("/None")
        )
        return saved(run)


def _add(run: pikepdf.Pdf, source: pikepdf.Pdf, part: PrintPart) -> None:
    """Add all copies of a file; what belongs to its tags and links stays behind."""
    pages = list(source.pages)
    for copy in range(part.copies):
        for number, page in enumerate(pages, start=1):
            run.pages.append(page)
            added = run.pages[-1]
            for key in ("/StructParents", "/Annots", "/Tabs"):
                if key in added.obj:
                    del added.obj[key]
            if part.is_double and number % 2 == 0 and part.flip == "short" and copy == 0:
                added.rotate(180, relative=True)
            if copy == 0:
                pages[number - 1] = added  # the next copy refers to the same content
            if not part.is_double or (number == len(pages) and number % 2):
                left, bottom, right, top = map(float, added.mediabox)
                run.add_blank_page(page_size=(right - left, top - bottom))
