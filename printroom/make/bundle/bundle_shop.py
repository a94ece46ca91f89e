"""Finishes the files of a bundle for a print shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from printroom.choose import plan_for
from printroom.make.bundle.bundle_plan import Rows, TermPack
from printroom.make.bundle.pack_rows import Row
from printroom.make.pack.for_shop import ForShop, trims
from printroom.make.run.options import Sources
from printroom.model import Order, PrintPart
from printroom.model.print_shop import Trim


@dataclass(frozen=True)
class BundleShop:
    """Adds bleed and crop marks to documents that are cut; a file that packs share gets them once.

    `closed` then counts the pages with a bleed in each finished file of the bundle.
    """

    shop: ForShop
    sources: Sources
    _trims: dict[Order, Mapping[str, Trim]] = field(default_factory=dict)
    _marked: dict[str, bytes] = field(default_factory=dict)

    def part(self, pack: TermPack, row: Row) -> PrintPart:
        """A document of a pack with its copies. Raises `NotFitToPrint`."""
        part = row.part(pack.folder)
        content = self._marked.get(row.digest)
        if content is None:
            path = (pack.folder / row.file).as_posix()
            content = self.shop.marked(path, part.content, self._trim(pack, row))
            if content is not part.content and not row.is_filled:
                self._marked[row.digest] = content
        return replace(part, content=content)

    def closed(self, path: str, content: bytes, rows: Rows) -> bytes:
        """A file of these copies, ready for the shop.

        Raises `NotFitToPrint`, also if marks are wanted and a page that is cut has no bleed.
        """
        bleeds = Counter[float]()
        for pack, row in rows:
            if self.shop.wanted.marks and (trim := self._trim(pack, row)):
                bleeds[trim.bleed_mm] += row.copies * row.pages
        return self.shop.closed(path, content, rows[0][0].booking.order.as_of, bleeds)

    def trimmed(self, rows: Rows) -> Rows:
        """These copies, with “trim” in the finishing of pages that get larger paper and marks."""
        return [(pack, self._trimmed(pack, row)) for pack, row in rows]

    def _trimmed(self, pack: TermPack, row: Row) -> Row:
        trim = self._trim(pack, row) if self.shop.wanted.marks else None
        return replace(row, finish=("trim", *row.finish)) if trim and trim.is_edge else row

    def _trim(self, pack: TermPack, row: Row) -> Trim | None:
        order = pack.booking.order
        if order not in self._trims:
            plan = plan_for(order, self.sources.library, self.sources.templates)
            self._trims[order] = trims(plan.documents)
        return self._trims[order].get(row.file)
