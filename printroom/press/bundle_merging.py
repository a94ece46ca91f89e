"""Merges one document of many schools into a file for a print shop, in the order of delivery.

Before the sheets of each school there is a separator sheet. Bookmarks and page labels name the
school. A bundle is for printing and has no tags: the single files are for screen readers.
"""

from __future__ import annotations

from collections.abc import Iterable

from printroom.model import BundleSection
from printroom.press.office_paper import DrawnSheets
from printroom.press.print_runs import Run


def bundle(
    sections: Iterable[BundleSection], separators: DrawnSheets, title: str, *, is_double: bool
) -> bytes:
    """One file with the sheets of each school behind its separator sheet.

    `separators` has a sheet for each section. With `is_double` everything is printed on both sides
    and begins on a new sheet. Raises `ValueError` for more than 20,000 pages.
    """
    with Run(is_double=is_double) as run:
        frames = run.imported(separators.content)
        for section, (page, drawing) in zip(sections, separators.sheets, strict=True):
            run.begin_school(section.name, section.school_id)
            run.add_sheet(frames[page], drawing)
            for part in section.parts:
                run.add(part)
        return run.content(title)
