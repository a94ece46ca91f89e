"""Merges one document of many schools into a file for a print shop, in the order of delivery.

Before the sheets of each school there is a separator sheet. Bookmarks and page labels name the
school. A bundle is for printing and has no tags: the single files are for screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable

from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem

from printroom.model import BundleSection
from printroom.press.print_runs import Run


def bundle(
    sections: Iterable[BundleSection], separators: bytes, title: str, *, is_double: bool
) -> bytes:
    """One file with the sheets of each school behind its separator sheet.

    `separators` has a page for each section. With `is_double` everything is printed on both sides
    and begins on a new sheet. Raises `ValueError` for more than 20,000 pages.
    """
    with Run(is_double=is_double) as run:
        labels = NumberTree.new(run.pdf)
        bookmarks = []
        for section, sheet in zip(sections, run.imported(separators), strict=True):
            labels[len(run)] = Dictionary(P=f"{section.school_id} ", S=Name.D, St=1)
            page = run.add_page(sheet, has_back=True)
            bookmarks.append(OutlineItem(section.name, Array([page, Name.Fit])))
            for part in section.parts:
                run.add(part)
        run.pdf.Root.PageLabels = labels.obj
        with run.pdf.open_outline() as outline:
            outline.root.extend(bookmarks)
        return run.content(title)
