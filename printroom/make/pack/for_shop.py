"""Finishes files for a print shop: bleed and crop marks, and PDF/X-4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from printroom.make.run.cached_press import CachedPress
from printroom.model import PlannedDocument
from printroom.model.print_shop import PrintShop, Trim
from printroom.workers.shop_jobs import ShopJob, make_for_shop


@dataclass(frozen=True)
class ForShop:
    """Finishes files as a print shop asks for them."""

    press: CachedPress
    wanted: PrintShop

    def marked(self, path: str, content: bytes, trim: Trim | None) -> bytes:
        """Add bleed and crop marks to a file, if they are wanted and it is cut.

        Raises `NotFitToPrint`.
        """
        if trim is None or not self.wanted.marks:
            return content
        return self.press.run_in_worker(make_for_shop, ShopJob(path, content, trim, None), path)

    def closed(
        self, path: str, content: bytes, day: dt.date, bleeds: Mapping[float, int] | None = None
    ) -> bytes:
        """Make a file a PDF/X-4 with this date, if that is wanted, and count pages with a bleed.

        `bleeds` are the expected numbers of pages, by millimetres of bleed. Raises `NotFitToPrint`,
        also if the file has other numbers.
        """
        if not self.wanted.pdf_x and not bleeds:
            return content
        job = ShopJob(path, content, None, day if self.wanted.pdf_x else None, bleeds or {})
        return self.press.run_in_worker(make_for_shop, job, path)


def trims(documents: tuple[PlannedDocument, ...]) -> Mapping[str, Trim]:
    """Where documents are cut, by the names of their files."""
    return {document.file: document.trim for document in documents if document.trim}
