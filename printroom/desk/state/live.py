"""Live previews: documents that are printed again after each save, while somebody looks at them.

`LivePreviews` has one thread that waits for saves in both folders. After a save, it requests a new
preview of each document that somebody watches; all who watch the same one share a `LivePreview`.
That makes its pages in a thread of a pool, and has no queue: requests that come while it is busy
are one request for when it is done.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from threading import Event, Lock, Thread

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import internal_error
from printroom.desk.state.sources import CurrentSources
from printroom.make import CachedPress, Sources, all_sheet_faults
from printroom.make.preview.previewing import DocumentPreview, Preview
from printroom.model import MarkedPage, Order

AT_ONCE = 2
"""How many previews are made at once."""
MOST_KEPT = 24
"""With more previews than this, those that nobody watches are closed."""
STEP_MS = 20
"""Editors save in several steps: a save is complete this long after the last step."""
LONGEST_MS = 200
"""Saves that follow each other without a pause are noticed at least this often."""
IDLE_MS = 250
"""How long the watcher waits for a save before it looks whether the desk is closing."""


class LivePreviews:
    """The live previews of a desk, and the thread that waits for saves."""

    def __init__(self, settings: Settings, press: CachedPress, current: CurrentSources) -> None:
        self._settings, self._press, self._current = settings, press, current
        self._kept: OrderedDict[str, LivePreview] = OrderedDict()
        """Each preview by its id, the one that was opened last at the end."""
        self._lock = Lock()
        """Held to change or list `_kept`, and to start the watcher."""
        self._threads = ThreadPoolExecutor(AT_ONCE)  # they mostly wait for workers
        self._closing = Event()
        self._watcher: Thread | None = None

    def open(self, order: Order, document: str) -> LivePreview:
        """The preview of a document; it is made again now."""
        name = blake2b(repr((order, document)).encode(), digest_size=8).hexdigest()
        with self._lock:
            self._start_watcher()
            if name not in self._kept:
                preview = DocumentPreview(order, document, self._read, self._press)
                self._kept[name] = LivePreview(name, preview, self._threads)
            live = self._kept[name]
            self._kept.move_to_end(name)
            self._close_unwatched(live)
        live.request()
        return live

    def get(self, name: str) -> LivePreview | None:
        """The preview with this id."""
        return self._kept.get(name)

    def close(self) -> None:
        """Stop waiting for saves, and close all previews."""
        self._closing.set()
        if self._watcher is not None:
            self._watcher.join()
        self._threads.shutdown(cancel_futures=True)
        for live in self._kept.values():
            live.close()

    def _start_watcher(self) -> None:
        """Start the thread that waits for saves, if it does not run yet."""
        if self._watcher is None:
            self._watcher = Thread(target=self._watch, daemon=True)
            self._watcher.start()

    def _read(self) -> Sources:
        """Both folders as they are now. Raises `NotFitToPrint`."""
        with all_sheet_faults(self._current.folders[1], self._press):
            return self._current.valid_on(self._settings.today())

    def _close_unwatched(self, opened: LivePreview) -> None:
        """Of too many previews, close those that nobody watches, except `opened`; oldest first."""
        unwatched = [one for one in self._kept.values() if not one.watchers and one is not opened]
        for old in unwatched[: max(0, len(self._kept) - MOST_KEPT)]:
            self._kept.pop(old.id).close()

    def _watch(self) -> None:
        """In the thread: request the previews that are watched after each save, until closed."""
        from watchfiles import watch

        folders = {folder.resolve() for folder in self._current.folders}
        with suppress(FileNotFoundError):  # a folder that is gone has no saves
            changes = watch(
                *folders,
                stop_event=self._closing,
                debounce=LONGEST_MS,
                step=STEP_MS,
                rust_timeout=IDLE_MS,
                yield_on_timeout=True,
            )
            next(changes, None)  # from here on no save is missed, so look at the earlier ones now
            self._request_watched()
            for change in changes:
                if change:  # empty after `IDLE_MS` without a save
                    self._request_watched()

    def _request_watched(self) -> None:
        with self._lock:
            watched = [live for live in self._kept.values() if live.watchers]
        for live in watched:
            live.request()


class LivePreview:
    """The preview of one document, shared by all who look at it."""

    def __init__(self, id_: str, preview: DocumentPreview, threads: ThreadPoolExecutor) -> None:
        self.id, self.preview = id_, preview
        self.last = Preview()
        """What is shown now."""
        self.version = 0
        """Counts changes of the pages shown; 0 until they were made once."""
        self.watchers = 0
        self.seconds = 0.0
        """How long the last change took, from its request."""
        self.changed_at: dt.datetime | None = None
        self._threads = threads
        self._lock = Lock()
        """Held to change `watchers`, `_requested_at` and `_is_running`."""
        self._requested_at: float | None = None
        """The time of the latest request that is not taken yet."""
        self._is_running = False
        """Whether a thread makes it, or is about to."""
        self._pictures: dict[str, bytes] = {}
        """By name; also those before the last change, which browsers may still load."""
        self._marks: tuple[tuple[bytes, ...], tuple[MarkedPage, ...]] | None = None
        """The pages that were last marked, and their marks."""
        self._marking = Lock()

    def request(self) -> None:
        """Make it again: now, or once the thread that makes it is done."""
        with self._lock:
            self._requested_at = time.perf_counter()
            if self._is_running:
                return
            self._is_running = True
        try:
            self._threads.submit(self._make_as_requested)
        except RuntimeError:  # the desk is being closed
            self._is_running = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """A context in which it is made after each save; it is made at once, too."""
        with self._lock:
            self.watchers += 1
        self.request()
        try:
            yield
        finally:
            with self._lock:
                self.watchers -= 1

    def picture(self, name: str) -> bytes | None:
        """A picture of a page that is shown, or was shown before the last change."""
        return self._pictures.get(name)

    def marks(self) -> tuple[MarkedPage, ...]:
        """The marks to draw over the pages that are shown. Raises `NotFitToPrint`."""
        with self._marking:
            pages = self.last.pages
            if self._marks is None or self._marks[0] is not pages:
                self._marks = pages, self.preview.mark_pages()
            return self._marks[1]

    def close(self) -> None:
        """Stop making it."""
        self.preview.close()

    def _make_as_requested(self) -> None:
        """In a thread: make it again and again, until no request is left."""
        try:
            while (requested_at := self._take_request()) is not None:
                show = partial(self._show, requested_at=requested_at)
                show(self.preview.refresh(show))  # which shows the first page early
        except Exception as error:
            self._is_running = False
            problem = internal_error("make this preview", error, "open the page again")
            self._show(replace(self.last, problems=(problem,), refused=()), time.perf_counter())
            raise

    def _take_request(self) -> float | None:
        """The time of the latest request; none, and the thread is done, if there is none left."""
        with self._lock:
            requested_at, self._requested_at = self._requested_at, None
            self._is_running = requested_at is not None
            return requested_at

    def _show(self, made: Preview, requested_at: float) -> None:
        """Show these pages and problems, unless they are shown already."""
        made = replace(made, is_new=False)
        if made == self.last and self.version:
            return
        pictures = (*made.pages, *(page.picture for page in made.refused))
        now = {picture_name(one): one for one in pictures if one}
        before = {picture_name(one): one for one in self.last.pages if one}
        self._pictures = {**before, **now}
        self.seconds = time.perf_counter() - requested_at
        self.changed_at = dt.datetime.now()  # noqa: DTZ005 - shown to people here
        self.last = made
        self.version += 1


def picture_name(picture: bytes) -> str:
    """The name of a picture in addresses: a digest of its content."""
    return blake2b(picture, digest_size=10).hexdigest()
