"""Packs that reviewers read: composed and printed in the background, and kept for a while."""

from __future__ import annotations

from concurrent.futures import Future

from printroom.desk.state.background import PagePictures, Pages, ResultCache
from printroom.make import CachedPress, Sources
from printroom.make.preview.review_copy import ReadDocument, Reading, reading_of
from printroom.model import Order

DPI = 110
MOST_DOCUMENTS = 60
"""How many documents have their pictures kept: at this size, a page is about 150 kB."""
MOST_READ = 6


class PacksBeingRead:
    """The packs that were read last, and the pictures of their pages."""

    def __init__(self, press: CachedPress) -> None:
        self._press = press
        self._readings = ResultCache(MOST_READ)
        self._pages = PagePictures(MOST_DOCUMENTS)

    def reading(self, order: Order, sources: Sources) -> Future[Reading]:
        """The pack of an order, composed, with the source of each text."""
        key = (sources.digest, order)
        return self._readings.get(key, lambda: reading_of(order, self._press, sources))

    def pages(self, document: ReadDocument) -> Future[Pages]:
        """Pictures of the pages of a document, which are printed and drawn in the background."""
        return self._pages.get((document.job.print_key, DPI), lambda: self._draw(document))

    def close(self) -> None:
        """Start no more work."""
        self._readings.close()
        self._pages.close()

    def _draw(self, document: ReadDocument) -> Pages:
        (printed,) = self._press.print_documents([document.job])
        return self._press.draw_pages(printed, DPI)
