"""Makes slow results, such as pictures of pages, in background threads, and caches them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from printroom.model import Problem

AT_ONCE = 2
T = TypeVar("T")
MOST_KEPT = 400
"""Pictures of a page are about 50 kB each."""
Pages = tuple[bytes, ...]
UNASKED_S = 20.0
"""How long a search goes on while no page asks for its result; pages ask every few seconds."""


def internal_error(what: str, error: BaseException, fix: str = "try again") -> Problem:
    """The problem to show for an unexpected error in the desk itself."""
    message = f"the desk could not {what}: {type(error).__name__}"
    return Problem("desk", "the desk", message, fix, 0)


class ResultCache:
    """The last results, by keys that include everything they depend on."""

    def __init__(self, most_kept: int, at_once: int = AT_ONCE) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(at_once)  # they only wait for workers

    def get(self, key: Hashable, make: Callable[[], T]) -> Future[T]:
        """The future of the result with this key; `make` is called in a thread if there is none.

        A failed result is returned once more, and then made again for the next caller.
        """
        with self._lock:
            found: Future[T] | None = self._kept.get(key)
            if found is None:
                found = self._kept[key] = self._threads.submit(make)
            elif found.done() and (found.cancelled() or found.exception() is not None):
                del self._kept[key]
                return found
            self._kept.move_to_end(key)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)[1].cancel()
            return found

    def forget(self, key: Hashable) -> None:
        """Drop a result, so that the next `get` makes it again."""
        with self._lock:
            self._kept.pop(key, None)

    def close(self) -> None:
        """Start no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Unasked(Exception):
    """A search was stopped, since no page asks for its result any more."""


class Searches(ResultCache):
    """Searches that take minutes, in threads of their own, so that nothing else waits for them."""

    def __init__(self, most_kept: int = 12, at_once: int = 3) -> None:
        super().__init__(most_kept, at_once)
        self._asked: dict[Hashable, float] = {}
        """When a page last asked for each result."""

    def ask(self, key: Hashable, make: Callable[[Callable[..., None]], T]) -> Future[T]:
        """The future of the result with this key, as of `get`.

        `make` calls the function that it gets again and again: this raises `Unasked` once no page
        has asked for the result for a while.
        """
        self._asked[key] = monotonic()
        return self.get(key, lambda: make(lambda *_: self._refuse_unasked(key)))

    def _refuse_unasked(self, key: Hashable) -> None:
        if monotonic() - self._asked[key] > UNASKED_S:
            raise Unasked


def size_of(png: bytes) -> tuple[int, int]:
    """The width and height of a PNG, from its header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


class PagePictures(ResultCache):
    """Pictures of the pages of documents."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        super().__init__(most_kept)
