"""Pictures of printed pages: made in workers while nobody waits, and kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

MOST_KEPT = 400
"""Pictures of a page are about 50 kB each."""
AT_ONCE = 2
Pages = tuple[bytes, ...]


def size_of(png: bytes) -> tuple[int, int]:
    """The width and height of a picture, from the head of its file."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


class PagePictures:
    """Pictures of the pages of documents, by a key that says all that they depend on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Future[Pages]] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE)  # they only wait for workers

    def get(self, key: Hashable, make: Callable[[], Pages]) -> Future[Pages]:
        """The pictures under a key, or their future: `make` is called once, in a thread."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or (found.done() and found.exception() is not None):
                found = self._kept[key] = self._threads.submit(make)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)[1].cancel()
            return found

    def close(self) -> None:
        """Start no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
