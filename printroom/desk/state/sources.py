"""The current materials and templates, which are read again when a file has changed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

from printroom.make import Sources
from printroom.make.run.resident_sources import ResidentSources
from printroom.model import Library, NotFitToPrint, Problem

Stamp = tuple[tuple[str, int, int], ...]


class CurrentSources:
    """Reads both folders when they are first needed, and again after each change.

    While they have mistakes that stop every pack, the last good state is used, with the mistakes.
    """

    def __init__(self, materials: Path, templates: Path) -> None:
        self.folders = materials, templates
        self.problems: tuple[Problem, ...] = ()
        """The mistakes for which the last good state is used; usually none."""
        self._resident = ResidentSources(*self.folders)
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._sources: Sources | None = None
        self._dated: tuple[Library, dt.date, Library] | None = None

    def now(self) -> Sources:
        """The current materials and templates, or else the last good ones.

        Raises `NotFitToPrint` if there were no good ones yet.
        """
        with self._lock:
            return self._now()

    def on_day(self, day: dt.date) -> Sources:
        """The same as of a day; the same object as before if no material has changed."""
        with self._lock:
            return self._on_day(self._now(), day)

    def valid_on(self, day: dt.date) -> Sources:
        """The current materials and templates as of a day. Raises `NotFitToPrint` for mistakes."""
        with self._lock:
            sources = self._now()
            if self.problems:
                raise NotFitToPrint(self.problems)
            return self._on_day(sources, day)

    def _now(self) -> Sources:
        stamp = tuple(_stamps(self.folders))
        if stamp != self._stamp:
            self._read()
            self._stamp = stamp
        if self._sources is None:
            raise NotFitToPrint(self.problems)
        return self._sources

    def _on_day(self, sources: Sources, day: dt.date) -> Sources:
        known = self._dated
        if known is None or known[0] is not sources.library or known[1] != day:
            known = self._dated = sources.library, day, sources.library.on_day(day)
        return replace(sources, library=known[2])

    def _read(self) -> None:
        try:
            self._sources = self._resident.read()
            self.problems = ()
        except NotFitToPrint as error:
            self.problems = error.problems


def _stamps(folders: tuple[Path, ...]) -> Iterator[tuple[str, int, int]]:
    """Each file in some folders, with its size and the time of its last change."""
    for folder in folders:
        for here, inner, files in os.walk(folder):
            inner.sort()
            for name in sorted(files):
                path = f"{here}{os.sep}{name}"
                try:
                    found = os.stat(path)  # noqa: PTH116 - thousands of files at each request
                except OSError:
                    continue
                yield path, found.st_mtime_ns, found.st_size
