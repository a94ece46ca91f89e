"""Comparisons: what an edit changes, found in the background, with its progress."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock

from printroom.desk.common.settings import Settings
from printroom.desk.state.background import own_failure
from printroom.make import CachedPress, Monitor
from printroom.make.compare.base_folders import UnknownBase, base_folders, revisions
from printroom.make.compare.comparing import Comparison, read_both
from printroom.model import Edition, NotFitToPrint, Problem

MOST_KEPT = 6
"""The last comparisons stay; the pictures of earlier ones are deleted."""
COMPARING = "comparing "


@dataclass(frozen=True)
class Wanted:
    """What is compared: with which base, and for which packs."""

    base: str
    title: str
    sessions: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    edition: Edition = "standard"


@dataclass(eq=False)
class Running:
    """A comparison on its way, or finished."""

    id: str
    wanted: Wanted
    command: str
    """The command that compares the same."""
    folder: Path
    step: str = "waiting for an earlier comparison"
    packs: int = 0
    """How many packs are compared; 0 while that is not known."""
    done: int = 0
    found: Comparison | None = None
    """What is found so far."""
    cancelled: Event = field(default_factory=Event)
    """Set to stop it; what is found until then stays."""
    problems: tuple[Problem, ...] = ()
    is_complete: bool = False
    """Whether every pack was compared."""
    is_over: bool = False
    version: int = 0

    def notify(self) -> None:
        """Something about it is new."""
        self.version += 1

    def picture(self, name: str) -> Path | None:
        """The picture with this name, if one of the changes has it."""
        changes = self.found.changes if self.found else ()
        files = (one for change in changes for one in change.pictures.values())
        return next((file for file in files if file.name == name), None)

    def see(self, found: Comparison) -> None:
        """Show what is found so far."""
        self.found = found
        self.notify()


class Comparisons:
    """The comparisons of a desk: one at a time, and the last ones are kept."""

    def __init__(self, settings: Settings, press: CachedPress) -> None:
        self._settings, self._press = settings, press
        self._kept: OrderedDict[str, Running] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(1)
        self._home: tempfile.TemporaryDirectory[str] | None = None

    def bases(self) -> dict[str, str]:
        """What can be compared with, and what each is called: only these names are ever used."""
        settings = self._settings
        folders = {str(folder): f"Folder {folder}" for folder in settings.bases}
        return folders | revisions(settings.materials, settings.templates)

    def start(self, wanted: Wanted, command: str) -> Running:
        """Compare in the background."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            if self._home is None:
                self._home = tempfile.TemporaryDirectory(prefix="printroom-changes-")
            running = Running(name, wanted, command, Path(self._home.name) / name)
            self._kept[name] = running
            while len(self._kept) > MOST_KEPT:
                _, old = self._kept.popitem(last=False)
                shutil.rmtree(old.folder, ignore_errors=True)
        self._threads.submit(self._run, running)
        return running

    def get(self, name: str) -> Running | None:
        """The comparison with this id."""
        return self._kept.get(name)

    def all(self) -> list[Running]:
        """All that are kept, the last first."""
        with self._lock:
            return list(reversed(self._kept.values()))

    def close(self) -> None:
        """Wait for the comparison that runs, which ends with the workers; delete all pictures."""
        self._threads.shutdown(cancel_futures=True)
        if self._home is not None:
            self._home.cleanup()

    def _run(self, running: Running) -> None:
        settings = self._settings
        folders = settings.materials, settings.templates
        try:
            with base_folders(running.wanted.base, *folders) as base:
                self._compare(running, folders, base)
        except NotFitToPrint as error:
            running.problems = error.problems
        except _Cancelled:
            running.step = "stopped"
        except UnknownBase as error:
            running.problems = (Problem("unknown-base", "--base", str(error), line=0),)
        except Exception as error:
            running.problems = (own_failure("compare", error),)
            raise
        finally:
            running.is_over = True
            running.notify()

    def _compare(
        self, running: Running, folders: tuple[Path, Path], base: tuple[Path, Path]
    ) -> None:
        running.step = "reading both"
        running.notify()
        one, day = running.wanted, self._settings.today()
        names = one.sessions, one.bands, one.nations
        both = read_both(folders, base, day, one.edition, *names)
        running.packs = len(both.orders)
        press = replace(self._press, monitor=_Progress(running))
        running.found = both.pages(press, running.folder, running.see)
        running.is_complete = True


class _Cancelled(Exception):
    """The comparison was stopped."""


class _Progress(Monitor):
    """Notes the progress of a comparison for those who watch."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def step(self, name: str) -> None:
        if self._running.cancelled.is_set():
            raise _Cancelled
        self._running.step = name
        self._running.done += name.startswith(COMPARING)
        self._running.notify()
