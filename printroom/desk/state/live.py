"""Live previews: documents that are printed again after each save, while somebody looks at them.

All who look at the same document share a preview. One thread waits for saves. Then the previews
that are watched are made again, a few at a time, and each only once if several files were saved.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
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
MOST_KEPT = 24
"""With more previews than this, those that nobody watches are closed."""
STEP_MS = 20
"""Editors save in several steps: a save is complete this long after the last step."""
LONGEST_MS = 200
"""Saves that follow each other without a pause are noticed at least this often."""
IDLE_MS = 250
"""How long the watcher waits for a save before it looks whether the desk is closing."""


class LivePreview:
    """The preview of one document, shared by all who look at it."""

    def __init__(self, id_: str, preview: DocumentPreview, threads: ThreadPoolExecutor) -> None:
        self.id, self.preview = id_, preview
        self.last = Preview()
        self.version = 0
        """Counts changes of the pages shown; 0 until they were made once."""
        self.watchers = 0
        self.seconds = 0.0
        """How long the last change took."""
        self.changed_at: dt.datetime | None = None
        self._threads, self._lock = threads, Lock()
        self._asked_at: float | None = None
        self._is_running = False
        self._pictures: dict[str, bytes] = {}
        self._marks: tuple[tuple[bytes, ...], tuple[MarkedPage, ...]] | None = None
        self._marking = Lock()

    def ask(self) -> None:
        """Make it again: now, or after the run in progress."""
        with self._lock:
            self._asked_at = time.perf_counter()
            if self._is_running:
                return
            self._is_running = True
        try:
            self._threads.submit(self._run)
        except RuntimeError:  # the desk is being closed
            self._is_running = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """A context in which the preview is made again after each save; it is made at once, too."""
        with self._lock:
            self.watchers += 1
        self.ask()
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

    def _run(self) -> None:
        try:
            while (asked_at := self._next()) is not None:
                show = partial(self._show, asked_at=asked_at)
                show(self.preview.refresh(show))
        except Exception as error:
            self._is_running = False
            problem = internal_error("make this preview", error, "open the page again")
            self._show(replace(self.last, problems=(problem,), refused=()), time.perf_counter())
            raise

    def _next(self) -> float | None:
        """The time of the last request; none, and the run ends, if there was none since."""
        with self._lock:
            asked_at, self._asked_at = self._asked_at, None
            self._is_running = asked_at is not None
            return asked_at

    def _show(self, made: Preview, asked_at: float) -> None:
        made = replace(made, is_new=False)
        if made == self.last and self.version:
            return
        pictures = (*made.pages, *(page.picture for page in made.refused))
        named = {picture_name(one): one for one in pictures if one}
        before = {picture_name(one): one for one in self.last.pages if one}
        self._pictures = {**before, **named}
        self.seconds = time.perf_counter() - asked_at
        self.changed_at = dt.datetime.now()  # noqa: DTZ005 - shown to people here
        self.last = made
        self.version += 1


class LivePreviews:
    """The live previews of a desk."""

    def __init__(self, settings: Settings, press: CachedPress, current: CurrentSources) -> None:
        self._settings, self._press, self._current = settings, press, current
        self._kept: OrderedDict[str, LivePreview] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE)  # they mostly wait for workers
        self._closing = Event()
        self._watcher: Thread | None = None

    def open(self, order: Order, document: str) -> LivePreview:
        """The preview of a document; it is made again now."""
        name = blake2b(repr((order, document)).encode(), digest_size=8).hexdigest()
        with self._lock:
            self._start()
            if name not in self._kept:
                preview = DocumentPreview(order, document, self._reader(), self._press)
                self._kept[name] = LivePreview(name, preview, self._threads)
            live = self._kept[name]
            self._kept.move_to_end(name)
            idle = [one for one in self._kept.values() if not one.watchers and one is not live]
            for old in idle[: max(0, len(self._kept) - MOST_KEPT)]:
                self._kept.pop(old.id).close()
        live.ask()
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

    def _reader(self) -> Callable[[], Sources]:
        def read() -> Sources:
            with all_sheet_faults(self._current.folders[1], self._press):
                return self._current.valid_on(self._settings.today())

        return read

    def _start(self) -> None:
        """Start the thread that waits for saves, if it does not run yet."""
        if self._watcher is None:
            self._watcher = Thread(target=self._watch, daemon=True)
            self._watcher.start()

    def _watch(self) -> None:
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
            next(changes, None)  # watching begins here; what was saved before is asked for now
            self._ask_all()
            for change in changes:
                if change:
                    self._ask_all()

    def _ask_all(self) -> None:
        with self._lock:
            watched = [live for live in self._kept.values() if live.watchers]
        for live in watched:
            live.ask()


def picture_name(picture: bytes) -> str:
    """The name of a picture in addresses: a digest of its content."""
    return blake2b(picture, digest_size=10).hexdigest()
