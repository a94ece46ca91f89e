"""Finishes the files of a bundle for a print shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from printroom.choose import plan_for
from printroom.make.bundle.bundle_plan import TermPack
from printroom.make.bundle.pack_rows import Row
from printroom.make.pack.for_shop import ForShop, trims
from printroom.make.run.options import Sources
from printroom.model import Order, PrintPart
from printroom.model.print_shop import Trim


@dataclass(frozen=True)
class BundleShop:
    """Gives what is cut its bleed and marks: a file that many packs share gets them once."""

    shop: ForShop
    sources: Sources
    _trims: dict[Order, Mapping[str, Trim]] = field(default_factory=dict)
    _marked: dict[str, bytes] = field(default_factory=dict)

    def part(self, pack: TermPack, row: Row) -> PrintPart:
        """A document of a pack with its copies. Raises `NotFitToPrint`."""
        part = row.part(pack.folder)
        if row.digest not in self._marked:
            path = (pack.folder / row.file).as_posix()
            trim = self._trims_of(pack.booking.order).get(row.file)
            content = self.shop.marked(path, part.content, trim)
            if content is part.content:
                return part
            self._marked[row.digest] = content
        return replace(part, content=self._marked[row.digest])

    def _trims_of(self, order: Order) -> Mapping[str, Trim]:
        if order not in self._trims:
            plan = plan_for(order, self.sources.library, self.sources.templates)
            self._trims[order] = trims(plan.documents)
        return self._trims[order]
