"""Packs that are being read: composed and printed in the background, and kept for their reader."""

from __future__ import annotations

from concurrent.futures import Future

from printroom.desk.state.background import Kept, PagePictures, Pages
from printroom.make import CachedPress, Sources
from printroom.make.preview.review_copy import ReadDocument, Reading, reading_of
from printroom.model import Order

DPI = 110
MOST_DOCUMENTS = 60
"""Pictures that can be read are about 150 kB a page."""
MOST_READ = 6


class PacksBeingRead:
    """The packs that were read last, and the pictures of their pages."""

    def __init__(self, press: CachedPress) -> None:
        self._press = press
        self._readings = Kept(MOST_READ)
        self._pages = PagePictures(MOST_DOCUMENTS)

    def reading(self, order: Order, sources: Sources) -> Future[Reading]:
        """What an order prints now, beside its sources."""
        key = (sources.digest, order)
        return self._readings.get(key, lambda: reading_of(order, self._press, sources))

    def pages(self, document: ReadDocument) -> Future[Pages]:
        """The pages of a document as they print. Printing goes on in the background."""
        return self._pages.get((document.job.print_key, DPI), lambda: self._draw(document))

    def close(self) -> None:
        """Start no more."""
        self._readings.close()
        self._pages.close()

    def _draw(self, document: ReadDocument) -> Pages:
        (printed,) = self._press.print_documents([document.job])
        return self._press.draw_pages(printed, DPI)
