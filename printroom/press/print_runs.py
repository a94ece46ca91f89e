"""Puts finished files together for a printer: all copies, in order, each on sheets of its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from io import BytesIO

import pikepdf

from printroom.model import PrintPart
from printroom.press.calibration_sheet import saved

MOST_PAGES = 20_000
OF_TAGS = ("/StructParents", "/Annots", "/Tabs")


def print_run(parts: Iterable[PrintPart], title: str) -> bytes:
    """One file to print on both sides, turned over the long edge.

    A page that is printed on one side gets a blank back, and so does the last page of a copy with
    an odd number of pages: the next copy begins on a new sheet. The file is for printing only, and
    has no tags. Raises `ValueError` for a run of more than 20,000 pages.
    """
    with pikepdf.new() as run, ExitStack() as sources:
        for part in parts:
            source = sources.enter_context(pikepdf.open(BytesIO(part.content)))
            for page in add_copies(run, source, part):
                without_tags(page)
        finish(run, title, is_double=True)
        return saved(run)


def add_copies(
    run: pikepdf.Pdf, source: pikepdf.Pdf, part: PrintPart, *, has_backs: bool = True
) -> list[pikepdf.Page]:
    """Add all copies of a file, and return the pages of the first; only these keep their tags.

    With `has_backs` the run is printed on both sides, and each copy begins on a new sheet. Raises
    `ValueError` for a run of more than 20,000 pages.
    """
    if len(run.pages) + part.copies * len(source.pages) * 2 > MOST_PAGES:
        raise ValueError(f"a run has at most {MOST_PAGES:,} pages")
    first: list[pikepdf.Page] = []
    for copy in range(part.copies):
        for number, page in enumerate(first if copy else list(source.pages), start=1):
            run.pages.append(page)
            added = run.pages[-1]
            if copy == 0:
                first.append(added)  # the next copies refer to the same content
                if part.is_double and number % 2 == 0 and part.flip == "short":
                    added.rotate(180, relative=True)
            else:
                without_tags(added)
            is_last = number == len(source.pages)
            if has_backs and (not part.is_double or (is_last and number % 2)):
                add_back(run)
    return first


def add_back(run: pikepdf.Pdf) -> None:
    """Add the blank back of the last page."""
    left, bottom, right, top = map(float, run.pages[-1].mediabox)
    run.add_blank_page(page_size=(right - left, top - bottom))


def without_tags(page: pikepdf.Page) -> None:
    """Remove what belongs to the tags and links of a page."""
    for key in OF_TAGS:
        if key in page.obj:
            del page.obj[key]


def finish(run: pikepdf.Pdf, title: str, *, is_double: bool) -> None:
    """Give a run its title, and tell the printer how to print it."""
    run.docinfo["/Title"] = title
    run.Root.ViewerPreferences = pikepdf.Dictionary(
        Duplex=pikepdf.Name.DuplexFlipLongEdge if is_double else pikepdf.Name.Simplex,
        PrintScaling=pikepdf.Name("/None"),
    )
