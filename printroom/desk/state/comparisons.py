"""Compares packs before and after an edit, in the background, with progress."""

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
from printroom.desk.state.background import internal_error
from printroom.make import CachedPress, Monitor
from printroom.make.compare.base_folders import UnknownBase, base_folders, revisions
from printroom.make.compare.comparing import Comparison, read_both
from printroom.model import Edition, NotFitToPrint, Problem

MOST_KEPT = 6
"""How many comparisons are kept; the pictures of earlier ones are deleted."""
COMPARING = "comparing "


@dataclass(frozen=True)
class WantedComparison:
    """A comparison that a form asks for: the base, and which packs."""

    base: str
    title: str
    sessions: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    edition: Edition = "standard"


@dataclass(eq=False)
class RunningComparison:
    """A comparison in progress, or finished."""

    id: str
    wanted: WantedComparison
    command: str
    """The command that makes the same comparison."""
    folder: Path
    step: str = "waiting for an earlier comparison"
    packs: int = 0
    """How many packs are compared; 0 until that is known."""
    done: int = 0
    found: Comparison | None = None
    """The differences found so far."""
    cancelled: Event = field(default_factory=Event)
    """Set to stop it; differences found until then are kept."""
    problems: tuple[Problem, ...] = ()
    is_complete: bool = False
    """Whether every pack was compared."""
    is_over: bool = False
    version: int = 0

    def notify(self) -> None:
        """Tell those who watch that something has changed."""
        self.version += 1

    def picture(self, name: str) -> Path | None:
        """The picture with this name, if one of the changes has it."""
        changes = self.found.changes if self.found else ()
        files = (one for change in changes for one in change.pictures.values())
        return next((file for file in files if file.name == name), None)

    def see(self, found: Comparison) -> None:
        """Show the differences found so far."""
        self.found = found
        self.notify()


class Comparisons:
    """The last comparisons of a desk; they run one at a time."""

    def __init__(self, settings: Settings, press: CachedPress) -> None:
        self._settings, self._press = settings, press
        self._kept: OrderedDict[str, RunningComparison] = OrderedDict()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(1)
        self._home: tempfile.TemporaryDirectory[str] | None = None

    def bases(self) -> dict[str, str]:
        """The bases that can be compared with, and their titles. No other base is accepted."""
        settings = self._settings
        folders = {str(folder): f"Folder {folder}" for folder in settings.bases}
        return folders | revisions(settings.materials, settings.templates)

    def start(self, wanted: WantedComparison, command: str) -> RunningComparison:
        """Start a comparison in the background."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            if self._home is None:
                self._home = tempfile.TemporaryDirectory(prefix="printroom-changes-")
            running = RunningComparison(name, wanted, command, Path(self._home.name) / name)
            self._kept[name] = running
            while len(self._kept) > MOST_KEPT:
                _, old = self._kept.popitem(last=False)
                shutil.rmtree(old.folder, ignore_errors=True)
        self._threads.submit(self._run, running)
        return running

    def get(self, name: str) -> RunningComparison | None:
        """The comparison with this id."""
        return self._kept.get(name)

    def all(self) -> list[RunningComparison]:
        """The comparisons that are kept, the last first."""
        with self._lock:
            return list(reversed(self._kept.values()))

    def close(self) -> None:
        """Wait for the comparison that runs, which ends with the workers; delete all pictures."""
        self._threads.shutdown(cancel_futures=True)
        if self._home is not None:
            self._home.cleanup()

    def _run(self, running: RunningComparison) -> None:
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
            running.problems = (internal_error("compare", error),)
            raise
        finally:
            running.is_over = True
            running.notify()

    def _compare(
        self, running: RunningComparison, folders: tuple[Path, Path], base: tuple[Path, Path]
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
    """Records the progress of a comparison, and stops it if it was cancelled."""

    def __init__(self, running: RunningComparison) -> None:
        self._running = running

    def step(self, name: str) -> None:
        if self._running.cancelled.is_set():
            raise _Cancelled
        self._running.step = name
        self._running.done += name.startswith(COMPARING)
        self._running.notify()
